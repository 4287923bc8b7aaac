"""Which attributes are basic, performance or excitement factors: penalty and reward of their extreme boxes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from satindex.language import Words
from satindex.linkage.contrasting import Contrast, Contrasted, Estimate, contrasted
from satindex.linkage.explaining import ERRORS
from satindex.linkage.labels import labels_of
from satindex.linkage.linked import Linked, ModelTable
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Explanation, Row

ORDER: Final = 60
CERTAIN: Final = 0.05
TITLE: Final = Words("basic, performance and excitement factors", "基本、绩效与魅力因素")


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the contrasts; none where the model does not ask for them."""
    asked = linked.model.penalty_reward
    if asked is None:
        return ()
    found = contrasted(scores, linked, asked)
    if isinstance(found, Words):
        rows = tuple(_missing(str(row["term"]), len(linked.data.outcome), found) for row in linked.drivers.rows)
        return (ModelTable(".penalty_reward", TITLE, rows, Explanation(FORMULA, (), (found,), SOURCES)),)
    rows = tuple(_row(name, one, found) for name, one in found.contrasts)
    coefficient = COEFFICIENTS.get(found.fitted.family, COEFFICIENTS["ols"])
    notes = (coefficient, ERRORS[found.fitted.errors], *NOTES)
    said = Explanation(FORMULA, _worked(rows), notes, SOURCES)
    options = {"headings": HEADINGS, "kinds": KINDS, "format": "coefficient"}
    labels = labels_of(scores)
    return (ModelTable(".penalty_reward", TITLE, rows, said, "penalty_reward", labels=labels, options=options),)


def _missing(term: str, n: int, reason: Words) -> Row:
    figures = ("penalty", "reward")
    cells = dict.fromkeys(("low_box", "high_box", "n_low", "n_high"))
    cells |= {f"{figure}{end}": None for figure in figures for end in ("", "_low", "_high")}
    return {"term": term, **cells, "range": None, "factor": None, "n": n, "reason": reason}


def _row(name: str, found: Contrast | Words, whole: Contrasted) -> Row:
    n = whole.problem.n
    if isinstance(found, Words):
        return _missing(name, n, found)
    boxes = found.boxes
    row: dict[str, Cell] = {
        "term": name,
        "low_box": boxes.low,
        "high_box": boxes.high,
        "n_low": int(boxes.lowest.sum()),
        "n_high": int(boxes.highest.sum()),
        **_cells("penalty", found.penalty),
        **_cells("reward", found.reward),
        "range": found.range,
        **_cells("asymmetry", found.asymmetry),
        "p_value": found.sum_p_value,
        "factor": _factor(found),
        "n": n,
    }
    return row if found.asymmetry else {**row, "reason": WRONG_SIGN}


def _cells(name: str, found: Estimate | None) -> dict[str, Cell]:
    if found is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: found.estimate, f"{name}_low": found.interval.low, f"{name}_high": found.interval.high}


def _factor(found: Contrast) -> Words:
    """The kind of factor, as far as the data show it."""
    if found.asymmetry is None:
        return UNCLEAR
    if found.penalty.interval.high >= 0 and found.reward.interval.low <= 0:
        return UNIMPORTANT
    if found.sum_p_value >= CERTAIN:
        return PERFORMANCE
    return BASIC if found.sum.estimate < 0 else EXCITEMENT


def _worked(rows: Iterable[Row]) -> tuple[Words, ...]:
    row = next((row for row in rows if row.get("asymmetry") is not None), None)
    if row is None:
        return ()
    penalty, reward = float(str(row["penalty"])), float(str(row["reward"]))
    line = (
        f"{row['term']}: {reward:.4f} − ({penalty:.4f}) = {row['range']:.4f}; "
        f"({reward:.4f} − {abs(penalty):.4f})/{row['range']:.4f} = {row['asymmetry']:.4f}"
    )
    return (Words(line, line),)


