"""A model of the survey, fitted and laid out: coefficients, fit, drivers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from satindex.errors import FigureError, did_you_mean
from satindex.language import Words, in_language, reader_language
from satindex.linkage import explaining, reasons, tables
from satindex.linkage.choosing import Family, OutcomeKind, family, family_of
from satindex.linkage.cross_validated import cross_validated_table
from satindex.linkage.data import ModelData
from satindex.linkage.drivers import Drivers, drivers, explained_drivers, no_drivers
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.linked import Linked, ModelTable, of_drawn, results_of
from satindex.linkage.named_tables import NamedTables
from satindex.linkage.problem import Problem, prepare, with_weight
from satindex.linkage.required import required_table
from satindex.linkage.what_if import asked_moves, what_if_table
from satindex.results.result import Result, Row
from satindex.survey.model import PROFILED, Model

if TYPE_CHECKING:
    from satindex.results.sliders.widgets import ModelSliders

OVERDISPERSED = 0.05


@dataclass(frozen=True, repr=False)
class LinkResult(NamedTables):
    """A fitted model as a reader meets it: its coefficients first, `fit` and `drivers()` beside them.

    `tables` holds every table by name: NAME, NAME.fit, NAME.drivers, for an ordered outcome NAME.thresholds and
    NAME.effects, and what else the definition asks for.
    """

    linked: Linked
    labels: Mapping[str, Words] = field(default_factory=dict)
    language: str | None = None

    @property
    def fit(self) -> Result:
        """How well the model fits, in one row."""
        return self.tables[f"{self.name}.fit"]

    def drivers(self) -> Result:
        """Return each predictor's share of R²."""
        return self.tables[f"{self.name}.drivers"]

    def what_if(self, moves: Mapping[str, float]) -> Result:
        """Return the change that the model predicts when everyone's scores move by so much, each and all together.

        An association, not the effect of an intervention. `{"quality.*": 0.5}` moves every predictor below `quality`.
        Raises FigureError for a name that is no predictor of the model, or a move of 0.

        Examples
        --------
        >>> link(scores, "repurchase").what_if({"quality.reliability": 0.5})  # doctest: +SKIP
        """
        asked = asked_moves(self.linked, moves)
        self._refuse_unknown(asked)
        if not asked or 0 in asked.values():
            raise FigureError(Words("a move of 0 moves nothing", "变动量为 0 没有意义"))
        return self._one(self.linked, what_if_table(self.linked, asked))

    def required(self, score: str, target: float) -> Result:
        """Return how far everyone's `score` must move for the mean prediction to be `target`, with its interval.

        The target is a probability (logit), the share at the top levels (ordinal) or a mean. Raises FigureError for a
        name that is no predictor of the model.

        Examples
        --------
        >>> link(scores, "repurchase").required("quality.reliability", 0.6)  # doctest: +SKIP
        """
        self._refuse_unknown((score,))
        linked = self.linked.with_rows
        return self._one(linked, required_table(linked, (score,), target))

    def what_if_widget(
        self, moves: Mapping[str, float] | None = None, target: float | None = None, language: str | None = None
    ) -> ModelSliders:
        """Return sliders on the scores for a notebook, with what the model predicts and what a target requires.

        `.moves` and `.value` are what they stand at. They work in a notebook's HTML export too, which then holds the
        different rows of scores in the model, without names. Raises FigureError where the model predicts nothing,
        MissingExtraError without the package anywidget.

        Examples
        --------
        >>> link(scores, "repurchase").what_if_widget({"quality.reliability": 0.5})  # doctest: +SKIP
        """
        from satindex.linkage.movable import sliders

        asked = asked_moves(self.linked, moves or {})
        self._refuse_unknown(asked)
        return sliders(self, asked, target, language or self.language or reader_language())

    def cross_validated(self, folds: int = 10, seed: int = 1) -> Result:
        """Return how well the model does on respondents it has not seen: `folds` by `seed`, clusters kept whole.

        Examples
        --------
        >>> link(scores, "repurchase").cross_validated(folds=5, seed=1)  # doctest: +SKIP
        """
        linked = self.linked.with_rows
        return self._one(linked, cross_validated_table(linked, folds, seed))

    def _refuse_unknown(self, names: Iterable[str]) -> None:
        known = (*self.linked.data.predictor_names, *self.linked.data.constant)
        for name in names:
            if name not in known:
                hint = did_you_mean(name, known)
                raise FigureError(
                    Words(
                        f"'{name}' is not a predictor of the model. {hint.en if hint else ''}".rstrip(),
                        f"“{name}”不是该模型的自变量。{hint.zh if hint else ''}",
                    )
                )

    def _one(self, linked: Linked, table: ModelTable) -> Result:
        made = of_drawn(table, None if linked.few else linked.data.drawn)
        return next(iter(laid_out(linked, [made], self.language, self.labels).tables.values()))


