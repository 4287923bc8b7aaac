"""How one item is drawn: its answers from worst to best, and the cuts on a standard normal that give its truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.errors import DataError
from satindex.language import Words
from satindex.simulate.grids import Grid, default_mean, default_sd, grid_of, nps_shares, tilted
from satindex.simulate.shares import poisson, possible_sds, rounded_normal, thresholds
from satindex.simulate.targets import Target
from satindex.simulate.truth import Truth
from satindex.survey.model import Item, Survey

Array = npt.NDArray[np.float64]

SPREAD = 0.05
BEYOND = 0.5 ** np.arange(1, 8)


@dataclass(frozen=True)
class ItemPlan:
    """How one item is drawn: `scored` answers worst first, `cuts` (cells × answers − 1) on a standard normal."""

    item: Item
    target: Target
    scored: Array
    cuts: Array

    @property
    def raw(self) -> Array:
        """The codes as stored, before reverse-keyed items are turned."""
        values = self.item.scale.values
        return values[0] + values[-1] - self.scored if self.item.reverse and values else self.scored


def plan_items(
    survey: Survey, target: Target, names: Sequence[str], truth: Truth, difference: Array
) -> dict[str, ItemPlan]:
    """Return how the items `names` of a target are drawn; `difference` is the target's in each cell."""
    if target.unit == "nps":
        return {name: _plan_nps(survey.items[name], target, truth, difference) for name in names}
    offsets = _offsets(len(names))
    found = {}
    for name, offset in zip(names, offsets, strict=True):
        item = survey.items[name]
        shares = truth.shares.get(name)
        if shares:
            found[name] = _plan_shares(item, target, shares, len(difference))
        else:
            found[name] = _plan_mean(item, target, truth, offset, difference)
    return found


def _offsets(count: int) -> Array:
    """Return how far each item's mean lies from its dimension's, as shares of the scale; they sum to 0."""
    places = (np.arange(count) * 0.618034) % 1.0
    offsets: Array = SPREAD * 2 * (places - places.mean())
    return offsets


def _plan_mean(item: Item, target: Target, truth: Truth, offset: float, difference: Array) -> ItemPlan:
    stated = truth.means.get(item.name, truth.means.get(target.name))
    mean = default_mean(item, target) if stated is None else stated
    sd = _stated_sd(item, target, truth)
    grid = grid_of(item, target, mean, sd or 15.0)
    length = abs(grid.step) * (len(grid.scored) - 1)
    within = 0.0 if item.name in truth.means else offset * length * _room(mean, grid)
    means = mean + difference + within
    shares = _shares(item, target, grid, means, sd)
    scored = grid.scored
    if item.scale.kind == "count" and target.unit == "percent" and scored[0] < scored[-1]:
        shares, scored = _beyond(shares, scored)
    return ItemPlan(item, target, scored, thresholds(shares))


def _stated_sd(item: Item, target: Target, truth: Truth) -> float | None:
    for name in (item.name, target.name, target.measure):
        if name in truth.sds:
            return truth.sds[name]
    return None


def _room(mean: float, grid: Grid) -> float:
    """Return 1 in the middle of a grid, falling to 0 at its ends, where items can't differ."""
    place = (mean - grid.zero) / (grid.step * (len(grid.scored) - 1))
    return float(np.clip(4 * place * (1 - place), 0.0, 1.0))


def _shares(item: Item, target: Target, grid: Grid, means: Array, sd: float | None) -> Array:
    if item.scale.kind == "count" and target.unit == "scale":
        _within(item, target, means, 0.0, np.inf)
        return _padded(poisson(means), len(grid.scored))
    last = grid.zero + grid.step * (len(grid.scored) - 1)
    _within(item, target, means, min(grid.zero, last), max(grid.zero, last))
    if not grid.even:
        return tilted(means, grid.scored)
    places = (means - grid.zero) / grid.step
    least, largest = possible_sds(places, len(grid.scored))
    if sd is None:
        wanted = np.clip(default_sd(grid) / abs(grid.step), 1.02 * least, 0.9 * largest)
    else:
        wanted = np.full(places.shape, sd / abs(grid.step))
        _possible(item, target, sd, float(least.max() * abs(grid.step)), float(largest.min() * abs(grid.step)))
    return rounded_normal(places, wanted, len(grid.scored))


def _padded(shares: Array, points: int) -> Array:
    if shares.shape[1] >= points:
        return shares
    return np.hstack([shares, np.zeros((len(shares), points - shares.shape[1]))])


def _within(item: Item, target: Target, means: Array, low: float, high: float) -> None:
    if means.min() > low and means.max() < high:
        return
    wrong = means.min() if means.min() <= low else means.max()
    raise DataError(
        Words(
            f"The truth of '{target.name}' needs a mean of {wrong:g} for {item.name}, but it must lie between "
            f"{low:g} and {high:g}. Lower the means or the differences.",
            f"“{target.name}”的真值要求 {item.name} 的均值为 {wrong:g}，但它必须在 {low:g} 与 {high:g} 之间。"
            "请减小均值或组间差异。",
        )
    )


def _possible(item: Item, target: Target, sd: float, least: float, largest: float) -> None:
    if least < sd < largest:
        return
    raise DataError(
        Words(
            f"The truth of '{target.name}' needs a standard deviation of {sd:g} for {item.name}; with its mean it "
            f"must lie between {least:.3g} and {largest:.3g}.",
            f"“{target.name}”的真值要求 {item.name} 的标准差为 {sd:g}；在其均值下它必须在 {least:.3g} 与 "
            f"{largest:.3g} 之间。",
        )
    )


def _beyond(shares: Array, scored: Array) -> tuple[Array, Array]:
    """Spread the answers at the upper anchor beyond it: they count 100 all the same."""
    weights = np.append(BEYOND, 1 - BEYOND.sum())
    top = shares[:, -1:] * weights[None, :]
    further = scored[-1] + np.arange(1, len(weights))
    return np.hstack([shares[:, :-1], top]), np.append(scored, further)


def _plan_shares(item: Item, target: Target, stated: Mapping[str, float], cells: int) -> ItemPlan:
    scored = np.array(item.scale.values)
    share_of = {float(_code(item, key)): share for key, share in stated.items()}
    shares = np.array([share_of.get(value, 0.0) for value in scored])
    return ItemPlan(item, target, scored, thresholds(np.tile(shares / shares.sum(), (cells, 1))))


def _code(item: Item, key: str) -> float:
    return item.scale.codes[key] if key in item.scale.codes else float(key)


def _plan_nps(item: Item, target: Target, truth: Truth, difference: Array) -> ItemPlan:
    stated = truth.shares.get(target.name) or {"promoters": 0.4, "passives": 0.35, "detractors": 0.25}
    promoters = stated.get("promoters", 0.0) + difference / 200
    detractors = stated.get("detractors", 0.0) - difference / 200
    if min(promoters.min(), detractors.min()) < 0:
        raise DataError(
            Words(
                f"The differences of '{target.name}' leave a segment with a negative share of promoters or "
                "detractors. Make them smaller.",
                f"“{target.name}”的组间差异使某组推荐者或贬损者的比例为负。请减小差异。",
            )
        )
    passives = np.full(promoters.shape, stated.get("passives", 0.0))
    return ItemPlan(item, target, np.arange(11.0), thresholds(nps_shares(promoters, passives, detractors)))