BASIC: Final = Words("basic", "基本因素")
PERFORMANCE: Final = Words("performance (no asymmetry shown)", "绩效因素（未显示不对称）")
EXCITEMENT: Final = Words("excitement", "魅力因素")
UNIMPORTANT: Final = Words("not shown to matter", "未显示影响")
UNCLEAR: Final = Words("unclear", "不明确")
WRONG_SIGN: Final = Words(
    "no asymmetry: the lowest box does better, or the highest worse, than what lies between",
    "不计算不对称：低分段优于中间，或高分段劣于中间",
)
FORMULA: Final = Words(
    "penalty and reward: coefficients of two dummies per attribute, 1 in its lowest and in its highest box, against "
    "what lies between; all attributes and the controls in one model; range = reward − penalty; asymmetry = (reward − "
    "|penalty|)/range, −1 penalty only … 1 reward only; p: of reward + penalty = 0",
    "惩罚与奖励：每个属性两个虚拟变量（最低段、最高段）相对于中间的系数，所有属性与控制变量同在一个模型；"
    "范围 = 奖励 − 惩罚；不对称 = （奖励 − |惩罚|）/范围，−1 只有惩罚 … 1 只有奖励；p：检验 奖励 + 惩罚 = 0",
)
COEFFICIENTS: Final = {
    "ols": Words("Coefficients are in points of the outcome (unstandardised).", "系数以结果的分值计（未标准化）。"),
    "logit": Words("Coefficients are log odds (unstandardised).", "系数为对数优势（未标准化）。"),
    "ordinal": Words("Coefficients are log odds of a higher level.", "系数为更高等级的对数优势。"),
    "poisson": Words("Coefficients are log rates.", "系数为对数率。"),
    "negative_binomial": Words("Coefficients are log rates.", "系数为对数率。"),
}
NOTES: Final = (
    Words(
        "Boxes: where the definition gives none, the lowest and highest point of an item, and of a score the outer "
        "quarters of the respondents. Where they are cut decides much: read the counts beside them.",
        "分段：定义未给出时，题项取最低与最高点，得分取受访者的首尾四分之一。切分方式影响很大：请一并查看各段人数。",
    ),
    Words(
        "Basic: what is lost at the bottom outweighs what is won at the top (p < .05); excitement: the other way "
        "round; performance: something is lost or won, and no difference between the two is shown. Not shown to "
        "matter: the intervals of both hold 0.",
        "基本因素：低分的损失大于高分的收益（p < .05）；魅力因素则相反；绩效因素：有损失或收益，但两者未显示差异。"
        "未显示影响：两者的区间均含 0。",
    ),
)
SOURCES: Final = (
    "Brandt 1987, in Surprenant (ed.), Add Value to Your Service, AMA, 61–65",
    "Mikulić & Prebežac 2008, Managing Service Quality 18: 559–576 (range and asymmetry)",
    "Matzler & Sauerwein 2002, International Journal of Service Industry Management 13: 314–332",
)
HEADINGS: Final = {
    "low_box": Words("Lowest box to", "低分段至"),
    "high_box": Words("Highest box from", "高分段自"),
    "n_low": Words("n, lowest", "n（低分段）"),
    "n_high": Words("n, highest", "n（高分段）"),
    "penalty": Words("Penalty", "惩罚"),
    "penalty_low": Words("Penalty, low", "惩罚下限"),
    "penalty_high": Words("Penalty, high", "惩罚上限"),
    "reward": Words("Reward", "奖励"),
    "reward_low": Words("Reward, low", "奖励下限"),
    "reward_high": Words("Reward, high", "奖励上限"),
    "range": Words("Range", "范围"),
    "asymmetry": Words("Asymmetry", "不对称"),
    "asymmetry_low": Words("Asymmetry, low", "不对称下限"),
    "asymmetry_high": Words("Asymmetry, high", "不对称上限"),
    "factor": Words("Factor", "因素类型"),
}
KINDS: Final = {
    "low_box": "points",
    "high_box": "points",
    "n_low": "count",
    "n_high": "count",
    "factor": "text",
    **dict.fromkeys(("asymmetry", "asymmetry_low", "asymmetry_high"), "ratio"),
    **dict.fromkeys(("penalty", "penalty_low", "penalty_high", "range"), "coefficient"),
    **dict.fromkeys(("reward", "reward_low", "reward_high"), "coefficient"),
}
