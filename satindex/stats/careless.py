"""Signs of careless answering, one figure per respondent; columns are k × n, missing = NaN, never filled in.

Each figure is NaN where a respondent's answers do not allow it. Overviews: Meade & Craig 2012, Psychological Methods
17: 437–455; Curran 2016, Journal of Experimental Social Psychology 66: 4–19. Checked against R careless 1.2.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array

Flags = npt.NDArray[np.bool_]
_RANK = 1e-10


def longest_run(answers: Array, batteries: Sequence[int] | None = None) -> Array:
    """Return the most answers in a row that are the same, in the order of the rows of `answers`.

    A run ends at a missing answer and where `batteries` (one label per row) changes. NaN where nothing is answered.
    R careless: longstring. Johnson 2005, Journal of Research in Personality 39: 103–129.

    Examples
    --------
    >>> longest_run(np.array([[3.0], [3.0], [3.0], [4.0], [np.nan], [4.0]]))
    array([3.])
    """
    answered = np.logical_not(np.isnan(answers))
    run = answered[0].astype(np.float64)
    longest = run.copy()
    for at, same in enumerate(_goes_on(answers, batteries), start=1):
        run = np.where(same, run + 1, answered[at])
        np.maximum(longest, run, out=longest)
    return np.where(answered.any(axis=0), longest, np.nan)


def average_run(answers: Array, batteries: Sequence[int] | None = None) -> Array:
    """Return the mean length of a respondent's runs of the same answer; see `longest_run`.

    R careless: longstring(avg = TRUE).

    Examples
    --------
    >>> average_run(np.array([[3.0], [3.0], [3.0], [4.0], [np.nan], [4.0]]))
    array([1.6666...])
    """
    answered = np.logical_not(np.isnan(answers))
    goes_on = np.sum(list(_goes_on(answers, batteries)), axis=0) if len(answers) > 1 else 0
    count = answered.sum(axis=0)
    with np.errstate(invalid="ignore"):
        return np.where(count > 0, count / (count - goes_on), np.nan)


def _goes_on(answers: Array, batteries: Sequence[int] | None) -> Iterator[Flags]:
    """Yield, from the second row on, where an answer is the same as the one before, in the same battery."""
    labels = list(batteries) if batteries is not None else [0] * len(answers)
    for at, (before, label) in enumerate(pairwise(labels), start=1):
        yield (answers[at] == answers[at - 1]) if before == label else np.zeros(answers.shape[1], dtype=bool)


def response_variability(answers: Array) -> Array:
    """Return the standard deviation (n − 1) of each respondent's own answers; NaN for fewer than two.

    R careless: irv(na.rm = TRUE). Dunn, Heggestad, Shanock & Theilgard 2018, Journal of Business and Psychology 33:
    105–121.

    Examples
    --------
    >>> response_variability(np.array([[1.0, 4.0], [3.0, np.nan]]))
    array([1.4142..., nan])
    """
    answered = np.logical_not(np.isnan(answers))
    count = answered.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(answered, answers, 0.0).sum(axis=0) / count
        squares = np.where(answered, answers - mean, 0.0) ** 2
        return np.where(count > 1, np.sqrt(squares.sum(axis=0) / (count - 1)), np.nan)


def even_odd(answers: Array, sets: Sequence[Sequence[int]]) -> Array:
    """Return how alike the even and the odd items of each set are answered, across a respondent's sets: −1 to 1.

    Pearson's correlation over the sets of the mean of their odd and of their even items, stepped up to full length by
    2r/(1 + r) and bounded at −1. `answers` are keyed in one direction; `sets` hold rows of at least two items. NaN
    with fewer than three sets that are answered on both halves, or where either half is the same for all sets. R
    careless evenodd gives the negative of this. Johnson 2005, Journal of Research in Personality 39: 103–129.
    """
    odd, even = (np.stack([_mean(answers[list(rows[start::2])]) for rows in sets]) for start in (0, 1))
    r = _within(odd, even)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.maximum(2 * r / (1 + r), -1.0)


def synonym_pairs(correlation: Array, above: float = 0.6) -> list[tuple[int, int]]:
    """Return the pairs of items whose correlation over respondents is above a line.

    Examples
    --------
    >>> synonym_pairs(np.array([[1.0, 0.7, 0.2], [0.7, 1.0, 0.3], [0.2, 0.3, 1.0]]))
    [(1, 0)]
    """
    with np.errstate(invalid="ignore"):
        first, second = np.nonzero(np.tril(correlation, -1) > above)
    return list(zip(first.tolist(), second.tolist(), strict=True))


def synonyms(answers: Array, pairs: Sequence[tuple[int, int]]) -> Array:
    """Return each respondent's correlation over pairs of items that nearly say the same: −1 to 1.

    NaN with fewer than three pairs that are answered, or where either side is the same for all. R careless: psychsyn.
    Meade & Craig 2012, Psychological Methods 17: 437–455.
    """
    if len(pairs) < 3:
        return np.full(answers.shape[1], np.nan)
    return _within(*(answers[[pair[side] for pair in pairs]] for side in (0, 1)))


def _within(one: Array, other: Array) -> Array:
    """Return Pearson's correlation of two figures down each column, over the rows where both are there."""
    both = np.logical_not(np.isnan(one) | np.isnan(other))
    count = both.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        x, y = (half - np.where(both, half, 0.0).sum(axis=0) / count for half in (one, other))
        x, y = (np.where(both, half, 0.0) for half in (x, y))
        spread = np.sqrt((x**2).sum(axis=0) * (y**2).sum(axis=0))
        r = np.clip((x * y).sum(axis=0) / np.where(spread > _RANK, spread, np.nan), -1.0, 1.0)
    return np.where(count >= 3, r, np.nan)


