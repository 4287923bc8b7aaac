"""A sample whose means, shares and differences are the truth to rounding: who counts, how many give each answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.errors import DataError
from satindex.language import Words
from satindex.measures.conditions import Condition
from satindex.simulate.apportion import counts_with_sum, largest_remainders, met_in_cells, rounded_along
from satindex.simulate.grids import NPS_WITHIN
from satindex.simulate.groups import level_shares
from satindex.simulate.item_plans import BEYOND, ItemPlan
from satindex.simulate.plan import Plan
from satindex.simulate.together import places_of

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

PASSIVE, PROMOTER = 7, 9


@dataclass(frozen=True)
class Exactly:
    """The respondents among whom truths hold exactly: `valid` ones, without those who `skip` an item's measure."""

    valid: Mask
    skips: Mapping[str, Mask]

    def base(self, item: str) -> Mask:
        """Return the valid respondents who do not skip an item."""
        return self.valid & ~self.skips[item] if item in self.skips else self.valid


def skipped(plan: Plan, rng: np.random.Generator, valid: Mask, share: float) -> Exactly:
    """Return who skips what: a share of the valid respondents leaves all items of a measure out."""
    of_measure = {name: planned.target.measure for name, planned in plan.items.items()}
    of_measure |= {item: one.target.measure for one in plan.together for item in one.target.items}
    who: dict[str, Mask] = {}
    for measure in dict.fromkeys(of_measure.values()):
        gone = np.zeros(len(valid), dtype=np.bool_)
        gone[rng.permutation(np.flatnonzero(valid))[: int(share * valid.sum() + 0.5)]] = True
        who[measure] = gone
    return Exactly(valid, {item: who[measure] for item, measure in of_measure.items()} if share else {})


def dealt_levels(plan: Plan, rng: np.random.Generator, valid: Mask) -> dict[str, Places]:
    """Return each respondent's levels: shares by largest remainders, spread evenly over the segments before."""
    rows = np.flatnonzero(valid)
    cell = np.zeros(len(rows), dtype=np.int64)
    found: dict[str, Places] = {}
    for group in plan.groups:
        shares = level_shares(group, plan.truth.shares.get(group.name))
        levels = places_of(shares, rng.random(len(valid)))
        order = np.lexsort((rng.random(len(rows)), cell))
        dealt = np.empty(len(rows), dtype=np.int64)
        dealt[order] = _spread(largest_remainders(shares * len(rows), len(rows)))
        levels[rows] = dealt
        cell = np.unique(cell * len(shares) + dealt, return_inverse=True)[1]
        found[group.name] = levels
    return found


def _spread(counts: Places) -> Places:
    """Return each place as often as counted, every place evenly along the whole."""
    places = np.repeat(np.arange(len(counts)), counts)
    at = np.concatenate([(np.arange(count) + 0.5) / count for count in counts if count] or [np.zeros(0)])
    spread: Places = places[np.argsort(at, kind="stable")]
    return spread


def in_order(plan: Plan) -> Iterable[str]:
    """Return the planned items, each after the one whose answer decides who is asked it."""

    def depth(name: str) -> int:
        who = plan.asked.get(name)
        return 1 + depth(who.item) if isinstance(who, Condition) and who.item != name else 0

    return sorted(plan.items, key=depth)


def exact_places(plan: Plan, planned: ItemPlan, latent: Array, cells: Places, base: Mask) -> Places:
    """Return the places of one item's answers among `base`, the lowest normals getting the lowest answers.

    For n answers on whole steps the mean is off by at most half a step / n, a level's of the first differing segment
    by a step / n of that level; the shares of an NPS's promoters and detractors by 1/(2n), other stated shares by 1/n.
    Unevenly spaced answers have the shares of the truth to 1/n, so that their mean is only near.
    """
    counts = np.bincount(cells[base], minlength=len(plan.cells.shares))
    places = np.zeros(len(latent), dtype=np.int64)
    for cell, answers in enumerate(_answers(plan, planned, counts)):
        rows = np.flatnonzero(base & (cells == cell))
        places[rows[np.argsort(latent[rows], kind="stable")]] = np.repeat(np.arange(len(answers)), answers)
    return places


