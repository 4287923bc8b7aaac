"""Answers replaced value by value, the same way on every engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from satindex.frames.batches import Frame

_SMALLEST, _LARGEST = -128, 127


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
    values = [str(new) if dtype == nw.String else float(new) for new in kept.values()]
    if dtype == nw.Int8:
        values = [int(new) for new in values]
    replaced = nw.col(column).replace_strict(list(kept), values, default=None, return_dtype=dtype)
    return replaced.alias(name)


def _dtype(frame: Frame, values: list[Any]) -> Any:
    if any(isinstance(value, str) for value in values):
        return nw.String
    small = all(float(value).is_integer() and _SMALLEST <= value <= _LARGEST for value in values)
    return nw.Int8 if small and frame.implementation.is_polars() else nw.Float64
