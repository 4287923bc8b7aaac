"""Columns of plain numbers: which type is worth trying, and how texts become numbers without changing one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

import polars as pl

INTEGER = re.compile(r"[+-]?\d{1,18}")
DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
COMMA = r"^[+-]?\d+(,\d+)?$"
FIRST, ANY_DIGIT = 1000, r"[0-9]"
THOUSANDS = r"^[+-]?[1-9]\d{0,2},\d{3}$"
REFUSED = re.compile(r"(?s)could not parse `(.*?)` as dtype `.*?` at column '.*?' \(column number (\d+)\)")
EXACT = 2.0**53
WHOLE_TYPES = ((pl.Int8, 2**7), (pl.Int16, 2**15), (pl.Int32, 2**31), (pl.Int64, 2**63))
Types = Mapping[str, type[pl.DataType]]


def likely_types(names: Sequence[str], rows: Iterable[Sequence[str]], numeric: Collection[str]) -> Types:
    """Return the narrowest type that holds every sampled cell of each column; text for columns not in `numeric`.

    Examples
    --------
    >>> likely_types(["id", "N1"], [["007", "10"], ["8", ""]], {"N1"})
    {'id': String, 'N1': Int8}
    """
    wanted = [(place, name) for place, name in enumerate(names) if name in numeric]
    table = [row for row in rows if len(row) == len(names)]
    found = {name: _likely_type([row[place].strip() for row in table]) for place, name in wanted}
    return {name: found.get(name, pl.String) for name in names}


def _likely_type(cells: Iterable[str]) -> type[pl.DataType]:
    filled = {cell for cell in cells if cell}
    if all(INTEGER.fullmatch(cell) for cell in filled):
        largest = max((abs(int(cell)) for cell in filled), default=0)
        return next((kind for kind, limit in WHOLE_TYPES if largest < limit), pl.String)
    return pl.Float64 if all(DECIMAL.fullmatch(cell) for cell in filled) else pl.String


def corrected(types: Types, names: Sequence[str], said: str) -> Types | None:
    """Return the types to try after polars refused a cell, or None where its message names no column."""
    told = REFUSED.search(said)
    if told is None:
        return None
    name = names[int(told[2]) - 1]
    kind = pl.Float64 if DECIMAL.fullmatch(told[1]) and types[name] != pl.Float64 else pl.String
    return {**types, name: kind}


def not_exact(frame: pl.DataFrame) -> list[str]:
    """Return the columns whose decimals are not plain numbers or too large to be held exactly."""
    return not_exact_in(frame.lazy())


def not_exact_in(frame: pl.LazyFrame) -> list[str]:
    """Return what `not_exact` does, of a file that is streamed."""
    floats = [name for name, kind in frame.collect_schema().items() if kind == pl.Float64]
    if not floats:
        return []
    asked = frame.select((pl.col(floats).is_finite() & (pl.col(floats).abs() < EXACT)).all())
    sound = asked.collect(engine="streaming").row(0)
    return [name for name, is_sound in zip(floats, sound, strict=True) if not is_sound]


def as_numbers(texts: pl.Series) -> pl.Series:
    """Return numbers where every filled cell of a text column is one; otherwise the column untouched.

    A cell of blanks is empty. A comma is a decimal comma if no cell has a decimal point and at least one can't be
    read with the comma parting thousands: `3,5` and `0,125` can't, `1,234` can, so `1,234` alone stays text.
    """
    if texts.null_count() == texts.len() or not _worth_trying(texts):
        return texts
    numbers = _cast(texts)
    if numbers is None:
        trimmed = _blank_to_null(texts.str.strip_chars().str.strip_prefix("+"))
        numbers = _cast(trimmed)
        if numbers is None and _has_decimal_comma(trimmed):
            numbers = _cast(trimmed.str.replace(",", ".", literal=True))
    return texts if numbers is None else numbers


def _worth_trying(texts: pl.Series) -> bool:
    """Tell from the first filled cells whether a column may be numbers: most columns of labels show it at once."""
    first = texts.head(FIRST).drop_nulls().str.strip_chars()
    return bool((first.str.contains(ANY_DIGIT) | (first == "")).all())


def _blank_to_null(trimmed: pl.Series) -> pl.Series:
    return trimmed.set(trimmed == "", None)


def _cast(texts: pl.Series) -> pl.Series | None:
    numbers = texts.cast(pl.Float64, strict=False)
    sound = numbers.null_count() == texts.null_count() and (numbers.is_finite() & (numbers.abs() < EXACT)).all()
    return numbers if sound else None


def _has_decimal_comma(trimmed: pl.Series) -> bool:
    if not trimmed.str.contains(COMMA).all():
        return False
    with_comma = trimmed.filter(trimmed.str.contains(",", literal=True))
    return not bool(with_comma.str.contains(THOUSANDS).all())
