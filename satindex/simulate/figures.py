"""The report's figures that follow from how often each answer is given, by the names that its tables give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.linkage.fitted import INTERCEPT as IN_TABLES
from satindex.measures.drawn import AtLevel
from satindex.measures.marginals import Marginal, Marginals
from satindex.measures.measure import Measure
from satindex.simulate.item_plans import ItemPlan
from satindex.simulate.models import DISPERSION, drawn_models, term_names
from satindex.simulate.plan import Plan
from satindex.simulate.together import Together
from satindex.simulate.truth import INTERCEPT
from satindex.survey.model import Survey

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Divided:
    """The marginals of all respondents, and of each level of the segments that differ: (segment, level) → marginals."""

    whole: Marginals
    levels: Mapping[tuple[str, str], Marginals]


def true_marginals(plan: Plan) -> Divided:
    """Return how often each answer is given in expectation; answers that a model draws are left out."""
    items = {name: planned for name, planned in plan.items.items() if name not in _outcomes(plan)}
    cells = plan.cells
    places = dict(zip(cells.names, cells.levels, strict=True))
    together = {name: found for one in plan.together for name, found in _marginals_of(one, plan.survey).items()}

    def among(weights: Array) -> Marginals:
        return {
            name: _expected(planned, weights * plan.weights(name) * _asked(plan, name, places))
            for name, planned in items.items()
        }

    levels = {key: {**among(at.astype(np.float64)), **together} for key, at in _level_masks(plan, places)}
    return Divided({**among(np.ones(cells.shares.shape)), **together}, levels)


def _asked(plan: Plan, item: str, places: Mapping[str, Places]) -> Array:
    """Return which cells are asked an item, where the column that decides it is among those that differ."""
    who = plan.asked.get(item)
    if isinstance(who, AtLevel) and who.column in places:
        (levels,) = [group.levels for group in plan.groups if group.name == who.column]
        asked: Array = (places[who.column] == levels.index(who.level)).astype(np.float64)
        return asked
    return np.ones(plan.cells.shares.shape)


def _marginals_of(one: Together, survey: Survey) -> Marginals:
    """Return how often each answer, and each class, of items that are drawn together is given."""
    found: dict[str, Marginal] = {}
    for item, answers in zip(one.target.items, one.answers.T, strict=True):
        values = np.array(survey.items[item].scale.values)
        found[item] = Marginal(values, np.array([one.shares[answers == value].sum() for value in values]))
    sizes = [len(pairs) for pairs in one.target.classes.values()]
    of_class = np.add.reduceat(one.shares, np.concatenate([[0], np.cumsum(sizes)[:-1]]))
    return {**found, one.target.name: Marginal(np.arange(len(sizes), dtype=np.float64), of_class)}


def _expected(planned: ItemPlan, weights: Array) -> Marginal:
    weights = weights[: len(planned.shares)]
    total = weights.sum()
    return Marginal(planned.scored, weights @ planned.shares / total if total else np.zeros(len(planned.scored)))


def sample_marginals(
    plan: Plan, levels: Mapping[str, Places], places: Mapping[str, Places], bases: Mapping[str, Mask]
) -> Divided:
    """Return how often each answer is given in a sample: `places` of the answers of those in the item's base."""
    items = {name: planned for name, planned in plan.items.items() if name not in _outcomes(plan)}

    def counted(among: Mask) -> Marginals:
        found = {}
        for name, planned in items.items():
            counts = np.bincount(places[name][bases[name] & among], minlength=len(planned.scored))
            if counts.sum():
                found[name] = Marginal(planned.scored, counts / counts.sum())
        return found

    of_level = {key: counted(at) for key, at in _level_masks(plan, levels)}
    return Divided(counted(np.ones(len(next(iter(bases.values()), np.zeros(0))), dtype=np.bool_)), of_level)


def _outcomes(plan: Plan) -> set[str]:
    return {model.outcome for model in drawn_models(plan.survey) if plan.truth.models.get(model.name)}


def _level_masks(plan: Plan, places: Mapping[str, Places]) -> Iterator[tuple[tuple[str, str], Mask]]:
    segments = {segment.column for segment in plan.survey.respondent.groupings}
    for group in plan.groups:
        if group.name in segments and group.name in plan.cells.names:
            for at, level in enumerate(group.levels):
                yield (group.name, level), places[group.name] == at


def figures(survey: Survey, divided: Divided) -> dict[str, float]:
    """Return figures by name, `TABLE.ROW.COLUMN` or, of a table of one row, `TABLE.COLUMN`.

    Of SERVQUAL and SERVPERF, indices with fixed weights, means and NPS, for complete answers, unweighted; by segment
    as in the table `NAME by SEGMENT`, for the segments that are stated to differ. Figures that do not follow from each
    item by itself (an alpha, a share at or above expectation) are not among them.
    """
    found = dict(_of_all(survey, divided.whole, ""))
    for (segment, level), marginals in divided.levels.items():
        found |= _of_all(survey, marginals, f" by {segment}.{level}")
    return found


def _of_all(survey: Survey, marginals: Marginals, by: str) -> Iterator[tuple[str, float]]:
    for measure in survey.measures.values():
        if isinstance(measure, Measure):
            for row, columns in measure.from_marginals(marginals).items():
                place = ".".join(part for part in (f"{measure.name}{by}", row) if part)
                yield from ((f"{place}.{column}", value) for column, value in columns.items())


def coefficients(plan: Plan) -> dict[str, float]:
    """Return the coefficients of the models whose outcome is drawn, as their tables name them."""
    found: dict[str, float] = {}
    for model in drawn_models(plan.survey):
        stated = plan.truth.models.get(model.name, {})
        named = {INTERCEPT: IN_TABLES, **{term: term for term in term_names(plan.survey, model)}}
        found |= {f"{model.name}.{named[t]}.estimate": v for t, v in stated.items() if t in named and t != DISPERSION}
    return found
