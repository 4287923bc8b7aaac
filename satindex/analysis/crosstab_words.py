"""How a table of answers by segments was computed, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from satindex.language import Words
from satindex.measures.comparing_words import of_people
from satindex.measures.panel import People
from satindex.results.result import Explanation
from satindex.stats import multiplicity
from satindex.survey.counted import Crosstab


@dataclass(frozen=True)
class About:
    """What a table holds: whether a design is declared, several answers each, means; `people` says what ids told."""

    designed: bool
    adjust: Literal["holm", "bh"]
    several: bool
    bases: tuple[Words, ...]
    means: bool
    reversed: bool
    people: People


def explanation(table: Crosstab, about: About) -> Explanation:
    """Return the formula of a table's shares, what its letters and tests mean, and the sources."""
    said = {
        "column": Words("answers within each group", "各组内的回答"),
        "row": Words("groups within each answer", "各回答内的组别"),
        "total": Words("all who answered and have a group", "全部有回答且有组别者"),
    }[table.percent]
    return Explanation(
        Words(
            f"Share (0–1) = {'weighted ' if about.designed else ''}count / base; 100% = {said.en}; interval: Wilson"
            f"{' at the effective base' if about.designed else ''}.",
            f"比例（0–1）= {'加权' if about.designed else ''}次数/基数；100% = {said.zh}；"
            f"区间：Wilson{'（按有效基数）' if about.designed else ''}。",
        ),
        notes=tuple(_notes(table, about)),
        sources=(
            "Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.",
            *(_DESIGNED if about.designed or about.people.design else ()),
            *(() if about.designed else _PLAIN),
        ),
    )


def _notes(table: Crosstab, about: About) -> Iterator[Words]:
    method = multiplicity.NAMES[about.adjust]
    if table.letters and table.percent == "column":
        yield from _letters(about, method)
    if about.several:
        yield _several(table)
    yield from about.bases
    if about.means:
        yield _means(about)
    test = (
        Words("Rao and Scott's second-order F of the design", "按抽样设计的 Rao–Scott 二阶校正 F")
        if about.designed
        else Words("Pearson's χ², not corrected for continuity", "Pearson χ²，不作连续性校正")
    )
    if about.people.design is not None and not about.designed:
        test = Words(
            f"{test.en}; over waves of the same people Rao and Scott's second-order F",
            f"{test.zh}；同一批人的各期之间用 Rao–Scott 二阶校正 F",
        )
    yield Words(
        f"Test: {test.en}; p adjusted by {method} within this table; respondents without a group, and groups that are "
        "withheld, are left out.",
        f"检验：{test.zh}；p 值在本表内按 {method} 法校正；不含缺失组别者与因基数过小而不显示的组。",
    )
    yield from of_people(about.people)


def _letters(about: About, method: str) -> Iterator[Words]:
    test = (
        Words("linearised difference of two shares", "两比例之差的线性化检验")
        if about.designed
        else Words("z test of two shares, pooled", "两比例 z 检验（合并方差）")
    )
    welch = about.means and not about.designed
    means = Words("; means by Welch's t", "；均值用 Welch t 检验") if welch else Words("", "")
    yield Words(
        "Capital letters: each column has one; a letter in a cell names a column of the same segment whose figure is "
        f"significantly lower (adjusted p < .05). Columns are compared in pairs, answer by answer: {test.en}"
        f"{means.en}; p adjusted by {method} within each answer and segment. The total, those without a group and "
        "withheld columns are not compared.",
        "大写字母：每列一个；单元格中的字母表示同一分组中数值显著较低的列（校正后 p < .05）。"
        f"逐个回答两两比较：{test.zh}{means.zh}；p 值在每个回答、每个分组内按 {method} 法校正。"
        "合计、缺失组别及不显示的列不参与比较。",
    )
    yield Words(
        "Small letters (in the long table) say the same the other way round: columns that share one do not differ.",
        "小写字母（长表中）表示同一结果的另一面：有相同字母的列无显著差异。",
    )


def _several(table: Crosstab) -> Words:
    base = (
        Words("of the answers given (responses)", "占全部被选次数（人次）")
        if table.base == "responses"
        else Words("of those who answered (respondents); they may sum to more than 100%", "占答题人数，合计可超过 100%")
    )
    return Words(f"Several answers each: shares are {base.en}.", f"多选题：比例{base.zh}。")


def _means(about: About) -> Words:
    turned = (
        Words(" of the answers as given, before reverse-keying", "按原始回答（未反向计分）计算")
        if about.reversed
        else Words("", "")
    )
    return Words(
        f"Means{turned.en}; top 2: share of the two highest points, on scales of four points or more.",
        f"均值{turned.zh}；前两档：最高两个分值的比例（四点及以上量表）。",
    )


_PLAIN = ("Cramér, H. (1946). Mathematical Methods of Statistics. Princeton, p. 282.",)
_DESIGNED = ("Rao, J. N. K. & Scott, A. J. (1984). Annals of Statistics 12, 46–60 (as R survey's svychisq).",)
