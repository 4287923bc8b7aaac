"""Columns of a frame as arrays, with the design's columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from satindex.frames.batches import Frame, batches, distinct_counts
from satindex.frames.moments import Design
from satindex.stats.moments import Array
from satindex.stats.sample import Codes, Sample


@dataclass(frozen=True)
class Pick:
    """A column of numbers, or the 0/1 dummy of one level of a text column."""

    column: str
    level: str | None = None

    def values(self, batch: pl.DataFrame) -> Array:
        """Return the column's values (missing = NaN) in one batch."""
        series = batch[self.column]
        chosen = series if self.level is None else series == self.level
        return chosen.cast(pl.Float64).fill_null(np.nan).to_numpy()


@dataclass(frozen=True)
class Within:
    """The respondents whose text column has one level (None: has none)."""

    column: str
    level: str | None

    def places(self, batch: pl.DataFrame) -> Codes:
        """Return where in a batch these respondents stand."""
        series = batch[self.column]
        chosen = series.is_null() if self.level is None else (series == self.level).fill_null(False)
        return chosen.arg_true().to_numpy().astype(np.int64)


def sample(frame: Frame, picks: Sequence[Pick], design: Design, within: Within | None = None) -> Sample:
    """Return the picked columns of all respondents, or of one level; strata and clusters coded 0 … over the frame."""
    strata, clusters = (_codes(frame, column) for column in (design.stratum, design.cluster))
    values: list[Array] = []
    weights: list[Array] = []
    coded: dict[str, list[Codes]] = {"strata": [], "clusters": []}
    positions, read = [np.empty(0, dtype=np.int64)], 0
    wanted = [*(pick.column for pick in picks), *design.columns, *([within.column] if within else [])]
    for whole in batches(frame, wanted):
        places = within.places(whole) if within else None
        batch = whole if places is None else whole[places]
        positions += [] if places is None else [read + places]
        read += whole.height
        values.append(np.stack([pick.values(batch) for pick in picks]))
        if design.weight:
            weights.append(batch[design.weight].cast(pl.Float64).to_numpy())
        for name, key, codes in (("strata", design.stratum, strata), ("clusters", design.cluster, clusters)):
            if key:
                found = batch[key].replace_strict(list(codes), list(codes.values()), return_dtype=pl.Int64)
                coded[name].append(found.to_numpy())
    joined = {name: np.concatenate(found) if found else None for name, found in coded.items()}
    return Sample(
        np.concatenate(values, axis=1) if values else np.empty((len(picks), 0)),
        np.concatenate(weights) if weights else None,
        joined["strata"],
        joined["clusters"],
        np.concatenate(positions) if within else None,
    )


def _codes(frame: Frame, column: str | None) -> dict[str, int]:
    if column is None:
        return {}
    levels = sorted(str(value) for value, _ in distinct_counts(frame, column) if value is not None)
    return {level: code for code, level in enumerate(levels)}


def codes_of(frame: Frame, column: str) -> dict[str, int]:
    """Return the codes that `sample` gives the levels of a stratum or cluster column."""
    return _codes(frame, column)
