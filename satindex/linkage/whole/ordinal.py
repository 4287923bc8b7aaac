"""Ordinal models of all respondents, in passes; and the logits at each cut that Brant's test compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from satindex.frames.packing import packable
from satindex.linkage.data import Array, Codes
from satindex.linkage.families import ordinal
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.problem import Errors, Problem
from satindex.linkage.reasons import refusal
from satindex.linkage.whole.passing import Passing, climbed
from satindex.linkage.whole.reading import Rows
from satindex.linkage.whole.sampled import Averages, of_scores, spread_of, with_averages
from satindex.stats.brant import ProportionalOdds, of_cuts
from satindex.stats.canonical import CanonicalFit, blamed, evaluate, residuals
from satindex.stats.cumulative import CumulativeLikelihood
from satindex.stats.estimates import NotFitted
from satindex.stats.links import LINKS, LinkName
from satindex.stats.logit import fit_logit, kernel
from satindex.stats.newton import Maximum, Point
from satindex.stats.ordinal import DensitySums, at_shares, density_sums, fit_ordinal, ordinal_likelihood

packable(DensitySums)


@dataclass(frozen=True)
class OrdinalAt:
    """The log likelihood at some parameters; those of a logit at each cut may follow those of the model."""

    at: Array
    levels: Array
    link: LinkName
    own: int

    def of(self, rows: Rows) -> Point:
        """Return what rows add."""
        points = [self.model(rows).evaluate(self.at[: self.own])]
        for cut, at in enumerate(self.cuts):
            points.append(evaluate(at, rows.matrix, self.above(rows, cut), rows.weights, kernel))
        return _side_by_side(points)

    def model(self, rows: Rows) -> CumulativeLikelihood:
        """Return the likelihood of rows."""
        return CumulativeLikelihood(
            rows.matrix, self._codes(rows), len(self.levels) - 1, rows.weights, LINKS[self.link]
        )

    @property
    def cuts(self) -> Array:
        """The parameters of the logits at the cuts, one row each; none where they are not fitted."""
        width = self.own - len(self.levels) + 2
        return self.at[self.own :].reshape(-1, width)

    def above(self, rows: Rows, cut: int) -> Array:
        """Return 1 for levels above a cut, else 0."""
        return (self._codes(rows) > cut).astype(np.float64)

    def _codes(self, rows: Rows) -> Codes:
        return rows.once("codes", lambda: np.searchsorted(self.levels, rows.outcome).astype(np.int64))


def _side_by_side(points: Sequence[Point]) -> Point:
    """Return one log likelihood of the parameters of several, which have nothing to do with each other."""
    gradient = np.concatenate([point.gradient for point in points])
    information, at = np.zeros((len(gradient), len(gradient))), 0
    for point in points:
        end = at + len(point.gradient)
        information[at:end, at:end] = point.information
        at = end
    return Point(sum(point.value for point in points), gradient, information)


@dataclass(frozen=True)
class Last:
    """All else that the tables need, at the final parameters."""

    point: OrdinalAt
    errors: Errors
    averages: Averages

    def of(self, rows: Rows) -> tuple[Any, ...]:
        """Return scores, effects by level, log likelihood, cross-products between cuts, and the means' scores."""
        point, model = self.point, self.point.model(rows)
        at = point.at[: point.own]
        cuts = at[: model.thresholds]
        return (
            of_scores(rows, model.scores(at), point.own, self.errors),
            density_sums(LINKS[point.link], cuts, model.linear(at), rows.matrix, rows.weights),
            model.log_likelihood(at),
            self._between(rows),
            self.averages.of(rows),
        )

    def _between(self, rows: Rows) -> Array | None:
        """Return Σ p_l(1 − p_k)·x·x′ for cuts k ≤ l, p the probability of a level above the cut."""
        cuts = self.point.cuts
        if not len(cuts):
            return None
        chance = []
        for cut, at in enumerate(cuts):
            above = self.point.above(rows, cut)
            chance.append(above - residuals(at, rows.matrix, above, kernel))
        k = rows.matrix.width
        found = np.zeros((len(cuts), len(cuts), k, k))
        for part, block in rows.matrix.blocks():
            for low in range(len(cuts)):
                for high in range(low, len(cuts)):
                    found[low, high] += (block * (chance[high][part] * (1 - chance[low][part]))) @ block.T
        return found


