"""What an empty cell is, how a cell is written as text, and which types of column stand for plain texts."""

from __future__ import annotations

from typing import Any

import narwhals as nw

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


def _plain(name: str, kind: nw.dtypes.DType) -> nw.Expr:
    if not isinstance(kind, TEXTS):
        return nw.col(name)
    text = nw.col(name) if isinstance(kind, nw.String) else nw.col(name).cast(nw.String)
    return nw.when(text != "").then(text).alias(name)


def as_written(cell: object) -> str:
    """Return a cell as text; a whole number has no decimal point."""
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell)) if whole else str(cell)  # type: ignore[call-overload]
