"""Several files of one survey, one below the other: waves, languages, parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from satindex.errors import DataError
from satindex.frames.batches import batches, no_rows_of
from satindex.frames.engines import ROW_GROUP, held_for, streamed
from satindex.language import Words
from satindex.readers.export import Codebook, Export, Frame
from satindex.readers.matching import matched_columns
from satindex.readers.opening.asked import check_asked
from satindex.readers.opening.cells import float_texts
from satindex.readers.opening.headings import unique_headings
from satindex.readers.opening.keyed import keyed
from satindex.readers.opening.platform_export import merged, renamed
from satindex.readers.opening.recognition import open_source
from satindex.readers.opening.source import sources_of

FILE = "file"
MOST_SHOWN = 8


def open_exports(given: Sequence[Any], codebook: str | Path | None = None) -> Export:
    """Open one export, or several as one: columns of the same heading, question or platform's id are one column.

    The column `file` says which file a row is from. Raises DataError where a file can't be read, or where the files
    store different answers under one code.
    """
    sources = [source for one in given for source in sources_of(one)]
    paths = [source.path.resolve() for source in sources if source.path]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice is not None:
        raise DataError(
            Words(
                f"{twice.name} is given twice: each of its answers would count twice.",
                f"{twice.name} 给了两次：其中每份答卷会重复计算。",
            )
        )
    exports = [keyed(open_source(source, codebook), source) for source in sources]
    if len(exports) == 1:
        return exports[0]
    return replace(stacked(exports), size=sum(source.size for source in sources))


def stacked(exports: Sequence[Export]) -> StackedExport:
    """Return the exports as one, in their order; what stands in some of them only is said in its codebook's notes."""
    names = list(exports[0].columns)
    places: list[dict[str, str]] = [{name: name for name in names}]
    book = exports[0].codebook
    for export in exports[1:]:
        found = matched_columns(export, names, book)
        new, _ = unique_headings([*names, *(column for column in export.columns if column not in found)])
        unmatched = (column for column in export.columns if column not in found)
        found |= dict(zip(unmatched, new[len(names) :], strict=True))
        names = list(new)
        places.append({name: column for column, name in found.items()})
        shared = [name for name in found.values() if any(name in place for place in places[:-1])]
        _check_positions(shared, book, renamed(export.codebook, found), exports[0].source, export.source)
        book = _joined(book, renamed(export.codebook, found), exports[0].source, export.source)
    file_column = unique_headings([*names, FILE])[0][-1]
    notes = tuple(_only_in_some(exports, places, names))
    repeated = frozenset[str]().union(*(export.repeated for export in exports))
    return StackedExport(
        tuple(exports), tuple(places), (*names, file_column), repeated, replace(book, notes=(*book.notes, *notes))
    )


@dataclass(frozen=True)
class StackedExport:
    """Exports one below the other; `places` names each one's column for every column that it has.

    `size` is about how many bytes they are on disk.
    """

    exports: tuple[Export, ...]
    places: tuple[Mapping[str, str], ...]
    columns: tuple[str, ...]
    repeated: frozenset[str]
    codebook: Codebook = field(default_factory=Codebook)
    size: int = 0

    @property
    def source(self) -> str:
        """The files' names."""
        return " + ".join(export.source for export in self.exports)

    @property
    def kind(self) -> str:
        """The kinds of the files."""
        return " + ".join(dict.fromkeys(export.kind for export in self.exports))

    @property
    def set_aside(self) -> Mapping[Words, int]:
        """Rows of all files that are no answers, by reason."""
        counts: Counter[Words] = Counter()
        for export in self.exports:
            counts.update(export.set_aside)
        return dict(counts)

    def read(self, columns: Sequence[str] | None = None, numeric: Collection[str] = ()) -> Frame:
        """Return the rows of `columns`; see Export. A column that a file does not have is empty for its rows."""
        wanted = check_asked(self.columns if columns is None else columns, self.columns, self.source)
        places = range(len(self.exports))
        with held_for(self.size):
            frames = [self._read(place, wanted, frozenset(numeric)) for place in places]
            types = self._types(frames, wanted)
            return streamed((self._rows(place, frames[place], types) for place in places), types, self.size)

    def _types(self, frames: Sequence[Frame], wanted: Sequence[str]) -> dict[str, pl.DataType]:
        schemas = [self._placed(place, no_rows_of(frame), wanted).schema for place, frame in enumerate(frames)]
        return {name: _common(schema[name] for schema in schemas) for name in wanted}

    def _rows(self, place: int, frame: Frame, types: Mapping[str, pl.DataType]) -> Iterator[pl.DataFrame]:
        """Yield the rows of one file in the form that all have in common."""
        for batch in batches(frame, frame.collect_schema().names(), ROW_GROUP):
            rows = self._placed(place, batch, list(types))
            yield rows.select(_cast(name, rows.schema[name], kind) for name, kind in types.items())

    def _read(self, place: int, wanted: Sequence[str], numeric: frozenset[str]) -> Frame:
        export, own = self.exports[place], self.places[place]
        asked = list(dict.fromkeys(own[name] for name in wanted if name in own)) or [export.columns[0]]
        return export.read(asked, [own[name] for name in numeric if name in own])

    def _placed(self, place: int, rows: pl.DataFrame, wanted: Sequence[str]) -> pl.DataFrame:
        """Return a file's rows under the names that all files share, with the file's own name."""
        own, file_column = self.places[place], pl.lit(self.exports[place].source).alias(self.columns[-1])
        named = (pl.col(column).alias(name) for name, column in own.items() if column in rows.columns)
        found = rows.select(*named, file_column)
        return found.with_columns(pl.lit(None).alias(name) for name in wanted if name not in found.columns).select(
            wanted
        )


