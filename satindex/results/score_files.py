"""Writing a table as a file that other programs read: csv, parquet, xlsx, sav."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from satindex.errors import WriteError
from satindex.language import Words
from satindex.results.result import Result
from satindex.results.spss_files import Dictionary, write_spss
from satindex.results.writing import write_atomically

FORMULA = r"^'*[=+\-@\t\r]"
PLAIN_NUMBER = r"^[+-]?\d+(\.\d+)?$"
EXCEL_ROWS, EXCEL_COLUMNS, EXCEL_CELL = 1_048_576, 16_384, 32_767


@dataclass(frozen=True)
class Extras:
    """What a file holds besides the table: the sheet's name, more sheets, Parquet's metadata, SPSS's dictionary."""

    sheet: str = "scores"
    more_sheets: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    dictionary: Dictionary | None = None


NONE = Extras()


def write_table(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], path: Path, extras: Extras = NONE) -> None:
    """Write a frame, one row per respondent, in the format that the file's ending names.

    Numbers are never rounded (Excel's own format holds 16 digits) and NaN is written as missing. A csv is UTF-8 with
    a mark so that Excel reads its Chinese; there a text that a spreadsheet would run as a formula (it starts with
    = + - @, tab or return, perhaps after apostrophes, and is no plain number) gets an apostrophe before it. `extras`
    are what else the file holds. Raises WriteError for an unknown ending, a table too large for its format, a path that
    can't be written; what stood there before stays whole.
    """
    check_ending(path)
    writer = WRITERS[path.suffix.lower()]
    table = _collected(frame)
    try:
        write_atomically(path, lambda temporary: writer(table, temporary, extras))
    except pl.exceptions.PolarsError as error:
        said = str(error).splitlines()[0]
        raise WriteError(Words(f"{path} could not be written: {said}.", f"无法写入 {path}：{said}。")) from error


def write_result(result: Result, path: Path) -> None:
    """Write a table of figures, never rounded; see `write_table`."""
    write_table(nw.from_native(pl.DataFrame(result.to_dicts(), infer_schema_length=None), eager_only=True), path)


def check_ending(path: Path) -> None:
    """Raise WriteError for a file whose ending names no format: before the work rather than after."""
    if path.suffix.lower() not in WRITERS:
        raise _unknown(path)


def _collected(frame: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> pl.DataFrame:
    eager = frame.collect("polars") if isinstance(frame, nw.LazyFrame) else frame
    table = eager.to_polars()
    return table.with_columns(column.fill_nan(None) for column in table if column.dtype.is_float())


def write_csv_batches(batches: Iterable[pl.DataFrame], empty: pl.DataFrame, path: Path) -> None:
    """Write batches of rows one below the other as `write_table` writes a csv; `empty` has the columns and no rows."""
    _write_csv(empty, path, NONE)
    with path.open("ab") as file:
        for batch in batches:
            _inert_table(batch).write_csv(file, include_header=False)


def _write_csv(table: pl.DataFrame, path: Path, _: Extras) -> None:
    _inert_table(table).write_csv(path, include_bom=True)


def _inert_table(table: pl.DataFrame) -> pl.DataFrame:
    inert = table.with_columns(
        _inert(column) for column in table if column.dtype in (pl.String, pl.Categorical, pl.Enum)
    )
    inert.columns = inert_texts(table.columns)
    return inert


def _inert(column: pl.Series) -> pl.Series:
    texts = column.cast(pl.String)
    runs = (texts.str.contains(FORMULA) & ~texts.str.contains(PLAIN_NUMBER)).fill_null(value=False)
    return ("'" + texts).zip_with(runs, texts).alias(column.name)


def inert_texts(texts: list[str]) -> list[str]:
    """Return texts that no spreadsheet runs as formulas.

    Examples
    --------
    >>> inert_texts(["=1+1", "'=1", "-5", "fine"])
    ["'=1+1", "''=1", '-5', 'fine']
    """
    return _inert(pl.Series(texts, dtype=pl.String)).to_list()


def _write_parquet(table: pl.DataFrame, path: Path, extras: Extras) -> None:
    table.write_parquet(path, compression="snappy", statistics=False, metadata=dict(extras.metadata))


def _write_excel(table: pl.DataFrame, path: Path, extras: Extras) -> None:
    import xlsxwriter

    sheets = {extras.sheet: table, **extras.more_sheets}
    for one in sheets.values():
        _check_fits_excel(one)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        for name, cells in sheets.items():
            _fill(book.add_worksheet(name), cells)


def _fill(sheet: Any, table: pl.DataFrame) -> None:
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, name)
    sheet.freeze_panes(1, 0)
    writers = [_cell_writer(sheet, kind) for kind in table.dtypes]
    for row, cells in enumerate(table.iter_rows(), start=1):
        for column, cell in enumerate(cells):
            if cell is not None:
                writers[column](row, column, cell)


def _cell_writer(sheet: Any, kind: pl.DataType) -> Callable[[int, int, Any], Any]:
    if kind == pl.Boolean:
        return sheet.write_boolean  # type: ignore[no-any-return]
    if kind.is_numeric():
        return sheet.write_number  # type: ignore[no-any-return]
    return lambda row, column, cell: sheet.write_string(row, column, str(cell))


def _check_fits_excel(table: pl.DataFrame) -> None:
    if table.height + 1 > EXCEL_ROWS or table.width > EXCEL_COLUMNS:
        raise WriteError(
            Words(
                f"The table has {table.height:,} rows and {table.width:,} columns; an Excel sheet holds "
                f"{EXCEL_ROWS - 1:,} rows below its headings and {EXCEL_COLUMNS:,} columns. Write .parquet or .csv.",
                f"数据有 {table.height:,} 行 {table.width:,} 列；Excel 工作表在标题下最多 {EXCEL_ROWS - 1:,} 行、"
                f"{EXCEL_COLUMNS:,} 列。请改用 .parquet 或 .csv。",
            )
        )
    for name in (name for name, kind in table.schema.items() if kind == pl.String):
        longest = table[name].str.len_chars().max()
        if isinstance(longest, int) and longest > EXCEL_CELL:
            raise WriteError(
                Words(
                    f"Column '{name}' has a text of {longest:,} characters; an Excel cell holds {EXCEL_CELL:,}. "
                    "Write .parquet or .csv.",
                    f"列“{name}”有 {longest:,} 个字符的文本；Excel 单元格最多 {EXCEL_CELL:,} 个。"
                    "请改用 .parquet 或 .csv。",
                )
            )


def _unknown(path: Path) -> WriteError:
    known = ", ".join(WRITERS)
    said = f"ends in '{path.suffix}'" if path.suffix else "has no ending"
    said_zh = f"以“{path.suffix}”结尾" if path.suffix else "没有扩展名"
    return WriteError(
        Words(
            f"{path} {said}; scores can be written as {known}.",
            f"{path} {said_zh}；得分可写为 {known}。",
        )
    )


def _write_spss(table: pl.DataFrame, path: Path, extras: Extras) -> None:
    write_spss(table, path, extras.dictionary)


WRITERS: dict[str, Callable[[pl.DataFrame, Path, Extras], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".xlsx": _write_excel,
    ".sav": _write_spss,
}
