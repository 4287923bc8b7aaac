"""Columns of records brought to plain types: ids as texts, amounts as numbers, yes and no as truth."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import narwhals as nw
import numpy as np
import polars as pl

from satindex.frames.batches import Frame, refuse_to_gather

BLANKS: Final = " \t\r\n\u3000\xa0\ufeff\u200b"
_CURRENCY: Final = r"[¥￥$€£元\s\u3000\xa0]|RMB|CNY|USD|EUR"
_PARTED: Final = r"^-?\d{1,3}(,\d{3})+(\.\d+)?$"
_IN_BRACKETS: Final = r"^\((.*)\)$"


def collected(frame: Frame) -> pl.DataFrame:
    """Return a frame of any engine as polars."""
    refuse_to_gather(frame, len(frame.collect_schema()))
    eager = frame.collect(backend="polars") if isinstance(frame, nw.LazyFrame) else frame
    return eager.to_polars()


def as_ids(column: pl.Series, missing: Collection[str] = ()) -> pl.Series:
    """Return a column as texts that people would write: 7.0 as `7`, `007` as it stands; blanks are null.

    Examples
    --------
    >>> as_ids(pl.Series([7.0, None])).to_list(), as_ids(pl.Series([" 007", ""])).to_list()
    (['7', None], ['007', None])
    """
    if column.dtype.is_float():
        whole = column.fill_nan(None)
        as_whole = whole.cast(pl.Int64, strict=False)
        is_whole = bool((as_whole.cast(pl.Float64) == whole.cast(pl.Float64)).all())
        column = as_whole if is_whole else whole
    stripped = pl.col(column.name).cast(pl.String).str.strip_chars(BLANKS)
    texts = column.to_frame().lazy().select(stripped).collect(engine="streaming").to_series()
    gone = texts.is_in(["", *missing])
    return texts.set(gone, None) if gone.any() else texts


def as_amounts(column: pl.Series) -> pl.Series:
    """Return a column as numbers; a text may carry a currency sign, parted thousands, or brackets for a minus.

    What is no finite number is null.

    Examples
    --------
    >>> as_amounts(pl.Series(["¥1,234.50", "(20)", "３", "x", "1,5"])).to_list()
    [1234.5, -20.0, 3.0, None, None]
    """
    if column.dtype.is_numeric():
        return _finite(column.cast(pl.Float64))
    texts = column.cast(pl.String)
    read = texts.str.strip_chars(BLANKS).cast(pl.Float64, strict=False)
    odd = read.is_null() & texts.is_not_null()
    if odd.any():
        read = read.zip_with(~odd, _mended(texts))
    return _finite(read)


def _mended(texts: pl.Series) -> pl.Series:
    """Numbers written as people write money; a comma that does not part thousands is not understood."""
    narrow = texts.str.normalize("NFKC").str.replace_all(_CURRENCY, "").str.replace_all("−", "-", literal=True)
    signed = narrow.str.replace(_IN_BRACKETS, "-$1").str.strip_prefix("+")
    parted = signed.str.contains(_PARTED).fill_null(value=False)
    whole = signed.str.replace_all(",", "", literal=True).zip_with(parted, signed)
    return whole.cast(pl.Float64, strict=False)


def _finite(numbers: pl.Series) -> pl.Series:
    return numbers.set(~numbers.is_finite().fill_null(value=True), None)


def as_truth(column: pl.Series, yes: Sequence[str], no: Sequence[str]) -> pl.Series:
    """Return whether each cell is one of `yes`; null where it is neither of them nor one of `no`."""
    if column.dtype == pl.Boolean:
        return column
    texts = as_ids(column).str.normalize("NFKC").str.to_lowercase()
    folded = {word.casefold(): True for word in yes} | {word.casefold(): False for word in no}
    return texts.replace_strict(list(folded), list(folded.values()), default=None, return_dtype=pl.Boolean)


def has_duplicates(frame: pl.DataFrame) -> bool:
    """Return whether two rows may be alike, by their hashes: rows that are alike have the same."""
    mixed = np.zeros(frame.height, dtype=np.uint64)
    for place, column in enumerate(frame.get_columns(), start=1):
        mixed *= np.uint64(31)
        mixed += column.hash(place).to_numpy()
    mixed.sort()
    return bool((mixed[1:] == mixed[:-1]).any())
