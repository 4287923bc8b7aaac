"""Cells as each kind of file holds them, so that they are read back as the same answers."""

from __future__ import annotations

import polars as pl

from satindex.errors import WriteError
from satindex.language import Words
from satindex.readers.opening.cells import float_texts

EXACT = 2**53
EXCEL_DIGITS = 15
EXCEL_DECIMALS = 9  # what the reader of workbooks shows of a number's text
CANONICAL = r"^(0|-?[1-9]\d{0,15}|-?(0|[1-9]\d{0,14})\.\d{0,14}[1-9])$"


def as_texts(cells: pl.Series) -> pl.Series:
    """Return cells as text: ISO dates, whole numbers without a decimal point, true and false, never NaN."""
    kind = cells.dtype
    if kind.is_float():
        return cells.to_frame().select(float_texts(pl.col(cells.name))).to_series()
    if kind == pl.Datetime:
        return cells.dt.to_string("%Y-%m-%d %H:%M:%S%.f")
    if kind.is_nested() or kind == pl.Object:
        raise _nested(cells.name)
    return cells.cast(pl.String)


def for_csv(table: pl.DataFrame) -> pl.DataFrame:
    """Return every cell as text."""
    return table.select(as_texts(cells) for cells in table)


def for_excel(table: pl.DataFrame) -> pl.DataFrame:
    """Return numbers where Excel holds every digit of them and reads them back as they were written, else texts."""
    return table.select(_excel(cells) for cells in table)


def for_spss(table: pl.DataFrame) -> pl.DataFrame:
    """Return numbers where every cell is one that SPSS holds exactly, else texts, an empty one where there is none."""
    return table.select(_spss(cells) for cells in table)


def _excel(cells: pl.Series) -> pl.Series:
    if cells.dtype.is_float():
        return cells.fill_nan(None).set(cells == 0, 0.0)  # no −0
    texts = as_texts(cells)
    numbers = numbers_of(texts)
    if numbers is None:
        return texts
    digits = texts.str.replace_all(r"[-.]", "").str.strip_chars_start("0").str.len_chars()
    decimals = texts.str.extract(r"\.(\d+)$").str.len_chars()
    return numbers if _most(digits) <= EXCEL_DIGITS and _most(decimals) <= EXCEL_DECIMALS else texts


def _most(lengths: pl.Series) -> int:
    longest = lengths.max()
    return longest if isinstance(longest, int) else 0


def _spss(cells: pl.Series) -> pl.Series:
    if cells.dtype.is_float():
        return cells.fill_nan(None)
    texts = as_texts(cells)
    numbers = numbers_of(texts)
    return texts if numbers is None else numbers


def numbers_of(texts: pl.Series) -> pl.Series | None:
    """Return the numbers that texts are, None where a text would be read back in another way (`007`, `1.0`, `N/A`)."""
    filled = texts.drop_nulls()
    if not filled.len():
        return texts.cast(pl.Float64)
    if not filled.str.contains(CANONICAL).all():
        return None
    numbers = texts.cast(pl.Float64, strict=False)
    same = (as_texts(numbers).drop_nulls() == filled).all() and bool((numbers.drop_nulls().abs() < EXACT).all())
    return numbers if same else None


def _nested(name: str) -> WriteError:
    return WriteError(
        Words(
            f"Column '{name}' holds lists or objects, which such a file can't hold. Write .parquet, or leave it out.",
            f"列“{name}”含列表或对象，这种文件无法保存。请写 .parquet，或去掉该列。",
        )
    )
