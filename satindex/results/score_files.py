"""Writing a table of scores as a file that other programs read: csv, parquet, xlsx, sav."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from satindex.errors import MissingExtraError, WriteError
from satindex.language import Words
from satindex.results.result import Result
from satindex.results.writing import write_atomically

FORMULA_STARTS = r"^[=+\-@\t\r]"
EXCEL_ROWS, EXCEL_COLUMNS, EXCEL_CELL = 1_048_576, 16_384, 32_767
NOT_IN_SPSS_NAMES = re.compile(r"[^\w.@#$]")
SPSS_NAME_BYTES = 64


def write_table(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], path: Path) -> None:
    """Write a frame, one row per respondent, in the format that the file's ending names.

    Numbers are never rounded (Excel's own format holds 16 digits) and NaN is written as missing. A csv is UTF-8 with
    a mark so that Excel reads its Chinese; there a text that a spreadsheet would run as a formula (it starts
    with = + - @, tab or return) gets an apostrophe before it. Raises WriteError for an unknown ending, a table
    too large for its format, a path that can't be written; what stood there before stays whole.
    """
    check_ending(path)
    writer = WRITERS[path.suffix.lower()]
    table = _collected(frame)
    try:
        write_atomically(path, lambda temporary: writer(table, temporary))
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


def _write_csv(table: pl.DataFrame, path: Path) -> None:
    inert = table.with_columns(
        _inert(column) for column in table if column.dtype in (pl.String, pl.Categorical, pl.Enum)
    )
    inert.columns = _inert(pl.Series(table.columns, dtype=pl.String)).to_list()
    inert.write_csv(path, include_bom=True)


def _inert(column: pl.Series) -> pl.Series:
    texts = column.cast(pl.String)
    runs = texts.str.contains(FORMULA_STARTS).fill_null(value=False)
    return ("'" + texts).zip_with(runs, texts).alias(column.name)


def _write_parquet(table: pl.DataFrame, path: Path) -> None:
    table.write_parquet(path, compression="snappy", statistics=False)


def _write_excel(table: pl.DataFrame, path: Path) -> None:
    import xlsxwriter

    _check_fits_excel(table)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("scores")
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


def _write_spss(table: pl.DataFrame, path: Path) -> None:
    try:
        import pyreadstat
    except ImportError:
        raise MissingExtraError("pyreadstat", "statistics", Words("Writing .sav", "写入 .sav ")) from None
    data = table.to_pandas()
    labels = list(table.columns)
    data.columns = spss_names(labels)
    try:
        pyreadstat.write_sav(data, str(path), column_labels=labels)
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError) as error:
        raise WriteError(Words(f"SPSS can't hold this table: {error}", f"SPSS 无法保存此数据：{error}")) from error


def spss_names(columns: list[str]) -> list[str]:
    """Return names that SPSS accepts, unique without regard to case: at most 64 bytes, a letter first.

    Examples
    --------
    >>> spss_names(["quality.tangibles", "2 x", "A", "a"])
    ['quality.tangibles', 'v_2_x', 'A', 'a_2']
    """
    names: dict[str, str] = {}
    for column in columns:
        name = NOT_IN_SPSS_NAMES.sub("_", column).rstrip("._") or "v"
        name = _cut(name if name[0].isalpha() else f"v_{name}", SPSS_NAME_BYTES)
        number, free = 2, name
        while free.casefold() in names:
            free = f"{_cut(name, SPSS_NAME_BYTES - 8)}_{number}"
            number += 1
        names[free.casefold()] = free
    return list(names.values())


def _cut(name: str, size: int) -> str:
    return name.encode("utf-8")[:size].decode("utf-8", "ignore")


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


WRITERS: dict[str, Callable[[pl.DataFrame, Path], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".xlsx": _write_excel,
    ".sav": _write_spss,
}
