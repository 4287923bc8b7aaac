"""`type: word_of_mouth`: how many were told good and bad things, and who came by referral."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

import narwhals as nw
from pydantic import model_validator

from satindex.frames.expressions import answered
from satindex.frames.made import Indicator
from satindex.language import Words, listed, named
from satindex.measures.classes import WILSON_SOURCE, WILSON_WORDS, ratio_cells, share_cells, share_numbers
from satindex.measures.conditions import (
    AnswerTexts,
    Condition,
    answered_with,
    answers_of,
    one_of,
    scored_answer,
    unknown_answer,
)
from satindex.measures.drawn import Target
from satindex.measures.item_checks import numeric_faults
from satindex.measures.measure import Measure, Needs, Score
from satindex.results.numbers import mean_in_numbers, ratio_in_numbers, share_in_numbers
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.base import Base, Estimate
from satindex.survey.kinds import ItemName, KeyFault, MeasureKeys
from satindex.survey.model import Item

SIDES = ("told_good", "told_bad")
# How many people are told in simulated answers.
TOLD = {"told_good": 2.4, "told_bad": 1.1}
FIGURE_WORDS = {
    "told_good": Words("People told something good (mean)", "告知好评的人数（均值）"),
    "told_bad": Words("People told something bad (mean)", "告知差评的人数（均值）"),
    "good_per_bad": Words("Told good for each told bad", "好评人数/差评人数"),
    "referred": Words("Share who came by referral", "经推荐而来的比例"),
    "satisfied_tell": Words("A satisfied customer tells 3–5 people", "一位满意的顾客会告诉 3–5 个人"),
    "hundred_bring": Words("100 satisfied customers bring 15 new ones", "100 位满意的顾客带来 15 位新顾客"),
}
STATUS = {
    "satisfied_tell": Words(
        "taught, source not confirmed [r]; beside it: mean number told something good, satisfied or not",
        "教学中的说法，出处未证实 [r]；旁列：全体受访者告知好评的平均人数，不论是否满意",
    ),
    "hundred_bring": Words(
        "taught, source not confirmed [r]; beside it: respondents per 100 who came by referral, another base: the "
        "claim's own figure needs new customers counted against satisfied ones over a period",
        "教学中的说法，出处未证实 [r]；旁列：每 100 位受访者中经推荐而来者，基数不同："
        "该说法须以一段时期内的新顾客数与满意顾客数相比",
    ),
}


NOT_SAID = Words("'referral' does not say which answers mean by referral", "referral 未写明哪些答案表示经人推荐")


class WordOfMouthKeys(MeasureKeys):
    """Counts of people told, and how the respondent came to know the firm.

    `referral` lists the answers of `came_by` that mean by referral; of two codes, the higher one does.
    """

    type: Literal["word_of_mouth"] = "word_of_mouth"
    told_good: ItemName | None = None
    told_bad: ItemName | None = None
    came_by: ItemName | None = None
    referral: AnswerTexts = ()

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.told_good or self.told_bad or self.came_by):
            raise ValueError(Words("needs told_good, told_bad or came_by", "需要 told_good、told_bad、came_by 之一"))
        if self.referral and not self.came_by:
            raise ValueError(
                Words(
                    "'referral' lists answers of 'came_by', which is not there",
                    "referral 列出的是 came_by 的答案，但没有 came_by",
                )
            )
        return self

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse answers without numbers and referral answers that the scale does not know."""
        for key in (*SIDES, "came_by"):
            name = getattr(self, key)
            yield from numeric_faults((key,), (name,) if name else (), items)
        came_by = items.get(self.came_by or "")
        if came_by is None or not came_by.scale.is_numeric:
            return
        if not came_by.scale.values:
            kind = came_by.scale.name
            yield KeyFault(
                ("came_by",),
                Words(
                    f"{came_by.name} on scale '{kind}' has no answers to count",
                    f"{came_by.name} 的量表“{kind}”没有可计数的答案",
                ),
                Words(
                    "Give it a scale with codes, one for each way of coming.",
                    "请使用 codes 量表，每种来源一个编码。",
                ),
            )
        for text in self.referral:
            if scored_answer(text, came_by) is None:
                yield unknown_answer(("referral",), text, came_by)

    def warnings(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Warn where several answers are possible and none is said to mean by referral."""
        if self.came_by and not self.referral and len(items[self.came_by].scale.values) > 2:
            yield KeyFault(("came_by",), NOT_SAID, Words("Write referral: [answer, …].", "请写 referral: [答案, …]。"))

    def build(self, name: str, items: Mapping[str, Item]) -> WordOfMouth:
        """Return the measure."""
        told = {side: getattr(self, side) for side in SIDES if getattr(self, side)}
        came_by = items[self.came_by] if self.came_by else None
        sources = answers_of(came_by) if came_by else {}
        return WordOfMouth(name, self.title, told, self.came_by, sources, self._referral(came_by))

    def _referral(self, came_by: Item | None) -> Condition | None:
        """Return which answers mean by referral; None where nothing says so."""
        if came_by is None:
            return None
        if self.referral:
            return answered_with(self.referral, came_by)
        return one_of(came_by.scale.values[1:], came_by) if len(came_by.scale.values) == 2 else None


KEYS = WordOfMouthKeys


@dataclass(frozen=True)
class WordOfMouth(Measure):
    """Means told, good told for each bad one, share by referral."""

    told: Mapping[str, str]
    came_by: str | None
    ways: Mapping[float, Words]
    referral: Condition | None

    topic: ClassVar[str] = "recommendation"
    chart: ClassVar[None] = None
    charts: ClassVar[Mapping[str, str]] = {"came_by": "classes"}
    more_titles: ClassVar[Mapping[str, Words]] = {
        "came_by": Words("how customers came to know the firm", "顾客的来源"),
        "taught": Words("beside what is taught", "与教学中的说法对照"),
    }
    sources: ClassVar[tuple[str, ...]] = (
        "Anderson, E. W. (1998). Customer satisfaction and word of mouth. Journal of Service Research 1(1), 5–17.",
    )

    @property
    def items(self) -> tuple[str, ...]:
        return (*self.told.values(), *((self.came_by,) if self.came_by else ()))

    @property
    def headline(self) -> None:
        return None

    @property
    def compared(self) -> Mapping[str, Mapping[str, str]]:
        return {name: {"figure": name.removeprefix(f"{self.name}.")} for name in self.score_names}

    @property
    def unit(self) -> Words:
        return Words("people, ratio or share", "人数、比值或比例")

    @property
    def labels(self) -> Mapping[str, Words]:
        return FIGURE_WORDS

    @property
    def _both(self) -> tuple[str, str] | None:
        """The counts of those who gave both: the ratio is over them."""
        return (f"{self.name}:good", f"{self.name}:bad") if len(self.told) == 2 else None

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        scores = [Score(f"{self.name}.{side}", nw.col(item).cast(nw.Float64)) for side, item in self.told.items()]
        if self._both:
            there = answered(*self.told.values())
            for column, item in zip(self._both, self.told.values(), strict=True):
                scores.append(Score(column, nw.when(there).then(nw.col(item).cast(nw.Float64)), kept=False))
        if self.referral:
            scores.append(Score(f"{self.name}.referred", self.referral.score()))
        return (tuple(scores),)

    def drawn(self) -> tuple[Target, ...]:
        return tuple(
            Target(f"{self.name}.{side}", self.name, (item,), mean=TOLD[side]) for side, item in self.told.items()
        )

    def needs(self) -> Needs:
        blocks: list[tuple[str, ...]] = [(name,) for name in self.score_names]
        made = {self._way(value): Indicator(self.came_by or "", "equal", value) for value in self.ways}
        return Needs((*blocks, *([self._both] if self._both else []), *((name,) for name in made)), made)

    def _way(self, value: float) -> str:
        return f"{self.name}:{self.came_by}={value:g}"

    def rows(self, base: Base) -> list[Row]:
        rows: list[Row] = [{"figure": side, **base.mean(f"{self.name}.{side}").cells()} for side in self.told]
        if self._both:
            rows.append({"figure": "good_per_bad", **ratio_cells(base, *self._both)})
        if self.referral:
            rows.append({"figure": "referred", **share_cells(base, f"{self.name}.referred")})
        elif self.ways:
            n = base.n(self._way(next(iter(self.ways))))
            rows.append({"figure": "referred", **Estimate(None, n=n, reason=NOT_SAID).cells()})
        return rows

    def more_rows(self, base: Base) -> dict[str, list[Row]]:
        """Return the share of each way of coming, and the taught figures beside one's own."""
        ways: list[Row] = [{"came_by": words, **share_cells(base, self._way(at))} for at, words in self.ways.items()]
        taught = self._taught_rows(base)
        return ({"came_by": ways} if ways else {}) | ({"taught": taught} if taught else {})

    def _taught_rows(self, base: Base) -> list[Row]:
        rows: list[Row] = []
        if "told_good" in self.told:
            own = base.mean(f"{self.name}.told_good").cells()
            rows.append(_taught("satisfied_tell", 3.0, 5.0, {**own}))
        if self.referral:
            share = share_cells(base, f"{self.name}.referred")
            figures = ("estimate", "std_error", "ci_low", "ci_high")
            hundred = {name: _hundredfold(cell) if name in figures else cell for name, cell in share.items()}
            rows.append(_taught("hundred_bring", 15.0, 15.0, hundred))
        return rows

    def explanation(self, rows: list[Row]) -> Explanation:
        asked = [named(FIGURE_WORDS[side], item) for side, item in self.told.items()]
        asked += [named(FIGURE_WORDS["referred"], self.referral.said())] if self.referral else []
        said = listed(asked)
        return Explanation(
            Words(
                f"Means of the numbers told; good for each bad = mean told good / mean told bad, over respondents who "
                f"gave both; share by referral = respondents with a referral answer / all who answered ({said.en}).",
                f"告知人数取均值；好评/差评 = 两项均作答者的好评人数均值/差评人数均值；经推荐而来的比例 = "
                f"回答为经人推荐者/全部作答者（{said.zh}）。",
            ),
            _numbers(rows),
            (
                Words(
                    "Counts told are skewed: a few who tell many move the mean. The ratio's error is linearised.",
                    "告知人数分布偏斜：少数告知很多人的受访者会拉动均值。比值的标准误为线性化误差。",
                ),
                *((WILSON_WORDS,) if self.came_by else ()),
                Words(
                    "Taught figures (3–5 told; 100 satisfied bring 15) are claims whose source we have not confirmed "
                    "[r]; they stand beside one's own figures, not as a norm.",
                    "教学数字（告诉 3–5 人；100 位满意顾客带来 15 位）的出处未经我们证实 [r]；"
                    "仅供与自身数据对照，不是标准。",
                ),
            ),
            (*self.sources, WILSON_SOURCE) if self.came_by else self.sources,
        )


def _taught(claim: str, low: float, high: float, own: Mapping[str, Cell]) -> Row:
    return {"claim": claim, "taught_low": low, "taught_high": high, **own, "status": STATUS[claim]}


def _hundredfold(cell: Cell) -> Cell:
    return 100 * cell if isinstance(cell, float) else cell


def _numbers(rows: list[Row]) -> tuple[Words, ...]:
    if rows and "came_by" in rows[0]:
        return share_numbers(rows, {}, "came_by")
    return tuple(_number(row) for row in rows if isinstance(row.get("estimate"), float))


def _number(row: Row) -> Words:
    figure = str(row.get("figure") or row["claim"])
    if isinstance(row.get("numerator"), float):
        said = ratio_in_numbers(row)
    else:
        said = share_in_numbers(row) if figure == "referred" else mean_in_numbers(row)
    return named(FIGURE_WORDS[figure], said)
