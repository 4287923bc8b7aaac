"""What every type of measure gives: scores of respondents, and rows of figures from a base."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

import narwhals as nw

from satindex.frames.made import Made
from satindex.language import Words, in_language
from satindex.measures.drawn import Target
from satindex.measures.marginals import FigureRows, Marginals
from satindex.results.packed_pieces import Rows as PackedRows
from satindex.results.result import Explanation, Row
from satindex.stats.base import Base, Estimate
from satindex.stats.grouped_rows import Rows
from satindex.stats.moments import Columns, Moments
from satindex.stats.replicated_means import ReplicatedMean, resampled
from satindex.survey.model import CodeFile, ItemSet, Titles


@dataclass(frozen=True)
class Score:
    """One score column: its expression over item columns and earlier scores, null where there is no score.

    A column that is not `kept` only serves later columns and figures: it is not written and has no name in models. One
    that is `passing` serves the measure's own later columns alone, and is gone when these are made.
    """

    name: str
    expression: nw.Expr
    kept: bool = True
    passing: bool = False


@dataclass(frozen=True)
class Needs:
    """What a measure's rows ask of the data: blocks of columns, and columns made while reading."""

    blocks: tuple[Columns, ...]
    made: Mapping[str, Made] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure(ABC):
    """A measure of one survey, under the name it has there.

    `charts`, `more_titles` and `more_options` are by the suffix of a further table; those of `undivided` are of all
    respondents and are not split by segment. Without `numbers_by_level` the numbers of an explanation are those of
    all respondents in tables by segment too. A `yardstick` is the one figure that firms go by: models tell what other
    scores add to it. The `topic` tells where a report speaks of it.
    """

    name: str
    title: Titles

    chart: ClassVar[str | None]
    charts: ClassVar[Mapping[str, str]] = {}
    more_titles: ClassVar[Mapping[str, Words]] = {}
    more_options: ClassVar[Mapping[str, Mapping[str, object]]] = {}
    undivided: ClassVar[frozenset[str]] = frozenset()
    numbers_by_level: ClassVar[bool] = True
    ranked: ClassVar[bool] = False
    yardstick: ClassVar[bool] = False
    topic: ClassVar[str] = "others"
    sources: ClassVar[tuple[str, ...]]

    @property
    @abstractmethod
    def items(self) -> tuple[str, ...]:
        """Every item the measure uses."""

    @abstractmethod
    def stages(self) -> tuple[tuple[Score, ...], ...]:
        """The score columns; those of one stage refer only to items and to earlier stages."""

    @cached_property
    def score_names(self) -> tuple[str, ...]:
        """The score columns that are numbers, in the order they are written."""
        scores = (score for stage in self.stages() for score in stage)
        return tuple(score.name for score in scores if score.kept and not score.name.endswith(".group"))

    @property
    def parts(self) -> tuple[str, ...]:
        """What `name.*` stands for in a model: the scores of the measure's dimensions or components."""
        return (self.name,)

    @property
    def uses(self) -> tuple[str, ...]:
        """The score columns of other measures that this one is made from: those measures are scored first."""
        return ()

    @property
    def asked_why(self) -> tuple[str, ...]:
        """The items that ask for the reasons of an answer; their answers are counted by the measure's groups."""
        return ()

    @property
    def code_file(self) -> CodeFile | None:
        """Where open reasons were coded by hand."""
        return None

    @property
    def columns(self) -> tuple[str, ...]:
        """The export's columns beside the items that the measure uses, such as who answers."""
        return ()

    @property
    def levels(self) -> Mapping[str, tuple[str, ...]]:
        """The levels of `columns` that the measure names: each must occur in the export."""
        return {}

    @property
    def item_sets(self) -> tuple[ItemSet, ...]:
        """The sets of two items or more that are meant to measure one thing each: their soundness is examined."""
        return ()

    @property
    def weighted_parts(self) -> Mapping[str, float]:
        """The parts whose weighted mean the headline is, as the table calls them, with weights of sum 1; or none."""
        return {}

    @property
    def errors(self) -> Words | None:
        """How the standard errors come about, where it is not by linearisation."""
        return None

    @property
    def own_points(self) -> Columns:
        """The items in which each respondent shares 100 points among the measure's parts."""
        return ()

    def drawn(self) -> tuple[Target, ...]:
        """What simulated answers must have; items without a target here are drawn one by one."""
        return ()

    def from_marginals(self, of: Marginals) -> FigureRows:
        """The figures of complete answers that follow from how often each answer is given; unweighted."""
        return {}

    def before_fitting(self) -> tuple[Score, ...]:
        """The measure's own score columns that `needs_to_fit` asks for: those that need no fitting."""
        return ()

    def needs_to_fit(self) -> Needs | None:
        """What `fitted` asks of all respondents; None where the data set does not weight the scores."""
        return None

    def fitted(self, base: Base) -> Measure:
        """Return the measure with the parameters that `base`, all respondents, gives it."""
        return self

    def drawn_means(self) -> Iterator[tuple[Columns, int, int]]:
        """Yield the columns whose means `replicated` takes together, with number and seed of the replicates."""
        yield from ()

    @property
    def refitted(self) -> frozenset[str]:
        """The scores that the data set weights, and weights anew in every bootstrap replicate."""
        return frozenset()

    def replicated(self, read: Rows | None, column: str) -> ReplicatedMean | None:
        """Return a score's mean over the respondents that `read` gives in each replicate; None where not `refitted`.

        Without `read` nobody can be drawn, and the replicates are missing for that reason.

        Replicates are those of everyone, the same for every base: a difference of bases is taken within each.
        """
        return None

    def redrawn(self, read: Rows, number: int | None = None, seed: int | None = None) -> Measure:
        """Return the fitted measure with other replicates: so many, by that seed, of everyone that `read` gives."""
        return self

    def mean(self, base: Base, column: str) -> Estimate:
        """Return the mean of a score over a base, with the error of its replicates where it is `refitted`."""
        found, again = base.mean(column), self.replicated(base.drawn_from, column)
        return found if again is None else resampled(found, again.means, again.reason)

    @abstractmethod
    def needs(self) -> Needs:
        """What `rows` and `more_rows` will ask of a base."""

    @abstractmethod
    def rows(self, base: Base) -> list[Row]:
        """The measure's own table for one base."""

    def more_rows(self, base: Base) -> dict[str, list[Row]]:
        """Further tables by the suffix of their name."""
        return {}

    def every_row(self, of: Moments, part: slice) -> Mapping[str, Sequence[PackedRows]] | None:
        """`rows` and `more_rows` of a range of groups by suffix, a row of each group at a time; None: one by one.

        A `reason` that is None stands for a row without one.
        """
        return None

    @abstractmethod
    def explanation(self, rows: list[Row]) -> Explanation:
        """How the rows were computed, with their own numbers."""

    @property
    def headline(self) -> Mapping[str, str] | None:
        """The key cells of the row that stands at the top of a report (`{"dimension": "overall"}`); None: no row."""
        return {}

    @property
    def compared(self) -> Mapping[str, Mapping[str, str]]:
        """The columns whose means are figures of `rows`, each with its row's key cells: these can be compared."""
        if self.headline is None:
            return {}
        key = next(iter(self.headline), None)
        below = [part for part in self.parts if part.startswith(f"{self.name}.")]
        found = {part: {key: part.removeprefix(f"{self.name}.")} for part in below} if key else {}
        scores = {**found, self.name: dict(self.headline)}
        return {column: keys for column, keys in scores.items() if column in self.score_names}

    @property
    def reach(self) -> tuple[float, float] | None:
        """The lowest and the highest score that a respondent can have; None where they are open."""
        low, high = self.options.get("low"), self.options.get("high")
        return (float(low), float(high)) if isinstance(low, int | float) and isinstance(high, int | float) else None

    def reach_of(self, column: str) -> tuple[float, float] | None:
        """The lowest and the highest that one of the measure's score columns can hold; None where not known."""
        return self.reach if column in (self.name, *self.parts) else None

    @property
    def unit(self) -> Words:
        """What an estimate of this measure is counted in."""
        return Words("points", "分")

    @property
    def labels(self) -> Mapping[str, Words]:
        """Words for the values of the key columns."""
        return {}

    @property
    def options(self) -> Mapping[str, object]:
        """What only the chart needs: the ends of the scale."""
        return {}

    def doubts(self) -> Mapping[Words, nw.Expr]:
        """Expressions that count what a reader of the audit must know: clipped values, points not 100."""
        return {}


def words_of(titles: Titles, fallback: Words | str) -> Words:
    """Return a survey's titles as words, with a fallback for a language it does not have.

    Examples
    --------
    >>> words_of({"zh": "有形性"}, "tangibles").say("en")
    '有形性'
    """
    known = fallback if isinstance(fallback, Words) else Words(fallback, fallback)
    return Words(in_language(titles, "en", known.en), in_language(titles, "zh", known.zh))
