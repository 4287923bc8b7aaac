"""Weights that people gave: numbers in the definition, experts' points, experts' pairwise judgements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from satindex.language import Words
from satindex.measures.weights.weighed import Weighed
from satindex.results.result import Row
from satindex.stats.moments import Array
from satindex.stats.weighting.pairwise import ACCEPTABLE, RANDOM_INDEX, Pairwise, pairwise_weights, together
from satindex.stats.weighting.points import shared_out


@dataclass(frozen=True)
class Comparison:
    """One judgement: `first` is `times` as important as `second`."""

    first: str
    second: str
    times: float


def given(names: Sequence[str], numbers: Sequence[float]) -> Weighed:
    """Return declared weights brought to sum 1."""
    total = sum(numbers)
    return Weighed("given", tuple(names), tuple(number / total for number in numbers))


def from_points(names: Sequence[str], points: Mapping[str, Mapping[str, float]]) -> Weighed:
    """Return the mean of the experts' shares; `points` holds each expert's points by part."""
    found = shared_out(np.array([[of_one[name] for name in names] for of_one in points.values()], dtype=np.float64))
    spread: Sequence[float | None] = [None] * len(names) if found.std_dev is None else found.std_dev.tolist()
    figures = {"std_dev": spread, "lowest": found.lowest.tolist(), "highest": found.highest.tolist()}
    shares = {
        expert: {name: of_one[name] / sum(of_one.values()) for name in names} for expert, of_one in points.items()
    }
    rows: Iterable[Row] = (
        {"expert": expert, "component": name, "estimate": share}
        for expert, of_one in shares.items()
        for name, share in of_one.items()
    )
    several = len(points) > 1
    return Weighed(
        "expert_points",
        tuple(names),
        tuple(found.weights.tolist()),
        figures if several else {},
        {"experts": len(points)},
        tuple(rows) if several else (),
    )


def from_comparisons(
    names: Sequence[str], experts: Mapping[str, Sequence[Comparison]], random_index: str = "saaty_tran2007"
) -> Weighed:
    """Return AHP weights of complete comparisons; several experts' are joined by the geometric mean."""
    matrices = [judgement_matrix(names, comparisons) for comparisons in experts.values()]
    own = {expert: pairwise_weights(m, random_index) for expert, m in zip(experts, matrices, strict=True)}
    joined = pairwise_weights(together(matrices), random_index)
    several = len(own) > 1
    judged: dict[str, Pairwise] = {**own, "": joined} if several else {"": joined}
    shares = np.array([found.weights for found in own.values()])
    figures = {"lowest": shares.min(axis=0).tolist(), "highest": shares.max(axis=0).tolist()}
    known = RANDOM_INDEX[random_index].get(len(names))
    whole = {
        "eigenvalue": joined.eigenvalue,
        "consistency_index": joined.index,
        "random_index": known,
        "consistency_ratio": joined.ratio,
        "random_index_of": random_index,
        "experts": len(own),
    }
    return Weighed(
        "ahp",
        tuple(names),
        tuple(joined.weights.tolist()),
        figures if several else {},
        whole,
        tuple(_expert_rows(names, own)) if several else (),
        tuple(inconsistencies(names, judged)),
    )


def _expert_rows(names: Sequence[str], own: Mapping[str, Pairwise]) -> Iterator[Row]:
    for expert, found in own.items():
        for name, weight in zip(names, found.weights.tolist(), strict=True):
            yield {"expert": expert, "component": name, "estimate": weight, "consistency_ratio": found.ratio}


def judgement_matrix(names: Sequence[str], comparisons: Sequence[Comparison]) -> Array:
    """Return a_ij, how many times as important part i is as part j, from comparisons of every pair."""
    matrix = np.eye(len(names))
    for one in comparisons:
        i, j = names.index(one.first), names.index(one.second)
        matrix[i, j], matrix[j, i] = one.times, 1 / one.times
    return matrix


def inconsistencies(names: Sequence[str], judged: Mapping[str, Pairwise]) -> Iterator[Words]:
    """Yield a warning for each set of judgements whose consistency ratio is above 0.10, with its worst judgement.

    So too where there are too many parts for a ratio, and the judgements do not all agree.
    """
    for expert, found in judged.items():
        worst = found.least_consistent
        if worst is None or (found.ratio is not None and found.ratio <= ACCEPTABLE):
            continue
        first, second = names[worst.first], names[worst.second]
        who = Words(f" of {expert}", f"（{expert}）") if expert else Words("", "")
        if found.ratio is None:
            k, index = len(names), f"{found.index:.3f}"
            yield Words(
                f"how consistent the judgements{who.en} are can't be said: no random index is known for {k} components "
                f"(CI = {index}); the least consistent is {first} against {second}: {worst.stated:.3g} times, where "
                f"the weights say {worst.implied:.2g}",
                f"无法评判判断{who.zh}的一致性：{k} 个组成部分没有已知的随机指数（CI = {index}）；"
                f"最不一致的是 {first} 对 {second}：{worst.stated:.3g} 倍，而权重给出 {worst.implied:.2g} 倍",
            )
            continue
        yield Words(
            f"the judgements{who.en} contradict each other: consistency ratio {found.ratio:.3f}, above "
            f"{ACCEPTABLE:.2f}; the least consistent is {first} against {second}: {worst.stated:.3g} times, where the "
            f"weights say {worst.implied:.2g}",
            f"判断{who.zh}相互矛盾：一致性比率 {found.ratio:.3f}，高于 {ACCEPTABLE:.2f}；"
            f"最不一致的是 {first} 对 {second}：{worst.stated:.3g} 倍，而权重给出 {worst.implied:.2g} 倍",
        )
