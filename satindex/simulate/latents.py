"""The normals behind answers: of the person, the side, the dimension and the item, so that answers hang together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from satindex.measures.conditions import Condition
from satindex.measures.drawn import Side, Target
from satindex.simulate.plan import Plan

Array = npt.NDArray[np.float64]


class Latents:
    """Draws the normal behind each item in turn; asks its generator for no more than a survey's items need.

    What only some are asked is drawn apart from the answer it depends on: its mean among them is then the one stated.
    """

    def __init__(self, plan: Plan, rng: np.random.Generator, rows: int) -> None:
        correlation = plan.truth.correlation
        parts = (
            correlation.sides,
            correlation.dimensions - correlation.sides,
            correlation.items - correlation.dimensions,
            1 - correlation.items,
        )
        general, side, self._dimension, self._own = np.sqrt(np.maximum(parts, 0.0))
        self._rng, self._rows = rng, rows
        self._person, self._levels = np.sqrt(general**2 + side**2), correlation.levels
        common = general * self._normal()
        self._of_side = {name: common + side * self._normal() for name in ("expected", "perceived")}
        self._of_condition: dict[str, Array] = {}
        self._followed = {item for planned in plan.items.values() for item in planned.target.follows.values()}
        self._kept: dict[str, Array] = {}
        self._target, self._shared = "", common

    @property
    def mood(self) -> Array:
        """What a respondent's perceptions share."""
        return self._side("perceived")

    def _side(self, side: Side) -> Array:
        found: Array = self._of_side[side]
        return found

    def of_item(self, name: str, target: Target) -> Array:
        """Return the standard normal behind an item's answers; items of one target come one after the other."""
        if target.name != self._target:
            self._target = target.name
            self._shared = self._of_person(target) + self._dimension * self._normal()
        latent: Array = self._shared + self._own * self._normal()
        beside = target.follows.get(name, "")
        if beside in self._kept:
            latent = self._levels * self._kept[beside] + np.sqrt(1 - self._levels**2) * self._normal()
        if name in self._followed:
            self._kept[name] = latent
        return latent

    def _of_person(self, target: Target) -> Array:
        if not isinstance(target.asked, Condition):
            return self._side(target.side)
        if target.asked.item not in self._of_condition:
            self._of_condition[target.asked.item] = self._person * self._normal()
        found: Array = self._of_condition[target.asked.item]
        return found

    def _normal(self) -> Array:
        return self._rng.standard_normal(self._rows)
