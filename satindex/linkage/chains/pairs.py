"""Correlations between outlets: every two members of a chain."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from satindex.language import Words
from satindex.linkage.chains import words as said
from satindex.linkage.chains.joined import Joined
from satindex.linkage.chains.remarks import remarks
from satindex.linkage.linked import ModelTable
from satindex.results.result import Explanation, Row
from satindex.stats.correlation import FEWEST, correlation
from satindex.stats.multiplicity import benjamini_hochberg, holm

FIGURES = ("estimate", "ci_low", "ci_high", "p_value", "p_adjusted", "rank_correlation", "rank_p_value")
KINDS = {"estimate": "ratio", "rank_correlation": "ratio", "ci_low": "ratio", "ci_high": "ratio", "rank_p_value": "p"}


def pairs_table(found: Joined, adjust: str) -> ModelTable:
    """Return r with its interval and ρ of every two members, over the outlets that have both."""
    rows = [_row(found, one, other) for one, other in combinations(found.names, 2)]
    p_values = [p if isinstance(p := row["p_value"], float) else None for row in rows]
    corrected = (holm if adjust == "holm" else benjamini_hochberg)(p_values)
    rows = [{**row, "p_adjusted": p} for row, p in zip(rows, corrected, strict=True)]
    notes = (said.UNADJUSTED, said.UNWEIGHTED, *remarks(found))
    explanation = Explanation(said.PAIR_FORMULA, tuple(_worked(rows)), notes, (*said.FISHER, *said.SOURCES))
    options = {"headings": said.PAIR_HEADINGS, "kinds": KINDS, "format": "ratio", "adjust": adjust}
    options["small"] = said.OF_OUTLETS
    return ModelTable(".correlations", said.TITLES[".correlations"], tuple(rows), explanation, options=options)


def _row(found: Joined, one: str, other: str) -> Row:
    both = found.complete((one, other))
    about: Row = {"from": one, "to": other, **dict.fromkeys(FIGURES), "n": len(both)}
    if len(both) < FEWEST:
        return {**about, "reason": said.too_few(len(both), FEWEST)}
    if still := found.constant((one, other)):
        return {**about, "reason": said.the_same(still)}
    r = correlation(both[:, 0], both[:, 1])
    return {
        **about,
        "estimate": r.r,
        "ci_low": r.low,
        "ci_high": r.high,
        "p_value": r.p_value,
        "rank_correlation": r.rho,
        "rank_p_value": r.rho_p_value,
    }


def _worked(rows: list[Row]) -> Iterator[Words]:
    """The first pair's own interval."""
    for row in rows:
        r, low, high = (row[name] for name in ("estimate", "ci_low", "ci_high"))
        if isinstance(r, float) and isinstance(low, float) and isinstance(high, float):
            step = f"tanh(artanh {r:.4f} ± 1.96/√({row['n']} − 3)) = {low:.4f} … {high:.4f}"
            yield Words(f"{row['from']}, {row['to']}: {step}", f"{row['from']}，{row['to']}：{step}")
            return
