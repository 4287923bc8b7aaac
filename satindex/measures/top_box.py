"""`type: top_box`: the share of respondents who gave one of the best (or worst, or named) answers, 0–100."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Annotated, ClassVar, Literal, Self

import narwhals as nw
from pydantic import Field, model_validator

from satindex.errors import did_you_mean
from satindex.language import LANGUAGES, Words
from satindex.measures.item_checks import numeric_faults
from satindex.measures.marginals import FigureRows, Marginals
from satindex.measures.measure import Measure, Needs, Score
from satindex.responses.answers import Coder
from satindex.results.numbers import percent_in_numbers
from satindex.results.result import Explanation, Row
from satindex.stats.base import Base
from satindex.stats.shares import METHOD_SOURCES, METHOD_WORDS, ShareMethod, share
from satindex.survey.kinds import Answers, ItemName, KeyFault, MeasureKeys
from satindex.survey.model import Item

Boxes = Annotated[int, Field(ge=1)]
DEFAULT_BOXES = 2


class TopBoxKeys(MeasureKeys):
    """The share of answers in a box: the `top` or `bottom` so many, or those of `codes`."""

    type: Literal["top_box"] = "top_box"
    item: ItemName
    top: Boxes | None = None
    bottom: Boxes | None = None
    codes: Answers | None = None
    interval: ShareMethod = "wilson"

    @model_validator(mode="after")
    def _one_box(self) -> Self:
        given = [key for key in ("top", "bottom", "codes") if getattr(self, key) is not None]
        if len(given) > 1:
            both = "' and '".join(given)
            raise ValueError(
                Words(f"'{both}' stand together; a box is one of them", f"{'、'.join(given)} 不能并列，只能用其中一个")
            )
        if self.codes is not None and not self.codes:
            raise ValueError(Words("'codes' lists no answer", "codes 中没有任何回答"))
        return self

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse text, a scale without known answers, a box as large as the scale, codes it does not have."""
        item = items[self.item]
        yield from numeric_faults(("item",), (self.item,), items)
        if not item.scale.is_numeric:
            return
        if self.codes is not None:
            yield from self._code_faults(item)
        elif not item.scale.values:
            yield KeyFault(
                ("item",),
                Words(
                    f"{self.item} has no list of answers, so it has no top or bottom",
                    f"{self.item} 没有固定的回答选项，无法确定最高或最低的几项",
                ),
                Words(
                    "Use a scale with points or codes, or name 'codes'.", "请使用 points 或 codes 量表，或列出 codes。"
                ),
            )
        else:
            yield from self._size_faults(item)

    def _code_faults(self, item: Item) -> Iterator[KeyFault]:
        coder = Coder(item, (), {})
        for code in self.codes or ():
            if coder.read(code).value is None:
                yield KeyFault(
                    ("codes",),
                    Words(f"'{code}' is not an answer to {item.name}", f"“{code}”不是 {item.name} 的回答"),
                    did_you_mean(code, coder.known()),
                )

    def _size_faults(self, item: Item) -> Iterator[KeyFault]:
        key, wanted, points = ("bottom" if self.bottom else "top"), self._boxes, len(item.scale.values)
        if wanted >= points:
            yield KeyFault(
                (key,) if getattr(self, key) else (),
                Words(
                    f"the {key} {wanted} of {points} answers leave none outside the box",
                    f"量表共 {points} 个回答，取 {wanted} 个后没有框外的回答",
                ),
            )

    @property
    def _boxes(self) -> int:
        return self.bottom or self.top or DEFAULT_BOXES

    def build(self, name: str, items: Mapping[str, Item]) -> TopBox:
        """Return the measure."""
        item = items[self.item]
        if self.codes is not None:
            coder = Coder(item, (), {})
            values = {value for code in self.codes if (value := coder.read(code).value) is not None}
            box: Literal["top", "bottom", "codes"] = "codes"
        else:
            points = item.scale.values
            values = set(points[: self._boxes] if self.bottom else points[-self._boxes :])
            box = "bottom" if self.bottom else "top"
        return TopBox(name, self.title, item, tuple(sorted(values)), box, self.interval)


KEYS = TopBoxKeys


@dataclass(frozen=True)
class TopBox(Measure):
    """Share, 0–100, of valid answers among `values` (after reverse-keying)."""

    item: Item
    values: tuple[float, ...]
    box: Literal["top", "bottom", "codes"] = "top"
    interval: ShareMethod = "wilson"

    topic: ClassVar[str] = "satisfaction"
    chart: ClassVar[str] = "estimates"
    sources: ClassVar[tuple[str, ...]] = ()

    @property
    def items(self) -> tuple[str, ...]:
        return (self.item.name,)

    @property
    def unit(self) -> Words:
        said = self.answers
        return Words(f"% answering {said.en}", f"回答{said.zh}的百分比")

    @property
    def options(self) -> Mapping[str, object]:
        return {"low": 0, "high": 100, "format": "percent"}

    @property
    def answers(self) -> Words:
        """The answers in the box as they were given: `4, 5`, with their labels where the scale has any."""
        given = sorted(Coder(self.item, (), {}).unkeyed(value) for value in self.values)
        en, zh = ([_said(self.item, value, language) for value in given] for language in LANGUAGES)
        return Words(", ".join(en), "、".join(zh))

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        answer = nw.col(self.item.name)
        inside = reduce(or_, [answer == value for value in self.values])
        outside = ~answer.is_null()
        return ((Score(self.name, nw.when(inside).then(nw.lit(100.0)).when(outside).then(nw.lit(0.0))),),)

    def from_marginals(self, of: Marginals) -> FigureRows:
        found = of.get(self.item.name)
        return {"": {"estimate": 100 * sum(found.share(value, value) for value in self.values)}} if found else {}

    def needs(self) -> Needs:
        return Needs(((self.name,),))

    def rows(self, base: Base) -> list[Row]:
        return [{**share(base, self.name, 100.0, self.interval).cells(), "box": self.answers}]

    def explanation(self, rows: list[Row]) -> Explanation:
        said = self.answers
        return Explanation(
            Words(
                f"100 × respondents who answered {said.en} to {self.item.name} / all with a valid answer (weighted "
                "where a weight is declared).",
                f"100 × 对 {self.item.name} 回答{said.zh}的人数/有效回答人数（如声明权重则加权）。",
            ),
            tuple(percent_in_numbers(row) for row in rows if isinstance(row.get("estimate"), float)),
            (*self._reversed_note(), METHOD_WORDS[self.interval]),
            (METHOD_SOURCES[self.interval],),
        )

    def _reversed_note(self) -> tuple[Words, ...]:
        if not self.item.reverse:
            return ()
        if self.box == "codes":
            return (
                Words(
                    f"{self.item.name} is reverse-keyed; the codes are answers as they were given.",
                    f"{self.item.name} 为反向计分；codes 按受访者给出的原始回答理解。",
                ),
            )
        worse = self.box == "bottom"
        return (
            Words(
                f"{self.item.name} is reverse-keyed: the box holds the {'least' if worse else 'most'} favourable "
                f"answers after reverse-keying, as given {self.answers.en}.",
                f"{self.item.name} 为反向计分：此处为反向计分后最{'不利' if worse else '有利'}的回答，"
                f"即原始回答 {self.answers.zh}。",
            ),
        )


def _said(item: Item, value: float, language: str) -> str:
    text = item.scale.labels.get(language, {}).get(value)
    if not text:
        return f"{value:g}"
    return f"{value:g}（{text}）" if language == "zh" else f"{value:g} ({text})"
