"""Counts, weighted sums and cross-products of columns: all that means, ratios and alphas need from the data.

Each respondent contributes u = [m₁ … m_k, m₁(x₁ − c₁) … m_k(x_k − c_k)] to a block of k columns, where m is 1
where the column is answered and 0 where it is missing; c are fixed centres that keep the sums exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Columns = tuple[str, ...]
Found = TypeVar("Found")
AT_ONCE: Final = 512
"""Groups whose figures are made together."""


@dataclass(frozen=True)
class Block:
    """Sums of one block of k columns, for G groups in H strata.

    `count` and `units` (G × H × k): answered rows, and sampling units with an answered row. `cross`
    (G × 2k × 2k): Σ w·u·u′ over rows. `total` (G × H × 2k) and `square` (G × H × 2k × 2k): Σ t and Σ t·t′ over
    sampling units, t = Σ w·u within the unit. `present` (G × H): sampling units with any column answered.
    `pairs` (G × k × k): rows in which both columns are answered.
    `weight_squares` (G × k): Σ w² over answered rows. `answered` (G): rows with any column answered. Where the weights
    were fitted to margins, `on_margins` (G × 2k × p): Σ d·u·x′ over rows, and `by_margins` (G × H × 2k × p): Σ t·T′
    over sampling units; see `MarginSums`.
    """

    columns: Columns
    centre: Array
    count: Array
    units: Array
    cross: Array
    total: Array
    square: Array
    present: Array
    pairs: Array
    weight_squares: Array
    answered: Array
    on_margins: Array | None = None
    by_margins: Array | None = None


@dataclass(frozen=True)
class MarginSums:
    """Sums of the p dummies x of the margins that weights w were fitted to, over the whole sample.

    `inverse` (p × p) of Σ d·x·x′, d the weights before fitting; `total` (H × p) and `square` (H × p × p): Σ T and
    Σ T·T′ over sampling units, T = Σ w·x within the unit.
    """

    inverse: Array
    total: Array
    square: Array


@dataclass(frozen=True)
class ByUnit:
    """Totals within each cluster, by group: what groups that share clusters have in common.

    `group` and `unit` (stratum × `clusters` + cluster) of each row; `totals`: Σw·m, Σw·m(x − c), Σm of every column of
    `names` in turn.
    """

    names: Columns
    clusters: int
    group: Codes
    unit: Codes
    totals: Array

    def of(self, columns: Columns) -> tuple[Array, Array]:
        """Return Σw·u of some columns (rows × 2k), and how many answers the rows hold."""
        at, c = np.array([self.names.index(name) for name in columns]), len(self.names)
        both = np.concatenate([self.totals[:, at], self.totals[:, c + at]], axis=1)
        return both, self.totals[:, 2 * c + at].max(axis=1)


@dataclass(frozen=True)
class Moments:
    """Blocks of one grouping; `levels` names the G groups, `design_units` (H) the sampling units per stratum.

    `designed` says whether a weight, stratum or cluster was declared; if not, each base is its own sample.
    `by_t` says whether clusters or strata were declared, so that intervals use Student's t throughout. `undrawn` (H)
    is 1 − f, f the share of each stratum's population of sampling units that was drawn: 1 where it is not known.
    `margins` are those that the weights were fitted to; `by_unit` is there where a cluster is declared.
    """

    levels: tuple[str | None, ...]
    design_units: Array
    designed: bool
    by_t: bool
    blocks: Mapping[Columns, Block]
    undrawn: Array
    margins: MarginSums | None = None
    by_unit: ByUnit | None = None
    _kept: list[tuple[int, dict[object, Any]]] = field(default_factory=list, init=False, compare=False, repr=False)

    def at_once(self, what: object, group: int, made: Callable[[slice], Sequence[Found]]) -> Found:
        """Return a group's of what `made` makes of a range of groups, kept until another range is asked for."""
        start = group - group % AT_ONCE
        begin, kept = self._kept[0] if self._kept else (-1, {})
        if begin != start:
            kept = {}
            self._kept[:] = [(start, kept)]
        if what not in kept:
            kept[what] = made(slice(start, start + AT_ONCE))
        found: Found = kept[what][group - start]
        return found

    @property
    def census(self) -> bool:
        """Whether every sampling unit of the population is in the sample, so that nothing has a sampling error."""
        return not self.undrawn.any()

    def pooled(self) -> Moments:
        """Return the moments of all groups together; only where each sampling unit lies within one group."""
        return replace(self, levels=(None,), blocks={columns: _pooled(block) for columns, block in self.blocks.items()})


def _pooled(block: Block) -> Block:
    sums = {one.name: getattr(block, one.name) for one in fields(Block) if one.name not in ("columns", "centre")}
    return replace(
        block, **{name: found.sum(axis=0, keepdims=True) for name, found in sums.items() if found is not None}
    )
