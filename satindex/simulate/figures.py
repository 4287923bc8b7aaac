"""The report's figures that follow from how often each answer is given, by the names that its tables give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.linkage.fitted import INTERCEPT as IN_TABLES
from satindex.measures.marginals import Marginal, Marginals
from satindex.measures.measure import Measure
from satindex.simulate.item_plans import ItemPlan
from satindex.simulate.models import DISPERSION, drawn_models, term_names
from satindex.simulate.plan import Plan
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
    levels = {
        key: {name: _expected(planned, cells.shares * at) for name, planned in items.items()}
        for key, at in _level_masks(plan, dict(zip(cells.names, cells.levels, strict=True)))
    }
    return Divided({name: _expected(planned, cells.shares) for name, planned in items.items()}, levels)


def _expected(planned: ItemPlan, weights: Array) -> Marginal:
    weights = weights[: len(planned.shares)]
    return Marginal(planned.scored, weights @ planned.shares / weights.sum())


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
