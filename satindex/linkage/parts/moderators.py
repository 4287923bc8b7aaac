"""Simple slopes: how strongly predictors go with the outcome at each level of a moderator."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage import moderator_words as said
from satindex.linkage.data import Array
from satindex.linkage.explaining import ERRORS
from satindex.linkage.fitted import Coefficient
from satindex.linkage.labels import labels_of
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.moderated import Level, Moderated, moderated
from satindex.linkage.tables import coefficient_row
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.chi_square import wald
from satindex.stats.intervals import quantile
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.moderation import effect_at, johnson_neyman

ORDER: Final = 50
ALL: Final = "(all)"
ONE_INTERCEPT: Final = frozenset({"logit", "poisson", "negative_binomial"})
EVERYTHING: Final = Words("all predictors", "全部自变量")


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return slopes, tests and regions of every moderator that the model names."""
    if not linked.model.moderators:
        return ()
    labels = labels_of(scores)
    found = {name: moderated(scores, linked, name, labels) for name in linked.model.moderators}
    fitted = [one for one in found.values() if isinstance(one, Moderated)]
    missing = [_missing(name, one, len(linked.data.outcome)) for name, one in found.items() if isinstance(one, Words)]
    slopes = [row for one in fitted for row in _slope_rows(one)]
    tests = [row for one in fitted for row in _test_rows(one)]
    regions = [row for one in fitted for row in _region_rows(one)]
    return _tables(fitted, [*slopes, *missing], tests, regions)


def _tables(
    fitted: Sequence[Moderated], slopes: Sequence[Row], tests: Sequence[Row], regions: Sequence[Row]
) -> Iterator[ModelTable]:
    kinds = {"moderator": "text", "value": "number", "slope": "text"}
    options = {"headings": said.HEADINGS, "kinds": kinds, "format": "coefficient"}
    errors = [ERRORS[one.fitted.errors] for one in fitted[:1]]
    odds = [said.LOG_ODDS for one in fitted[:1] if one.fitted.family == "logit"]
    notes = (*errors, said.AT_THE_ENDS, *odds, said.THE_TEST)
    worked = _worked(fitted[0]) if fitted else ()
    yield ModelTable(
        ".moderators",
        said.SLOPES,
        tuple(slopes),
        Explanation(said.FORMULA, worked, notes, said.SOURCES),
        "coefficients",
        options=options,
    )
    if tests:
        tested = Explanation(said.TEST_FORMULA, (), (said.THE_TEST,), said.SOURCES)
        words = {ALL: EVERYTHING}
        named = {**options, "headings": {**said.HEADINGS, "estimate": Words("Interaction", "交互项系数")}}
        yield ModelTable(".moderators.tests", said.TESTS, tuple(tests), tested, labels=words, options=named)
    if regions:
        regional = Explanation(said.REGION_FORMULA, (), said.REGION_NOTES, said.REGION_SOURCES)
        yield ModelTable(".moderators.regions", said.REGIONS, tuple(regions), regional, options=options)


def _missing(moderator: str, reason: Words, n: int) -> Row:
    return {"moderator": moderator, "level": None, "term": None, "estimate": None, "n": n, "reason": reason}


def _slope_rows(found: Moderated) -> Iterator[Row]:
    critical = quantile(df=found.fitted.df)
    for predictor in found.predictors:
        for level in found.moderator.levels:
            about: dict[str, Cell] = {
                "moderator": found.moderator.name,
                "level": level.words,
                "value": level.value,
                "term": predictor,
            }
            at = found.at(predictor, level)
            if at is None:
                yield {**about, "estimate": None, "n": found.problem.n, "reason": said.UNUSABLE}
                continue
            slope, error = _slope(found, *at)
            cells = coefficient_row(Coefficient(predictor, slope, error), found.fitted, critical)
            yield {**about, **cells, **_effect(found, *at, level), "n": found.problem.n}


def _slope(found: Moderated, places: Sequence[int], weights: Array) -> tuple[float, float]:
    slope = float(weights @ found.prediction.slopes[list(places)])
    return slope, math.sqrt(max(float(weights @ found.covariance(places) @ weights), 0.0))


def _effect(found: Moderated, places: Sequence[int], weights: Array, level: Level) -> dict[str, Cell]:
    """The average marginal effect with everyone at the level: of models whose slopes are not effects themselves."""
    if found.fitted.family not in ONE_INTERCEPT:
        return {}
    direction = np.zeros(len(found.prediction.slopes))
    direction[list(places)] = weights
    estimate, error = effect_at(found.prediction, _everyone_at(found, level), direction, found.problem.weights)
    return {"average_marginal_effect": estimate, "average_marginal_effect_std_error": error}


