"""How an index was computed, in words: the formula with its weights, the ends of its components."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from satindex.language import LANGUAGES, Words, listed, named
from satindex.measures.weights.words import SOURCES, formula_of, notes_of, said_method
from satindex.results.numbers import exact, mean_in_numbers
from satindex.results.result import Explanation, Row

OVERALL: Final = "overall"

if TYPE_CHECKING:
    from satindex.measures.components import Component
    from satindex.measures.composite import Composite


def explain_composite(measure: Composite, rows: list[Row]) -> Explanation:
    """Return the formula of an index with the weights it uses, where they come from, and its components' ends."""
    used = measure.used
    ends = listed(named(measure.labels[c.name], _said_ends(c)) for c in measure.components)
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
            f"Index = {sums.en}; each component is the mean of its items rescaled to 0–100 ({ends.en}); "
            f"{rule.en}; then the (weighted) mean over respondents{method.en}.",
            f"指数 = {sums.zh}；各组成部分为其题目换算为 0–100 后的均值（{ends.zh}）；{rule.zh}；"
            f"再对受访者求（加权）均值{method.zh}。",
        ),
        tuple(_numbers(measure, rows)),
        notes_of(used),
        tuple(dict.fromkeys((*measure.sources, *(SOURCES[used.method] if measure.weighed else ())))),
    )


def _said_sum(measure: Composite) -> Words:
    """Return the weighted sum: with the declared numbers over their total, else with weights of sum 1."""
    labels, parts = measure.labels, measure.components
    if measure.own_points:
        return Words(
            "Σ w·component/Σ w with each respondent's own points w", "Σ w·组成部分/Σ w，w 为受访者自己分配的分数"
        )
    if measure.weighed is None:
        total, times = sum(part.weight for part in parts), [f"{part.weight:g}·" for part in parts]
        whole = "" if total == 1 else f"/{total:g}"
    else:
        weights, whole = measure.used.by_name, ""
        times = [f"{weights[part.name]:.4g}·" if weights else "w·" for part in parts]
    terms = [(by, labels[part.name]) for by, part in zip(times, parts, strict=True)]
    sums = [" + ".join(f"{by}{label.say(language)}" for by, label in terms) for language in LANGUAGES]
    return Words(*(f"({said}){whole}" if whole else said for said in sums))


def _numbers(measure: Composite, rows: list[Row]) -> Iterator[Words]:
    """Yield the index as the sum of what its components contribute, else each figure."""
    found = {str(row["component"]): row for row in rows}
    index, parts = found[OVERALL], [found[part.name] for part in measure.components]
    amounts = [cell for row in parts if isinstance(cell := row.get("contribution"), float)]
    if not isinstance(index["estimate"], float) or len(amounts) < len(parts):
        yield from (
            named(measure.labels[name], mean_in_numbers(row, digits=2))
            for name, row in found.items()
            if isinstance(row.get("estimate"), float)
        )
        return
    terms = [_term(row, measure.labels[str(row["component"])]) for row in parts if row["weight"]]
    whole, n = exact(index["estimate"], 3), index["n"]
    yield Words(
        f"{' + '.join(term.en for term in terms)} = {whole} (n = {n})",
        f"{' + '.join(term.zh for term in terms)} = {whole}（n = {n}）",
    )


def _term(row: Row, label: Words) -> Words:
    """Return a component's weight times its mean over respondents with an index."""
    weight, amount = row["weight"], row["contribution"]
    if not isinstance(weight, float) or not isinstance(amount, float):
        return label
    said = f"{weight:.4g} × {exact(amount / weight, 3)}"
    return Words(f"{said} ({label.en})", f"{said}（{label.zh}）")


def _said_ends(component: Component) -> str:
    return ", ".join(dict.fromkeys(f"{zero:g}→0, {hundred:g}→100" for zero, hundred in component.ends))
