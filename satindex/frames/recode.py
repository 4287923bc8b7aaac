"""Answers replaced value by value, the same way on every engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Final

import narwhals as nw

from satindex.frames.batches import Frame
from satindex.frames.recipes import Recipe

_SMALLEST, _LARGEST = -128, 127
_FEW = 64
_PLAIN: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_DIGITS: Final = 15
"""Decimals of so many digits are the same number of 64 bits however they are turned into one."""


def recoded(frame: Frame, column: str, mapping: Mapping[Any, float | str | None], name: str) -> nw.Expr:
    """Return the expression `name` that replaces each distinct value of `column`; what is not mapped is null.

    `mapping` holds every distinct value that occurs. Small whole numbers are kept in one byte where the engine
    can hold a missing one.
    """
    kept = {old: new for old, new in mapping.items() if new is not None}
    dtype = _dtype(frame, list(kept.values()))
    if not kept:
        # Not a bare literal: a frame of literals alone has one row.
        return nw.when(nw.col(column).is_null()).then(nw.lit(None, dtype=dtype)).alias(name)
    if dtype == frame.collect_schema()[column] == nw.String and all(new == old for old, new in mapping.items()):
        return nw.col(column).alias(name)
    values = [str(new) if dtype == nw.String else float(new) for new in kept.values()]
    if dtype == nw.Int8:
        values = [int(new) for new in values]
    if len(kept) > _FEW and _is_on_engine(frame):
        others = {old: new for old, new in mapping.items() if old is not None and not _stands_for(old, new)}
        if len(others) <= _FEW:
            return _as_they_stand(frame, column, others, dtype).alias(name)
    if frame.implementation.is_duckdb() and len(kept) <= _FEW:
        return _case(column, list(kept), values, dtype).alias(name)
    replaced = nw.col(column).replace_strict(list(kept), values, default=None, return_dtype=dtype)
    return replaced.alias(name)


def _is_on_engine(frame: Frame) -> bool:
    """Whether expressions are planned or sent: one that names every value would take long, or be long."""
    return isinstance(frame, nw.LazyFrame) and (isinstance(frame, Recipe) or frame.implementation.is_duckdb())


def _stands_for(old: Any, new: float | str | None) -> bool:
    """Whether a value is a number, or the plain text of one, that an engine turns into the same number."""
    if isinstance(new, str) or isinstance(old, bool):
        return False
    if isinstance(old, str):
        return _PLAIN.fullmatch(old) is not None and float(old) == new
    if isinstance(old, Decimal):
        return len(old.as_tuple().digits) <= _DIGITS and float(old) == new
    return isinstance(old, int | float) and float(old) == new


def _as_they_stand(frame: Frame, column: str, others: Mapping[Any, float | str | None], dtype: Any) -> nw.Expr:
    """Return a column's numbers, without a word of them: its values but `others`, which are replaced."""
    given = nw.col(column)
    left_out = [given == old for old in others]
    if frame.collect_schema()[column].is_float():
        left_out.append(given.is_nan())
    numbers = nw.when(~reduce(or_, left_out)).then(given) if left_out else given
    found = numbers.cast(nw.Float64).cast(dtype)
    for old, new in others.items():
        if new is not None:
            found = nw.when(given == old).then(nw.lit(new, dtype=dtype)).otherwise(found)
    return found


def _case(column: str, old: list[Any], new: list[Any], dtype: Any) -> nw.Expr:
    """Return the replacement case by case: DuckDB plans it several times faster than a map of constants."""
    found = nw.when(nw.col(column) == old[0]).then(nw.lit(new[0], dtype=dtype))
    for key, value in zip(old[1:], new[1:], strict=True):
        found = found.when(nw.col(column) == key).then(nw.lit(value, dtype=dtype))
    return found


def _dtype(frame: Frame, values: list[Any]) -> Any:
    if any(isinstance(value, str) for value in values):
        return nw.String
    small = all(float(value).is_integer() and _SMALLEST <= value <= _LARGEST for value in values)
    by_polars = isinstance(frame, Recipe) or frame.implementation.is_polars()
    return nw.Int8 if small and by_polars else nw.Float64
