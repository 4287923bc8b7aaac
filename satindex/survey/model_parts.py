"""What a model may be asked for beyond its coefficients, as its entry in `models` says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

IntervalKind = Literal["percentile", "basic", "normal", "bca"]


@dataclass(frozen=True)
class Bootstrap:
    """How often the sample is drawn again, by which seed, and how its intervals are read; 0 replicates: not at all."""

    replicates: int = 1000
    seed: int = 1
    interval: IntervalKind = "percentile"


@dataclass(frozen=True)
class DriversAsked:
    """How drivers share the explained variance; `bootstrap` None: intervals where they cost little."""

    method: Literal["lmg", "johnson", "mcfadden"] = "lmg"
    bootstrap: Bootstrap | None = None


@dataclass(frozen=True)
class Through:
    """The mediators between predictors and outcome, by stage; those of one stage stand side by side."""

    stages: tuple[tuple[str, ...], ...] = ()
    bootstrap: Bootstrap = field(default_factory=Bootstrap)

    @property
    def mediators(self) -> tuple[str, ...]:
        """All of them, in order."""
        return tuple(name for stage in self.stages for name in stage)
