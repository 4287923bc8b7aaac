"""Importance and performance in words: the quadrants, and how the map was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from satindex.language import Words, named
from satindex.results.numbers import exact
from satindex.results.result import Explanation, Row

QUADRANT_WORDS: Final[Mapping[str, Words]] = {
    "concentrate": Words("Concentrate here", "优先改进"),
    "keep": Words("Keep it up", "继续保持"),
    "low_priority": Words("Low priority", "次要改进"),
    "overkill": Words("Possible overkill", "可能过度"),
}
HEADINGS: Final[Mapping[str, Words]] = {
    "importance": Words("Importance", "重要性"),
    "estimate": Words("Performance", "绩效"),
}
_MEANS = Words(
    "The quadrants are cut at the means of the attributes' means, a convention: important is so only beside the other "
    "attributes asked about. By segment each level has its own cuts.",
    "象限以各属性均值的平均为界，这是惯例：所谓重要只是与问到的其他属性相比。分组时各组用各自的界线。",
)
_STATED = Words("The quadrants are cut where the definition says.", "象限按问卷定义中给出的界线划分。")
_ASKED = Words(
    "Importance is what respondents say; asked outright, most things are called important. How much an attribute moves "
    "satisfaction is another question, answered by the drivers of a model.",
    "重要性为受访者自述；直接询问时多数事项都会被说成重要。某属性对满意度影响多大是另一个问题，由模型的驱动因素回答。",
)


def explain_map(
    rows: list[Row], labels: Mapping[str, Words], at_means: bool, min_answered: float, sources: tuple[str, ...]
) -> Explanation:
    """Return how the map was made, with each attribute's place on it."""
    share = f"{min_answered:.0%}"
    return Explanation(
        Words(
            "Each attribute: (weighted) mean importance and mean performance of the respondents who rated both (a side "
            f"of several items: the mean of the answered ones, if at least {share} are). At or above a cut is high: "
            "important and low, concentrate here; important and high, keep it up; unimportant and low, low priority; "
            "unimportant and high, possible overkill.",
            "每个属性：两侧均作答者的重要性（加权）均值与绩效（加权）均值"
            f"（一侧有多题时取已答题目的均值，至少须回答 {share}）。达到或高于界线为高："
            "重要而绩效低为优先改进，重要且绩效高为继续保持，不重要且绩效低为次要改进，不重要而绩效高为可能过度。",
        ),
        tuple(_numbers(row, labels) for row in rows if isinstance(row.get("estimate"), float)),
        (_MEANS if at_means else _STATED, _ASKED),
        sources,
    )


def _numbers(row: Row, labels: Mapping[str, Words]) -> Words:
    keys = ("importance", "importance_cut", "estimate", "performance_cut")
    theirs, first, ours, second = (exact(cell) if isinstance(cell := row[key], float) else "—" for key in keys)
    name, quadrant = str(row["attribute"]), QUADRANT_WORDS[str(row["quadrant"])]
    said = Words(
        f"importance {theirs} (cut {first}), performance {ours} (cut {second}), n = {row['n']}: {quadrant.en.lower()}",
        f"重要性 {theirs}（界线 {first}），绩效 {ours}（界线 {second}），n = {row['n']}：{quadrant.zh}",
    )
    return named(labels.get(name, Words(name, name)), said)
