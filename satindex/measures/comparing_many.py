"""Each of very many levels against all others together, column by column: rows as `comparing.differences` has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.measures.measure import Measure
from satindex.results.columns import NO_LEVEL
from satindex.results.packed import PIECE, Packed
from satindex.results.packed_bases import withheld_rows
from satindex.results.packed_pieces import Column, Piece, Places, Rows, Where
from satindex.results.result import Cell
from satindex.results.small_bases import guarded
from satindex.stats.base import Base
from satindex.stats.comparison import Difference
from satindex.stats.every_rest import against_rests
from satindex.stats.multiplicity import ADJUSTMENTS

if TYPE_CHECKING:
    from satindex.measures.comparing import Groups

REST: Final = "(rest)"
_FIGURES: Final = ("estimate", "std_error", "ci_low", "ci_high", "statistic", "df", "p_value")
Outcome = tuple[Words | None, Words | None]


@dataclass(frozen=True)
class _Shown:
    """What is shown of one figure by segment: the groups that have a row, its estimate, why it is withheld."""

    groups: Places
    estimates: npt.NDArray[np.float64]
    withheld: Mapping[int, Words]


def differences_from_rest(measure: Measure, groups: Groups) -> Packed:
    """Return a row per figure and level, against all other levels together."""
    found = Packed()
    for column, keys in measure.compared.items():
        shown = _shown(groups, keys)
        if (column,) in groups.of.blocks and len(shown.groups) and _agrees(groups, column, shown):
            for piece in _pieces(groups, column, keys, shown):
                found.add(piece)
    return found


def _shown(groups: Groups, keys: Mapping[str, str]) -> _Shown:
    number = len(groups.of.levels)
    there, estimates = np.zeros(number, dtype=np.bool_), np.full(number, np.nan)
    withheld: dict[int, Words] = {}
    if not isinstance(groups.rows, Packed):
        raise TypeError("rows of very many levels are packed")
    for piece in groups.rows.pieces:
        for part in piece.parts:
            chosen = np.flatnonzero(_has(part, keys))
            if not len(chosen):
                continue
            rows = part.taken(chosen)
            codes, levels = rows.columns["level"].said()
            at = np.array([groups.places[None if level == NO_LEVEL else level] for level in levels])[codes]
            there[at] = True
            if "estimate" in rows.columns:
                estimates[at] = rows.columns["estimate"].numbers
            withheld |= _reasons(rows, at, np.isnan(estimates[at]))
    named = np.zeros(number, dtype=np.bool_)
    named[list(groups.named)] = True
    return _Shown(np.flatnonzero(there & named), estimates, withheld)


def _has(part: Rows, keys: Mapping[str, str]) -> Where:
    found = np.ones(part.number, dtype=np.bool_)
    for name, wanted in keys.items():
        column = part.columns.get(name)
        if column is None or column.texts is None:
            return np.zeros(part.number, dtype=np.bool_)
        found &= np.array([text == wanted for text in column.texts])[column.values]
    return found


def _reasons(rows: Rows, groups: Places, without: Where) -> dict[int, Words]:
    """Return why a figure is not shown, by its group."""
    column = rows.columns.get("reason")
    if column is None or not without.any():
        return {}
    told = zip(groups[without].tolist(), column.taken(np.flatnonzero(without)).cells(), strict=True)
    return {group: reason for group, reason in told if isinstance(reason, Words)}


def _agrees(groups: Groups, column: str, shown: _Shown) -> bool:
    """Whether estimates are the means of the column: what is not, is not compared by it."""
    means = [Base(groups.of, group).mean(column).estimate for group in shown.groups.tolist()]
    wanted = np.array([np.nan if mean is None else mean for mean in means])
    apart = np.abs(shown.estimates[shown.groups] - wanted) > 1e-9 * np.maximum(1.0, np.abs(wanted))
    return not apart.any()


def _pieces(groups: Groups, column: str, keys: Mapping[str, str], shown: _Shown) -> Iterator[Piece]:
    at = shown.groups.tolist()
    found = against_rests(groups.of, column, at, groups.whole(column))
    withheld = [shown.withheld.get(group) for group in at]
    p_values = [None if why else one.found.p_value for one, why in zip(found, withheld, strict=True)]
    adjusted = ADJUSTMENTS[groups.compare.adjust](p_values)
    rows = Packed()
    for start in range(0, len(at), PIECE):
        part = slice(start, start + PIECE)
        levels = [groups.of.levels[group] or "" for group in at[part]]
        cells = _cells(groups.segment, levels, keys, found[part], adjusted[part])
        why = [(one.found.reason, hidden) for one, hidden in zip(found[part], withheld[part], strict=True)]
        rows.add(_piece(cells, why))
    shown_rows = guarded(rows, groups.small, siblings="")
    yield from shown_rows.pieces if isinstance(shown_rows, Packed) else ()


def _cells(
    segment: str, levels: Sequence[str], keys: Mapping[str, str], found: Sequence[Difference], adjusted: Sequence[Cell]
) -> dict[str, Column]:
    named = {"segment": segment, "other": REST, **keys}
    cells = {name: Column.repeated(cell, len(levels)) for name, cell in named.items()}
    figures = {name: Column.of([getattr(one.found, name) for one in found]) for name in _FIGURES}
    return {
        "segment": cells.pop("segment"),
        "level": Column.of(levels),
        **cells,
        **figures,
        "p_adjusted": Column.of(adjusted),
        "n": Column.of([one.n for one in found]),
        "n_other": Column.of([one.n_other for one in found]),
    }


def _piece(cells: Mapping[str, Column], why: Sequence[Outcome]) -> Piece:
    """Return the rows, those with the same reason or withheld for the same one together."""
    places: dict[Outcome, list[int]] = {}
    for place, outcome in enumerate(why):
        places.setdefault(outcome, []).append(place)
    every = Rows(dict(cells), len(why))
    return Piece.placing([_of_outcome(every, outcome, np.array(at)) for outcome, at in places.items()])


def _of_outcome(every: Rows, outcome: Outcome, at: Places) -> tuple[Places, Rows]:
    (reason, withheld), rows = outcome, every.taken(at)
    if reason:
        rows = Rows({**rows.columns, "reason": Column.repeated(reason, rows.number)}, rows.number)
    return at, withheld_rows(rows, withheld) if withheld else rows
