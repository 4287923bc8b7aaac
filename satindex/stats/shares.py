"""Intervals of a share by name: Wilson's, Korn and Graubard's beta, and on the logit scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final, Literal

from satindex.language import Words
from satindex.stats.base import Base, Estimate, student
from satindex.stats.intervals import Interval, wilson

ShareMethod = Literal["wilson", "beta", "logit"]
ALL_ALIKE: Final = Words(
    "all answers alike: no interval on the logit scale (use wilson or beta)",
    "所有回答相同：无法计算 logit 区间（请用 wilson 或 beta）",
)
METHOD_WORDS: Final[Mapping[ShareMethod, Words]] = {
    "wilson": Words(
        "Interval: Wilson, at the effective base n/deff where a design is declared.",
        "区间：Wilson 法；若声明了抽样设计，则按有效样本量 n/deff 计算。",
    ),
    "beta": Words(
        "Interval: beta (Korn & Graubard), as R survey::svyciprop.",
        "区间：beta 法（Korn 与 Graubard），同 R survey::svyciprop。",
    ),
    "logit": Words(
        "Interval: symmetric on the logit scale, as R survey::svyciprop.",
        "区间：在 logit 尺度上对称，同 R survey::svyciprop。",
    ),
}
METHOD_SOURCES: Final[Mapping[ShareMethod, str]] = {
    "wilson": (
        "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. "
        "Journal of the American Statistical Association 22, 209–212."
    ),
    "beta": (
        "Korn, E. L. & Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of "
        "positive counts estimated from survey data. Survey Methodology 24, 193–201."
    ),
    "logit": "Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R. Wiley; svyciprop(method = 'logit').",
}


def share(base: Base, column: str, whole: float = 1.0, method: ShareMethod = "wilson") -> Estimate:
    """Return the (weighted) mean of a column of 0 and `whole` with the interval of its share.

    The standard error is that of the mean; the ends lie within 0 and `whole`, in the column's own units.
    """
    found = base.mean(column)
    if found.estimate is None:
        return found
    p = min(max(found.estimate / whole, 0.0), 1.0)
    interval, reason = _METHODS[method](base, column, p, found, whole)
    return Estimate(
        p * whole,
        found.std_error,
        interval.low * whole if interval else None,
        interval.high * whole if interval else None,
        found.n,
        found.df,
        reason=found.reason if found.reason or interval else reason,
    )


Found = tuple[Interval | None, Words | None]


def _wilson(base: Base, column: str, p: float, found: Estimate, whole: float) -> Found:
    effective = base.effective_base(column, p * (1 - p) * whole**2)
    return wilson(p, effective.n, effective.critical), found.reason


def _beta(base: Base, column: str, p: float, found: Estimate, whole: float) -> Found:
    if found.std_error and found.df:
        n = p * (1 - p) * (whole / found.std_error) ** 2 * (student(found.n - 1) / student(found.df)) ** 2
    else:
        n = base.effective_base(column, p * (1 - p) * whole**2).n
    return clopper_pearson(p, n), found.reason


def _logit(base: Base, column: str, p: float, found: Estimate, whole: float) -> Found:
    if found.std_error is None or not found.df:
        return None, found.reason
    if not 0 < p < 1:
        return None, ALL_ALIKE
    return logit_interval(p, found.std_error / whole, student(found.df)), None


_METHODS: Final[Mapping[ShareMethod, Callable[[Base, str, float, Estimate, float], Found]]] = {
    "wilson": _wilson,
    "beta": _beta,
    "logit": _logit,
}


def clopper_pearson(share: float, n: float, level: float = 0.95) -> Interval | None:
    """Return Clopper and Pearson's interval of a share 0–1 from beta quantiles; `n` may be an effective base.

    Source: Clopper & Pearson 1934, Biometrika 26: 404–413. None where n is not positive.

    Examples
    --------
    >>> clopper_pearson(0.5, 10)
    Interval(low=0.18708..., high=0.81291...)
    """
    from scipy import special

    if not n > 0:
        return None
    hits, misses, tail = n * share, n * (1 - share), (1 - level) / 2
    low = 0.0 if hits <= 0 else float(special.betaincinv(hits, misses + 1, tail))
    high = 1.0 if misses <= 0 else float(special.betaincinv(hits + 1, misses, 1 - tail))
    return Interval(low, high)


def logit_interval(share: float, std_error: float, critical: float) -> Interval:
    """Return the interval that is symmetric on the logit scale, of a share strictly between 0 and 1.

    Examples
    --------
    >>> logit_interval(0.5, 0.05, 1.96)
    Interval(low=0.40323..., high=0.59676...)
    """
    centre, half = math.log(share / (1 - share)), critical * std_error / (share * (1 - share))
    low, high = (1 / (1 + math.exp(-end)) for end in (centre - half, centre + half))
    return Interval(low, high)