def fit_model(
    model: Model,
    data: ModelData,
    outcome_kind: OutcomeKind = "number",
    *,
    language: str | None = None,
    labels: Mapping[str, Words] | None = None,
) -> LinkResult:
    """Return a model of the survey fitted to its complete cases, laid out.

    `labels` are the words for score names. A model that can't be fitted has rows with a `reason`; raises FigureError
    only for an unknown family.
    """
    linked = fit(model, data, outcome_kind)
    return laid_out(linked, own_tables(linked), language, labels)


def fit(model: Model, data: ModelData, outcome_kind: OutcomeKind = "number") -> Linked:
    """Return a model of the survey fitted to its complete cases, or why it can't be.

    `outcome_kind` chooses the family where the model names none (`choosing.family_of`).
    """
    levels = len(np.unique(data.outcome)) if outcome_kind == "ordered" else 0
    chosen = model.family or family_of(outcome_kind, levels)
    kind = family(chosen)
    impossible = why_impossible(model, chosen, data)
    if impossible is not None:
        return Linked(model, data, chosen, kind, None, impossible, no_drivers(data, impossible.reason))
    data = with_weight(data)
    problem = prepare(data, model)
    shares = no_drivers(data, reasons.CENSORED) if chosen == "cox" else drivers(problem, constant_predictors(problem))
    found = kind.fit(problem) if problem.terms else Refused(reasons.NO_TERMS)
    if model.family is None and isinstance(found, Fitted) and overdispersed(problem, found):
        kind, found = _negative_binomial(problem, kind, found)
    return Linked(model, data, chosen, kind, problem, found, shares)


def constant_predictors(problem: Problem) -> tuple[str, ...]:
    """Return the predictors that are the same for all."""
    return tuple(name for name in problem.data.constant if _is_predictor(name, problem.model))


def why_impossible(model: Model, chosen: str, data: ModelData) -> Refused | None:
    """Return why a family can't be fitted to the data, before anything is computed; None where it can."""
    if data.n == 0:
        return Refused(reasons.NO_ROWS)
    if model.link != "logit" and chosen != "ordinal":
        return Refused(reasons.ONLY_ORDINAL)
    if model.penalty and chosen != "logit":
        return Refused(reasons.NOT_PENALISED)
    if model.intervals == "profile" and chosen not in PROFILED:
        return Refused(reasons.NOT_PROFILED)
    if (model.penalty or model.intervals == "profile") and data.designed:
        return Refused(reasons.INDEPENDENT)
    if chosen == "cox" and data.event is None:
        return Refused(reasons.NO_EVENT)
    if model.errors == "cluster" and data.clusters is None:
        return Refused(reasons.NO_CLUSTERS)
    weights = data.weights
    if weights is None or not len(weights):  # without rows, sums of them have told already
        return None
    usable = np.isfinite(weights).all() and weights.min() >= 0 and weights.sum() > 0
    return None if usable else Refused(reasons.BAD_WEIGHTS)


def _is_predictor(name: str, model: Model) -> bool:
    return any(name == asked or (asked.endswith(".*") and name.startswith(asked[:-1])) for asked in model.predictors)


