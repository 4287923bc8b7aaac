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

NOBODY = 1e-12


@dataclass(frozen=True)
class Cells:
    """The segments that differ, crossed: cell number = Σ level · stride."""

    names: tuple[str, ...]
    strides: tuple[int, ...]
    shares: Array
    levels: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """Everything that is drawn for a survey under a truth; `asked` holds the items that not everyone is asked.

    `reached` holds, of items asked by an earlier answer, the share of each cell that is asked them.
    """

    survey: Survey
    truth: Truth
    groups: tuple[Group, ...]
    cells: Cells
    items: Mapping[str, ItemPlan]
    together: tuple[Together, ...]
    asked: Mapping[str, AtLevel | Condition]
    reached: Mapping[str, Array]

    def weights(self, item: str) -> Array:
        """The cells' shares among those who are asked an item, so far as an earlier answer decides that."""
        return self.cells.shares * self.reached.get(item, 1.0)


def plan(survey: Survey, truth: Truth) -> Plan:
    """Return what is drawn; raises DataError where a truth can't be true (a mean beyond its scale)."""
    dividing = groups(survey, truth.shares)
    cells = _cells(dividing, truth)
    columns = {group.column for group in dividing}
    drafts: list[Draft] = []
    classes: list[Together] = []
    asked: dict[str, AtLevel | Condition] = {}
    reached: dict[str, Array] = {}
    for target in targets(survey):
        if target.unit == "classes":
            classes.append(together(target, truth))
            continue
        names = [name for name in target.items if not {name, survey.items[name].column} & columns]
        if isinstance(target.asked, Condition) and len(cells.shares) > 1:
            reached |= dict.fromkeys(names, _reached(target.asked, drafts, reached))
        among = cells.shares * (reached.get(names[0], 1.0) if names else 1.0)
        drafts.extend(drafts_of(survey, target, names, truth, _difference(target, cells, among, dividing, truth)))
        asked |= dict.fromkeys(names, target.asked) if target.asked else {}
    return Plan(survey, truth, dividing, cells, item_plans(drafts), tuple(classes), asked, reached)


def _reached(who: Condition, drafts: Sequence[Draft], reached: Mapping[str, Array]) -> Array:
    """Return the share of each cell that meets a condition on an answer, and was asked for it."""
    before = item_plans([draft for draft in drafts if draft.item.name == who.item]).get(who.item)
    if before is None:
        return np.array(1.0)
    met = np.array([who.is_met_by(value) for value in before.scored.tolist()])
    found: Array = before.shares[:, met].sum(axis=1) * reached.get(who.item, 1.0)
    return np.maximum(found, NOBODY)


def _cells(dividing: Sequence[Group], truth: Truth) -> Cells:
    differing = [group for group in dividing if truth.differences.get(group.name)]
    sizes = [len(group.levels) for group in differing]
    levels = np.indices(sizes).reshape(len(sizes), -1) if sizes else np.zeros((0, 1), dtype=np.int64)
    shares = np.ones(levels.shape[1])
    for group, row in zip(differing, levels, strict=True):
        shares = shares * level_shares(group, truth.shares.get(group.name))[row]
    strides = tuple(int(np.prod(sizes[place + 1 :])) for place in range(len(sizes)))
    return Cells(tuple(group.name for group in differing), strides, shares, levels.astype(np.int64))


def _difference(target: Target, cells: Cells, among: Array, dividing: Sequence[Group], truth: Truth) -> Array:
    """Return how far a target's mean lies from its stated mean in each cell; the mean by the shares `among` is 0."""
    total = np.zeros(cells.shares.shape)
    by_name = {group.name: group for group in dividing}
    for name, row in zip(cells.names, cells.levels, strict=True):
        stated = truth.differences[name]
        of_level = np.array([_stated_for(target, stated.get(level, {})) for level in by_name[name].levels])
        total = total + of_level[row]
    centred: Array = total - np.sum(total * among) / np.sum(among)
    return centred


def _stated_for(target: Target, stated: Mapping[str, float]) -> float:
    exact = sum(stated.get(name, 0.0) for name in {target.name, *target.items})
    return exact + (stated.get(target.measure, 0.0) if target.side == "perceived" and _is_part(target) else 0.0)


def _is_part(target: Target) -> bool:
    return target.measure not in {target.name, *target.items}
