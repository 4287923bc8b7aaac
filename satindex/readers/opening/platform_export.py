"""A table that a survey platform wrote: its further headings are gone, its columns have names and meanings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import narwhals as nw

from satindex.errors import NoRowsError
from satindex.frames.batches import row_count
from satindex.language import Words
from satindex.readers.export import Codebook, Export, Frame, OptionSet, Table
from satindex.readers.opening.asked import check_asked
from satindex.readers.opening.duration import DURATION, Duration, made_of
from satindex.readers.opening.headings import unique_headings

MADE = "@made"
Rewrite = Callable[[nw.Expr], nw.Expr]
"""What a cell's text becomes, as an expression on the column of texts."""


@dataclass(frozen=True)
class NotAnswers:
    """Rows that are no answers: those whose `column` (of the table) holds one of `values`."""

    column: str
    values: tuple[str, ...]
    reason: Words

    @property
    def condition(self) -> nw.Expr:
        """Return true for such a row, never missing."""
        return nw.col(self.column).cast(nw.String).is_in(list(self.values)).fill_null(False)


@dataclass(frozen=True)
class PlatformExport:
    """An export of a known platform over the table it was read from.

    `origin` names the table's column for each of `columns`, which may be fewer than the table's. `rewrites` are
    applied to columns of text before anyone sees them. `boxes` are sets whose platform writes that a box was not ticked
    also where nobody saw the question: where none is ticked, the cells are empty. A `duration` is one more column, the
    last, made of others.
    """

    table: Table
    platform: str
    columns: tuple[str, ...]
    repeated: frozenset[str]
    origin: Mapping[str, str]
    codebook: Codebook = field(default_factory=Codebook)
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict)
    not_answers: tuple[NotAnswers, ...] = ()
    boxes: tuple[OptionSet, ...] = ()
    duration: Duration | None = None

    @property
    def source(self) -> str:
        """The file's name."""
        return self.table.source

    @property
    def kind(self) -> str:
        """The platform, and the kind of file."""
        return f"{self.platform}, {self.table.kind}"

    @cached_property
    def set_aside(self) -> Mapping[Words, int]:
        """Rows of the file that are no answers, by reason; the first reason that holds counts."""
        counts: dict[Words, int] = {}
        frame = self.table.read([one.column for one in self.not_answers]) if self.not_answers else None
        for one in self.not_answers:
            assert frame is not None  # noqa: S101 - there is something to set aside
            counts[one.reason] = len(frame.filter(one.condition).lazy().collect())
            frame = frame.filter(~one.condition)
        return {reason: count for reason, count in counts.items() if count}

    def read(self, columns: Sequence[str] | None = None, numeric: Collection[str] = ()) -> Frame:
        """Return the answers' rows of `columns`; see Export."""
        wanted = check_asked(self.columns if columns is None else columns, self.columns, self.source)
        boxes = {name: one for one in self.boxes for name in one.columns}
        written = [name for name in wanted if name in self.origin]
        asked = [*written, *(other for name in written if name in boxes for other in boxes[name].columns)]
        made_of = (self.duration.start, self.duration.end) if self.duration and written != wanted else ()
        aside = (one.column for one in self.not_answers)
        needed = dict.fromkeys([*(self.origin[name] for name in asked), *made_of, *aside])
        plain = [
            self.origin[name] for name in frozenset(numeric).intersection(written) - self.rewrites.keys() - boxes.keys()
        ]
        frame = self.table.read(list(needed), plain)
        if self.duration and made_of:
            frame = self.duration.added_to(frame, MADE)
        for one in self.not_answers:
            frame = frame.filter(~one.condition)
        types = frame.collect_schema()
        rewritten = self._rewritten(frame, [name for name in wanted if name in self.rewrites])
        cells = {name: self._cell(name, types[self.origin.get(name, MADE)], name in rewritten) for name in wanted}
        return frame.select(
            nw.when(self._ticked(boxes[name])).then(cell).alias(name) if name in boxes else cell
            for name, cell in cells.items()
        )

    def _ticked(self, boxes: OptionSet) -> nw.Expr:
        """Return whether any of the boxes is ticked."""
        cells = (nw.col(self.origin[name]).cast(nw.String) for name in boxes.columns)
        marks = (cell.is_in(list(boxes.counted)).fill_null(False) for cell in cells)
        return nw.any_horizontal(*marks, ignore_nulls=False)

    def _cell(self, name: str, kind: nw.dtypes.DType, rewritten: bool) -> nw.Expr:
        column = nw.col(self.origin.get(name, MADE))
        if rewritten and isinstance(kind, nw.String):
            text = self.rewrites[name](column)
            column = nw.when(text != "").then(text)
        return column.alias(name)

    def _rewritten(self, frame: Frame, names: Sequence[str]) -> frozenset[str]:
        """Return the columns of which a rewrite changes a cell: few, which their distinct texts tell fast.

        Columns with the same rewrite are looked at together: an expression for each costs more than its cells.
        """
        if not isinstance(frame, nw.DataFrame):
            return frozenset(names)
        alike: dict[Rewrite, dict[str, nw.Series[Any]]] = {}
        for name in names:
            cells = frame.get_column(self.origin[name])
            if isinstance(cells.dtype, nw.String):
                alike.setdefault(self.rewrites[name], {})[name] = cells.unique().alias(MADE)
        found: set[str] = set()
        for rewrite, columns in alike.items():
            texts = nw.concat([texts.to_frame() for texts in columns.values()])
            text = rewrite(nw.col(MADE))
            changed = texts.filter(((text != nw.col(MADE)) | (text == "")).fill_null(False))[MADE].unique().to_list()
            found |= {name for name, texts in columns.items() if changed and texts.is_in(changed).any()}
        return frozenset(found)


