"""Columns of a frame as arrays, with the design's columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.frames.batches import Frame, batches, distinct_counts, refuse_to_gather
from satindex.frames.design import Design
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


LevelCodes = Mapping[str, int]
Number = TypeVar("Number", np.float64, np.int64)


def sample(
    frame: Frame, picks: Sequence[Pick], design: Design, within: Within | None = None, of: Frame | None = None
) -> Sample:
    """Return the picked columns of all respondents, or of one level; strata and clusters coded 0 … over the frame.

    Where the frame is only a part, they are coded over the frame that it is a part `of`.
    """
    refuse_to_gather(frame, len(picks))
    codes = {column: codes_of(frame if of is None else of, column) for column in _keys(design)}
    return _joined(_parts(frame, picks, design, codes, within), len(picks))


def whole_sample(frame: Frame, picks: Sequence[Pick], design: Design) -> Sample:
    """Return the picked columns of all respondents, with what resampling needs of everyone who was sampled.

    Where weights were fitted to margins, and so are fitted again, those who belong to the sample but not to the frame
    stand at the end, without values.
    """
    refuse_to_gather(frame, len(picks))
    beyond, calibration = design.beyond, design.calibration
    codes = {column: _codes([*_levels(frame, column), *_levels(beyond, column)]) for column in _keys(design)}
    margins = {name: _codes(levels) for name, levels in calibration.margins.items()} if calibration else {}
    parts = [*_parts(frame, picks, design, {**codes, **margins})]
    if beyond is not None:
        rows = beyond[np.repeat(np.arange(beyond.height), beyond["count"].to_numpy())]
        nothing = np.full((len(picks), rows.height), np.nan)
        parts.append(_part(rows, nothing, design, {**codes, **margins}))
    strata: Sequence[str | None] = list(codes[design.stratum]) if design.stratum else [None]
    sampled = np.array([design.sampled[level] for level in strata]) if design.sampled else None
    undrawn = np.array([design.undrawn(level) for level in strata]) if design.population else None
    return replace(_joined(parts, len(picks)), sampled=sampled, undrawn=undrawn)


def _keys(design: Design) -> list[str]:
    return [column for column in (design.stratum, design.cluster) if column]


def _parts(
    frame: Frame,
    picks: Sequence[Pick],
    design: Design,
    codes: Mapping[str, LevelCodes],
    within: Within | None = None,
) -> Iterator[Sample]:
    read = 0
    wanted = [*(pick.column for pick in picks), *design.columns, *([within.column] if within else [])]
    for whole in batches(frame, wanted):
        places = within.places(whole) if within else None
        batch = whole if places is None else whole[places]
        part = _part(batch, np.stack([pick.values(batch) for pick in picks]), design, codes)
        yield part if places is None else replace(part, positions=read + places)
        read += whole.height


def _part(batch: pl.DataFrame, values: Array, design: Design, codes: Mapping[str, LevelCodes]) -> Sample:
    """Return the values of a batch's rows with the design's columns; margins where they are to be coded."""
    coded = {
        column: batch[column].replace_strict(list(known), list(known.values()), return_dtype=pl.Int64).to_numpy()
        for column, known in codes.items()
    }
    margins = [coded[name] for name in codes if name not in _keys(design)]
    return Sample(
        values,
        batch[design.weight].cast(pl.Float64).to_numpy() if design.weight else None,
        coded[design.stratum] if design.stratum else None,
        coded[design.cluster] if design.cluster else None,
        margins=np.stack(margins) if margins else None,
    )


def _joined(parts: Iterable[Sample], columns: int) -> Sample:
    """Return the rows of several parts as one sample."""
    found = list(parts)
    if not found:
        return Sample(np.empty((columns, 0)), positions=np.empty(0, dtype=np.int64))
    return Sample(
        np.concatenate([part.values for part in found], axis=1),
        _end_to_end([part.weights for part in found]),
        _end_to_end([part.strata for part in found]),
        _end_to_end([part.clusters for part in found]),
        _end_to_end([part.positions for part in found]),
        margins=_end_to_end([part.margins for part in found]),
    )


def _end_to_end(arrays: Sequence[npt.NDArray[Number] | None]) -> npt.NDArray[Number] | None:
    """Return arrays joined along the respondents; None where a column is not there."""
    there = [array for array in arrays if array is not None]
    return np.concatenate(there, axis=-1) if there else None


def _levels(frame: Frame | pl.DataFrame | None, column: str) -> list[str]:
    if frame is None:
        return []
    if isinstance(frame, pl.DataFrame):
        return [str(value) for value in frame[column].unique().to_list()]
    return [str(value) for value, _ in distinct_counts(frame, column) if value is not None]


def _codes(levels: Iterable[str]) -> dict[str, int]:
    return {level: code for code, level in enumerate(sorted(set(levels)))}


def codes_of(frame: Frame, column: str) -> dict[str, int]:
    """Return the codes that `sample` gives the levels of a stratum or cluster column."""
    return _codes(_levels(frame, column))
