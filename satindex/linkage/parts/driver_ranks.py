"""How sure the order of the drivers is: ranks and pairs over bootstrap replicates."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.resampled import SOURCES, TOO_FEW, Resampled
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.bootstrap_intervals import FEWEST, bootstrap_interval
from satindex.stats.estimates import Array
from satindex.stats.rank_stability import RankStability, rank_stability

ORDER: Final = 11
OF_ALL: Final = True
RANKS: Final = Words("how sure the drivers' ranks are", "驱动因素名次的稳定性")
PAIRS: Final = Words("drivers in pairs", "驱动因素两两比较")


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return ranks and pairs; none where the drivers were not drawn again, or there is one only."""
    found = linked.drivers
    if found.shared is None or not isinstance(found.resampled, Resampled) or len(found.shared.names) < 2:
        return ()
    again = found.resampled
    if len(again.defined) < FEWEST:
        return ()
    stability = rank_stability(found.shared.shares, again.defined)
    names, n = found.shared.names, int(float(str(found.rows[0]["n"])))
    ranks = tuple(_rank_row(name, stability, place, n) for place, name in enumerate(names))
    pairs = tuple(_pair_rows(names, found.shared.shares, stability, again, n))
    options = {
        "headings": {key: Words(f"Rank {key[5:]}", f"第 {key[5:]} 名") for key in _rank_keys(len(names))},
        "kinds": dict.fromkeys(_rank_keys(len(names)), "share"),
    }
    return (
        ModelTable(".drivers.ranks", RANKS, ranks, _of_ranks(stability, names, found.notes), options=options),
        ModelTable(".drivers.pairs", PAIRS, pairs, _of_pairs(pairs, found.notes), options=PAIR_OPTIONS),
    )


def _rank_keys(number: int) -> list[str]:
    return [f"rank_{rank}" for rank in range(1, number + 1)]


def _rank_row(name: str, stability: RankStability, place: int, n: int) -> Row:
    low, high = stability.reach()[place]
    shares = zip(_rank_keys(len(stability.ranks)), stability.probability[place].tolist(), strict=True)
    return {
        "term": name,
        "rank": int(stability.ranks[place]),
        "rank_low": int(low),
        "rank_high": int(high),
        **dict(shares),
        "n": n,
    }


def _pair_rows(
    names: tuple[str, ...], shares: Array, stability: RankStability, again: Resampled, n: int
) -> Iterable[Row]:
    order = np.argsort(stability.ranks).tolist()
    for one, other in itertools.combinations(order, 2):
        estimate = float(shares[one] - shares[other])
        own = None if again.influence is None else again.influence[:, one] - again.influence[:, other]
        drawn = again.values[:, one] - again.values[:, other]
        bounds = bootstrap_interval(estimate, drawn, again.asked.interval, own)
        row: dict[str, Cell] = {
            "term": names[one],
            "other": names[other],
            "estimate": estimate,
            "ci_low": bounds.low if bounds else None,
            "ci_high": bounds.high if bounds else None,
            "kept": float(stability.kept[one, other]),
            "n": n,
        }
        yield row if bounds else {**row, "reason": TOO_FEW}


def _of_ranks(stability: RankStability, names: tuple[str, ...], notes: tuple[Words, ...]) -> Explanation:
    first = int(np.argmin(stability.ranks))
    share = stability.probability[first, 0]
    said = Words(
        f"{names[first]} ranks first, and did so in {share:.1%} of the replicates.",
        f"{names[first]} 居首，在 {share:.1%} 的自助样本中亦居首。",
    )
    formula = Words(
        "rank k: share of the bootstrap replicates in which the driver is the k-th most important; rank, low … high: "
        "the ranks that hold 95% of them, equal tails left out",
        "第 k 名：该驱动因素在自助样本中居第 k 位的比例；名次下限…上限：去掉两端等量后包含 95% 自助样本的名次",
    )
    return Explanation(formula, (said,), (*notes, TOGETHER), SOURCES)


def _of_pairs(pairs: tuple[Row, ...], notes: tuple[Words, ...]) -> Explanation:
    row = pairs[0]
    said = Words(
        f"{row['term']} lies above {row['other']} in {row['kept']:.1%} of the replicates.",
        f"{row['term']} 在 {row['kept']:.1%} 的自助样本中高于 {row['other']}。",
    )
    formula = Words(
        "difference of two drivers' importance; order kept: share of the bootstrap replicates in which the first lies "
        "above the second, as it does here",
        "两个驱动因素重要性之差；保持次序：前者在自助样本中高于后者（与此处一致）的比例",
    )
    return Explanation(formula, (said,), (*notes, MANY), (*SOURCES, "Grömping 2006, JSS 17(1): 3.2 (R relaimpo)"))


TOGETHER: Final = Words(
    "A share of replicates says how the order would vary from sample to sample; it is not the probability that the "
    "order is true.",
    "自助样本中的比例说明次序在不同样本间如何波动，并非次序为真的概率。",
)
MANY: Final = Words(
    "Intervals are for one pair each, not corrected for their number.", "各区间仅针对单个配对，未作多重比较校正。"
)
PAIR_OPTIONS: Final = {
    "headings": {
        "term": Words("Driver", "驱动因素"),
        "other": Words("Above", "高于"),
        "estimate": Words("Difference", "差异"),
        "kept": Words("Order kept", "保持次序"),
    },
    "kinds": {"kept": "share"},
    "format": "coefficient",
}
