"""The figures of a data set, found by name; tables are computed when a name asks for one of theirs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from satindex.customers.customers import Customers
from satindex.errors import FigureError, did_you_mean
from satindex.language import Words
from satindex.measures.measure import Measure
from satindex.measures.scores import Scores
from satindex.results.columns import NO_LEVEL, kind, written
from satindex.results.result import Result, Row
from satindex.teaching.naming import DERIVED, OVERALL, in_table, keys_of_row, parts_of, rows_named, weighted_gap

_SHARES = ("share", "change", "change_points")
_EXACT = ("count", "number", "sign", "sign_number")


class MissingFigureError(FigureError):
    """A figure that exists in the report is not defined for this data set."""


@dataclass(frozen=True)
class Found:
    """A row of a table, as a name means it."""

    name: str
    table: Result
    row: Row
    column: str = ""

    def figure(self, column: str | None = None) -> float | None:
        """Return a number of the row; None where it is missing."""
        wanted = self.column if column is None else column
        cell = weighted_gap(self.table, self.row) if wanted == DERIVED else self.row.get(wanted)
        return float(cell) if isinstance(cell, (int, float)) and math.isfinite(cell) else None

    @property
    def rounding(self) -> float:
        """Half of the last digit with which the report shows the figure; 0 for whole numbers."""
        form = "gap" if self.column == DERIVED else kind(self.table, self.column, self.row)
        if form in _EXACT or isinstance(self.row.get(self.column), int):
            return 0.0
        digits = written(0.5, form).rstrip(" %p").partition(".")[2]
        return 0.5 * 10.0 ** -(len(digits) + (2 if form in _SHARES else 0))

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share of 1 that the report shows in percent."""
        return self.column != DERIVED and kind(self.table, self.column, self.row) in _SHARES


@dataclass(frozen=True)
class Placed:
    """A row in a ranking: its key, the figure that places it, and what it is called."""

    name: str
    figure: float
    label: Words | None


@dataclass(frozen=True)
class Figures:
    """Every figure of one data set by the name that the report gives it; `mistaken` keeps it as mistakes read it.

    `source` is what answers came to, or what purchase records did.
    """

    source: Scores | Customers
    mistaken: dict[object, Figures | None] = field(default_factory=dict, init=False, compare=False, repr=False)
    _tables: dict[str, Mapping[str, Result]] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def scores(self) -> Scores:
        """The scores, where the data are answers; ask `measures` first."""
        assert isinstance(self.source, Scores)  # noqa: S101 -- customers have no measures
        return self.source

    @property
    def measures(self) -> Mapping[str, Measure]:
        """The measures of the survey by name; none where the data are purchases."""
        return self.source.measures if isinstance(self.source, Scores) else {}

    def figure(self, name: str) -> Found:
        """Return the figure of that name; raises FigureError, which says what exists, where there is none."""
        table, rest = self._table(name)
        if not rest:
            raise _unknown(name, "", _columns(table), Words("a column is missing", "缺少列名"))
        *keys, column = rest
        found = self._row(name, table, tuple(keys))
        if column not in _columns(table):
            raise _unknown(name, column, _columns(table), Words("a column of this table", "此表的列"))
        figure = Found(name, table, found, column)
        if figure.figure() is None:
            raise missing(name, found)
        return figure

    def row(self, name: str) -> Found:
        """Return the row of that name."""
        table, keys = self._table(name)
        return Found(name, table, self._row(name, table, keys))

    def table(self, name: str, columns: Iterable[str] = ()) -> Result:
        """Return the whole table of that name; raises FigureError, too, where it lacks one of `columns`."""
        table, rest = self._table(name)
        if rest:
            raise _unknown(name, ".".join(rest), [table.name], Words("a whole table is asked for", "应为整张表"))
        for column in columns:
            if column not in _columns(table):
                raise _unknown(name, column, _columns(table), Words("a column of this table", "此表的列"))
        return table

    def ranked(self, name: str, by: str, lowest: bool) -> tuple[Placed, ...]:
        """Return the rows of a table and their figures in a column, in order; what is overall is left out.

        A name may go on with the first keys of its rows: `quality by branch.[城东支局]` ranks one level's dimensions.
        """
        table, keys = self._table(name)
        if by not in _columns(table):
            raise _unknown(name, by, _columns(table), Words("a column of this table", "此表的列"))
        placed = [_placed(Found(name, table, row, by), keys) for row in table.rows]
        found = [one for one in placed if one is not None]
        if not found:
            raise _unknown(name, ".".join(keys), _named_rows(table), Words("a row of this table", "此表的行"))
        return tuple(sorted(found, key=lambda one: one.figure, reverse=not lowest))

    def table_of(self, name: str) -> Result:
        """Return the table that a name begins with."""
        return self._table(name)[0]

    def _table(self, name: str) -> tuple[Result, tuple[str, ...]]:
        parts = parts_of(name)
        tables = self._tables_for(parts)
        found = in_table(parts, tables)
        if found is None:
            first = parts[0].split(" ")[0] if parts else name
            known = [one for one in tables if one.split(".")[0].split(" ")[0] == first] or self._first_names()
            raise _unknown(name, ".".join(parts[:-1]) or name, known, Words("a table of the report", "报告中的表"))
        return tables[found[0]], found[1]

    def _first_names(self) -> list[str]:
        if isinstance(self.source, Customers):
            return list(self.source.families)
        return [*self.source.measures, *self.source.survey.models]

    def _tables_for(self, parts: tuple[str, ...]) -> Mapping[str, Result]:
        first = parts[0].split(" ")[0] if parts else ""
        if isinstance(self.source, Customers):
            return self.source.of(first) if first in self.source.families else {}
        by = [one for part in parts for one in self.source.responses.levels if part.endswith(f" by {one}")]
        key = f"{first} by {by[0]}" if by else first
        if key not in self._tables:
            self._tables[key] = self._made(first, by[:1])
        if first in self._first_names() and not _is_below(parts, self._tables[key]):
            self._tables[key] = self._everything()
        return self._tables[key]

    def _made(self, first: str, by: list[str]) -> Mapping[str, Result]:
        from satindex.linkage.link import link

        if first in self.scores.measures:
            return self.scores.tables([first], by=by)
        if first in self.scores.survey.models:
            return link(self.scores, first).tables
        return self._everything()

    def _everything(self) -> Mapping[str, Result]:
        from satindex.analysis.building import analyse

        if "" not in self._tables:
            self._tables[""] = analyse(self.scores).tables
        return self._tables[""]

    def _row(self, name: str, table: Result, keys: tuple[str, ...]) -> Row:
        found = rows_named(table, keys)
        if len(found) == 1:
            return found[0]
        what = Words("several rows are so called", "有多行符合") if found else Words("a row of this table", "此表的行")
        raise _unknown(name, ".".join(keys), _named_rows(table), what)


