"""The numbers of one block of respondents: levels, places of answers, outcomes, careless answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.measures.drawn import AtLevel
from satindex.simulate.apportion import largest_remainders
from satindex.simulate.customers.defaults import observed_models
from satindex.simulate.exact import Exactly, dealt_levels, exact_places, in_order
from satindex.simulate.groups import level_shares
from satindex.simulate.item_plans import ItemPlan
from satindex.simulate.latents import Latents
from satindex.simulate.models import Levels, draw_outcome, happens, linear_predictor, scores, simulated_models
from satindex.simulate.plan import Plan
from satindex.simulate.targets import allocations
from satindex.simulate.together import places_of

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
    """All that is drawn of one block; `mood` is the normal shared by a respondent's perceptions.

    `asked` tells who was asked an item, where not everyone was.
    `buys`: whether they buy again, where a model decides that.
    """

    levels: Mapping[str, Places]
    answers: Mapping[str, Answers]
    mood: Array
    asked: Mapping[str, Mask]
    buys: Mask | None = None


def draw_block(plan: Plan, rng: np.random.Generator, careless: Mask, exactly: Exactly | None = None) -> Drawn:
    """Return one block of respondents, as many as `careless` has entries; among whom truths hold `exactly`, if any."""
    rows = len(careless)
    levels = dealt_levels(plan, rng, exactly.valid) if exactly else _draw_levels(plan, rng, rows)
    if exactly:
        answers, mood = _deal_answers(plan, rng, levels, exactly)
    else:
        answers, mood = _draw_answers(plan, rng, _cells(plan, levels, rows))
    answers |= _draw_allocations(plan, rng, rows)
    answers |= _draw_together(plan, rng, rows, exactly)
    answers |= _draw_outcomes(plan, rng, levels, answers, rows)
    buys = _draw_buying(plan, rng, levels, answers, rows)
    asked = _asked(plan, levels, answers)
    if exactly:
        asked |= {name: ~gone & asked.get(name, np.ones(rows, dtype=np.bool_)) for name, gone in exactly.skips.items()}
    answers |= _answered_carelessly(plan, rng, answers, careless)
    return Drawn(levels, answers, mood, asked, buys)


def _draw_levels(plan: Plan, rng: np.random.Generator, rows: int) -> dict[str, Places]:
    return {
        group.name: places_of(level_shares(group, plan.truth.shares.get(group.name)), rng.random(rows))
        for group in plan.groups
    }


def _deal_answers(
    plan: Plan, rng: np.random.Generator, levels: Mapping[str, Places], exactly: Exactly
) -> tuple[dict[str, Answers], Array]:
    """Return every planned item's answers: drawn, then dealt by the normals' order to those who count."""
    rows = len(exactly.valid)
    cells, latents = _cells(plan, levels, rows), Latents(plan, rng, rows)
    normals = {name: latents.of_item(name, planned.target) for name, planned in plan.items.items()}
    found: dict[str, Answers] = {}
    for name in in_order(plan):
        planned = plan.items[name]
        base = exactly.base(name) & _asked(plan, levels, found).get(name, np.ones(rows, dtype=np.bool_))
        dealt = exact_places(plan, planned, normals[name], cells, base)
        found[name] = Answers(planned.scored, np.where(base, dealt, _cut(planned.cuts, normals[name], cells)))
    return {name: found[name] for name in plan.items}, latents.mood


def _cells(plan: Plan, levels: Mapping[str, Places], rows: int) -> Places:
    total = np.zeros(rows, dtype=np.int64)
    for name, stride in zip(plan.cells.names, plan.cells.strides, strict=True):
        total += levels[name] * stride
    return total


def _draw_answers(plan: Plan, rng: np.random.Generator, cells: Places) -> tuple[dict[str, Answers], Array]:
    """Return every planned item's answers, its normal cut where its truth says."""
    latents = Latents(plan, rng, len(cells))
    found = {
        name: Answers(planned.scored, _cut(planned.cuts, latents.of_item(name, planned.target), cells))
        for name, planned in plan.items.items()
    }
    return found, latents.mood


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


