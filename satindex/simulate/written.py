"""Drawn answers as texts, with the odd and the missing cells that real exports have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.simulate.answers import answer_text, missing_texts, odd_texts
from satindex.simulate.block import Drawn
from satindex.simulate.choices import in_its_column, in_one_cell, written_options
from satindex.simulate.groups import Group
from satindex.simulate.open_answers import DATES, OPEN_ANSWERS
from satindex.simulate.plan import Plan
from satindex.survey.model import Item, Survey

Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

OPEN_MISSING = 0.4
POOLS = {"text": OPEN_ANSWERS, "date": DATES}


def written(
    plan: Plan, drawn: Drawn, columns: Mapping[str, str], rng: np.random.Generator, empty: Mask
) -> dict[str, pl.Series]:
    """Return each column of `columns` (name → heading) as texts; rows of `empty` have no answers at all."""
    by_group = {group.name: group for group in plan.groups}
    options = written_options(plan.survey)
    found: dict[str, pl.Series] = {}
    for name, heading in columns.items():
        if name in by_group:
            series = _group_column(by_group[name], drawn.levels[name], plan, rng, empty)
        elif name in drawn.answers:
            gone = empty | ~drawn.asked[name] if name in drawn.asked else empty
            series = _item_column(plan, drawn, name, rng, gone)
        elif name in options:
            series = in_its_column(*options[name], rng, empty)
        elif plan.survey.items[name].scale.kind == "multi":
            series = in_one_cell(plan.survey, plan.survey.items[name], rng, empty)
        else:
            series = _open_column(plan.survey, plan.survey.items[name], drawn, rng, empty)
        found[heading] = series.alias(heading)
    return found


def _group_column(group: Group, levels: Places, plan: Plan, rng: np.random.Generator, empty: Mask) -> pl.Series:
    person, missing_codes = plan.survey.respondent, plan.survey.missing
    # Strata and clusters come from the sampling frame: they are always known.
    missing = 0.0 if group.name in (person.stratum, person.cluster) else plan.truth.missing
    texts = [answer for answers in group.answers for answer in answers]
    sizes = np.array([len(answers) for answers in group.answers])
    none = (None, None, *missing_codes)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    places = first[levels] + (rng.random(len(levels)) * sizes[levels]).astype(np.int64)
    uniform = rng.random(len(levels))
    places = np.where(uniform < missing, len(texts) + _picked(uniform, missing, len(none)), places)
    return _gathered([*texts, *none], np.where(empty, len(texts), places))


def _item_column(plan: Plan, drawn: Drawn, name: str, rng: np.random.Generator, empty: Mask) -> pl.Series:
    item, answers = plan.survey.items[name], drawn.answers[name]
    values = _as_stored(item, answers.scored)
    usual = [answer_text(item.scale, value, plan.survey.language) for value in values]
    odd = [odd_texts(item.scale, value, plan.survey.language) for value in values]
    none = missing_texts(plan.survey, item)
    texts = [*usual, *(one for one, _ in odd), *(other for _, other in odd), *none]
    uniform = rng.random((2, len(empty)))
    kinds = 1 + (uniform[0] < plan.truth.odd / 2)
    places = answers.places + np.where(uniform[0] < plan.truth.odd, kinds, 0) * len(usual)
    share = plan.truth.missing
    places = np.where(uniform[1] < share, 3 * len(usual) + _picked(uniform[1], share, len(none)), places)
    return _gathered(texts, np.where(empty, 3 * len(usual), places))


def _picked(uniform: npt.NDArray[np.float64], below: float, count: int) -> Places:
    """Return one of `count` for each number that lies below `below`: what is left of it picks."""
    picked: Places = np.minimum(uniform / max(below, 1e-12) * count, count - 1).astype(np.int64)
    return picked


def _as_stored(item: Item, scored: npt.NDArray[np.float64]) -> list[float]:
    values = item.scale.values
    turned = values[0] + values[-1] - scored if item.reverse and values else scored
    return [float(value) for value in turned]


def _open_column(survey: Survey, item: Item, drawn: Drawn, rng: np.random.Generator, empty: Mask) -> pl.Series:
    texts = [words.say(survey.language) for words in POOLS.get(item.scale.kind, ())]
    rank = np.argsort(np.argsort(drawn.mood + rng.standard_normal(len(empty)))) / len(empty)
    gone = empty | (rng.random(len(empty)) < OPEN_MISSING)
    return _gathered([*texts, None], np.where(gone, len(texts), (rank * len(texts)).astype(np.int64)))


def _gathered(texts: Sequence[str | None], places: Places) -> pl.Series:
    return pl.Series(list(texts), dtype=pl.String).gather(places.astype(np.uint32))
