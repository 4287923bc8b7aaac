"""What a survey is made of: frozen, resolved, ready to score; how it is written in YAML is `load`'s business."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Protocol

from satindex.language import in_language
from satindex.results.small_bases import SmallBase
from satindex.survey.chain_model import Chain, Levels
from satindex.survey.counted import Crosstab, MultipleSet
from satindex.survey.form_texts import FormTexts
from satindex.survey.model_parts import (
    CrossValidation,
    CurveAsked,
    DriversAsked,
    Observed,
    PenaltyReward,
    Through,
    Trap,
)
from satindex.survey.report_wishes import ReportWishes

if TYPE_CHECKING:
    from satindex.survey.customer_model import CustomerRecords

Titles = Mapping[str, str]
ScaleKind = Literal["points", "codes", "number", "count", "text", "date", "multi", "rank"]
PROFILED = ("logit", "ordinal", "poisson")
"""The families of models whose likelihood can be profiled."""
NUMERIC_KINDS: frozenset[ScaleKind] = frozenset({"points", "codes", "number", "count"})


@dataclass(frozen=True)
class Scale:
    """The answers an item may have.

    `points` scales run over the whole numbers `low … high`; `codes` scales map an answer as stored or
    labelled to the number it scores; `number` and `count` hold any (non-negative whole) number; the other
    kinds are not scored. `labels` holds, for each language, the label of each point, keyed by the point; `also` are
    other wordings of points, which are understood and never shown.
    """

    name: str
    kind: ScaleKind
    low: float | None = None
    high: float | None = None
    codes: Mapping[str, float] = field(default_factory=dict)
    labels: Mapping[str, Mapping[float, str]] = field(default_factory=dict)
    also: Mapping[str, float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def is_numeric(self) -> bool:
        """Whether answers on this scale are numbers that can be averaged."""
        return self.kind in NUMERIC_KINDS

    @property
    def values(self) -> tuple[float, ...]:
        """The numbers an answer can score, ascending; empty where any number may stand."""
        if self.kind == "codes":
            return tuple(sorted(set(self.codes.values())))
        if self.kind == "points" and self.low is not None and self.high is not None:
            return tuple(float(point) for point in range(int(self.low), int(self.high) + 1))
        return ()


@dataclass(frozen=True)
class Item:
    """One question as it is answered: its scale, where it stands in the export, how it is scored.

    The column is `column` where the survey names one, a column of the platform's `question` (the
    `question_index`-th of that question's columns) where it names a question, else the item's own name. `options`
    are the answers that a multi-select item offers, where the survey lists them.
    """

    name: str
    scale: Scale
    column: str | None = None
    question: str | None = None
    question_index: int = 0
    reverse: bool = False
    missing: tuple[str, ...] = ()
    text: Titles = field(default_factory=dict)
    show: bool = False
    options: tuple[str, ...] = ()
    line: int = 0

    def label(self, language: str | None = None) -> str:
        """Return the question's text in `language`, else the item's name."""
        return in_language(self.text, language, self.column or self.name)


@dataclass(frozen=True)
class Segment:
    """A column that splits respondents into groups; `order` lists its levels where the survey orders them."""

    column: str
    title: Titles = field(default_factory=dict)
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trim:
    """The largest weight: `cap` times the mean weight where `by_mean`, else `cap`; kept to everywhere if `strict`."""

    cap: float
    by_mean: bool = True
    strict: bool = False


@dataclass(frozen=True)
class Fieldwork:
    """How many questionnaires were sent out, and how many came back."""

    sent: int
    returned: int


@dataclass(frozen=True)
class Respondent:
    """The columns about the person who answered; each may be absent.

    `rake` holds, by column, the share or the number that each level has in the population; `fpc` names the column of
    the number of sampling units that the population has in a stratum, or of the share of them that was drawn.
    """

    id: str | None = None
    weight: str | None = None
    stratum: str | None = None
    cluster: str | None = None
    wave: Segment | None = None
    duration: str | None = None
    answered: str | None = None
    segments: tuple[Segment, ...] = ()
    rake: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    trim: Trim | None = None
    fpc: str | None = None

    @property
    def groupings(self) -> tuple[Segment, ...]:
        """All segments, and the wave as one more."""
        return self.segments + ((self.wave,) if self.wave else ())

    @property
    def has_design(self) -> bool:
        """Whether a weight, a stratum, a cluster, margins or a finite population is declared."""
        return any((self.weight, self.stratum, self.cluster, self.rake, self.fpc))


@dataclass(frozen=True)
class Condition:
    """One line of `where`: keeps respondents whose `column` is one of `one_of`, or lies between the bounds."""

    column: str
    one_of: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None


CROSS: Final = " × "


@dataclass(frozen=True)
class Derived:
    """A column made from another, by lower bounds of `bands` or by merging answers; or from several, crossed.

    The levels of a crossed column are those of its columns, joined by `CROSS`; its `source` is empty.
    """

    name: str
    source: str
    bands: tuple[float, ...] = ()
    merge: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cross: tuple[str, ...] = ()


@dataclass(frozen=True)
class Careless:
    """Where careless answering begins; `longest_run` None is half the longest battery, at least six.

    `average_run` and `synonyms` are looked at only where they are given. A respondent with `at_least` signs (with all
    there are, where there are fewer) counts as careless.
    """

    longest_run: int | None = None
    irv: float = 0.25
    seconds_per_item: float = 2.0
    even_odd: float = 0.0
    mahalanobis: float = 0.001
    at_least: int = 2
    average_run: float | None = None
    synonyms: float | None = None


@dataclass(frozen=True)
class Model:
    """One entry of `models`: an outcome, its predictors (score names or `measure.*`) and its controls."""

    name: str
    outcome: str
    predictors: tuple[str, ...]
    controls: tuple[str, ...] = ()
    family: Literal["logit", "ordinal", "poisson", "negative_binomial", "ols", "cox"] | None = None
    errors: Literal["robust", "model", "cluster", "design"] | None = None
    title: Titles = field(default_factory=dict)
    line: int = 0
    link: Literal["logit", "probit", "cloglog"] = "logit"
    drivers: DriversAsked = field(default_factory=DriversAsked)
    through: Through | None = None
    moderators: tuple[str, ...] = ()
    curve: CurveAsked | None = None
    penalty_reward: PenaltyReward | None = None
    trap: Trap | None = None
    penalty: Literal["firth"] | None = None
    intervals: Literal["wald", "profile"] | None = None
    what_if: Mapping[str, float] = field(default_factory=dict)
    target: float | None = None
    top: int | None = None
    event: str | None = None
    within: float | None = None
    cross_validation: CrossValidation | None = None
    blocks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    observed: Observed | None = None
    sample: int | None = None

    @property
    def is_timed(self) -> bool:
        """Whether the outcome is a time until an event."""
        return self.family == "cox"

    @property
    def beside(self) -> tuple[str, ...]:
        """The names beside outcome and predictors that may be columns of the export."""
        by = self.curve.by if self.curve else ()
        return tuple(dict.fromkeys((*self.controls, *self.moderators, *by)))


@dataclass(frozen=True)
class ItemSet:
    """Items that are meant to measure one thing together, and so are averaged: a dimension's side, a component.

    `name` is that of the score they make. `ends` holds, for each item, the values that score 0 and 100 where the items
    are rescaled before they are averaged. Sets of one `battery` are meant to measure different things.
    """

    name: str
    items: tuple[str, ...]
    battery: str
    ends: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Compare:
    """How groups are compared: the correction for many tests, and whether an id in two waves is one person."""

    adjust: Literal["holm", "bh"] = "holm"
    panel: bool = True


@dataclass(frozen=True)
class Benchmark:
    """A figure from elsewhere under `name`: `figure` is a measure or `measure.part`; no error means exactly known."""

    figure: str
    name: str
    estimate: float
    std_error: float | None = None
    source: str = ""


@dataclass(frozen=True)
class CodeFile:
    """A file of codes, below the definition's folder: its column of respondents' ids, and that of their codes."""

    file: str
    id: str
    code: str


class MeasureLike(Protocol):
    """What the definition knows of a measure: its name, title, and the score columns it will make."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> Titles: ...
    @property
    def score_names(self) -> tuple[str, ...]: ...
    @property
    def item_sets(self) -> tuple[ItemSet, ...]: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def levels(self) -> Mapping[str, tuple[str, ...]]: ...


