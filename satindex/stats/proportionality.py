"""Does one slope per term serve all cut points? A likelihood-ratio test for each term of an ordinal model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from satindex.stats.chi_square import ChiSquare, chi_square
from satindex.stats.estimates import NotFitted
from satindex.stats.newton import maximise
from satindex.stats.ordinal import OrdinalFit


def proportional_odds_of(fit: OrdinalFit, columns: Sequence[int]) -> ChiSquare | NotFitted:
    """Test whether the columns at `columns` (one term) need slopes of their own at each threshold.

    2(ℓ₁ − ℓ₀), ℓ₁ the log likelihood with those slopes set free (its supremum, where a level is empty in some group);
    as R `ordinal::nominal_test`. Only for independent unweighted rows. NotFitted("crossed") where the thresholds of
    some row are out of order, so that its probabilities are none.
    Source: Peterson & Harrell 1990, Applied Statistics 39: 205–217.
    """
    if fit.thresholds < 2:
        return NotFitted("one_outcome")
    free = replace(fit.model, by_cut=tuple(columns))
    slopes = fit.at[fit.thresholds :]
    start = np.concatenate(
        [fit.at[: fit.thresholds], np.repeat(slopes[list(columns)], fit.thresholds), slopes[free.common]]
    )
    found = maximise(free.evaluate, start, to_the_end=True)
    if found.ending == "stalled":
        return NotFitted("no_convergence")
    if free.crossed(found.at):
        return NotFitted("crossed")
    gained = found.point.value - fit.likelihood.log_likelihood
    return chi_square(2 * gained, len(columns) * (fit.thresholds - 1))