def _answers(plan: Plan, planned: ItemPlan, counts: Places) -> list[Places]:
    """Return how many of each cell give each answer."""
    if planned.target.unit == "nps":
        return _nps_answers(plan, planned, counts)
    if planned.item.name in plan.truth.shares or not _is_even(planned):
        return _by_shares(planned, counts)
    return _by_mean(plan, planned, counts)


def _is_even(planned: ItemPlan) -> bool:
    return len(planned.scored) < 3 or bool(np.ptp(np.diff(planned.scored)) < 1e-5)


def _by_shares(planned: ItemPlan, counts: Places) -> list[Places]:
    """Largest remainders give each answer's number in all cells; each cell takes its part of what is left."""
    expected = counts[:, None] * planned.shares
    left = largest_remainders(expected.sum(axis=0), int(counts.sum()))
    found = []
    for cell, count in enumerate(counts):
        ahead = expected[cell:].sum(axis=0)
        share = np.where(ahead > 0, expected[cell] / np.where(ahead > 0, ahead, 1.0), 0.0)
        answers = left.copy() if cell == len(counts) - 1 else _within(share * left.astype(np.float64), int(count), left)
        left = left - answers
        found.append(answers)
    return found


def _within(expected: Array, total: int, most: Places) -> Places:
    """Return whole numbers near `expected` that sum to `total`, none above `most`."""
    found = np.minimum(np.floor(expected).astype(np.int64), most)
    while found.sum() < total:
        found[np.argmax(np.where(found < most, expected - found, -np.inf))] += 1
    while found.sum() > total:
        found[np.argmin(np.where(found > 0, expected - found, np.inf))] -= 1
    return found


def _by_mean(plan: Plan, planned: ItemPlan, counts: Places) -> list[Places]:
    beyond = planned.beyond
    shares = planned.shares
    if beyond:
        shares = np.hstack([shares[:, : -beyond - 1], shares[:, -beyond - 1 :].sum(axis=1, keepdims=True)])
    steps = np.arange(shares.shape[1])
    means = met_in_cells(shares @ steps, _shares(plan, planned), plan.cells.levels, counts)
    _possible(planned, means[counts > 0], float(steps[-1]))
    totals = rounded_along(means * counts)
    found = [
        counts_with_sum(share, int(count), float(mean), int(total))
        for share, count, mean, total in zip(shares, counts, means, totals, strict=True)
    ]
    return [_spread_beyond(answers) for answers in found] if beyond else found


def _shares(plan: Plan, planned: ItemPlan) -> Array:
    weights = plan.weights(planned.item.name)
    found: Array = weights / weights.sum()
    return found


def _spread_beyond(answers: Places) -> Places:
    weights = np.append(BEYOND, 1 - BEYOND.sum())
    return np.append(answers[:-1], largest_remainders(answers[-1] * weights, int(answers[-1])))


def _nps_answers(plan: Plan, planned: ItemPlan, counts: Places) -> list[Places]:
    of_class = (planned.shares[:, :PASSIVE].sum(axis=1), planned.shares[:, PROMOTER:].sum(axis=1))
    low, high = (met_in_cells(one, _shares(plan, planned), plan.cells.levels, counts) for one in of_class)
    _possible(planned, np.concatenate([low[counts > 0], high[counts > 0]]), 1.0)
    promoters, found, due, given = rounded_along(high * counts), [], 0.0, 0
    for count, share, top in zip(counts, low, promoters, strict=True):
        due += share * count
        bottom = min(int(due - given + 0.5 + 1e-9), int(count - top))
        given += bottom
        parts = (bottom, count - top - bottom, top)
        found.append(
            np.concatenate(
                [largest_remainders(n * within, int(n)) for n, within in zip(parts, NPS_WITHIN, strict=True)]
            )
        )
    return found


def _possible(planned: ItemPlan, means: Array, last: float) -> None:
    if not len(means) or (means.min() >= -1e-9 and means.max() <= last + 1e-9):
        return
    name = planned.target.name
    raise DataError(
        Words(
            f"The stated differences of '{name}' can't be exact among so few respondents: a segment's mean would lie "
            "beyond the scale. Take more respondents, or smaller differences.",
            f"受访者太少，“{name}”的组间差异无法精确成立：某组的均值会超出量表。请增加受访者或减小差异。",
        )
    )