@dataclass(frozen=True)
class Survey:
    """A whole survey definition, checked and resolved.

    `unknown` says what becomes of an answer that its scale does not know: `error` or `missing`; `exclude` names the
    signs of careless answering that set a respondent aside, `careless` standing for enough of them together;
    `customers` is what it says of purchase records; `joins` are the columns that rows are joined to others by, with the
    levels that must occur.
    """

    name: str
    title: Titles = field(default_factory=dict)
    language: str = "en"
    respondent: Respondent = field(default_factory=Respondent)
    scales: Mapping[str, Scale] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    measures: Mapping[str, MeasureLike] = field(default_factory=dict)
    models: Mapping[str, Model] = field(default_factory=dict)
    chains: Mapping[str, Chain] = field(default_factory=dict)
    joins: Levels = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unknown: Literal["error", "missing"] = "error"
    where: tuple[Condition, ...] = ()
    derive: tuple[Derived, ...] = ()
    small_base: SmallBase = field(default_factory=SmallBase)
    compare: Compare = field(default_factory=Compare)
    benchmarks: tuple[Benchmark, ...] = ()
    multiple: Mapping[str, MultipleSet] = field(default_factory=dict)
    tables: Mapping[str, Crosstab] = field(default_factory=dict)
    fieldwork: Fieldwork | None = None
    form: FormTexts = field(default_factory=FormTexts)
    report: ReportWishes = field(default_factory=ReportWishes)
    careless: Careless = field(default_factory=Careless)
    exclude: tuple[str, ...] = ()
    customers: CustomerRecords | None = None
    file: str = ""
    text: str = ""

    @property
    def definition_hash(self) -> str:
        """SHA-256 of the definition's text: names the exact definition a figure came from."""
        return hashlib.sha256(self.text.replace("\r\n", "\n").encode()).hexdigest()

    @property
    def texts(self) -> tuple[str, ...]:
        """The items that are no numbers and yet are read: several answers in a cell, and reasons for a score."""
        named = [name for name, item in self.items.items() if item.scale.kind == "multi"]
        named += [name for measure in self.measures.values() for name in getattr(measure, "texts", ())]
        return tuple(n for n in dict.fromkeys(named) if n in self.items and not self.items[n].scale.is_numeric)

    def label(self, language: str | None = None) -> str:
        """Return the survey's title in `language` (its own when none is given)."""
        return in_language(self.title, language or self.language, self.name)