def _draw_together(plan: Plan, rng: np.random.Generator, rows: int, exactly: Exactly | None) -> dict[str, Answers]:
    found: dict[str, Answers] = {}
    for one in plan.together:
        places = places_of(one.shares, rng.random(rows))
        if exactly:
            among = rng.permutation(np.flatnonzero(exactly.base(one.target.items[0])))
            places[among] = np.repeat(
                np.arange(len(one.shares)), largest_remainders(one.shares * len(among), len(among))
            )
        drawn = one.answers[places]
        for item, answers in zip(one.target.items, drawn.T, strict=True):
            scored = np.array(plan.survey.items[item].scale.values)
            found[item] = Answers(scored, np.searchsorted(scored, answers).astype(np.int64))
    return found


def _asked(plan: Plan, levels: Mapping[str, Places], answers: Mapping[str, Answers]) -> dict[str, Mask]:
    """Return who is asked each item that not everyone is: nobody who was not asked the item it depends on."""
    levels_of = {group.name: group.levels for group in plan.groups}
    found: dict[str, Mask] = {}
    for item, who in plan.asked.items():
        if isinstance(who, AtLevel):
            names = levels_of[who.column]
            found[item] = levels[who.column] == (names.index(who.level) if who.level in names else -1)
        elif who.item in answers:
            before = answers[who.item]
            met = np.array([who.is_met_by(value) for value in before.scored.tolist()])[before.places]
            found[item] = met & found.get(who.item, np.ones(len(met), dtype=np.bool_))
    return found


def _draw_outcomes(
    plan: Plan, rng: np.random.Generator, levels: Mapping[str, Places], answers: Mapping[str, Answers], rows: int
) -> dict[str, Answers]:
    found: dict[str, Answers] = {}
    for model in simulated_models(plan.survey):
        coefficients = plan.truth.models.get(model.name)
        if not coefficients or model.outcome not in plan.items:
            continue
        eta = _predicted(plan, coefficients, levels, answers, rows)
        found[model.outcome] = Answers(*draw_outcome(model, plan.items[model.outcome], coefficients, eta, rng))
    return found


def _draw_buying(
    plan: Plan, rng: np.random.Generator, levels: Mapping[str, Places], answers: Mapping[str, Answers], rows: int
) -> Mask | None:
    for model in observed_models(plan.survey):
        eta = _predicted(plan, plan.truth.models.get(model.name, {}), levels, answers, rows)
        return happens(eta, rng)
    return None


def _predicted(
    plan: Plan,
    coefficients: Mapping[str, float],
    levels: Mapping[str, Places],
    answers: Mapping[str, Answers],
    rows: int,
) -> Array:
    names_of = {group.name: group.levels for group in plan.groups}
    known: Levels = {name: (names_of[name], places) for name, places in levels.items()}
    values = {name: answer.scored[answer.places] for name, answer in answers.items()}
    values |= scores(plan.survey, set(coefficients), values)
    return linear_predictor(coefficients, values, known, rows)


def _answered_carelessly(
    plan: Plan, rng: np.random.Generator, answers: Mapping[str, Answers], careless: Mask
) -> dict[str, Answers]:
    """Return the rating items, careless respondents giving the same place as stored to each of them."""
    if not careless.any():
        return {}
    place = rng.random(len(careless))
    rated = {
        name: Answers(answers[name].scored, np.where(careless, _same_place(planned, place), answers[name].places))
        for name, planned in plan.items.items()
        if planned.item.scale.kind == "points"
    }
    for name in (item for one in plan.together for item in one.target.items):
        found = answers[name]
        same = np.minimum((place * len(found.scored)).astype(np.int64), len(found.scored) - 1)
        same = len(found.scored) - 1 - same if plan.survey.items[name].reverse else same
        rated[name] = Answers(found.scored, np.where(careless, same, found.places))
    return rated


def _same_place(planned: ItemPlan, place: Array) -> Places:
    points = len(planned.scored)
    stored = np.minimum((place * points).astype(np.int64), points - 1)
    return stored if planned.raw[0] <= planned.raw[-1] else points - 1 - stored
