"""What every reader gives: a raw frame and a codebook."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

import narwhals as nw

from satindex.language import Words

if TYPE_CHECKING:
    from satindex.readers.tidy.attached import Attached

Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]
QuestionType = Literal["single", "scale", "multiple", "rank", "number", "text", "date"]
Role = Literal[
    "id", "start", "end", "duration", "status", "language", "source", "score",
    "name", "email", "phone", "ip", "location", "embedded",
]  # fmt: skip
PERSONAL_ROLES: frozenset[Role] = frozenset({"name", "email", "phone", "ip", "location"})


@dataclass(frozen=True)
class OptionSet:
    """A question answered by marking options, a column each: `counted` are the cells that mean marked.

    Where `counted` is empty, a cell that holds anything but a missing code means marked.
    """

    columns: tuple[str, ...]
    counted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """What the file itself, or its questionnaire, says of its columns, keyed by column name.

    `questions` are full question texts, `value_labels` map a stored code (as text) to its label in the order of the
    options, `missing` lists stored codes that mean no answer (`missing_reasons` says why, by code),
    `question_columns` lists the columns of one platform question, keyed by its number and by its text.
    `ids` are the platform's own names of questions, by which a questionnaire finds them. `types` are questions' types;
    `roles` say which columns are about the response or the person rather than answers. `sets` are questions with a
    column per option, keyed by the question's text or name; `options` are the texts of the options that such columns
    stand for. `counted_from` names the columns whose stored numbers are positions of options, and the first's number.
    `labels_elsewhere` are the other labels of a code in further files of the survey.
    `absent` says of columns that the platform's exports have but this one has not why. `notes` are other things that a
    reader of the figures must know.
    """

    questions: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    question_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing_reasons: Mapping[str, Words] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, QuestionType] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    sets: Mapping[str, OptionSet] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    counted_from: Mapping[str, int] = field(default_factory=dict)
    labels_elsewhere: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    absent: Mapping[str, Words] = field(default_factory=dict)
    notes: tuple[Words, ...] = ()

    @property
    def personal(self) -> frozenset[str]:
        """The columns that the platform fills with who or where a respondent is."""
        return frozenset(column for column, role in self.roles.items() if role in PERSONAL_ROLES)


class Export(Protocol):
    """An export that was recognised and whose header was read; the rows are read on demand."""

    @property
    def source(self) -> str:
        """The file's name, or what kind of frame was handed over."""
        ...

    @property
    def kind(self) -> str:
        """What was recognised: `csv (gb18030, ';')`, `excel`, `qualtrics, csv (utf-8, ',')`, `pandas`, …"""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names, unique, in the order of the file; a repeated heading gets ` (2)`, ` (3)`, …"""
        ...

    @property
    def repeated(self) -> frozenset[str]:
        """Headings that stand more than once in the file."""
        ...

    @property
    def codebook(self) -> Codebook: ...

    @property
    def set_aside(self) -> Mapping[Words, int]:
        """Rows of the file that are no answers (previews, tests), by reason: `read` leaves them out."""
        ...

    def read(self, columns: Sequence[str] | None = None, numeric: Collection[str] = ()) -> Frame:
        """Return the rows of `columns` (all when None).

        Columns of `numeric` may come as integers or floats where *every* cell of them is a plain number or
        empty; all other columns of a text file come as strings exactly as written, so that `007`, `N/A` and
        `1.0` survive. An empty cell is null.
        """
        ...


class Table(Export, Protocol):
    """What a kind of file gives before it is known which platform wrote it."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The first row as written, a text per column; an empty one where a column has none."""
        ...

    def first_rows(self, count: int) -> list[tuple[str | None, ...]]:
        """Return the first rows below the headings as text, all columns, without reading the whole file."""
        ...

    def attached(self) -> Attached | None:
        """Return the codebook that satindex wrote into the file or beside it, None elsewhere."""
        ...

    def below(self, rows: int) -> Table:
        """Return the table without its first rows, which are further headings."""
        ...
