"""A model of more respondents than are held in memory: what is known of all, and of the few that are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final, NoReturn

import numpy as np

from satindex.errors import ROWS_NEEDED, RowsNeededError
from satindex.frames.batches import Frame
from satindex.frames.passes import Sum
from satindex.frames.spilled import KeptRows, can_be_kept
from satindex.language import Words
from satindex.linkage import explaining, reasons
from satindex.linkage.choosing import family, family_of
from satindex.linkage.data import ModelData, Whole
from satindex.linkage.drivers import Draw, Drivers, drivers, no_drivers
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.linked import Linked
from satindex.linkage.model import constant_predictors, fit, overdispersed, why_impossible
from satindex.linkage.preparing import (
    Gathered,
    Terms,
    codes_by_level,
    data_of,
    drawing,
    of_drawn,
    outcome_kind,
    terms_of,
    too_many,
)
from satindex.linkage.problem import Problem, problem_of, with_weight
from satindex.linkage.whole import logit, ols, ordinal, poisson
from satindex.linkage.whole.cases import CasesPart
from satindex.linkage.whole.drawing import shares_drawn
from satindex.linkage.whole.passing import Passing
from satindex.linkage.whole.reading import Reading
from satindex.linkage.whole.sampled import Averages, effective_share, with_averages
from satindex.linkage.whole.summing import CasesSum
from satindex.measures.scores import Scores
from satindex.stats.cross_products import Summary, described
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.sample import Sample
from satindex.survey.model import Model
from satindex.survey.model_parts import Bootstrap

Fit = Callable[[Passing], tuple[Problem, Fitted | Refused]]
FITS: Final[Mapping[str, Fit]] = {"logit": logit.fit, "ols": ols.fit, "ordinal": ordinal.fit, "poisson": poisson.fit}


def shares_ask_for_rows(model: Model) -> bool:
    """Whether the drivers' shares need the rows: those of McFadden's R²."""
    return model.drivers.method == "mcfadden"


def asks_for_rows(model: Model) -> bool:
    """Whether the definition asks for a table that needs the rows themselves."""
    asked = (model.through, model.moderators, model.curve, model.penalty_reward, model.trap)
    more = (model.cross_validation, model.blocks, shares_ask_for_rows(model))
    return any(asked) or any(more)


def of_all(scores: Scores, model: Model) -> Linked | None:
    """Return the model of all respondents, fitted in passes over them, where they are more than is held in memory.

    None where they are not, where the definition asks for fewer, or where its family needs the rows.
    """
    if not _is_of_all(scores, model):
        return None
    terms = terms_of(scores, model)
    if not scores.has_rows:
        return _of_sums(scores, model, terms, scores.ask(_cases_of(scores, terms))[0])
    drawn = drawing(scores, model, terms)
    cases, part = scores.ask(_cases_of(scores, terms), drawn)
    scores.answered.known.pop(drawn.key, None)  # so many rows are not kept longer than the model needs them
    chosen = _chosen(scores, model, cases)
    if chosen not in FITS or (chosen == "ordinal" and cases.outcome is None):
        return None
    return _fitted(scores, model, chosen, cases, of_drawn(scores, terms, drawn.finished(part)))


def _chosen(scores: Scores, model: Model, cases: CasesPart) -> str:
    """Return the family asked for, or the one that the outcome calls for."""
    return model.family or family_of(outcome_kind(scores, model), len(cases.outcome or range(10**6)))


def asks(scores: Scores) -> Iterator[Sum[Any]]:
    """Yield what the survey's models ask of all respondents before their own passes."""
    for model in scores.survey.models.values():
        if model.observed is None and _is_of_all(scores, model):
            terms = terms_of(scores, model)
            yield _cases_of(scores, terms)
            if scores.has_rows:
                yield drawing(scores, model, terms)
            if can_be_kept(scores.frame):
                yield _rows_of(scores, terms)


def _is_of_all(scores: Scores, model: Model) -> bool:
    rows_wanted = model.sample is not None or model.penalty or model.intervals == "profile"
    of_a_family = model.family is None or model.family in FITS
    return not rows_wanted and of_a_family and (not scores.has_rows or too_many(scores, model))


def _cases_of(scores: Scores, terms: Terms) -> CasesSum:
    names = _names(terms)
    return CasesSum(_reading(scores, terms, names), names, by_cell=scores.responses.by_cell)


def _names(terms: Terms) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term.name for term in (*terms.all, *terms.references)))


def _reading(scores: Scores, terms: Terms, names: tuple[str, ...]) -> Reading:
    """Return how these columns are read, with the design's."""
    design = scores.responses.design
    picks = {term.name: term.pick for term in (*terms.all, *terms.references)}
    keys = [column for column in (design.stratum, design.cluster) if column]
    codes = {column: codes_by_level(scores, column) for column in keys}
    return Reading(tuple(picks[name] for name in names), design.weight, design.stratum, design.cluster, codes)


def _fitted(scores: Scores, model: Model, chosen: str, cases: CasesPart, found: Gathered) -> Linked:
    kind, few = family(chosen), _few(scores, model, found)
    data = _data(scores, model, cases, found)
    impossible = Refused(reasons.BAD_WEIGHTS) if cases.bad else why_impossible(model, chosen, data)
    if impossible is not None:
        return Linked(model, data, chosen, kind, None, impossible, no_drivers(data, impossible.reason), few)
    passing = _passing(scores, model, cases, found.terms, data)
    problem = passing.problem
    shares = _shares(problem, lambda shared, asked: shares_drawn(scores, problem, passing.reading, shared, asked))
    estimated: Fitted | Refused = Refused(reasons.NO_TERMS)
    if problem.terms:
        problem, estimated = FITS[chosen](passing)
        if model.family is None and isinstance(estimated, Fitted) and overdispersed(problem, estimated):
            return _negative_binomial(scores, model, found, estimated)
        if isinstance(estimated, Refused):
            problem = with_averages(passing, passing.add(Averages(problem.designed))[0])
    return Linked(model, problem.data, chosen, kind, problem, estimated, shares, few, passing.add)


