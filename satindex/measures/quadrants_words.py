"""What the corners of two scores are called, and how respondents were sorted into them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from satindex.language import Words

CLASS_WORDS: Final[Mapping[str, Words]] = {
    "apostle": Words("Apostles", "信徒（传道者）"),
    "loyalist": Words("Loyalists", "忠诚者"),
    "hostage": Words("Hostages", "被困者（人质）"),
    "mercenary": Words("Mercenaries", "唯利者（雇佣兵）"),
    "defector": Words("Defectors", "背叛者"),
    "terrorist": Words("Terrorists", "恐怖分子"),
    "true": Words("True loyalty", "真正忠诚"),
    "latent": Words("Latent loyalty", "潜在忠诚"),
    "spurious": Words("Spurious loyalty", "虚假忠诚"),
    "none": Words("No loyalty", "不忠诚"),
}
AXIS_WORDS: Final[Mapping[str, Mapping[str, Words]]] = {
    "apostle": {"x": Words("Satisfaction", "满意度"), "y": Words("Loyalty", "忠诚度")},
    "attitude_behaviour": {"x": Words("Relative attitude", "相对态度"), "y": Words("Repeat patronage", "重复惠顾")},
}
SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "apostle": (
        "Jones, T. O. & Sasser, W. E. (1995). Why satisfied customers defect. Harvard Business Review 73(6), 88–99.",
    ),
    "attitude_behaviour": (
        "Dick, A. S. & Basu, K. (1994). Customer loyalty: toward an integrated conceptual framework. Journal of the "
        "Academy of Marketing Science 22(2), 99–113 (names of the classes cited from general knowledge).",
    ),
}
_NO_CANON: Final = Words(
    "No canonical cut-offs exist: the cuts above are this survey's own choice, and shares move with them.",
    "没有公认的切点：以上切点由本调查自行选定，比例会随之变化。",
)
CELLS: Final = Words(
    "Each row is a cell of x × y: its share is (weighted) respondents in it / all with both scores, count is "
    "unweighted; a class's cells add up to its share. Cells have no intervals.",
    "每行为 x × y 的一格：比例 = 该格（加权）人数/两项得分均有的全部受访者，人数未加权；"
    "一类各格之和等于该类比例。各格不计算区间。",
)
TOO_MANY_FOR_CELLS: Final = Words(
    "the cells of the heat map are counted from the rows themselves, which are more than a million: the shares of "
    "classes are of all of them; for the map, read a random part of the answers",
    "热力图各格须由逐行数据计数，而行数超过一百万：各类比例仍基于全部数据；如需热力图，请只读取随机抽取的一部分回答",
)
NOTES: Final[Mapping[str, tuple[Words, ...]]] = {
    "apostle": (_NO_CANON,),
    "attitude_behaviour": (
        _NO_CANON,
        Words(
            "Relative attitude is the attitude compared with other suppliers; an item that asks about one supplier "
            "alone is a weaker stand-in.",
            "相对态度指与其他供应商相比的态度；只问本企业的题目只是较弱的替代。",
        ),
    ),
}
Axis = tuple[str, str, str, str]


def formula(of: str, x: Axis, y: Axis, corners: bool) -> Words:
    """Return how the corners were cut; an axis is (name, cut, cut of the upper corner, cut of the lower one)."""
    x_word, y_word = AXIS_WORDS[of]["x"], AXIS_WORDS[of]["y"]
    high_en = f"{x_word.en} is high where {x[0]} ≥ {x[1]}, {y_word.en[0].lower() + y_word.en[1:]} where {y[0]} ≥ {y[1]}"
    high_zh = f"{x[0]} ≥ {x[1]} 为{x_word.zh}高，{y[0]} ≥ {y[1]} 为{y_word.zh}高"
    sorted_en, sorted_zh = _SORTED[of]
    if corners:
        sorted_en += (
            f"; loyalists with {x[0]} ≥ {x[2]} and {y[0]} ≥ {y[2]} are apostles, "
            f"defectors with {x[0]} < {x[3]} and {y[0]} < {y[3]} terrorists"
        )
        sorted_zh += (
            f"；忠诚者中 {x[0]} ≥ {x[2]} 且 {y[0]} ≥ {y[2]} 者为信徒，"
            f"背叛者中 {x[0]} < {x[3]} 且 {y[0]} < {y[3]} 者为恐怖分子"
        )
    return Words(
        f"{high_en}: {sorted_en}. Share = respondents of a class / all with both scores.",
        f"{high_zh}：{sorted_zh}。比例 = 该类人数/两项得分均有的全部受访者。",
    )


_SORTED: Final = {
    "apostle": (
        "both high loyalist, only loyalty high hostage, only satisfaction high mercenary, neither defector",
        "两者皆高为忠诚者，仅忠诚度高为被困者，仅满意度高为唯利者，两者皆低为背叛者",
    ),
    "attitude_behaviour": (
        "both high true loyalty, only attitude high latent, only patronage high spurious, neither no loyalty",
        "两者皆高为真正忠诚，仅态度高为潜在忠诚，仅惠顾高为虚假忠诚，两者皆低为不忠诚",
    ),
}
