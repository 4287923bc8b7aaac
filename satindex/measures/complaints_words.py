"""What the stages of a complaint are called, and how the funnel's figures were computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from satindex.language import Words, named
from satindex.measures.classes import WILSON_WORDS
from satindex.results.numbers import mean_in_numbers, ratio_in_numbers, share_in_numbers
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
    "“占全部遇到问题者”（of_all）以遇到问题者为基数。每宗投诉对应的沉默顾客 = 遇到问题但未投诉者/投诉者。",
)
_NOTES = (
    Words(
        "Complainers' satisfaction is over all who complained, resolved or not; mean of the answers as coded.",
        "投诉客户满意度以全部投诉者为基数，无论是否解决；均值为编码后的回答均值。",
    ),
    Words(
        "Taught: about 20 silent customers for each complaint; a taught claim whose source we have not confirmed [r]. "
        "Counted as silent are only those who told this survey of a problem.",
        "教学中的说法：每宗投诉约对应 20 位沉默顾客；该说法的出处未经我们证实 [r]。"
        "沉默顾客仅含在本调查中表示遇到问题者。",
    ),
    WILSON_WORDS,
    Words(
        "The ratio's error is linearised; its interval uses Student's t.", "比值的标准误为线性化误差，区间用 t 分布。"
    ),
)


def explained(rows: Iterable[Row], said: Words, labels: Mapping[str, Words], sources: tuple[str, ...]) -> Explanation:
    """Return the words for the rows of one of the funnel's tables; `said` tells what each stage asks."""
    numbers = tuple(_number(row, labels) for row in rows if isinstance(row.get("estimate"), float))
    formula = Words(_FORMULA.en.format(said=said.en), _FORMULA.zh.format(said=said.zh))
    return Explanation(formula, numbers, _NOTES, sources)


def _number(row: Row, labels: Mapping[str, Words]) -> Words:
    about = labels[str(row.get("stage") or row["figure"])]
    if "cause" in row:
        cause = labels.get(str(row["cause"]), Words(str(row["cause"]), str(row["cause"])))
        about = Words(f"{cause.en}, {about.en.lower()}", f"{cause.zh}，{about.zh}")
    if isinstance(row.get("numerator"), float):
        return named(about, ratio_in_numbers(row))
    if row.get("figure") == "complainers.answer":
        return named(about, mean_in_numbers(row))
    return named(about, share_in_numbers(row))