def _shares(problem: Problem, draw: Draw | None = None) -> Drivers:
    """Return the drivers' shares of R², from moments; drawn again where that is asked for and can be."""
    asked = problem.model.drivers
    if draw is None or asked.method == "mcfadden":
        asked = replace(asked, bootstrap=Bootstrap(0))
    if asked.method == "mcfadden":
        asked = replace(asked, method="lmg")
    without = replace(problem, model=replace(problem.model, drivers=asked))
    return drivers(without, constant_predictors(problem), draw)


def _of_sums(scores: Scores, model: Model, terms: Terms, cases: CasesPart) -> Linked:
    """Return what sums alone tell of a model whose rows are not there: its drivers, and least squares."""
    chosen, nobody = _chosen(scores, model, cases), np.empty(0, dtype=np.int64)
    design = scores.responses.design
    rows = Sample(
        np.empty((len(terms.all), 0)),
        np.empty(0) if design.weight else None,
        nobody if design.stratum else None,
        nobody if design.cluster else None,
    )
    kind, data = family(chosen), _data(scores, model, cases, Gathered(terms, rows, 0, None))
    impossible = Refused(reasons.BAD_WEIGHTS) if cases.bad else why_impossible(model, chosen, data)
    if impossible is not None:
        shares = no_drivers(data, impossible.reason)
        return Linked(model, data, chosen, kind, None, impossible, shares, _no_rows, _no_rows)
    passing = _passing(scores, model, cases, terms, data)
    problem = with_averages(passing, None)
    if chosen == "ols" and problem.terms and not data.designed and model.errors in (None, "model"):
        estimated = ols.of_sums(passing)
    else:
        estimated = Refused(ROWS_NEEDED)
    return Linked(model, problem.data, chosen, kind, problem, estimated, _shares(problem), _no_rows, _no_rows)


def _no_rows(*_: object) -> NoReturn:
    raise RowsNeededError


def _few(scores: Scores, model: Model, found: Gathered) -> Callable[[], Linked]:
    return cache(lambda: fit(model, data_of(scores, model, found), outcome_kind(scores, model)))


def _negative_binomial(scores: Scores, model: Model, found: Gathered, of_counts: Fitted) -> Linked:
    """Return the negative binomial model of the respondents drawn: all of them say that Poisson's does not hold."""
    linked = fit(replace(model, family="negative_binomial"), data_of(scores, model, found), "count")
    if isinstance(linked.found, Refused):
        return linked
    tested = {"overdispersion_p_value": of_counts.figures["overdispersion_p_value"]}
    figures, notes = {**linked.found.figures, **tested}, (explaining.NEGATIVE, OF_ALL, *linked.found.notes)
    return replace(linked, found=replace(linked.found, figures=figures, notes=notes))


def _data(scores: Scores, model: Model, cases: CasesPart, found: Gathered) -> ModelData:
    """Return the rows drawn, with what is known of all."""
    low, high = cases.low, cases.high
    varying = {name for name, varies in zip(cases.names, (low < high).tolist(), strict=True) if varies}
    data = with_weight(data_of(scores, model, found, varying))
    return replace(data, left_out=cases.left_out, whole=Whole(cases.n, effective_share(cases)))


def _passing(scores: Scores, model: Model, cases: CasesPart, terms: Terms, data: ModelData) -> Passing:
    columns = (*data.control_names, *data.predictor_names)
    names = (terms.outcome.name, *columns)
    used = cases.over(names)
    order = np.array([*range(1, len(names)), 0])
    summary = of_mean_weight(described(used.products.only(order)))
    weights = None if data.weights is None else data.weights / float(cases.weights[0]) * cases.n
    problem = problem_of(data, model, summary, weights)
    keep = tuple(place for place, name in enumerate(columns) if name in problem.terms)
    nothing = np.empty((0, len(columns)))
    matrix = ModelMatrix((nothing,), (keep,), problem.matrix.mean, problem.matrix.scale)
    reading = _reading(scores, terms, names)
    return Passing(_kept(scores, terms), scores.progress, reading, problem, used, matrix)


def _kept(scores: Scores, terms: Terms) -> Frame:
    """Return what the passes read: the model's columns as they were written in the pass before, where that can be."""
    if not can_be_kept(scores.frame):
        return scores.frame
    asked = _rows_of(scores, terms)
    return asked.finished(scores.ask(asked)[0], scores.frame)


def _rows_of(scores: Scores, terms: Terms) -> KeptRows:
    reading = _reading(scores, terms, _names(terms))
    return KeptRows(reading.columns, reading.needed)


def of_mean_weight(summary: Summary) -> Summary:
    """Return the summary as of weights of mean 1."""
    return replace(summary, total_weight=float(summary.n))


OF_ALL = Words(
    "That counts vary more than Poisson allows was tested on all respondents; the model is of those drawn.",
    "计数过度离散系以全部受访者检验；模型由抽取的受访者拟合。",
)
