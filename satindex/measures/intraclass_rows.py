"""How alike answers within groups are, laid out: intraclass correlations with the reliability of group means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.results.result import Cell, Row
from satindex.stats.intraclass import Intraclass
from satindex.stats.moments import Array

RELIABLE: Final = 0.7
NOT_APART: Final = Words("groups differ no more than the answers within them", "组间差异不大于组内差异")
HEADINGS: Final = {
    "estimate": Words("ICC(1)", "ICC(1)"),
    "of_means": Words("Reliability of group means", "组均值的信度"),
    "statistic": Words("F", "F"),
    "df_residual": Words("df within", "组内自由度"),
    "groups": Words("Number of groups", "组数"),
    "size": Words("Answers per group", "每组回答数"),
    "needed": Words("Answers per group for .70", "信度达 .70 每组需"),
}
KINDS: Final = {
    "estimate": "alpha",
    "ci_low": "alpha",
    "ci_high": "alpha",
    "of_means": "alpha",
    "groups": "count",
    "size": "index",
    "df_residual": "count",
    "needed": "count",
}
FORMULA: Final = Words(
    "F = MSB/MSW, the mean squares between and within groups (one-way analysis of variance); ICC(1) = "
    "(F − 1)/(F + k − 1), the share of the variance of one answer that lies between groups; reliability of group means "
    "1 − 1/F; k answers per group, of unequal groups (N − Σn²/N)/(g − 1).",
    "F = MSB/MSW（单因素方差分析：组间与组内均方之比）；ICC(1) =（F − 1）/（F + k − 1），为单个回答的方差中组间"
    "所占比例；组均值的信度 1 − 1/F；k 为每组回答数，各组不等时取（N − Σn²/N）/（g − 1）。",
)
INTERVAL: Final = Words("Interval by F, approximate where groups are unequal.", "区间由 F 分布得出，各组不等时为近似。")
SOURCES: Final = (
    "Shrout, P. E. & Fleiss, J. L. (1979). Psychological Bulletin 86, 420–428.",
    "McGraw, K. O. & Wong, S. P. (1996). Psychological Methods 1, 30–46.",
)


def cells(one: Intraclass, counts: Array, more: Mapping[str, Cell] | None = None) -> Row:
    """Return the cells of one intraclass correlation of groups with so many answers; `more` stand before the bases."""
    between, within = one.df or (None, None)
    apart = one.icc is not None and one.icc > 0
    row: Row = {
        "statistic": one.statistic,
        "df": between,
        "df_residual": within,
        "p_value": one.p_value,
        "estimate": one.icc,
        "ci_low": one.low,
        "ci_high": one.high,
        "of_means": one.of_means if apart else None,
        "size": one.size,
        "needed": _needed(one.icc),
        **(more or {}),
        "groups": int((counts > 0).sum()),
        "n": int(counts.sum()),
    }
    reason = one.reason or (None if row["of_means"] is not None else NOT_APART)
    return {**row, "reason": reason} if reason else row


def _needed(icc: float | None) -> int | None:
    """Return how many answers per group make the group means reliable (Spearman–Brown); None where no number does."""
    if icc is None or icc <= 0:
        return None
    return int(np.ceil(RELIABLE / (1 - RELIABLE) * (1 - icc) / icc - 1e-9))
