"""How an index was computed, in words: the formula with its weights, the ends of its components."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satindex.language import Words
from satindex.measures.weights.words import SOURCES, formula_of, notes_of, said_method
from satindex.results.result import Explanation

if TYPE_CHECKING:
    from satindex.measures.components import Component
    from satindex.measures.composite import Composite


def explain_composite(measure: Composite) -> Explanation:
    """Return the formula of an index with the weights it uses, where they come from, and its components' ends."""
    used = measure.used
    ends = "; ".join(f"{c.name}: {_said_ends(c)}" for c in measure.components)
    rule = (
        Words("a respondent's index is over the components present", "受访者的指数按已有的组成部分计算")
        if measure.partial
        else Words("a respondent lacking a component has no index", "缺少任一组成部分的受访者没有指数")
    )
    sums, method = _said_sum(measure), Words("", "")
    if measure.weighed is not None:
        said, how = said_method(used), formula_of(used)
        method = Words(f"; weights by {said.en}: {how.en}", f"；权重方法：{said.zh}，{how.zh}")
    return Explanation(
        Words(
            f"Index = {sums}; each component is the mean of its items rescaled to 0–100 ({ends}); "
            f"{rule.en}; then the (weighted) mean over respondents{method.en}.",
            f"指数 = {sums}；各组成部分为其题目换算为 0–100 后的均值（{ends}）；{rule.zh}；再对受访者求（加权）均值"
            f"{method.zh}。",
        ),
        (),
        notes_of(used),
        tuple(dict.fromkeys((*measure.sources, *(SOURCES[used.method] if measure.weighed else ())))),
    )


def _said_sum(measure: Composite) -> str:
    """Return the weighted sum: with the declared numbers over their total, else with weights of sum 1."""
    if measure.weighed is None:
        total = sum(component.weight for component in measure.components)
        return f"({' + '.join(f'{c.weight:g}·{c.name}' for c in measure.components)})/{total:g}"
    weights = measure.used.by_name
    return " + ".join(f"{weights[c.name]:.4g}·{c.name}" if weights else f"w·{c.name}" for c in measure.components)


def _said_ends(component: Component) -> str:
    return ", ".join(dict.fromkeys(f"{zero:g}→0, {hundred:g}→100" for zero, hundred in component.ends))