def _is_below(parts: tuple[str, ...], tables: Mapping[str, Result]) -> bool:
    """Whether a name can be one of these tables' figures: what is left of it begins with a row's key or a column."""
    found = in_table(parts, tables)
    if found is None:
        return False
    table, rest = tables[found[0]], found[1]
    known = {key for row in table.rows for key in keys_of_row(table, row)} | set(_columns(table))
    return not rest or rest[0] in known


def _placed(found: Found, keys: tuple[str, ...]) -> Placed | None:
    """Return a row in its ranking; None where it is not below `keys`, overall, or of those whose level is not known."""
    own = keys_of_row(found.table, found.row)
    left = own[len(keys) :]
    if OVERALL in own or NO_LEVEL in left or own[: len(keys)] != keys or not left:
        return None
    figure = found.figure()
    if figure is None:
        raise missing(f"{found.name}.{'.'.join(left)}.{found.column}", found.row)
    return Placed(".".join(left), figure, found.table.labels.get(left[-1]))


def _columns(table: Result) -> tuple[str, ...]:
    """Return the columns that hold figures, also those that are missing everywhere."""
    cells = {name: [row.get(name) for row in table.rows] for name in table.columns if name != "reason"}
    figures = tuple(
        name for name, column in cells.items() if all(cell is None or isinstance(cell, (int, float)) for cell in column)
    )
    gaps = {"estimate", "expected", "perceived", "weight"} <= set(figures)
    return (*figures, DERIVED) if gaps else figures


def _named_rows(table: Result) -> list[str]:
    return [".".join(f"[{key}]" if "." in key else key for key in keys_of_row(table, row)) for row in table.rows]


def _unknown(name: str, wrong: str, known: Iterable[str], what: Words) -> FigureError:
    hint = did_you_mean(wrong, [one for one in known if one])
    said = Words(f"'{wrong}'", f"“{wrong}”") if wrong else Words("none given", "未写")
    more = hint or Words("", "")
    return FigureError(
        Words(
            f"'{name}' is no figure of this survey ({what.en}: {said.en}). {more.en}".rstrip(),
            f"“{name}”不是此问卷的数值（{what.zh}：{said.zh}）。{more.zh}",
        )
    )


def missing(name: str, row: Row) -> MissingFigureError:
    """Return the error for a figure that exists but is not defined in this data set, with the row's reason."""
    reason = row.get("reason")
    why = reason if isinstance(reason, Words) else Words("no reason is given", "未注明原因")
    return MissingFigureError(
        Words(f"'{name}' is missing in this data set: {why.en}.", f"“{name}”在此数据中缺失：{why.zh}。")
    )
