"""From a survey and a truth to what is drawn: cuts on a normal for every item, in every segment that differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.measures.conditions import Condition
from satindex.measures.drawn import AtLevel, Target
from satindex.simulate.groups import Group, groups, level_shares
from satindex.simulate.item_plans import ItemPlan, item_plans
from satindex.simulate.item_shares import Draft, drafts_of
from satindex.simulate.targets import targets
from satindex.simulate.together import Together, together
from satindex.simulate.truth import Truth
from satindex.survey.model import Survey

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cells:
    """The segments that differ, crossed: cell number = Σ level · stride."""

    names: tuple[str, ...]
    strides: tuple[int, ...]
    shares: Array
    levels: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """Everything that is drawn for a survey under a truth; `asked` holds the items that not everyone is asked."""

    survey: Survey
    truth: Truth
    groups: tuple[Group, ...]
    cells: Cells
    items: Mapping[str, ItemPlan]
    together: tuple[Together, ...]
    asked: Mapping[str, AtLevel | Condition]


def plan(survey: Survey, truth: Truth) -> Plan:
    """Return what is drawn; raises DataError where a truth can't be true (a mean beyond its scale)."""
    dividing = groups(survey, truth.shares)
    cells = _cells(dividing, truth)
    columns = {group.column for group in dividing}
    drafts: list[Draft] = []
    classes: list[Together] = []
    asked: dict[str, AtLevel | Condition] = {}
    for target in targets(survey):
        if target.unit == "classes":
            classes.append(together(target, truth))
            continue
        names = [name for name in target.items if not {name, survey.items[name].column} & columns]
        drafts.extend(drafts_of(survey, target, names, truth, _difference(target, cells, dividing, truth)))
        asked |= dict.fromkeys(names, target.asked) if target.asked else {}
    return Plan(survey, truth, dividing, cells, item_plans(drafts), tuple(classes), asked)


def _cells(dividing: Sequence[Group], truth: Truth) -> Cells:
    differing = [group for group in dividing if truth.differences.get(group.name)]
    sizes = [len(group.levels) for group in differing]
    levels = np.indices(sizes).reshape(len(sizes), -1) if sizes else np.zeros((0, 1), dtype=np.int64)
    shares = np.ones(levels.shape[1])
    for group, row in zip(differing, levels, strict=True):
        shares = shares * level_shares(group, truth.shares.get(group.name))[row]
    strides = tuple(int(np.prod(sizes[place + 1 :])) for place in range(len(sizes)))
    return Cells(tuple(group.name for group in differing), strides, shares, levels.astype(np.int64))


def _difference(target: Target, cells: Cells, dividing: Sequence[Group], truth: Truth) -> Array:
    """Return how far a target's mean lies from its stated mean in each cell; the share-weighted mean is 0."""
    total = np.zeros(cells.shares.shape)
    by_name = {group.name: group for group in dividing}
    for name, row in zip(cells.names, cells.levels, strict=True):
        stated = truth.differences[name]
        of_level = np.array([_stated_for(target, stated.get(level, {})) for level in by_name[name].levels])
        total = total + of_level[row]
    centred: Array = total - np.sum(total * cells.shares)
    return centred


def _stated_for(target: Target, stated: Mapping[str, float]) -> float:
    exact = sum(stated.get(name, 0.0) for name in {target.name, *target.items})
    return exact + (stated.get(target.measure, 0.0) if target.side == "perceived" and _is_part(target) else 0.0)


def _is_part(target: Target) -> bool:
    return target.measure not in {target.name, *target.items}
