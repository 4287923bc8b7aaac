"""Sums of scores over sampling units in passes: errors of coefficients, and of the predictors' means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from satindex.frames.packing import packable
from satindex.linkage.data import Array
from satindex.linkage.problem import Errors, Problem
from satindex.linkage.whole.cases import CasesPart
from satindex.linkage.whole.passing import Passing
from satindex.linkage.whole.reading import Rows
from satindex.stats.estimates import Covariance, Likelihood, NotFitted
from satindex.stats.row_mean import RowMean
from satindex.stats.sandwich import covariance_of
from satindex.stats.score_sums import ScoreSums, UnitScores, score_sums

for _kind in (ScoreSums, UnitScores):
    packable(_kind)


def weighed(rows: Rows, residuals: Array) -> Iterator[tuple[slice, Array]]:
    """Yield the rows' scores: columns times residuals times weights."""
    mass = residuals if rows.weights is None else residuals * rows.weights
    for at, block in rows.matrix.blocks():
        yield at, block * mass[at]


def of_scores(rows: Rows, blocks: Iterator[tuple[slice, Array]], k: int, errors: Errors) -> ScoreSums | None:
    """Return the sums that errors of this kind need; None where they need none."""
    return None if errors == "model" else score_sums(blocks, k, errors, rows.sampling)


@dataclass(frozen=True)
class Averages:
    """Scores of the columns' means over sampling units, where a design is declared."""

    designed: bool

    def of(self, rows: Rows) -> ScoreSums | None:
        """Return what rows add."""
        if not self.designed:
            return None
        return score_sums(weighed(rows, np.ones(len(rows.outcome))), rows.matrix.width, "design", rows.sampling)


def spread_of(problem: Problem, fit: Likelihood, errors: Errors, sums: ScoreSums | None) -> Covariance | NotFitted:
    """Return the covariance of coefficients from sums over all rows."""
    nothing = ScoreSums(np.empty(0), np.empty((0, 0)), np.empty((0, 0, 0)))
    return covariance_of(fit, errors, sums or nothing, problem.sampling)


def averages(passing: Passing, sums: ScoreSums | None) -> dict[str, RowMean]:
    """Return each usable term's mean with its error."""
    matrix, n = passing.matrix, passing.cases.n
    terms = passing.problem.terms
    if sums is None and passing.problem.designed:  # only sums of the rows are there: none by sampling unit
        return {term: RowMean(mean) for term, mean in zip(terms, matrix.mean.tolist(), strict=True)}
    if sums is None:
        errors = matrix.scale / np.sqrt(n - 1)  # the deviations' divisor is n
        found = zip(terms, matrix.mean.tolist(), errors.tolist(), strict=True)
        return {term: RowMean(mean, error, float(n - 1)) for term, mean, error in found}
    k = matrix.width
    scaled = np.diag(np.concatenate([[1.0], matrix.scale]))
    flat = Likelihood(np.zeros(k), np.eye(k) / n, scaled, lambda: iter(()), 0.0, 0.0, n, 0, 0)
    spread = covariance_of(flat, "design", sums, passing.problem.sampling)
    if isinstance(spread, NotFitted):
        return {term: RowMean(mean) for term, mean in zip(terms, matrix.mean.tolist(), strict=True)}
    found = zip(terms, matrix.mean.tolist(), spread.std_errors[1:].tolist(), strict=True)
    return {term: RowMean(mean, error, spread.df) for term, mean, error in found}


def with_averages(passing: Passing, sums: ScoreSums | None) -> Problem:
    """Return the model's problem with the means of its terms."""
    data = passing.problem.data
    if data.whole is None:
        raise ValueError("the problem is not of all rows")
    whole = replace(data.whole, averages=averages(passing, sums))
    return replace(passing.problem, data=replace(data, whole=whole))


def effective_share(cases: CasesPart) -> float:
    """Kish's effective base as a share of the respondents."""
    total, squares, _ = cases.weights.tolist()
    return float(total**2 / squares / cases.n) if squares else 1.0
