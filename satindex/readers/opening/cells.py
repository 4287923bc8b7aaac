"""What an empty cell is, how a cell is written as text, and which types of column stand for plain texts."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl

TEXTS = (nw.String, nw.Categorical, nw.Enum)


def with_plain_texts(frame: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    """Return the frame with categories as texts and empty texts as null; works on any engine, eager or lazy."""
    return frame.select(_plain(name, kind) for name, kind in frame.collect_schema().items())


def is_no_cell(cell: object) -> bool:
    """Tell whether a cell is empty: None, NaN and NaT, which don't equal themselves, or NA, of which nobody can tell.

    Examples
    --------
    >>> is_no_cell(None), is_no_cell(float("nan")), is_no_cell(0)
    (True, True, False)
    """
    return cell is None or str(cell == cell) != "True"


def float_texts(column: pl.Expr) -> pl.Expr:
    """Return floats as texts: a whole number has no decimal point, NaN is missing.

    Examples
    --------
    >>> pl.Series("x", [5.0, 4.35, float("nan")]).to_frame().select(float_texts(pl.col("x")))["x"].to_list()
    ['5', '4.35', None]
    """
    whole, number = column.cast(pl.Int64, strict=False), column.fill_nan(None)
    text = pl.when(whole == number).then(whole.cast(pl.String)).otherwise(number.cast(pl.String))
    return text.name.keep()


def _plain(name: str, kind: nw.dtypes.DType) -> nw.Expr:
    if not isinstance(kind, TEXTS):
        return nw.col(name)
    text = nw.col(name) if isinstance(kind, nw.String) else nw.col(name).cast(nw.String)
    return nw.when(text != "").then(text).alias(name)


def as_written(cell: object) -> str:
    """Return a cell as text; a whole number has no decimal point."""
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell)) if whole else str(cell)  # type: ignore[call-overload]
