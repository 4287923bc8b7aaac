"""What every reader gives: a raw frame and a codebook."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import narwhals as nw

Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]


@dataclass(frozen=True)
class Codebook:
    """What the file itself says of its columns, keyed by column name.

    `questions` are full question texts, `value_labels` map a stored code (as text) to its label, `missing`
    lists stored codes that the file declares missing, `question_columns` lists the columns of one platform
    question, keyed by its number and by its text.
    """

    questions: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    question_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Export(Protocol):
    """An export that was recognised and whose header was read; the rows are read on demand."""

    @property
    def source(self) -> str:
        """The file's name, or what kind of frame was handed over."""
        ...

    @property
    def kind(self) -> str:
        """What was recognised: `csv (gb18030, ';')`, `excel`, `parquet`, `pandas`, …"""
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

    def read(self, columns: Sequence[str] | None = None, numeric: Collection[str] = ()) -> Frame:
        """Return the rows of `columns` (all when None).

        Columns of `numeric` may come as integers or floats where *every* cell of them is a plain number or
        empty; all other columns of a text file come as strings exactly as written, so that `007`, `N/A` and
        `1.0` survive. An empty cell is null.
        """
        ...
