"""What Kano's categories are called, and how their figures were computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

from satindex.language import Words, named
from satindex.results.numbers import NEAR, exact
from satindex.results.result import Explanation, Row

_SINGLE: Final = {
    "A": Words("Attractive", "魅力"),
    "O": Words("One-dimensional", "期望"),
    "M": Words("Must-be", "必备"),
    "I": Words("Indifferent", "无差异"),
    "R": Words("Reverse", "反向"),
    "Q": Words("Questionable", "可疑"),
}
_TIED: Final = {
    "/".join(letters): Words(
        " / ".join(_SINGLE[letter].en for letter in letters), "/".join(_SINGLE[letter].zh for letter in letters)
    )
    for size in range(2, len(_SINGLE) + 1)
    for letters in combinations(_SINGLE, size)
}
CATEGORY_WORDS: Final[Mapping[str, Words]] = {**_SINGLE, **_TIED}

_FORMULA = Words(
    "Each respondent's pair of answers has a category by the 5 × 5 table; category = the most frequent one (several "
    "where tied), estimate = its share of n. better = (A + O)/(A + O + M + I), worse = −(O + M)/(A + O + M + I); R and "
    "Q are counted apart. category strength = first − second share, total strength = A + O + M share. functional and "
    "dysfunctional: means of 4, 2, 0, −1, −2 and of −2, −1, 0, 2, 4.",
    "每位受访者的一对回答按 5 × 5 表归类；类别 = 人数最多的一类（并列则列出多个），估计值 = 其占 n 的比例。"
    "满意系数 = (A + O)/(A + O + M + I)，不满意系数 = −(O + M)/(A + O + M + I)；R 与 Q 另计。"
    "类别强度 = 第一与第二类别比例之差，总强度 = A + O + M 的比例。"
    "连续分析：具备时取 4、2、0、−1、−2 的均值，不具备时取 −2、−1、0、2、4 的均值。",
)
_EXACT = Words(
    "p: exact two-sided binomial test of the first category against the second, given their sum (linearised "
    "difference of the two shares where a design is declared). The pair is chosen after looking, so p is too small, "
    "and one feature's p takes no account of the others.",
    "p：在两类人数之和给定时，第一类别对第二类别的精确双侧二项检验（声明抽样设计时为两比例之差的线性化检验）。"
    "这两类是看过数据后选出的，因此 p 偏小；且未考虑同时检验多个特性。",
)
_FONG = Words(
    "Fong's test: the first leads if it is ahead by 1.65·√((a + b)(2n − a − b)/(2n)) answers or more, n with R and Q. "
    "Known from a single secondary source; passed more easily than a 5% test; unweighted counts.",
    "Fong 检验：领先人数达到 1.65·√((a + b)(2n − a − b)/(2n)) 即为领先，n 含 R 与 Q。"
    "仅见于单一二手来源；比 5% 检验更容易通过；按未加权人数计算。",
)
_INTERVALS = Words(
    "Intervals of shares, better and worse: Wilson, with the effective base where a design is declared; their standard "
    "errors are linearised. A, O, M, I, R, Q are unweighted counts.",
    "比例、满意系数与不满意系数的区间：Wilson 法，声明抽样设计时用有效样本量；标准误为线性化误差。"
    "A、O、M、I、R、Q 为未加权人数。",
)
_FONG_SOURCE = (
    "Fong, D. (1996). Using the self-stated importance questionnaire to interpret Kano questionnaire results. "
)


def explained(rows: Iterable[Row], labels: Mapping[str, Words], test: str, sources: tuple[str, ...]) -> Explanation:
    """Return the words for rows of features."""
    more = (f"{_FONG_SOURCE}Center for Quality of Management Journal 5(3).",) if test == "fong" else ()
    numbers = tuple(_numbers(row, labels) for row in rows if isinstance(row.get("better"), float))
    return Explanation(_FORMULA, numbers, (_FONG if test == "fong" else _EXACT, _INTERVALS), (*sources, *more))


def _numbers(row: Row, labels: Mapping[str, Words]) -> Words:
    name = str(row["feature"])
    a, o, m, i = (_number(row, letter) for letter in "AOMI")
    below = f"({a:g} + {o:g} + {m:g} + {i:g})"
    better, worse = exact(_number(row, "better")), exact(_number(row, "worse"))
    if abs((a + o) / (a + o + m + i) - _number(row, "better")) < NEAR:
        better, worse = f"({a:g} + {o:g})/{below} = {better}", f"−({o:g} + {m:g})/{below} = {worse}"
        said = Words(f"better {better}, worse {worse}", f"满意系数 {better}，不满意系数 {worse}")
    else:
        said = Words(
            f"better {better}, worse {worse}, of weighted shares; counts A {a:g}, O {o:g}, M {m:g}, I {i:g}",
            f"满意系数 {better}，不满意系数 {worse}，由加权比例得出；人数 A {a:g}、O {o:g}、M {m:g}、I {i:g}",
        )
    return named(labels.get(name) or Words(name, name), said)


def _number(row: Row, key: str) -> float:
    cell = row[key]
    return float(cell) if isinstance(cell, int | float) else 0.0