def _mean(answers: Array) -> Array:
    answered = np.logical_not(np.isnan(answers))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Array = np.where(answered, answers, 0.0).sum(axis=0) / answered.sum(axis=0)
    return mean


def mahalanobis(answers: Array, mean: Array, covariance: Array) -> tuple[Array, Array]:
    """Return each respondent's squared distance from `mean` over the items they answered, and its p value from χ².

    The degrees of freedom are the items answered. Both are NaN where nothing is answered, or where the covariance of
    the items answered has no inverse. Respondents are taken together by which items they answered. R careless: mahad
    (where nothing is missing). Mahalanobis 1936.
    """
    from scipy import special

    answered = np.logical_not(np.isnan(answers))
    centred = np.where(answered, answers - mean[:, None], 0.0)
    distance = np.full(answers.shape[1], np.nan)
    order, starts = _patterns(answered)
    sound = _has_inverse(covariance)
    for start, end in pairwise((*starts, answers.shape[1])):
        who = order[start:end]
        at = np.flatnonzero(answered[:, who[0]])
        part = covariance[np.ix_(at, at)]
        if len(at) and (sound or _has_inverse(part)):
            deviations = centred[np.ix_(at, who)]
            distance[who] = (deviations * np.linalg.solve(part, deviations)).sum(axis=0)
    with np.errstate(invalid="ignore"):
        p_value = special.chdtrc(np.maximum(answered.sum(axis=0), 1), distance)
    return distance, np.where(np.isnan(distance), np.nan, p_value)


def centre(answers: Array) -> tuple[Array, Array]:
    """Return the means of the answered, and the pairwise-complete covariance matrix (n − 1); NaN where undefined."""
    answered = np.logical_not(np.isnan(answers)).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(answered > 0, answers, 0.0).sum(axis=1) / answered.sum(axis=1)
        centred = np.where(answered > 0, answers - mean[:, None], 0.0)
        pairs, sums = answered @ answered.T, centred @ answered.T
        covariance = (centred @ centred.T - sums * sums.T / pairs) / (pairs - 1)
    return mean, np.where(pairs > 1, covariance, np.nan)


def _patterns(answered: Flags) -> tuple[npt.NDArray[np.int64], list[int]]:
    """Return an order that brings together respondents who answered the same items, and where each group starts."""
    packed = np.packbits(answered, axis=0)
    order = np.lexsort(packed)
    change = (packed[:, order][:, 1:] != packed[:, order][:, :-1]).any(axis=0)
    return order, [0, *(np.flatnonzero(change) + 1).tolist()] if len(order) else []


def _has_inverse(covariance: Array) -> bool:
    if not np.isfinite(covariance).all() or (np.diag(covariance) <= 0).any():
        return False
    spread = np.sqrt(np.diag(covariance))
    return bool(np.linalg.eigvalsh(covariance / np.outer(spread, spread))[0] > _RANK)


def seconds_per_item(seconds: Array, answers: Array) -> Array:
    """Return the time taken divided by the items answered; NaN where either is missing.

    Huang, Curran, Keeney, Poposki & DeShon 2012, Journal of Business and Psychology 27: 99–114.

    Examples
    --------
    >>> seconds_per_item(np.array([30.0]), np.array([[1.0], [2.0], [np.nan]]))
    array([15.])
    """
    count = np.logical_not(np.isnan(answers)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, seconds / count, np.nan)
