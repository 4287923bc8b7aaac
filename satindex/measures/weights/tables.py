"""The weights of an index as rows of a table."""

from __future__ import annotations

from satindex.language import Words
from satindex.measures.weights.fitted import FromData
from satindex.measures.weights.refits import Refits
from satindex.measures.weights.weighed import Weighed
from satindex.results.result import Cell, Row
from satindex.stats.replicated_means import TOO_FEW_REPLICATES, Spread

OVERALL = "overall"
NO_ERROR = Words("a stratum holds a single sampling unit: no bootstrap", "某一层内只有一个抽样单位：无法自助抽样")


def weight_rows(weighed: Weighed, method: FromData | None, refits: Refits | None) -> list[Row]:
    """Return a row per component: its weight (`estimate`, 0–1) and the method's figures; then those of the whole.

    Weights that the data set gives have the standard error and the percentile interval of their bootstrap.
    """
    spreads = refits.spreads() if refits else [None] * len(weighed.names)
    why = (refits.why_none or TOO_FEW_REPLICATES) if refits else NO_ERROR
    rows = [_row(weighed, at, method, spread, why) for at, spread in enumerate(spreads)]
    total = None if weighed.weights is None else sum(weighed.weights)
    whole: dict[str, Cell] = {"component": OVERALL, "method": weighed.method, "estimate": total, **weighed.whole}
    if method is not None and refits is not None:
        whole |= {"replicates": refits.kept, "seed": method.seed}
    return [*rows, {**whole, "reason": weighed.reason} if weighed.reason else whole]


def _row(weighed: Weighed, at: int, method: FromData | None, spread: Spread | None, why: Words) -> Row:
    weight = None if weighed.weights is None else weighed.weights[at]
    row: dict[str, Cell] = {"component": weighed.names[at], "method": weighed.method, "estimate": weight}
    if method is not None:
        row |= {
            "std_error": None if spread is None else spread.std_error,
            "ci_low": None if spread is None else spread.low,
            "ci_high": None if spread is None else spread.high,
        }
    row |= {column: values[at] for column, values in weighed.figures.items()}
    reason = weighed.reason or (None if method is None or spread is not None else why)
    return {**row, "reason": reason} if reason else row


def expert_rows(weighed: Weighed) -> list[Row]:
    """Return a row per expert and component: the weight that this expert's answers alone give."""
    return [{"expert": row["expert"], "method": weighed.method, **row} for row in weighed.experts]
