"""How one item is drawn: its answers from worst to best, and the cuts on a standard normal that give its truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.measures.drawn import Target
from satindex.simulate.item_shares import Draft
from satindex.simulate.shares import rounded_normal, thresholds
from satindex.survey.model import Item

Array = npt.NDArray[np.float64]

BEYOND = 0.5 ** np.arange(1, 8)


@dataclass(frozen=True)
class ItemPlan:
    """How one item is drawn: `scored` answers worst first, `cuts` (cells × answers − 1) on a standard normal.

    `shares` (cells × answers) are what the cuts give; the last `beyond` answers lie above what counts as the best.
    """

    item: Item
    target: Target
    scored: Array
    cuts: Array
    shares: Array
    beyond: int = 0

    @property
    def raw(self) -> Array:
        """The codes as stored, before reverse-keyed items are turned."""
        values = self.item.scale.values
        return values[0] + values[-1] - self.scored if self.item.reverse and values else self.scored


def item_plans(drafts: Sequence[Draft]) -> Mapping[str, ItemPlan]:
    """Return how each item is drawn; all normals rounded to as many points are found at once."""
    of_length: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.shares is None:
            of_length.setdefault(len(draft.scored), []).append(draft)
    found = {name: shares for points, alike in of_length.items() for name, shares in _together(points, alike)}
    return {draft.item.name: _plan(draft, found.get(draft.item.name, draft.shares)) for draft in drafts}


def _together(points: int, drafts: Sequence[Draft]) -> Sequence[tuple[str, Array]]:
    places = np.concatenate([draft.places for draft in drafts])
    sds = np.concatenate([draft.sds for draft in drafts])
    shares = rounded_normal(places, sds, points)
    parts = np.split(shares, len(drafts))
    return [(draft.item.name, part) for draft, part in zip(drafts, parts, strict=True)]


def _plan(draft: Draft, shares: Array | None) -> ItemPlan:
    if shares is None:
        raise AssertionError(draft.item.name)
    scored = draft.scored
    if draft.item.scale.kind == "count" and draft.target.unit == "percent" and scored[0] < scored[-1]:
        shares, scored = _beyond(shares, scored)
    beyond = len(scored) - len(draft.scored)
    return ItemPlan(draft.item, draft.target, scored, thresholds(shares), shares, beyond)


def _beyond(shares: Array, scored: Array) -> tuple[Array, Array]:
    """Spread the answers at the upper anchor beyond it: they count 100 all the same."""
    weights = np.append(BEYOND, 1 - BEYOND.sum())
    top = shares[:, -1:] * weights[None, :]
    further = scored[-1] + np.arange(1, len(weights))
    return np.hstack([shares[:, :-1], top]), np.append(scored, further)
