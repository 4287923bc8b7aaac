"""Random groups of sampling units, the same on every engine and however partitions are cut: they are drawn whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from satindex.errors import FigureError
from satindex.frames.batches import Frame
from satindex.frames.design import Design
from satindex.frames.identity import Hashes, Identity, hashed, mixed, seeded
from satindex.frames.passes import Batch
from satindex.frames.sampling import cell_counts
from satindex.language import Words
from satindex.stats.resampling import MOST_UNITS, Replicates, replicates
from satindex.stats.sample import Codes, Sample

MOST_PLACES: Final = 8_000
"""Groups × combinations of the margins' levels: so many totals of each column are kept."""
FEWEST_GROUPS: Final = 64
"""So many groups a stratum is dealt into at least."""
MOST_STRATA: Final = 10_000
MOST_CLUSTERS: Final = 200_000
_DEAL: Final = np.uint64(0x6A09E667F3BCC909)


@dataclass(frozen=True, eq=False)
class Groups:
    """Which of U groups each row's sampling unit is in, by the hash of its combination of `keys`, then by its lot.

    `known` are the sorted hashes of the combinations, which have `number` groups each from `first` on; `strata` (U) is
    each group's stratum, among `levels`. Clusters are dealt beforehand, as `clusters`, and so have a group each; where
    a stratum holds a `lonely` one, all are in one group, and nothing can be drawn.
    """

    keys: tuple[str, ...]
    known: Hashes
    first: Codes
    number: Codes
    strata: Codes
    levels: tuple[str | None, ...]
    identity: Identity
    seed: int
    clusters: Replicates | None = None
    lonely: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read to find a row's group."""
        return self.keys if self.dealt else (*self.keys, *self.identity.columns)

    @property
    def dealt(self) -> bool:
        """Whether the groups are of clusters, dealt beforehand."""
        return self.clusters is not None or self.lonely

    def combination(self, frame: pl.DataFrame) -> Codes:
        """Return which of the known combinations of `keys` each row has."""
        if not self.keys:
            return np.zeros(frame.height, dtype=np.int64)
        return np.searchsorted(self.known, _combined(frame, self.keys))

    def of(self, batch: Batch) -> Codes:
        """Return the group of each row of a batch."""
        at = self.combination(batch.frame)
        if self.dealt:
            return self.first[at]
        lots = seeded(self.identity.of(batch) ^ _DEAL, self.seed) >> np.uint64(32)
        return self.first[at] + ((lots * self.number[at].astype(np.uint64)) >> np.uint64(32)).astype(np.int64)


def groups_of(
    frame: Frame, design: Design, identity: Identity, rows: int, asked: tuple[int, int], cells: int = 1
) -> Groups:
    """Return the groups for `asked` replicates by seed.

    `rows` is how many there are, `cells` how many combinations of margins' levels each group is divided into. Raises
    FigureError beyond MOST_STRATA and MOST_CLUSTERS.
    """
    if design.cluster:
        return _of_clusters(frame, design, identity, asked)
    levels = tuple(sorted(design.sampled or {None: rows}, key=str))
    if len(levels) > MOST_STRATA:
        raise _too_many(len(levels), MOST_STRATA, Words("strata", "层"))
    units = np.array([design.sampled.get(level, rows) for level in levels], dtype=np.float64)
    most = max(FEWEST_GROUPS, min(MOST_UNITS, MOST_PLACES // max(cells, 1)))
    number = np.maximum(FEWEST_GROUPS, np.floor(most * units / units.sum())).astype(np.int64)
    known = np.zeros(1, dtype=np.uint64)
    if design.stratum:
        known = _combined(pl.DataFrame({design.stratum: levels}, schema={design.stratum: pl.String}), (design.stratum,))
    order = np.argsort(known)
    first = np.cumsum(number) - number
    keys = (design.stratum,) if design.stratum else ()
    strata = np.repeat(np.arange(len(levels)), number)
    return Groups(keys, known[order], first[order], number[order], strata, levels, identity, asked[1])


def _of_clusters(frame: Frame, design: Design, identity: Identity, asked: tuple[int, int]) -> Groups:
    """Return the groups of clusters: those that `replicates` deals when it is given the rows."""
    keys = tuple(name for name in (design.stratum, design.cluster) if name)
    there = [cell_counts(frame, keys).select(keys).cast(pl.String)]
    there += [design.beyond.select(keys).cast(pl.String)] if design.beyond is not None else []
    pairs = pl.concat(there).unique().sort(keys, nulls_last=True)
    if pairs.height > MOST_CLUSTERS:
        raise _too_many(pairs.height, MOST_CLUSTERS, Words("clusters", "群"))
    coded = [pairs[name].rank("dense").cast(pl.Int64).to_numpy() - 1 for name in keys]
    levels: tuple[str | None, ...] = (None,)
    if design.stratum:
        levels = tuple(pairs[design.stratum].unique().sort().to_list())
    sampled = np.array([design.sampled[level] for level in levels]) if design.sampled else None
    undrawn = np.array([design.undrawn(level) for level in levels]) if design.population else None
    strata = coded[0] if design.stratum else np.zeros(pairs.height, dtype=np.int64)
    sample = Sample(np.zeros((1, pairs.height)), None, strata, coded[-1], sampled=sampled, undrawn=undrawn)
    drawn = replicates(sample, *asked)
    known = _combined(pairs, keys)
    order = np.argsort(known)
    one_each, together = np.ones(len(order), dtype=np.int64), np.zeros(len(order), dtype=np.int64)
    if drawn is None or drawn.strata is None:
        return Groups(keys, known[order], together, one_each, together[:1], levels, identity, asked[1], lonely=True)
    return Groups(keys, known[order], drawn.units[order], one_each, drawn.strata, levels, identity, asked[1], drawn)


def _combined(frame: pl.DataFrame, columns: tuple[str, ...]) -> Hashes:
    found = np.zeros(frame.height, dtype=np.uint64)
    for column in columns:
        found = mixed(found) ^ hashed(frame[column])
    return found


def _too_many(number: int, most: int, what: Words) -> FigureError:
    return FigureError(
        Words(
            f"{number:,} {what.en} are too many to draw from beyond memory: at most {most:,}.",
            f"{what.zh}共 {number:,} 个，超出内存时最多可从 {most:,} 个中抽取。",
        )
    )
