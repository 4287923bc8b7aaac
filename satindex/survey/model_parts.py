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
class CrossValidation:
    """Into how many folds respondents are dealt, by which seed."""

    folds: int = 10
    seed: int = 1


@dataclass(frozen=True)
class Through:
    """The mediators between predictors and outcome, by stage; those of one stage stand side by side."""

    stages: tuple[tuple[str, ...], ...] = ()
    bootstrap: Bootstrap = field(default_factory=Bootstrap)

    @property
    def mediators(self) -> tuple[str, ...]:
        """All of them, in order."""
        return tuple(name for stage in self.stages for name in stage)


@dataclass(frozen=True)
class Observed:
    """An outcome in the purchase records: bought again within so many days of answering.

    `stated` names the item that asked for the intention. `unmatched` says what a respondent counts as whose id no
    purchase has.
    """

    within: int
    stated: str | None = None
    unmatched: Literal["set_aside", "not_bought"] = "set_aside"

    @property
    def name(self) -> str:
        """What the outcome is called among the scores."""
        return f"purchases.within_{self.within}"

    @property
    def event(self) -> str:
        """In a model of times: the column that says whether they bought; the outcome is the days until then."""
        return f"{self.name}.event"

    @property
    def status(self) -> str:
        """The column that says of each respondent what is known."""
        return f"{self.name}.status"


@dataclass(frozen=True)
class CurveAsked:
    """The score that the outcome is drawn over, and what respondents are grouped by besides all together."""

    of: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class PenaltyReward:
    """Attributes whose lowest and highest boxes are contrasted with what lies between; none: the model's predictors.

    `low` and `high` are the values at which the boxes end, on the attributes' own scale; None: the lowest and highest
    point of an item, the outer quarters of the respondents on a score.
    """

    attributes: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Trap:
    """Who is satisfied with the basics, with what lies `beyond` them, and loyal: at least so much of each.

    `loyal` None: the event of an outcome of two values.
    """

    basics: tuple[str, ...]
    satisfied: float
    loyal: float | None = None
    beyond: tuple[str, ...] = ()