def platform_export(
    table: Table,
    platform: str,
    names: Sequence[str] | None = None,
    *,
    codebook: Codebook | None = None,
    rewrites: Mapping[str, Rewrite] | None = None,
    not_answers: Sequence[NotAnswers] = (),
    boxes: Sequence[OptionSet] = (),
    duration: tuple[str, str] | None = None,
) -> PlatformExport:
    """Return the export of a platform: every column of the table, under `names` where it gives better ones.

    Raises NoRowsError where nothing but headings is left. `codebook` and `rewrites` are keyed by the new names; what
    the table's own dictionary says (labels in an SPSS file) stays, below what the platform says. `boxes`: see there.
    `duration` are the columns of when a respondent began and ended: a column of the seconds between is added, or the
    codebook says why not.
    """
    columns, repeated = (table.columns, table.repeated) if names is None else unique_headings(names)
    if not table.first_rows(1) and row_count(table.read(table.columns[:1])) == 0:
        words = Words(f"{table.source} has headings but no rows.", f"{table.source} 只有标题，没有数据行。")
        raise NoRowsError(words, table.source, columns)
    origin = dict(zip(columns, table.columns, strict=True))
    moved = dict(zip(table.columns, columns, strict=True))
    own = table.codebook if columns == table.columns else renamed(table.codebook, moved)
    told = own if codebook is None else merged(own, codebook)
    export = PlatformExport(
        table, platform, columns, repeated, origin, told, rewrites or {}, tuple(not_answers), tuple(boxes)
    )
    return _with_duration(export, *duration) if duration else export


def _with_duration(export: PlatformExport, start: str, end: str) -> PlatformExport:
    name = DURATION if DURATION not in export.columns else f"{DURATION} (seconds)"
    made, book = made_of(export.table, export.origin[start], export.origin[end]), export.codebook
    if isinstance(made, Words):
        why = Words(
            f"The time between '{start}' and '{end}' can't be told: {made.en}.",
            f"无法由“{start}”和“{end}”算出用时：{made.zh}。",
        )
        return replace(export, codebook=replace(book, absent={**book.absent, name: why}))
    roles = replace(book, roles={**book.roles, name: "duration"})
    return replace(export, columns=(*export.columns, name), duration=made, codebook=roles)


def described(export: Export, told: Codebook, rewrites: Mapping[str, Rewrite] | None = None) -> Export:
    """Return the export with what a questionnaire tells of it; what the questionnaire says of a column stands first."""
    codebook = merged(export.codebook, told)
    if isinstance(export, PlatformExport):
        return replace(export, codebook=codebook, rewrites={**export.rewrites, **(rewrites or {})})
    return replace(export, codebook=codebook)  # type: ignore[type-var]  # every export is a dataclass


def merged(below: Codebook, above: Codebook) -> Codebook:
    """Return what two codebooks say; where both speak of a column or code, what `above` says.

    A set of columns that `above` calls otherwise keeps that name alone.
    """
    told = {column for one in above.sets.values() for column in one.columns}
    if told:
        sets = {name: one for name, one in below.sets.items() if told.isdisjoint(one.columns)}
        below = replace(below, sets=sets)
    parts = ((one.name, getattr(below, one.name), getattr(above, one.name)) for one in fields(Codebook))
    return Codebook(**{name: _both(low, high) for name, low, high in parts})


def _both(low: Any, high: Any) -> Any:
    return (*low, *high) if isinstance(low, tuple) else {**low, **high} if high else low


def renamed(codebook: Codebook, names: Mapping[str, str]) -> Codebook:
    """Return a codebook for the columns in `names`, under their new names there; others are left out."""
    by_column = (
        "questions", "value_labels", "missing", "ids", "types", "roles", "options", "counted_from", "labels_elsewhere",
    )  # fmt: skip
    moved: dict[str, Any] = {
        part: {names[column]: said for column, said in getattr(codebook, part).items() if column in names}
        for part in by_column
    }
    grouped = {
        key: tuple(names[column] for column in columns if column in names)
        for key, columns in codebook.question_columns.items()
        if not names.keys().isdisjoint(columns)
    }
    sets = {
        key: replace(one, columns=tuple(names[column] for column in one.columns if column in names))
        for key, one in codebook.sets.items()
        if not names.keys().isdisjoint(one.columns)
    }
    return replace(codebook, **moved, question_columns=grouped, sets=sets)
