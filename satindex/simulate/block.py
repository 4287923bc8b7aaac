"""The numbers of one block of respondents: levels, places of answers, outcomes, careless answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.simulate.groups import level_shares
from satindex.simulate.item_plans import ItemPlan
from satindex.simulate.models import Levels, draw_outcome, linear_predictor, scores, simulated_models
from satindex.simulate.plan import Plan
from satindex.simulate.targets import allocations

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

POINTS, HANDFULS = 5.0, 20


@dataclass(frozen=True)
class Answers:
    """One item's possible answers (scored) and each respondent's place among them."""

    scored: Array
    places: Places


@dataclass(frozen=True)
class Drawn:
    """All that is drawn of one block; `mood` is the normal shared by a respondent's perceptions."""

    levels: Mapping[str, Places]
    answers: Mapping[str, Answers]
    mood: Array


def draw_block(plan: Plan, rng: np.random.Generator, careless: Mask) -> Drawn:
    """Return one block of respondents, as many as `careless` has entries."""
    rows = len(careless)
    levels = {
        group.name: _places_of(level_shares(group, plan.truth.shares.get(group.name)), rng.random(rows))
        for group in plan.groups
    }
    answers, mood = _draw_answers(plan, rng, _cells(plan, levels, rows))
    answers |= _draw_allocations(plan, rng, rows)
    answers |= _draw_outcomes(plan, rng, levels, answers, rows)
    answers |= _answered_carelessly(plan, rng, answers, careless)
    return Drawn(levels, answers, mood)


def _places_of(shares: Array, uniform: Array) -> Places:
    return np.minimum(np.searchsorted(np.cumsum(shares), uniform, side="right"), len(shares) - 1).astype(np.int64)


def _cells(plan: Plan, levels: Mapping[str, Places], rows: int) -> Places:
    total = np.zeros(rows, dtype=np.int64)
    for name, stride in zip(plan.cells.names, plan.cells.strides, strict=True):
        total += levels[name] * stride
    return total


def _draw_answers(plan: Plan, rng: np.random.Generator, cells: Places) -> tuple[dict[str, Answers], Array]:
    """Return every planned item's answers: a normal of the person, the side, the dimension and the item, summed."""
    rows, correlation = len(cells), plan.truth.correlation
    parts = (
        correlation.sides,
        correlation.dimensions - correlation.sides,
        correlation.items - correlation.dimensions,
        1 - correlation.items,
    )
    general, side, dimension, own = np.sqrt(np.maximum(parts, 0.0))
    common = general * rng.standard_normal(rows)
    of_side = {name: common + side * rng.standard_normal(rows) for name in ("expected", "perceived")}
    found: dict[str, Answers] = {}
    target, shared = "", common
    for name, planned in plan.items.items():
        if planned.target.name != target:
            target = planned.target.name
            shared = of_side[planned.target.side] + dimension * rng.standard_normal(rows)
        found[name] = Answers(planned.scored, _cut(planned.cuts, shared + own * rng.standard_normal(rows), cells))
    return found, of_side["perceived"]


def _cut(cuts: Array, latent: Array, cells: Places) -> Places:
    places = np.zeros(len(latent), dtype=np.int64)
    if len(cuts) == 1:
        return np.searchsorted(cuts[0], latent).astype(np.int64)
    for cut in cuts.T:
        places += latent > cut[cells]
    return places


def _draw_allocations(plan: Plan, rng: np.random.Generator, rows: int) -> dict[str, Answers]:
    found: dict[str, Answers] = {}
    for items in allocations(plan.survey):
        handfuls = rng.multinomial(HANDFULS, np.full(len(items), 1 / len(items)), size=rows)
        for item, places in zip(items, handfuls.T, strict=True):
            found[item] = Answers(np.arange(HANDFULS + 1, dtype=np.float64) * POINTS, places.astype(np.int64))
    return found


def _draw_outcomes(
    plan: Plan, rng: np.random.Generator, levels: Mapping[str, Places], answers: Mapping[str, Answers], rows: int
) -> dict[str, Answers]:
    names_of = {group.name: group.levels for group in plan.groups}
    known: Levels = {name: (names_of[name], places) for name, places in levels.items()}
    found: dict[str, Answers] = {}
    for model in simulated_models(plan.survey):
        coefficients = plan.truth.models.get(model.name)
        if not coefficients or model.outcome not in plan.items:
            continue
        values = {name: answer.scored[answer.places] for name, answer in answers.items()}
        values |= scores(plan.survey, set(coefficients), values)
        eta = linear_predictor(coefficients, values, known, rows)
        found[model.outcome] = Answers(*draw_outcome(model, plan.items[model.outcome], coefficients, eta, rng))
    return found


def _answered_carelessly(
    plan: Plan, rng: np.random.Generator, answers: Mapping[str, Answers], careless: Mask
) -> dict[str, Answers]:
    """Return the rating items, careless respondents giving the same place as stored to each of them."""
    if not careless.any():
        return {}
    place = rng.random(len(careless))
    return {
        name: Answers(answers[name].scored, np.where(careless, _same_place(planned, place), answers[name].places))
        for name, planned in plan.items.items()
        if planned.item.scale.kind == "points"
    }


def _same_place(planned: ItemPlan, place: Array) -> Places:
    points = len(planned.scored)
    stored = np.minimum((place * points).astype(np.int64), points - 1)
    return stored if planned.raw[0] <= planned.raw[-1] else points - 1 - stored
