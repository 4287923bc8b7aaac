"""A believable truth for any survey: what is simulated where nothing else is said."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from satindex.measures.drawn import Target
from satindex.simulate.customers.defaults import default_customers, default_field
from satindex.simulate.grids import default_mean
from satindex.simulate.groups import Group, groups, level_shares
from satindex.simulate.models import drawn_models, simulated_models, term_names
from satindex.simulate.targets import targets
from satindex.simulate.truth import INTERCEPT, Truth
from satindex.survey.model import Model, Survey

NPS_SHARES = {"promoters": 0.38, "passives": 0.36, "detractors": 0.26}
EVENT_SHARE = 0.65
# How far the first and the last level of the first segment lie from the middle, as shares of each unit.
APART = {"scale": 0.05, "percent": 5.0, "nps": 15.0}
VARIETY = {"expected": 0.03, "perceived": 0.08}


def default_truth(survey: Survey) -> Truth:
    """Return the truth that is simulated where none is stated; every name that can be stated is in it.

    Expectations lie high on their scale and perceptions below them, dimensions vary, the first segment's levels
    differ, and every model has an effect.
    """
    wanted = targets(survey)
    outcomes = {model.outcome for model in simulated_models(survey)}
    means = {
        target.name: _mean(survey, target, place)
        for place, target in enumerate(wanted)
        if target.unit not in ("nps", "classes") and target.name not in outcomes
    }
    shares: dict[str, Mapping[str, float]] = {target.name: NPS_SHARES for target in wanted if target.unit == "nps"}
    shares |= {target.name: target.shares for target in wanted if target.unit == "classes"}
    dividing = groups(survey, {})
    for group in dividing:
        found = level_shares(group, None)
        shares[group.name] = {level: float(share) for level, share in zip(group.levels, found, strict=True)}
    truth = Truth(
        means=means,
        shares=shares,
        differences=_differences(survey, wanted, dividing),
        field=default_field(survey),
        customers=default_customers(survey),
    )
    models = {model.name: _coefficients(survey, model, truth) for model in drawn_models(survey)}
    return replace(truth, models=models)


def _mean(survey: Survey, target: Target, place: int) -> float:
    item = survey.items[target.items[0]]
    mean = default_mean(item, target)
    wave = math.sin(2.4 * place)
    if target.unit == "percent":
        return round(mean + 12 * wave, 1)
    if item.scale.values:
        return round(mean + VARIETY[target.side] * wave * (item.scale.values[-1] - item.scale.values[0]), 2)
    return mean


def _differences(
    survey: Survey, wanted: tuple[Target, ...], dividing: tuple[Group, ...]
) -> dict[str, dict[str, dict[str, float]]]:
    segments = {segment.column for segment in survey.respondent.segments}
    first = next((group for group in dividing if group.name in segments), None)
    if first is None or len(first.levels) < 2:
        return {}
    places = np.linspace(1.0, -1.0, len(first.levels))
    with_mean = [target for target in wanted if target.side == "perceived" and target.unit != "classes"]
    apart = {target.measure: _apart(survey, target) for target in with_mean}
    of_measures = {name: size for name, size in apart.items() if name in survey.measures and size}
    return {
        first.name: {
            level: {name: round(float(place * size), 3) for name, size in of_measures.items()}
            for level, place in zip(first.levels, places, strict=True)
        }
    }


def _apart(survey: Survey, target: Target) -> float:
    if target.unit != "scale":
        return APART[target.unit]
    values = survey.items[target.items[0]].scale.values
    return APART["scale"] * (values[-1] - values[0]) if values else 0.0


def _coefficients(survey: Survey, model: Model, truth: Truth) -> dict[str, float]:
    found: dict[str, float] = {}
    predicted = 0.0
    for place, term in enumerate(term_names(survey, model)):
        mean, spread = _typical(survey, term, truth)
        if spread:
            found[term] = float(f"{0.45 / (1 + 0.35 * place) / spread:.2g}")
            predicted += found[term] * mean
        else:
            found[term] = round(0.15 * (-1) ** place, 2)
    level = math.log(EVENT_SHARE / (1 - EVENT_SHARE))
    return {INTERCEPT: round(level - predicted, 2), **found}


def _typical(survey: Survey, term: str, truth: Truth) -> tuple[float, float]:
    """Return about what a score's mean and spread are; a spread of 0 stands for a level of a control."""
    if "=" in term:
        return 0.0, 0.0
    both = [truth.means.get(f"{term}.{side}") for side in ("perceived", "expected")]
    if both[0] is not None and both[1] is not None:
        return both[0] - both[1], 1.0
    if term in truth.shares and "promoters" in truth.shares[term]:
        return 100 * (truth.shares[term]["promoters"] - truth.shares[term]["detractors"]), 80.0
    percent = {target.name for target in targets(survey) if target.unit == "percent"}
    if term in truth.means:
        return truth.means[term], 20.0 if term in percent else 1.0
    return _typical_overall(survey, term, truth)


def _typical_overall(survey: Survey, term: str, truth: Truth) -> tuple[float, float]:
    parts = getattr(survey.measures.get(term), "parts", ())
    found = [_typical(survey, part, truth) for part in parts if part != term]
    if not found:
        return 0.0, 1.0
    return sum(mean for mean, _ in found) / len(found), found[0][1]
