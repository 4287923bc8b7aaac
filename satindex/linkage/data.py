"""The complete cases a model is fitted to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.stats.row_mean import RowMean

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
RESPONDENTS = Words("respondents", "受访者")


@dataclass(frozen=True)
class Drawn:
    """So many of a frame's rows, drawn at random by `seed`."""

    rows: int
    total: int
    seed: int

    @property
    def words(self) -> Words:
        """What a reader must know."""
        return Words(
            f"drawn: {self.rows:,} of {self.total:,} respondents (seed {self.seed})",
            f"抽取：{self.total:,} 名受访者中的 {self.rows:,} 名（种子 {self.seed}）",
        )


@dataclass(frozen=True)
class Whole:
    """What is known of all complete cases, n of them, where the rows at hand are only drawn from them.

    `effective_share` is Kish's effective base as a share of n, `averages` the mean of each predictor.
    """

    n: int
    effective_share: float = 1.0
    averages: Mapping[str, RowMean] = field(default_factory=dict)


@dataclass(frozen=True)
class ModelData:
    """Rows with outcome, predictors and controls all answered.

    `outcome` holds n numbers as coded; `predictors` is n × p, `controls` n × q (dummies of text columns,
    reference = first in label order, term `column=level`); no constant column in either: those
    that were are named in `constant`. `weights`, `strata`
    and `clusters` are None where the survey declares none. `sampled_clusters` holds, per stratum code, how many
    sampling units the whole design has (rows outside the base included); None: those present. `undrawn` is the share of
    the population's units, per stratum code, that is not in the sample; None: not known. `raked` says whether the
    weights were fitted to margins. `reach` holds the lowest and the highest value that a column can have, where it has
    ends. Where the outcome is a time, `event` is 1 for those whose event came then, 0 for those watched until then.
    `units` is what the rows are called. `drawn` says of how many respondents these rows were drawn at random; where a
    model of all was fitted in passes, they only begin it, and `whole` holds what is known of all.
    """

    outcome: Array
    predictors: Array
    predictor_names: tuple[str, ...]
    controls: Array
    control_names: tuple[str, ...]
    outcome_name: str
    outcome_labels: dict[float, Words]
    weights: Array | None = None
    strata: Codes | None = None
    clusters: Codes | None = None
    left_out: int = 0
    constant: tuple[str, ...] = ()
    sampled_clusters: Codes | None = None
    undrawn: Array | None = None
    raked: bool = False
    reach: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    event: Array | None = None
    event_label: Words | None = None
    units: Words = RESPONDENTS
    drawn: Drawn | None = None
    whole: Whole | None = None

    @property
    def n(self) -> int:
        """How many complete cases the model is of."""
        return len(self.outcome) if self.whole is None else self.whole.n

    def only(self, kept: npt.NDArray[np.bool_]) -> ModelData:
        """Return some of the rows; the others count as left out."""
        return replace(
            self,
            outcome=self.outcome[kept],
            predictors=self.predictors[kept],
            controls=self.controls[kept],
            weights=None if self.weights is None else self.weights[kept],
            strata=None if self.strata is None else self.strata[kept],
            clusters=None if self.clusters is None else self.clusters[kept],
            event=None if self.event is None else self.event[kept],
            left_out=self.left_out + int((~kept).sum()),
        )

    def columns(self, names: tuple[str, ...]) -> Array:
        """Return the columns of controls and predictors with these names."""
        known = (*self.control_names, *self.predictor_names)
        whole = np.concatenate([self.controls, self.predictors], axis=1)
        return np.asarray(whole[:, [known.index(name) for name in names]])

    @property
    def designed(self) -> bool:
        """Whether weights, strata, clusters or a finite population are declared."""
        return any(part is not None for part in (self.weights, self.strata, self.clusters, self.undrawn))