def _everyone_at(found: Moderated, level: Level) -> ModelMatrix:
    """The model matrix with the moderator, and what it is multiplied with, at one level."""
    data, moderator = found.problem.data, found.moderator
    controls, predictors = data.controls.copy(), data.predictors.copy()
    for at, term in enumerate(data.control_names):
        if term == moderator.name and level.value is not None:
            controls[:, at] = level.value
        elif term.startswith(f"{moderator.name}="):
            controls[:, at] = float(term == level.term)
    if moderator.name in data.predictor_names and level.value is not None:
        predictors[:, data.predictor_names.index(moderator.name)] = level.value
    for at, term in enumerate(moderator.terms):
        for predictor in found.predictors:
            own = predictors[:, data.predictor_names.index(predictor)]
            predictors[:, data.predictor_names.index(f"{predictor} × {term}")] = own * level.columns[at]
    return replace(found.problem.matrix, parts=(controls, predictors))


def _test_rows(found: Moderated) -> Iterator[Row]:
    """A test of each predictor's interactions, and of all together."""
    together: list[int] = []
    for predictor in found.predictors:
        places = found.places(predictor)
        if places is not None:
            together += places[1:]
            yield {"moderator": found.moderator.name, "term": predictor, **_tested(found, places[1:])}
    if len(found.predictors) > 1 and together:
        yield {"moderator": found.moderator.name, "term": ALL, **_tested(found, together)}


def _tested(found: Moderated, places: Sequence[int]) -> dict[str, Cell]:
    estimates = found.prediction.slopes[list(places)]
    tested = wald(estimates, found.covariance(places))
    one = {"estimate": float(estimates[0])} if len(places) == 1 else {"estimate": None}
    if tested is None:
        return {**one, "chi2": None, "df": len(places), "p_value": None, "n": found.problem.n, "reason": said.UNUSABLE}
    p_value = tested.p_value
    if found.fitted.df is not None:
        from scipy import special

        p_value = float(special.fdtrc(tested.df, found.fitted.df, tested.chi2 / tested.df))
    return {**one, "chi2": tested.chi2, "df": tested.df, "p_value": p_value, "n": found.problem.n}


def _region_rows(found: Moderated) -> Iterator[Row]:
    """Stretches of a moderator that is a number with more than two values."""
    numbers = found.moderator.numbers
    if numbers is None or len(np.unique(numbers)) < 3:
        return
    mean = float(np.average(numbers, weights=found.problem.weights))
    low, high = float(numbers.min()), float(numbers.max())
    critical = quantile(df=found.fitted.df)
    for predictor in found.predictors:
        places = found.places(predictor)
        if places is None:
            continue
        slopes, spread = found.prediction.slopes[list(places)], found.covariance(places)
        for region in johnson_neyman(slopes, spread, critical, low - mean, high - mean):
            start, end = region.low + mean, region.high + mean
            yield {
                "moderator": found.moderator.name,
                "term": predictor,
                "x_from": start,
                "x_to": end,
                "slope": said.SIGNS[region.sign],
                "share": _share(numbers, start, end, high, found.problem.weights),
                "n": found.problem.n,
            }


def _share(numbers: Array, start: float, end: float, highest: float, weights: Array | None) -> float:
    """The share of respondents from `start` to below `end` (the highest included)."""
    inside = (numbers >= start - 1e-12) & ((numbers < end) | (end >= highest - 1e-12))
    return float(np.average(inside, weights=weights))


def _worked(found: Moderated) -> tuple[Words, ...]:
    level = found.moderator.levels[-1]
    predictor = next((name for name in found.predictors if found.at(name, level) is not None), None)
    at = found.at(predictor, level) if predictor else None
    if predictor is None or at is None:
        return ()
    places, weights = at
    terms = [f"{found.prediction.slopes[places[0]]:.4f}"]
    terms += [
        f"({found.prediction.slopes[place]:.4f})·({weight:.4g})"
        for place, weight in zip(places[1:], weights[1:].tolist(), strict=True)
    ]
    line = f"{' + '.join(terms)} = {_slope(found, places, weights)[0]:.4f}"
    return (Words(f"{predictor}, {level.words.en}: {line}", f"{predictor}，{level.words.zh}：{line}"),)
