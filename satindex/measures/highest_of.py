"""`type: highest_of`: each respondent's class is the one whose item they answered highest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import narwhals as nw
import numpy as np
from pydantic import Field

from satindex.frames.expressions import answered
from satindex.language import Words, listed, named
from satindex.measures.classes import (
    WILSON_SOURCE,
    WILSON_WORDS,
    ClassMeasure,
    class_needs,
    class_rows,
    class_stages,
    share_numbers,
)
from satindex.measures.drawn import Class, Target
from satindex.measures.item_checks import numeric_faults, one_range_faults
from satindex.measures.measure import Needs, Score, words_of
from satindex.results.result import Explanation, Row
from satindex.stats.base import Base
from satindex.survey.kinds import ItemName, KeyFault, MeasureKeys, Share, TitleTexts
from satindex.survey.model import Item, Titles

TIE = "tie"
# How simulated answers are mixed: the share of ties, and in how many ways a class is answered.
TIED, TURNS, LEAST_POINTS = 0.08, 24, 3
KIND_WORDS = {
    "monopoly": Words("Monopoly: no other choice", "垄断忠诚"),
    "kinship": Words("Kinship", "亲缘忠诚"),
    "interest": Words("Interest: price or rewards", "利益忠诚"),
    "inertia": Words("Inertia", "惰性忠诚"),
    "trust": Words("Trust", "信赖忠诚"),
    "latent": Words("Latent", "潜在忠诚"),
}


class HighestOfKeys(MeasureKeys):
    """Classes, each with one item; all the items share a scale."""

    type: Literal["highest_of"] = "highest_of"
    items: dict[str, ItemName]
    titles: dict[str, TitleTexts] = Field(default_factory=dict)
    min_answered: Share = 0.0

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse fewer than two classes, an item in two of them, a class called `tie`, unlike scales."""
        if len(self.items) < 2:
            yield KeyFault(("items",), Words("at least two classes are needed", "至少需要两个类别"))
        if TIE in self.items:
            yield KeyFault(
                ("items", TIE),
                Words(f"'{TIE}' is the class of equal highest answers", f"“{TIE}”是最高分并列者的类别"),
            )
        first: dict[str, str] = {}
        for label, name in self.items.items():
            other = first.setdefault(name, label)
            if other != label:
                yield KeyFault(
                    ("items", label),
                    Words(f"{name} already stands for '{other}'", f"{name} 已用于“{other}”"),
                )
        for label in self.titles:
            if label not in self.items:
                yield KeyFault(("titles", label), Words(f"there is no class '{label}'", f"没有类别“{label}”"))
        names = tuple(self.items.values())
        yield from numeric_faults(("items",), names, items)
        yield from one_range_faults(("items",), names, items)

    def build(self, name: str, items: Mapping[str, Item]) -> HighestOf:
        """Return the measure."""
        values = items[next(iter(self.items.values()))].scale.values
        return HighestOf(name, self.title, dict(self.items), self.titles, self.min_answered, values)


KEYS = HighestOfKeys


@dataclass(frozen=True)
class HighestOf(ClassMeasure):
    """The class with the highest answer; `tie` where several items share it."""

    class_items: Mapping[str, str]
    titles: Mapping[str, Titles]
    min_answered: float = 0.0
    values: tuple[float, ...] = ()

    chart: ClassVar[str] = "classes"
    sources: ClassVar[tuple[str, ...]] = (WILSON_SOURCE,)

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(self.class_items.values())

    @property
    def classes(self) -> tuple[str, ...]:
        """The declared classes, then `tie`."""
        return (*self.class_items, TIE)

    @property
    def labels(self) -> Mapping[str, Words]:
        named = {
            label: words_of(self.titles.get(label, {}), KIND_WORDS.get(label, label)) for label in self.class_items
        }
        return {**named, TIE: Words("Tie", "并列")}

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        highest, count, given = (f"{self.name}:{part}" for part in ("highest", "at_highest", "answered"))
        valid = [nw.when(answered(item)).then(nw.lit(1.0)) for item in self.items]
        at_top = {item: answered(item) & (nw.col(item).cast(nw.Float64) == nw.col(highest)) for item in self.items}
        needed = max(1, math.ceil(self.min_answered * len(self.items) - 1e-9))
        enough = nw.col(given) >= needed
        single = [(label, enough & (nw.col(count) == 1.0) & at_top[item]) for label, item in self.class_items.items()]
        return (
            (
                Score(highest, nw.max_horizontal(*(nw.col(item).cast(nw.Float64) for item in self.items)), kept=False),
                Score(given, nw.sum_horizontal(*valid), kept=False),
            ),
            (Score(count, nw.sum_horizontal(*(nw.when(at).then(nw.lit(1.0)) for at in at_top.values())), kept=False),),
            *class_stages(self.name, [*single, (TIE, enough & (nw.col(count) > 1.0))], self.classes),
        )

    def drawn(self) -> tuple[Target, ...]:
        """Each class's item stands out in its answers, in as many ways as there are turns; a tie has two on top."""
        if len(self.values) < LEAST_POINTS:
            return ()
        leaders = {label: (place,) for place, label in enumerate(self.class_items)}
        classes = {label: self._answers(places) for label, places in {**leaders, TIE: (0, 1)}.items()}
        shares = np.linspace(1.6, 0.4, len(self.class_items))
        mixed = dict(zip(self.class_items, ((1 - TIED) * shares / shares.sum()).tolist(), strict=True))
        return (Target(self.name, self.name, self.items, unit="classes", classes=classes, shares={**mixed, TIE: TIED}),)

    def _answers(self, leaders: tuple[int, ...]) -> Class:
        """Return sets of answers in which the items at `leaders` have the highest one."""
        found = []
        for turn in range(TURNS):
            highest = self.values[-1 - turn % 2]
            lower = [value for value in self.values if value < highest]
            answers = [lower[-1 - (turn // 2 + 2 * at) % len(lower)] for at in range(len(self.items))]
            tied = {(place + turn * (len(leaders) > 1)) % len(self.items) for place in leaders}
            found.append((tuple(highest if at in tied else answer for at, answer in enumerate(answers)), 1 / TURNS))
        return tuple(found)

    def needs(self) -> Needs:
        return class_needs(self.name, self.classes)

    def rows(self, base: Base) -> list[Row]:
        return class_rows(base, self.name, self.classes)

    def explanation(self, rows: list[Row]) -> Explanation:
        said = listed(named(self.labels[label], item) for label, item in self.class_items.items())
        needed = max(1, math.ceil(self.min_answered * len(self.items) - 1e-9))
        return Explanation(
            Words(
                f"A respondent's class is the one whose item has the highest answer ({said.en}); equal highest answers "
                "are a tie. Share = respondents of a class / all with a class.",
                f"受访者的类别为得分最高的题目所属类别（{said.zh}）；最高分并列者归入“并列”。"
                "比例 = 该类人数/有类别的全部受访者。",
            ),
            share_numbers(rows, self.labels),
            (
                Words(
                    f"Unanswered items can't be the highest; at least {needed} of {len(self.items)} must be answered.",
                    f"未回答的题目不可能最高；{len(self.items)} 题中至少须回答 {needed} 题。",
                ),
                WILSON_WORDS,
            ),
            self.sources,
        )