def _common(kinds: Iterable[pl.DataType]) -> pl.DataType:
    """Return the type that holds the column of every file: text where they differ, save whole numbers and others."""
    present = {kind for kind in kinds if kind != pl.Null}
    if len(present) == 1:
        return present.pop()
    if present and all(kind.is_numeric() for kind in present):
        return pl.Float64()
    return pl.String()


def _cast(name: str, kind: pl.DataType, common: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind == common:
        return column
    if common == pl.String and kind.is_float():
        return float_texts(column)
    return column.cast(common)


def _check_positions(columns: Iterable[str], first: Codebook, second: Codebook, one: str, other: str) -> None:
    """Refuse a column that holds positions of numbers in one file and the numbers themselves in another."""
    for column in columns:
        places = [book.counted_from.get(column) for book in (first, second)]
        counted = second if places[0] is None else first
        if places[0] != places[1] and any(map(_is_number, counted.value_labels.get(column, {}).values())):
            where = other if places[0] is None else one
            raise DataError(
                Words(
                    f"'{column}' holds positions of options in {where}, which stand for other numbers, but not in "
                    "every file. Export all as texts.",
                    f"“{column}”在 {where} 中是选项的序号（代表另外的数），但并非每个文件都如此。请都以文本导出。",
                )
            )


def _is_number(label: str) -> bool:
    try:
        float(label)
    except ValueError:
        return False
    return True


def _joined(first: Codebook, second: Codebook, one: str, other: str) -> Codebook:
    """Return what both files say, the first's words first; raises DataError where a code means something else."""
    for column, labels in second.value_labels.items():
        _check_codes(column, first.value_labels.get(column, {}), labels, one, other)
    labelled = dict.fromkeys((*first.value_labels, *second.value_labels))
    labels_of = {
        column: {**first.value_labels.get(column, {}), **_further(first, second, column)} for column in labelled
    }
    missing = {
        column: tuple(dict.fromkeys((*first.missing.get(column, ()), *second.missing.get(column, ()))))
        for column in (*first.missing, *second.missing)
    }
    apart = {column: found for column in labelled if (found := _apart(first, second, column))}
    notes = (_told_apart(column, first, second, one, other) for column in labelled if _otherwise(first, second, column))
    return replace(
        merged(second, first),
        value_labels=labels_of,
        missing=missing,
        labels_elsewhere=apart,
        notes=(*first.notes, *second.notes, *notes),
    )


def _apart(first: Codebook, second: Codebook, column: str) -> dict[str, tuple[str, ...]]:
    """Return all labels of codes that some file labels otherwise than the first."""
    known, new = first.labels_elsewhere.get(column, {}), _otherwise(first, second, column)
    return {code: tuple(dict.fromkeys((*known.get(code, ()), *new.get(code, ())))) for code in (*known, *new)}


def _otherwise(first: Codebook, second: Codebook, column: str) -> dict[str, tuple[str, ...]]:
    """Return the labels of codes that the first file labels otherwise."""
    known = first.value_labels.get(column, {})
    return {
        code: (label,)
        for code, label in second.value_labels.get(column, {}).items()
        if code in known and _plain(known[code]) != _plain(label)
    }


def _told_apart(column: str, first: Codebook, second: Codebook, one: str, other: str) -> Words:
    code, (label,) = next(iter(_otherwise(first, second, column).items()))
    known = first.value_labels[column][code]
    return Words(
        f"'{column}': code {code} is '{known}' in {one} and '{label}' in {other}; read and shown as '{known}'. This is "
        "right where both mean the same, as in two languages; else export both as texts.",
        f"“{column}”：编码 {code} 在 {one} 中为“{known}”，在 {other} 中为“{label}”；一律按“{known}”读取和显示。"
        "仅当二者含义相同（如两种语言）时正确；否则请都以文本导出。",
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _further(first: Codebook, second: Codebook, column: str) -> dict[str, str]:
    known = first.value_labels.get(column, {})
    return {code: text for code, text in second.value_labels.get(column, {}).items() if code not in known}


def _check_codes(column: str, known: Mapping[str, str], labels: Mapping[str, str], one: str, other: str) -> None:
    """Refuse a label that stands for another code in the other file: the files are coded differently."""
    codes = {_plain(text): code for code, text in known.items()}
    for code, text in labels.items():
        before = codes.get(_plain(text), code)
        if before != code:
            raise DataError(
                Words(
                    f"'{column}' is coded differently: '{text}' is {before} in {one} and {code} in {other}. "
                    "Export both with the same codes, or as texts.",
                    f"“{column}”编码不一致：“{text}”在 {one} 中为 {before}，在 {other} 中为 {code}。"
                    "请按同一编码或以文本导出。",
                )
            )


def _only_in_some(
    exports: Sequence[Export], places: Sequence[Mapping[str, str]], names: Sequence[str]
) -> Iterator[Words]:
    for export, own in zip(exports, places, strict=True):
        absent = [name for name in names if name not in own]
        if absent:
            shown = "; ".join(absent[:MOST_SHOWN]) + (" …" if len(absent) > MOST_SHOWN else "")
            yield Words(
                f"{export.source} has {len(absent)} columns less than all files together, empty for its rows: {shown}",
                f"与全部文件相比，{export.source} 缺 {len(absent)} 列，其行在这些列为空：{shown}",
            )
