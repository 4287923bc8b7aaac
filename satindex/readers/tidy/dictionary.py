"""What SPSS can be told of an export's columns, and what it can't."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from satindex.language import Words
from satindex.readers.export import Codebook
from satindex.readers.tidy.attached import dictionary_mark, to_notes
from satindex.readers.tidy.cells import numbers_of
from satindex.readers.tidy.rows import rows_of
from satindex.results.spss_files import Dictionary, spss_names, write_spss

MOST_SINGLE = 3
SHORT_TEXT = 8


def dictionary_of(table: pl.DataFrame, codebook: Codebook) -> tuple[Dictionary, tuple[Words, ...]]:
    """Return the dictionary of a table that is ready for SPSS, and what of the codebook SPSS can't hold.

    The whole codebook stands in the file's notes, with a mark of the dictionary, so that satindex reads it back; after
    an edit in SPSS the dictionary counts and the notes only add what a dictionary can't say.
    """
    names = dict(zip(table.columns, spss_names(table.columns), strict=True))
    labels = {name: codebook.questions.get(column, column) for column, name in names.items()}
    told = {column: _labels(table[column], codebook.value_labels.get(column, {})) for column in names}
    missing = {column: _missing(table[column], codebook.missing.get(column, ()), told[column]) for column in names}
    lost = [column for column in names if missing[column] is None]
    plain = Dictionary(
        tuple(names.values()),
        labels,
        {names[column]: said for column, said in told.items() if said},
        {names[column]: codes for column, codes in missing.items() if codes},
    )
    variables = {column: name for column, name in names.items() if column != name}
    notes = to_notes(rows_of(codebook, table.columns, variables), _mark(table, plain))
    whole = Dictionary(plain.names, plain.labels, plain.value_labels, plain.missing, tuple(notes))
    return whole, tuple(_left_out(lost, codebook))


def _labels(cells: pl.Series, labels: Mapping[str, str]) -> dict[float | str, str]:
    """Return the labels of codes that a variable of this type can hold."""
    if cells.dtype == pl.String:
        return {code: label for code, label in labels.items() if _fits(code, cells)}
    return {number: label for code, label in labels.items() if (number := _number(code)) is not None}


def _fits(code: str, cells: pl.Series) -> bool:
    """Tell whether a variable as wide as its longest text can hold a code; a longer code stands in no row."""
    return len(code.encode("utf-8")) <= _width(cells)


def _width(cells: pl.Series) -> int:
    longest = cells.str.len_bytes().max()
    return longest if isinstance(longest, int) else 0


def _number(code: str) -> float | None:
    numbers = numbers_of(pl.Series([code]))
    return None if numbers is None else float(numbers[0])


def _missing(cells: pl.Series, codes: Sequence[str], labels: Iterable[float | str]) -> list[Any] | None:
    """Return the declaration of missing codes, None where SPSS has no way to say it."""
    if cells.dtype == pl.String:
        held = [code for code in codes if _fits(code, cells)]
        fit = len(held) <= MOST_SINGLE and all(len(code.encode("utf-8")) <= SHORT_TEXT for code in held)
        return held if fit else None
    numbers = sorted(number for code in codes if (number := _number(code)) is not None)
    if len(numbers) <= MOST_SINGLE:
        return list(numbers)
    valid = {*cells.drop_nulls().unique(), *(label for label in labels if not isinstance(label, str))} - set(numbers)
    for alone in (None, numbers[0], numbers[-1]):
        rest = [number for number in numbers if number != alone]
        if not any(rest[0] <= other <= rest[-1] for other in valid):
            span = {"lo": rest[0], "hi": rest[-1]}
            return [span] if alone is None else [span, alone]
    return None


def _mark(table: pl.DataFrame, dictionary: Dictionary) -> str:
    """Return the mark of the dictionary as SPSS files hold it, cut and in their order: it is written and read once."""
    import pyreadstat

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dictionary.sav"
        write_spss(table.select(_longest(cells) for cells in table), path, dictionary)
        _, told = pyreadstat.read_sav(str(path), metadataonly=True, user_missing=True, output_format="dict")
    return dictionary_mark(told)


def _longest(cells: pl.Series) -> pl.Series:
    """Return one cell that makes a variable as wide as all of them do."""
    if cells.dtype != pl.String or not cells.drop_nulls().len():
        return cells.head(1)
    return cells.filter(cells.str.len_bytes() == _width(cells)).head(1)


def _left_out(lost: Sequence[str], codebook: Codebook) -> Iterator[Words]:
    if lost:
        listed, listed_zh = ", ".join(lost), "、".join(lost)
        yield Words(
            f"SPSS can't declare these columns' missing codes, so it counts them as answers: {listed}.",
            f"SPSS 无法声明以下各列的缺失代码，会把它们当作有效回答：{listed_zh}。",
        )
    if codebook.sets:
        yield Words(
            "Multiple-response sets stand in the file's notes only; define them in SPSS (MRSETS) to use them there.",
            "多选题集合只写在文件备注中；如需在 SPSS 中使用，请用 MRSETS 定义。",
        )
