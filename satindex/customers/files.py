"""The files of records that a definition names: found, opened, their columns found, cells brought to plain types."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import narwhals as nw
import polars as pl

from satindex.errors import DataError, NoRowsError, did_you_mean
from satindex.frames.days import as_times
from satindex.frames.ledgers import as_amounts, as_ids, collected
from satindex.language import Words
from satindex.readers import open_export
from satindex.readers.export import Export
from satindex.readers.frame import FrameExport
from satindex.readers.opening.parts import parts_of
from satindex.responses.audit import CellsMissing
from satindex.responses.columns import Headings, joined
from satindex.survey.model import Survey

Kind = Literal["id", "time", "amount"]
UNREADABLE = {"time": Words("not a date", "不是日期"), "amount": Words("not a number", "不是数值")}
_MOST_SHOWN = 5


@dataclass(frozen=True)
class Wanted:
    """A column that records must have: the name it gets, its heading in the file, what its cells are."""

    name: str
    heading: str
    kind: Kind = "id"


@dataclass(frozen=True)
class Table:
    """Records as plain columns: ids as texts, times naive in the declared zone, amounts as numbers; null = missing.

    Beside a column of times or amounts stands `NAME?`: whether the cell held something that could not be read.
    """

    source: str
    frame: pl.DataFrame
    unread: tuple[CellsMissing, ...] = field(default=())


def read_table(
    what: str,
    files: Iterable[str],
    wanted: Iterable[Wanted],
    survey: Survey,
    given: Any = None,
    optional: Iterable[Wanted] = (),
) -> Table:
    """Return the wanted columns of all files one below another; `given` is a path, pattern or frame to read instead.

    Columns that are `optional` are read where every file has them. Raises DataError where a file can't be found or
    read, lacks a column, or holds dates that can't be understood.
    """
    exports = [_opened(one) for one in _sources(what, files, survey, given)]
    columns = (*wanted, *(one for one in optional if all(Headings(e).find(one.heading) for e in exports)))
    parts, unread = [], []
    for export in exports:
        frame, lost = _plain(what, export, columns, survey)
        parts.append(frame)
        unread += lost
    source = ", ".join(dict.fromkeys(export.source for export in exports))
    return Table(source, pl.concat(parts) if len(parts) > 1 else parts[0], tuple(unread))


def _sources(what: str, files: Iterable[str], survey: Survey, given: Any) -> list[Any]:
    folder = Path(survey.file).parent if survey.file else Path()
    if given is not None and not isinstance(given, str | Path):
        return [given]
    patterns = [Path(given)] if given is not None else [folder / one for one in files]
    if not patterns:
        raise DataError(
            Words(
                f"The definition names no file of {what}: add {what}: {{file: …}} or give the file itself.",
                f"定义没有给出 {what} 的文件：请写 {what}: {{file: …}}，或直接给出文件。",
            )
        )
    return list(dict.fromkeys(path for pattern in patterns for path in _matching(what, pattern)))


def _opened(source: Any) -> Export:
    """Open a file of records; one with headings only is whole: nothing happened."""
    try:
        return open_export(source)
    except NoRowsError as error:
        if not error.columns:
            raise
        empty = pl.DataFrame(schema=dict.fromkeys(error.columns, pl.String))
        return FrameExport(error.source, "headings only", error.columns, frozenset(), nw.from_native(empty))


def _matching(what: str, pattern: Path) -> list[Path]:
    if pattern.is_dir():
        return list(parts_of(pattern) or ())
    if pattern.exists() or not glob.has_magic(str(pattern)):
        return [pattern]
    found = sorted(Path(path) for path in glob.glob(str(pattern), recursive=True))  # noqa: PTH207 -- absolute patterns
    files = [path for path in found if path.is_file()]
    if not files:
        beside = [path.name for path in pattern.parent.glob("*")] if pattern.parent.is_dir() else []
        hint = did_you_mean(pattern.name, sorted(beside)) or Words("", "")
        raise DataError(
            Words(
                f"{what}: no file matches {pattern}. {hint.en}".rstrip(),
                f"{what}：没有与 {pattern} 匹配的文件。{hint.zh}",
            )
        )
    return files


def _plain(
    what: str, export: Export, wanted: tuple[Wanted, ...], survey: Survey
) -> tuple[pl.DataFrame, list[CellsMissing]]:
    headings = _found(what, export, wanted)
    amounts = [headings[one.name] for one in wanted if one.kind == "amount"]
    raw = collected(export.read(list(dict.fromkeys(headings.values())), numeric=amounts))
    columns: list[pl.Series] = []
    lost: list[CellsMissing] = []
    for one in wanted:
        cells = raw[headings[one.name]]
        if one.kind == "id":
            columns.append(as_ids(cells, survey.missing).alias(one.name))
            continue
        read = _times(cells, one, export, survey) if one.kind == "time" else as_amounts(cells)
        doubt = read.is_null() & _filled(cells, survey)
        columns += [read.alias(one.name), doubt.alias(f"{one.name}?")]
        lost += _lost(what, one, cells, doubt)
    return pl.DataFrame(columns), lost


def _found(what: str, export: Export, wanted: tuple[Wanted, ...]) -> Mapping[str, str]:
    headings = Headings(export)
    found = {one.name: headings.find(one.heading) for one in wanted}
    faults = []
    for one in wanted:
        if found[one.name] is None:
            hint = did_you_mean(one.heading, headings.all) or Words("", "")
            faults.append(
                Words(
                    f"{export.source}: no column '{one.heading}' ({what}). {hint.en}".rstrip(),
                    f"{export.source}：没有列“{one.heading}”（{what}）。{hint.zh}",
                )
            )
    if faults:
        raise DataError(joined(faults))
    return {name: heading for name, heading in found.items() if heading is not None}


def _times(cells: pl.Series, one: Wanted, export: Export, survey: Survey) -> pl.Series:
    zone = survey.customers.rules.time_zone if survey.customers else None
    read = as_times(cells, zone)
    if read.ambiguous is not None:
        raise DataError(
            Words(
                f"{export.source}: '{one.heading}' has '{read.ambiguous}', and no cell tells whether the day or the "
                "month comes first. Write dates as 2026-10-31.",
                f"{export.source}：“{one.heading}”中有“{read.ambiguous}”，无法判断日与月的先后。请写作 2026-10-31。",
            )
        )
    if read.offsets and zone is None:
        raise DataError(
            Words(
                f"{export.source}: '{one.heading}' holds times with an offset from UTC; in which zone are days "
                "counted? Write rules: {time_zone: Asia/Shanghai}.",
                f"{export.source}：“{one.heading}”的时间带有时差，需指明按哪个时区计日："
                "rules: {time_zone: Asia/Shanghai}。",
            )
        )
    return read.times


def _filled(cells: pl.Series, survey: Survey) -> pl.Series:
    if cells.dtype == pl.String:
        return as_ids(cells, survey.missing).is_not_null()
    return cells.is_not_null() & (cells.is_not_nan() if cells.dtype.is_float() else True)


def _lost(what: str, one: Wanted, cells: pl.Series, doubt: pl.Series) -> Iterator[CellsMissing]:
    """Yield the cells that could not be read, the most frequent ones by their text."""
    if not doubt.any():
        return
    counts = cells.filter(doubt).cast(pl.String).alias("cell").value_counts(sort=True).rows()
    name, reason = f"{what}.{one.name}", UNREADABLE[one.kind]
    for cell, count in counts[:_MOST_SHOWN]:
        yield CellsMissing(name, one.heading, cell, count, reason)
    rest = sum(count for _, count in counts[_MOST_SHOWN:])
    if rest:
        yield CellsMissing(name, one.heading, "…", rest, reason)
