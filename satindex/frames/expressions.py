"""Score expressions that several measures share; each gives null where a respondent has no score."""

from __future__ import annotations

import math
from collections.abc import Sequence

import narwhals as nw


def answered(*columns: str) -> nw.Expr:
    """Return whether all of `columns` are answered."""
    there = [~nw.col(column).is_null() for column in columns]
    return there[0] if len(there) == 1 else nw.all_horizontal(*there, ignore_nulls=False)


def mean_answered(values: Sequence[nw.Expr], valid: Sequence[nw.Expr], min_answered: float) -> nw.Expr:
    """Return the mean of the `values` that are `valid`, null where fewer than `min_answered` of them are.

    `valid` is true or false, never null. `min_answered` is a share of the values; at least one is always needed.
    """
    total = nw.sum_horizontal(*(_or_nothing(v.cast(nw.Float64), ok) for v, ok in zip(values, valid, strict=True)))
    return mean_of_total(total, number_of(valid), len(values), min_answered)


def mean_of_total(total: nw.Expr, number: nw.Expr, of: int, min_answered: float) -> nw.Expr:
    """Return the mean of so many values, null where fewer than `min_answered` `of` all; at least one is needed."""
    needed = max(1, math.ceil(min_answered * of - 1e-9))
    return nw.when(number >= needed).then(total / number)


def number_of(valid: Sequence[nw.Expr]) -> nw.Expr:
    """Return how many conditions are true."""
    return nw.sum_horizontal(*(ok.cast(nw.Float64) for ok in valid))


def total_of(columns: Sequence[str], valid: Sequence[nw.Expr]) -> nw.Expr:
    """Return the sum of the columns that are `valid`, which is true or false, never null."""
    there = (nw.when(ok).then(nw.col(c)).otherwise(nw.lit(0)) for c, ok in zip(columns, valid, strict=True))
    return nw.sum_horizontal(*(one.cast(nw.Float64) for one in there))


def _or_nothing(value: nw.Expr, valid: nw.Expr) -> nw.Expr:
    """Return the value, 0 where it is not valid: sums of columns without missing values are several times as fast."""
    return nw.when(valid).then(value).otherwise(nw.lit(0.0))


def rescale(column: str, zero: float, hundred: float) -> nw.Expr:
    """Return a column rescaled so that `zero` scores 0 and `hundred` scores 100, clipped at both ends (POMP)."""
    scaled = (nw.col(column).cast(nw.Float64) - zero) * (100.0 / (hundred - zero))
    return scaled.clip(0.0, 100.0)


def weighted_mean(
    columns: Sequence[str], weights: Sequence[float | str], partial: bool, where: Sequence[str] | None = None
) -> nw.Expr:
    """Return Σw·x/Σw over the columns present; null where none is, or where one is missing unless `partial`.

    `where` are columns that are present in the same rows, which others ask about too: Σw is added up once for all.
    A weight is a number, or the column that holds the respondent's own points; a respondent who lacks any
    of the points, gave some below 0, or none at all to the columns present, has no mean.
    """
    factors = [nw.lit(float(w)) if isinstance(w, int | float) else nw.col(w).cast(nw.Float64) for w in weights]
    present = [~nw.col(column).is_null() for column in where or columns]
    total = nw.sum_horizontal(
        *(_or_nothing(nw.col(c) * f, ok) for c, ok, f in zip(columns, present, factors, strict=True))
    )
    weight = nw.sum_horizontal(*(_or_nothing(f, ok) for ok, f in zip(present, factors, strict=True)))
    points = [w for w in weights if isinstance(w, str)]
    enough = weight > 0
    if points:
        enough = enough & answered(*points) & nw.all_horizontal(*(nw.col(p) >= 0 for p in points), ignore_nulls=True)
    if not partial:
        enough = enough & answered(*columns)
    return nw.when(enough).then(total / weight)


def index_answered(
    columns: Sequence[str], weights: Sequence[float] | None, ends: Sequence[tuple[float, float]], min_answered: float
) -> nw.Expr:
    """Return 100 · Σw(x − low)/Σw(high − low) over the answered columns, null where fewer than `min_answered` are.

    `ends` are the low and high end of each column; there is no score where there are no weights.
    """
    if weights is None:
        present = nw.col(columns[0]).is_null()
        return nw.when(present & ~present).then(nw.lit(0.0))
    valid = [answered(column) for column in columns]
    above = [
        (nw.col(c).cast(nw.Float64) - low) * (100.0 * w) for c, w, (low, _) in zip(columns, weights, ends, strict=True)
    ]
    spans = [nw.lit(w * (high - low)) for w, (low, high) in zip(weights, ends, strict=True)]
    return mean_answered(above, valid, min_answered) / mean_answered(spans, valid, min_answered)
