"""A table of figures that shows itself: as rows, as a frame, in a notebook, as a picture, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from satindex.language import Words, reader_language

if TYPE_CHECKING:
    import altair
    import pandas

Cell = float | int | str | bool | Words | None
Row = Mapping[str, Cell]
PlainRow = dict[str, float | int | str | bool | None]


@dataclass(frozen=True)
class Explanation:
    """How a table's figures were computed: the formula, the numbers put into it, what was set aside, the source.

    `numbers` are sentences that put this table's own numbers into the formula; `notes` hold conventions and
    warnings a reader must know; `sources` are citations (author, year, page); `base` tells whom the figures are
    about: rows read, used, set aside, answers that are missing.
    """

    formula: Words
    numbers: tuple[Words, ...] = ()
    notes: tuple[Words, ...] = ()
    sources: tuple[str, ...] = ()
    base: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Result:
    """One named table of figures; rows are never rounded, an undefined figure is None with a `reason`.

    `chart` names the file of `results.charts` that draws it; `labels` gives the words for the values in the
    key columns (`{"tangibles": Words("Tangibles", "有形性")}`); `options` holds what only the chart needs
    (`{"low": 1, "high": 7}`); `regroup` recomputes the table by a segment; `of_level`, of a table by segment, returns
    one level's rows as the table that all respondents have.
    """

    name: str
    rows: Sequence[Row]
    title: Words
    explanation: Explanation
    chart: str | None = None
    labels: Mapping[str, Words] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    regroup: Callable[[str], Result] | None = field(default=None, compare=False, repr=False)
    of_level: Callable[[str], Result] | None = field(default=None, compare=False, repr=False)
    language: str | None = None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column that some row has, in the order of first appearance, `reason` last."""
        seen = dict.fromkeys(getattr(self.rows, "names", None) or (name for row in self.rows for name in row))
        had_reason = seen.pop("reason", "absent") != "absent"
        return (*seen, "reason") if had_reason else tuple(seen)

    def in_language(self, language: str | None) -> Result:
        """Return the same table for a reader of `language`."""
        return replace(self, language=language)

    def to_dicts(self, language: str | None = None) -> list[PlainRow]:
        """Return the rows with every column present and every text in one language."""
        return list(self.plain_rows(language))

    def plain_rows(self, language: str | None = None) -> Iterator[PlainRow]:
        """Yield what `to_dicts` returns, a row at a time."""
        said = language or self.language or reader_language()
        columns = self.columns
        return ({name: _plain(row.get(name), said) for name in columns} for row in self.rows)

    def to_frame(self) -> pandas.DataFrame:
        """Return the rows as a tidy pandas frame, never rounded."""
        import pandas

        return pandas.DataFrame(self.to_dicts(), columns=list(self.columns))

    def by(self, segment: str) -> Result:
        """Return the same figures by the levels of `segment`; raises FigureError where that can't be done."""
        from satindex.errors import FigureError

        if self.regroup is None:
            raise FigureError(Words(f"'{self.name}' can't be split by segment.", f"“{self.name}”不能再按分组计算。"))
        return self.regroup(segment)

    def only(self, *columns: str, **values: Cell | Collection[Cell]) -> Result:
        """Return the rows that have these values, and of them these columns; all columns where none is named.

        `kpis.only("kpi", "estimate", "n", period="2026-Q1", kpi=["retention", "churn"])`. A table without all of its
        columns has no picture. Raises FigureError, naming the nearest, for a column that there is none of, or where no
        row is left.
        """
        from satindex.results.narrowing import narrowed

        return narrowed(self, columns, values)

    def explain(self, language: str | None = None) -> Any:
        """Return the explanation: prints as text, shows as HTML in a notebook."""
        from satindex.results.words import explained

        return explained(self, language or self.language)

    def sentence(self, language: str | None = None, **values: Cell | Collection[Cell]) -> str:
        """Return a sentence for a paper per row, in the manner of the APA: statistic, df, p, effect size.

        `gaps.sentence(dimension="reliability")` has the rows with these values alone; see `only`. Cohen's d is t/√n of
        pairs and t·√(1/n₁ + 1/n₂) of groups, in a simple random sample.
        """
        from satindex.results.sentences import sentences

        return sentences(self.only(**values) if values else self, language)

    def to_markdown(self, language: str | None = None) -> str:
        """Return the table with its notes in Markdown, figures as a reader sees them."""
        from satindex.results.markdown import as_markdown

        return as_markdown(self, language)

    def to_latex(self, language: str | None = None) -> str:
        """Return the table with its notes in LaTeX, with the three rules of the package booktabs."""
        from satindex.results.latex import as_latex

        return as_latex(self, language)

    def plot(self, language: str | None = None) -> altair.LayerChart:
        """Return the table's picture as an Altair chart; raises FigureError where it has none."""
        from satindex.results.picture import plot

        return plot(self, language or self.language)

    def save_plot(self, path: str, language: str | None = None, scale: float = 2.0) -> None:
        """Write the table's picture to a file (.png, .svg, .pdf); `scale` makes a PNG finer. See `save_image`."""
        from satindex.results.images import save_image

        save_image(self, path, language, scale)

    def __str__(self) -> str:
        from satindex.results.words import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from satindex.results.table import as_html

        return as_html(self)


def _plain(cell: Cell, language: str) -> float | int | str | bool | None:
    return cell.say(language) if isinstance(cell, Words) else cell
