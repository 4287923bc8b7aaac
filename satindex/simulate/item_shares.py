"""How often each answer of an item is to be given: the stated means, differences and shares, brought to its grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from satindex.errors import DataError
from satindex.language import Words
from satindex.measures.drawn import Target
from satindex.simulate.grids import Grid, default_mean, default_sd, grid_of, nps_shares, tilted
from satindex.simulate.shares import poisson, possible_sds
from satindex.simulate.truth import Truth
from satindex.survey.model import Item, Survey

Array = npt.NDArray[np.float64]

SPREAD = 0.05
NOTHING = np.zeros(0)


@dataclass(frozen=True)
class Draft:
    """An item's answers (`scored`, worst first) and the shares of each in every cell (cells × answers).

    Where `shares` is None, they are those of a rounded normal with mean `places` and standard deviation `sds`,
    both counted in answers from the worst, one per cell.
    """

    item: Item
    target: Target
    scored: Array
    shares: Array | None = None
    places: Array = field(default_factory=lambda: NOTHING)
    sds: Array = field(default_factory=lambda: NOTHING)


def drafts_of(survey: Survey, target: Target, names: Sequence[str], truth: Truth, difference: Array) -> Iterator[Draft]:
    """Yield the items `names` of a target; `difference` is how far each cell lies from the target's mean.

    Raises DataError where the mean of a cell lies beyond the scale, or a standard deviation can't be had.
    """
    for name, offset in zip(names, _offsets(len(names)), strict=True):
        item = survey.items[name]
        if target.unit == "nps":
            yield _of_nps(item, target, truth, difference)
        elif name in truth.shares:
            yield _of_shares(item, target, truth.shares[name], len(difference))
        else:
            yield _of_mean(item, target, truth, offset, difference)


def _offsets(count: int) -> Array:
    """Return how far each item's mean lies from its dimension's, as shares of the scale; they sum to 0."""
    places = (np.arange(count) * 0.618034) % 1.0
    return np.asarray(SPREAD * 2 * (places - places.sum() / max(count, 1)), dtype=np.float64)


def _of_mean(item: Item, target: Target, truth: Truth, offset: float, difference: Array) -> Draft:
    stated = truth.means.get(item.name, truth.means.get(target.name))
    mean = default_mean(item, target) if stated is None else stated
    sd = _stated_sd(item, target, truth)
    grid = grid_of(item, target, mean, sd or 15.0)
    own = 0.0 if item.name in truth.means else offset * grid.length * _room(mean, grid)
    means = mean + difference + own
    if item.scale.kind == "count" and target.unit == "scale":
        _within(item, target, means, 0.0, np.inf)
        _no_sd(item, target, sd)
        return Draft(item, target, grid.scored, _padded(poisson(means), len(grid.scored)))
    _within(item, target, means, *sorted((grid.zero, grid.last)))
    if not grid.even:
        _no_sd(item, target, sd)
        return Draft(item, target, grid.scored, tilted((means - grid.zero) / (grid.last - grid.zero), grid.quality))
    places = (means - grid.zero) / grid.step
    return Draft(item, target, grid.scored, None, places, _sds(item, target, grid, places, sd))


def _sds(item: Item, target: Target, grid: Grid, places: Array, sd: float | None) -> Array:
    unit = abs(grid.step)
    least, largest = possible_sds(places, len(grid.scored))
    if sd is None:
        wanted: Array = np.clip(default_sd(grid) / unit, 1.02 * least, 0.9 * largest)
        return wanted
    _possible(item, target, sd, float(least.max() * unit), float(largest.min() * unit))
    return np.full(places.shape, sd / unit)


def _stated_sd(item: Item, target: Target, truth: Truth) -> float | None:
    for name in (item.name, target.name, target.measure):
        if name in truth.sds:
            return truth.sds[name]
    return None


def _room(mean: float, grid: Grid) -> float:
    """Return 1 in the middle of a grid, falling to 0 at its ends, where items can't differ."""
    place = (mean - grid.zero) / (grid.last - grid.zero)
    return float(np.clip(4 * place * (1 - place), 0.0, 1.0))


def _padded(shares: Array, points: int) -> Array:
    return np.hstack([shares, np.zeros((len(shares), max(0, points - shares.shape[1])))])


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


def _no_sd(item: Item, target: Target, sd: float | None) -> None:
    if sd is not None:
        raise DataError(
            Words(
                f"The truth of '{target.name}' states a standard deviation for {item.name}, but the answers of a "
                "count without anchors, or of unevenly spaced codes, follow from their mean alone.",
                f"“{target.name}”的真值给出了 {item.name} 的标准差，但没有锚点的计数或间距不等的编码只由均值决定。",
            )
        )


def _of_shares(item: Item, target: Target, stated: Mapping[str, float], cells: int) -> Draft:
    scored = np.array(item.scale.values)
    share_of = {float(_code(item, key)): share for key, share in stated.items()}
    shares = np.array([share_of.get(value, 0.0) for value in scored])
    return Draft(item, target, scored, np.tile(shares / shares.sum(), (cells, 1)))


def _code(item: Item, key: str) -> float:
    return item.scale.codes[key] if key in item.scale.codes else float(key)


def _of_nps(item: Item, target: Target, truth: Truth, difference: Array) -> Draft:
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
    return Draft(item, target, np.arange(11.0), nps_shares(promoters, passives, detractors))
