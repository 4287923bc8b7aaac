"""A fitted model laid out as rows."""

from __future__ import annotations

import math
from collections.abc import Iterable

from satindex.language import Words
from satindex.linkage.data import ModelData
from satindex.linkage.drivers import Drivers
from satindex.linkage.fitted import INTERCEPT, Coefficient, Fitted, Refused
from satindex.linkage.problem import Problem
from satindex.linkage.reasons import not_fitted_with
from satindex.results.result import Cell, Row
from satindex.stats.collinearity import variance_inflation
from satindex.stats.intervals import quantile, two_sided_p

LARGEST_EXPONENT = 700
UNBOUNDED = Words(
    "on one side no value was found where the likelihood's profile falls far enough",
    "剖面似然在一侧未找到降到界限以下的取值",
)


def coefficient_rows(problem: Problem, fitted: Fitted) -> tuple[Row, ...]:
    """Return a row per term: intercept, predictors, controls, then terms that could not be used."""
    inflation = _inflation(problem)
    by_term = {found.term: found for found in fitted.coefficients}
    critical = quantile(df=fitted.df)
    rows: list[Row] = []
    for term in _order(problem.data, by_term):
        if term in by_term:
            row = coefficient_row(by_term[term], fitted, critical) | _profiled(term, fitted)
            rows.append(row | _more(term, fitted, inflation) | {"n": problem.n})
        elif term in problem.unusable:
            rows.append({"term": term, "estimate": None, "n": problem.n, "reason": problem.unusable[term]})
    return tuple(rows)


def threshold_rows(problem: Problem, fitted: Fitted) -> tuple[Row, ...]:
    """Return a row per cut point of an ordinal model."""
    critical = quantile(df=fitted.df)
    return tuple(_plain(found, fitted.df, critical) | {"n": problem.n} for found in fitted.thresholds)


def effect_rows(problem: Problem, fitted: Fitted) -> tuple[Row, ...]:
    """Return a row per term and level of an ordinal model: the average change of the level's share per unit."""
    critical = quantile(df=fitted.df)
    order = {term: place for place, term in enumerate(_order(problem.data, ()))}
    rows: list[Row] = []
    for effect in sorted(fitted.category_effects, key=lambda effect: order[effect.term]):
        half = critical * effect.std_error
        rows.append(
            {
                "term": effect.term,
                "category": effect.category,
                "average_marginal_effect": effect.effect,
                "std_error": effect.std_error,
                "ci_low": effect.effect - half,
                "ci_high": effect.effect + half,
                "n": problem.n,
            }
        )
    return tuple(rows)


def fit_row(data: ModelData, fitted: Fitted, drivers: Drivers) -> Row:
    """Return the one row of figures of the fit."""
    return {
        "outcome": data.outcome_name,
        "family": fitted.family,
        "errors": fitted.errors,
        "n": data.n,
        "left_out": data.left_out,
        "df": fitted.df,
        "r2": drivers.r2,
        **fitted.figures,
    }


def refused_rows(data: ModelData, refused: Refused) -> tuple[Row, ...]:
    """Return a row with its reason for each term of a model that has no estimates."""
    others = not_fitted_with(refused) if refused.terms else refused.reason
    return tuple(
        {
            "term": term,
            "estimate": None,
            "n": data.n,
            "reason": refused.reason if term in refused.terms else others,
        }
        for term in (*data.predictor_names, *data.control_names, *data.constant)
    )


def refused_fit_row(data: ModelData, family: str, refused: Refused, drivers: Drivers) -> Row:
    """Return the one row of a model that has no estimates."""
    return {
        "outcome": data.outcome_name,
        "family": family,
        "errors": None,
        "n": data.n,
        "left_out": data.left_out,
        "r2": drivers.r2,
        "reason": refused.reason,
    }


def _order(data: ModelData, known: Iterable[str]) -> tuple[str, ...]:
    asked = (*data.predictor_names, *data.control_names, *data.constant)
    return tuple(dict.fromkeys((INTERCEPT, *asked) if INTERCEPT in known else asked))


def _plain(found: Coefficient, df: float | None, critical: float) -> dict[str, Cell]:
    half = critical * found.std_error
    statistic = found.estimate / found.std_error if found.std_error > 0 else None
    return {
        "term": found.term,
        "estimate": found.estimate,
        "std_error": found.std_error,
        "ci_low": found.estimate - half,
        "ci_high": found.estimate + half,
        "statistic": statistic,
        **({} if df is None else {"df": df}),
        "p_value": None if statistic is None else two_sided_p(statistic, df),
    }


def coefficient_row(found: Coefficient, fitted: Fitted, critical: float) -> dict[str, Cell]:
    """Return one coefficient with its test, interval and, where the model has one, ratio."""
    row = _plain(found, fitted.df, critical)
    if fitted.ratio is None or found.term == INTERCEPT:
        return row
    half = critical * found.std_error
    return row | {
        fitted.ratio: _exponential(found.estimate),
        f"{fitted.ratio}_low": _exponential(found.estimate - half),
        f"{fitted.ratio}_high": _exponential(found.estimate + half),
    }


def _profiled(term: str, fitted: Fitted) -> dict[str, Cell]:
    """The interval and the test of a term whose likelihood was profiled."""
    found = fitted.profiles.get(term)
    if found is None:
        return {}
    row: dict[str, Cell] = {
        "ci_low": found.low,
        "ci_high": found.high,
        "statistic": found.statistic,
        "p_value": found.p_value,
    }
    if found.low is None or found.high is None:
        row["reason"] = UNBOUNDED
    if fitted.ratio is None or term == INTERCEPT:
        return row
    return row | {
        f"{fitted.ratio}_{end}": None if bound is None else _exponential(bound)
        for end, bound in (("low", found.low), ("high", found.high))
    }


def _more(term: str, fitted: Fitted, inflation: dict[str, float]) -> dict[str, Cell]:
    more: dict[str, Cell] = {}
    if term in fitted.effects:
        effect, error = fitted.effects[term]
        more |= {"average_marginal_effect": effect, "average_marginal_effect_std_error": error}
    return more | ({"vif": inflation[term]} if term in inflation else {})


def _exponential(value: float) -> float | None:
    return math.exp(value) if value < LARGEST_EXPONENT else None


def _inflation(problem: Problem) -> dict[str, float]:
    names = (*problem.data.control_names, *problem.data.predictor_names)
    places = [place for place, name in enumerate(names) if name in problem.terms]
    found = variance_inflation(problem.summary.correlation[places][:, places])
    return dict(zip((names[place] for place in places), found.tolist(), strict=True))