def fit(passing: Passing) -> tuple[Problem, Fitted | Refused]:
    """Fit; slopes under their terms, cut points as thresholds named `lower|upper`."""
    problem, cases = passing.problem, passing.cases
    levels = _levels(passing)
    thresholds, slopes = len(levels) - 1, problem.matrix.width - 1
    if thresholds < 1:
        return problem, refusal(problem, NotFitted("one_outcome"))
    if problem.n <= slopes + thresholds:
        return problem, refusal(problem, NotFitted("too_few_rows"))
    share = np.array([weight for _, weight in (cases.outcome or {}).values()]) / float(cases.weights[0])
    link, own = problem.model.link, thresholds + slopes
    few = fit_ordinal(problem.matrix, problem.data.outcome, problem.weights, link)
    start = at_shares(share, slopes, link)
    if not isinstance(few, NotFitted) and np.array_equal(few.levels, levels):
        start = few.at
    errors, averages = problem.errors_or("model"), Averages(problem.designed)

    def climb(first: Array) -> tuple[Maximum, Any]:
        return climbed(
            passing,
            first,
            lambda at: OrdinalAt(at, levels, link, own),
            lambda at: Last(OrdinalAt(at, levels, link, own), errors, averages),
        )

    beside = _first_cuts(problem, levels)
    found, parts = climb(np.concatenate([start, *beside]))
    if parts is None and beside:
        beside = []
        found, parts = climb(start)
    if found.ending == "diverging":
        return problem, refusal(problem, NotFitted("quasi_separation", blamed(found.direction[thresholds - 1 :])))
    if parts is None:
        return problem, refusal(problem, NotFitted("no_convergence"))
    return _described(passing, found, parts, levels, errors)


def _levels(passing: Passing) -> Array:
    """Return the values of the outcome."""
    if passing.cases.outcome is None:
        return np.unique(passing.problem.data.outcome)
    return np.array(list(passing.cases.outcome))


def _first_cuts(problem: Problem, levels: Array) -> list[Array]:
    """Return where the logits at each cut start; none where Brant's test is not made."""
    if problem.designed or problem.model.link != "logit" or len(levels) < 3:
        return []
    found = []
    for level in levels[:-1]:
        few = fit_logit(problem.matrix, (problem.data.outcome > level).astype(np.float64))
        if not isinstance(few, CanonicalFit):
            return []
        found.append(few.at)
    return found


def _described(
    passing: Passing, found: Maximum, parts: tuple[Any, ...], levels: Array, errors: Errors
) -> tuple[Problem, Fitted | Refused]:
    scores, density, value, between, of_averages = parts
    problem, thresholds = passing.problem, len(levels) - 1
    own, cases = thresholds + problem.matrix.width - 1, passing.cases
    point = found.point
    alone = Maximum(
        found.at[:own],
        Point(value, point.gradient[:own], point.information[:own, :own]),
        found.ending,
        found.direction,
        found.steps,
    )
    share = np.array([weight for _, weight in (cases.outcome or {}).values()]) / float(cases.weights[0])
    null = problem.n * float(share @ np.log(share))
    likelihood = ordinal_likelihood(alone, problem.matrix, thresholds, null, problem.n)
    spread = spread_of(problem, likelihood, errors, scores)
    if isinstance(spread, NotFitted):
        return problem, refusal(problem, spread)
    brant = None if between is None else _brant(found.at[own:], between, problem)
    described = ordinal.described(problem, likelihood, spread, levels, density, errors, brant)
    return with_averages(passing, of_averages), described


def _brant(at: Array, between: Array, problem: Problem) -> ProportionalOdds | None:
    cuts = at.reshape(-1, problem.matrix.width)
    found = of_cuts(cuts[:, 1:], between)
    return None if isinstance(found, NotFitted) else found
