"""What the stages of a complaint are called, and how the funnel's figures were computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from satindex.language import Words
from satindex.results.result import Explanation, Row

LABELS: Final[Mapping[str, Words]] = {
    "problem": Words("Had a problem", "遇到问题"),
    "complained": Words("Complained", "投诉"),
    "resolved": Words("Was resolved", "得到解决"),
    "satisfied": Words("Satisfied with how", "对处理满意"),
    "returns": Words("Comes back", "再次惠顾"),
    "silent_per_complaint": Words("Silent customers per complaint", "每宗投诉对应的沉默顾客数"),
    "complainers.satisfied": Words("Complainers who are satisfied", "投诉客户满意的比例"),
    "complainers.returns": Words("Complainers who come back", "投诉客户再次惠顾的比例"),
    "silent.returns": Words("Silent customers who come back", "沉默顾客再次惠顾的比例"),
    "complainers.answer": Words("Complainers' satisfaction, as answered", "投诉客户满意度（原始回答均值）"),
}
_FORMULA = Words(
    "Each stage's share is of those who came as far as the stage before and answered: problem / all, complained / "
    "problem, resolved / complained, satisfied / resolved, returns / satisfied ({said}). of_all = share of those with "
    "a problem. Silent per complaint = those with a problem who did not complain / those who did.",
    "每一阶段的比例以到达上一阶段并作答者为基数：问题/全部，投诉/问题，解决/投诉，满意/解决，再次惠顾/满意（{said}）。"
    "of_all = 占遇到问题者的比例。每宗投诉对应的沉默顾客 = 遇到问题但未投诉者/投诉者。",
)
_NOTES = (
    Words(
        "Complainers' satisfaction is over all who complained, resolved or not; mean of the answers as coded.",
        "投诉客户满意度以全部投诉者为基数，无论是否解决；均值为编码后的回答均值。",
    ),
    Words(
        "Taught: about 20 silent customers for each complaint; a taught claim whose source we have not confirmed [r]. "
        "The silent count only those who told this survey of a problem.",
        "教学中的说法：每宗投诉约对应 20 位沉默顾客；该说法的出处未经我们证实 [r]。"
        "沉默顾客仅含在本调查中表示遇到问题者。",
    ),
    Words(
        "The ratio's error is linearised; its interval uses Student's t.", "比值的标准误为线性化误差，区间用 t 分布。"
    ),
)


def explained(rows: Iterable[Row], said: str, sources: tuple[str, ...]) -> Explanation:
    """Return the words for the funnel's rows; `said` tells what each stage asks."""
    numbers = tuple(_number(row) for row in rows if "stage" in row and isinstance(row.get("estimate"), float))
    return Explanation(Words(_FORMULA.en.format(said=said), _FORMULA.zh.format(said=said)), numbers, _NOTES, sources)


def _number(row: Row) -> Words:
    label, share, n = LABELS[str(row["stage"])], row["estimate"], row["n"]
    return Words(f"{label.en}: {share:.4f} of n = {n}", f"{label.zh}：{share:.4f}，n = {n}")