def overdispersed(problem: Problem, found: Fitted) -> bool:
    """Whether counts vary more than Poisson allows."""
    p_value = found.figures.get("overdispersion_p_value")
    return isinstance(p_value, float) and p_value < OVERDISPERSED and not problem.designed


def _negative_binomial(problem: Problem, poisson: Family, found: Fitted) -> tuple[Family, Fitted]:
    """The negative binomial where it can be fitted, else the Poisson model with its robust errors."""
    kind = family("negative_binomial")
    better = kind.fit(problem)
    if isinstance(better, Refused):
        return poisson, found
    tested = {"overdispersion_p_value": found.figures["overdispersion_p_value"]}
    return kind, replace(better, figures={**better.figures, **tested}, notes=(explaining.NEGATIVE, *better.notes))


def own_tables(linked: Linked) -> list[ModelTable]:
    """Return coefficients, fit and drivers; of an ordered outcome also its thresholds and effects by level."""
    found, problem = linked.found, linked.problem
    if problem is None or isinstance(found, Refused):
        return _refused_tables(linked)
    said = explaining.explained_model(linked.kind, problem.data, found)
    fit_said = explaining.explained_fit(problem.data, found)
    made = [
        ModelTable("", found.title or linked.kind.NAME, tables.coefficient_rows(problem, found), said, "coefficients"),
        ModelTable(".fit", FIT, (tables.fit_row(problem.data, found, linked.drivers),), fit_said),
        drivers_table(linked.drivers),
    ]
    if found.thresholds:
        made.append(ModelTable(".thresholds", THRESHOLDS, tables.threshold_rows(problem, found), said))
    if found.category_effects:
        made.append(ModelTable(".effects", EFFECTS, tables.effect_rows(problem, found), said))
    return made


def _refused_tables(linked: Linked) -> list[ModelTable]:
    data, shares = linked.data, linked.drivers
    refused = linked.found if isinstance(linked.found, Refused) else Refused(reasons.NO_TERMS)
    said = explaining.explained_refusal(linked.kind, data, refused.reason)
    return [
        ModelTable("", linked.kind.NAME, tables.refused_rows(data, refused), said),
        ModelTable(".fit", FIT, (tables.refused_fit_row(data, linked.chosen, refused, shares),), said),
        drivers_table(shares),
    ]


def drivers_table(found: Drivers) -> ModelTable:
    """Return the table of what drives the outcome."""
    picture = "drivers" if found.r2 is not None else None
    return ModelTable(".drivers", DRIVERS, found.rows, explained_drivers(found), picture, options=found.options)


FIT = Words("fit", "拟合")
DRIVERS = Words("what drives it", "驱动因素")
THRESHOLDS = Words("thresholds", "切点")
EFFECTS = Words("average marginal effects by level", "各等级的平均边际效应")


def laid_out(
    linked: Linked,
    made: Iterable[ModelTable],
    language: str | None = None,
    labels: Mapping[str, Words] | None = None,
) -> LinkResult:
    """Return a model's tables under their names, with its title and the words for its terms."""
    model = linked.model
    known = {**_dummy_labels(linked.data, labels or {}), **(labels or {})}
    title = Words(*(in_language(model.title, said, model.name) for said in ("en", "zh")))
    defined = (replace(table, rows=tuple(_defined(row) for row in table.rows)) for table in made)
    results = results_of(model.name, title, defined, known, language)
    return LinkResult(model.name, results, linked, labels or {}, language)


def _defined(row: Row) -> Row:
    """Return the row with what rests on an undefined variance missing, for that reason."""
    undefined = [name for name, cell in row.items() if isinstance(cell, float) and math.isnan(cell)]
    if not undefined:
        return row
    return {**row, **dict.fromkeys(undefined), "reason": row.get("reason") or reasons.ALONE}


def _dummy_labels(data: ModelData, labels: Mapping[str, Words]) -> dict[str, Words]:
    """A dummy is called by its column's label and its level."""
    found: dict[str, Words] = {}
    for term in data.control_names:
        column, equals, level = term.partition("=")
        if equals and column in labels:
            found[term] = Words(f"{labels[column].en} = {level}", f"{labels[column].zh} = {level}")
    return found
