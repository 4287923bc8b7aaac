"""Outcomes drawn from a survey's models: scores of complete answers, then the model's own family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.measures.measure import Measure
from satindex.simulate.customers.defaults import observed_models
from satindex.simulate.groups import Group, groups
from satindex.simulate.item_plans import ItemPlan
from satindex.simulate.truth import INTERCEPT
from satindex.survey.model import Item, Model, Survey

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Levels = Mapping[str, tuple[tuple[str, ...], Places]]

DISPERSION = "dispersion"


def simulated_models(survey: Survey) -> Iterator[Model]:
    """Yield the models whose outcome can be drawn: an item that no measure uses, one model per outcome."""
    used = {item for measure in survey.measures.values() if isinstance(measure, Measure) for item in measure.items}
    for model in survey.models.values():
        item = survey.items.get(model.outcome)
        if item is not None and item.name not in used and family_of(model, item) is not None:
            used.add(item.name)
            yield model


def drawn_models(survey: Survey) -> tuple[Model, ...]:
    """Return the models that a truth may give coefficients: outcomes that are answers, or observed in purchases."""
    return (*simulated_models(survey), *observed_models(survey))


def family_of(model: Model, item: Item) -> str | None:
    """Return the family an outcome is drawn from; None where its answers do not fit the model's family."""
    values = item.scale.values
    if len(values) == 2:
        return "logit" if model.family in (None, "logit") else None
    if values:
        return "ordinal" if model.family in (None, "ordinal") else None
    if item.scale.kind == "count":
        return (model.family or "poisson") if model.family in (None, "poisson", "negative_binomial") else None
    return "ols" if item.scale.kind == "number" and model.family in (None, "ols") else None


def term_names(survey: Survey, model: Model) -> tuple[str, ...]:
    """Return the terms of a model that a truth may give a coefficient: scores, items, `control=level`."""
    terms: list[str] = []
    for name in model.predictors:
        measure = survey.measures.get(name.removesuffix(".*"))
        is_whole = name.endswith(".*") and isinstance(measure, Measure)
        terms.extend(measure.parts if is_whole and isinstance(measure, Measure) else [name])
    levels = {group.name: _in_label_order(survey, group) for group in groups(survey, {})}
    for control in model.controls:
        terms.extend(f"{control}={level}" for level in levels[control][1:]) if control in levels else (
            terms.append(control)
        )
    return tuple(dict.fromkeys(terms))


def _in_label_order(survey: Survey, group: Group) -> list[str]:
    """Return a column's levels as a model lays them out, the reference first: in a declared order, else by text."""
    declared = next((one.order for one in survey.respondent.groupings if one.column == group.name), ())
    if not declared and any(derived.name == group.name for derived in survey.derive):
        declared = group.levels
    return [*(level for level in declared if level in group.levels), *sorted(set(group.levels) - set(declared))]


def scores(survey: Survey, names: set[str], answers: Mapping[str, Array]) -> dict[str, Array]:
    """Return the score columns of the measures that `names` belong to, of complete answers."""
    wanted = {name.split(".")[0] for name in names} & set(survey.measures)
    found: dict[str, Array] = {}
    for name in wanted:
        measure = survey.measures[name]
        if isinstance(measure, Measure):
            found |= _scored(measure, names & set(measure.score_names), answers)
    return found


def _scored(measure: Measure, names: set[str], answers: Mapping[str, Array]) -> dict[str, Array]:
    frame = nw.from_native(pl.DataFrame({item: answers[item] for item in measure.items if item in answers}))
    for stage in measure.stages():
        missing = names - set(frame.columns)
        is_last = missing <= {score.name for score in stage}  # which then need not hold what later ones would take
        asked = [score for score in stage if score.name in missing or not is_last]
        frame = frame.with_columns(*(score.expression.alias(score.name) for score in asked)) if asked else frame
    return {name: frame[name].to_numpy().astype(np.float64) for name in names}


def linear_predictor(coefficients: Mapping[str, float], values: Mapping[str, Array], levels: Levels, n: int) -> Array:
    """Return η = intercept + Σ coefficient · score + Σ coefficient · (control is level), one per respondent."""
    total = np.full(n, coefficients.get(INTERCEPT, 0.0))
    for term, coefficient in coefficients.items():
        group, _, level = term.partition("=")
        if term in values:
            total += coefficient * values[term]
        elif group in levels and level in levels[group][0]:
            total += coefficient * (levels[group][1] == levels[group][0].index(level))
    return total


def draw_outcome(
    model: Model, planned: ItemPlan, coefficients: Mapping[str, float], eta: Array, rng: np.random.Generator
) -> tuple[Array, Places]:
    """Return the answers that occur, ascending, and each respondent's place among them."""
    family = family_of(model, planned.item)
    if family == "logit":
        return planned.scored, happens(eta, rng).astype(np.int64)
    if family == "ordinal":
        uniform = rng.random(len(eta))
        latent = eta + np.log(uniform / (1 - uniform))
        return planned.scored, np.searchsorted(ordinal_cuts(planned, coefficients), latent).astype(np.int64)
    if family == "ols":
        values = np.round(eta + coefficients.get(DISPERSION, 1.0) * rng.standard_normal(len(eta)), 2)
    else:
        values = _counts(family == "poisson", coefficients, np.exp(eta), rng)
    occurring, places = np.unique(values, return_inverse=True)
    return occurring, places.astype(np.int64)


def happens(eta: Array, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Return whether an event happens whose log odds are η."""
    found: npt.NDArray[np.bool_] = rng.random(len(eta)) < 1 / (1 + np.exp(-eta))
    return found


def _counts(is_poisson: bool, coefficients: Mapping[str, float], rate: Array, rng: np.random.Generator) -> Array:
    if not is_poisson:
        dispersion = coefficients.get(DISPERSION, 0.5)
        rate = rate * rng.gamma(1 / dispersion, dispersion, len(rate))
    return rng.poisson(rate).astype(np.float64)


def ordinal_cuts(planned: ItemPlan, coefficients: Mapping[str, float]) -> Array:
    """Return ζ of logit P(Y ≤ k) = ζ_k − η: as stated (`"1|2"`), else evenly spread over −2 … 2."""
    scored = planned.scored
    even = np.linspace(-2.0, 2.0, len(scored) - 1)
    names = [f"{low:g}|{high:g}" for low, high in pairwise(scored)]
    return np.array([coefficients.get(name, cut) for name, cut in zip(names, even, strict=True)])
