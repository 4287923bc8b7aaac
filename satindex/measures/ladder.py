"""`type: ladder`: the highest level of which a respondent meets the condition and those of all levels below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import ClassVar, Literal

import narwhals as nw
from pydantic import Field

from satindex.frames.made import Indicator
from satindex.language import Words, listed, named
from satindex.measures.classes import (
    WILSON_SOURCE,
    WILSON_WORDS,
    ClassMeasure,
    class_needs,
    class_rows,
    class_stages,
    code_column,
    share_cells,
    share_numbers,
)
from satindex.measures.conditions import Condition, ConditionOn, built_condition, condition_faults
from satindex.measures.measure import Needs, Score, words_of
from satindex.results.result import Explanation, Row
from satindex.stats.base import Base
from satindex.survey.kinds import KeyFault, MeasureKeys, TitleTexts
from satindex.survey.model import Item, Titles

BELOW = "none"


class LevelKeys(ConditionOn):
    """One level: the item and the answer that reaches it."""

    title: TitleTexts = Field(default_factory=dict)


class LadderKeys(MeasureKeys):
    """Levels from the lowest to the highest; each asks for all the levels below it too."""

    type: Literal["ladder"] = "ladder"
    levels: dict[str, LevelKeys]

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse a ladder without levels, a level called as those below the first are, answers no scale knows."""
        if not self.levels:
            yield KeyFault(("levels",), Words("there is no level", "没有任何层级"))
        for name, level in self.levels.items():
            if name == BELOW:
                yield KeyFault(
                    ("levels", name),
                    Words(
                        f"'{BELOW}' is the name of those who do not reach the first level",
                        f"“{BELOW}”是未达到第一层者的名称",
                    ),
                )
            yield from condition_faults(("levels", name), level, items)

    def build(self, name: str, items: Mapping[str, Item]) -> Ladder:
        """Return the measure."""
        levels = {key: built_condition(level, items) for key, level in self.levels.items()}
        return Ladder(name, self.title, levels, {key: level.title for key, level in self.levels.items()})


KEYS = LadderKeys


@dataclass(frozen=True)
class Ladder(ClassMeasure):
    """Cumulative levels, the lowest first; a respondent stops at the first whose condition fails."""

    rungs: Mapping[str, Condition]
    titles: Mapping[str, Titles]

    topic: ClassVar[str] = "loyalty"
    chart: ClassVar[str] = "classes"
    charts: ClassVar[Mapping[str, str]] = {"reached": "classes"}
    more_titles: ClassVar[Mapping[str, Words]] = {"reached": Words("share reaching each level", "到达各层的比例")}
    sources: ClassVar[tuple[str, ...]] = (
        "Cumulative levels: Guttman, L. (1944). A basis for scaling qualitative data. "
        "American Sociological Review 9(2), 139–150.",
        WILSON_SOURCE,
    )

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(condition.item for condition in self.rungs.values()))

    @property
    def classes(self) -> tuple[str, ...]:
        """Where respondents can stop, from below the first level upwards."""
        return (BELOW, *self.rungs)

    @property
    def labels(self) -> Mapping[str, Words]:
        named = {name: words_of(self.titles.get(name, {}), name) for name in self.rungs}
        return {BELOW: Words("Below the first level", "未达到第一层"), **named}

    @property
    def options(self) -> Mapping[str, object]:
        return {"classes": self.classes}

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        conditions, below = [], list[Condition]()
        for name, condition in zip(self.classes, self.rungs.values(), strict=False):
            conditions.append((name, reduce(and_, [c.holds() for c in below], condition.fails())))
            below.append(condition)
        top = reduce(and_, [condition.holds() for condition in self.rungs.values()])
        return class_stages(self.name, [*conditions, (self.classes[-1], top)], self.classes)

    def needs(self) -> Needs:
        stopping = class_needs(self.name, self.classes)
        made = {
            self._reaching(place): Indicator(code_column(self.name), "above", place - 0.5)
            for place in range(1, len(self.classes))
        }
        return Needs((*stopping.blocks, *((name,) for name in made)), {**stopping.made, **made})

    def _reaching(self, place: int) -> str:
        return f"{self.name}:reached={place}"

    def rows(self, base: Base) -> list[Row]:
        return class_rows(base, self.name, self.classes)

    def more_rows(self, base: Base) -> dict[str, list[Row]]:
        """Return the shares that reach each level or go beyond it."""
        reached: list[Row] = [
            {"level": name, **share_cells(base, self._reaching(place))}
            for place, name in enumerate(self.rungs, start=1)
        ]
        return {"reached": reached}

    def doubts(self) -> Mapping[Words, nw.Expr]:
        started = nw.any_horizontal(*(~nw.col(item).is_null() for item in self.items), ignore_nulls=False)
        open_end = started & nw.col(f"{self.name}.group").is_null()
        words = Words(
            f"{self.name}: a missing answer leaves open where the respondent stops, no level",
            f"{self.name}：因缺失回答而无法判断止于哪一层，未归类",
        )
        return {words: nw.when(open_end).then(nw.lit(1)).otherwise(nw.lit(0)).sum()}

    def explanation(self, rows: list[Row]) -> Explanation:
        said = listed(named(self.labels[name], condition.said()) for name, condition in self.rungs.items())
        return Explanation(
            Words(
                f"A respondent's level is the highest whose condition and all lower ones hold ({said.en}); those who "
                "do not meet the first are below it. Share = respondents who stop at a level / all with a level.",
                f"受访者的层级为自身条件及以下各层条件均满足的最高一层（{said.zh}）；第一层条件未满足者为“未达到第一层”。"
                "比例 = 止于该层的人数/有层级的全部受访者。",
            ),
            share_numbers(rows, self.labels),
            (
                Words(
                    "Where an answer is missing and no lower condition fails, the level is open: not in the base.",
                    "某题未答而以下各层均已满足时，无法判断止于哪一层：不计入基数。",
                ),
                Words(
                    "The table 'reached' counts everyone at a level or beyond it.",
                    "“到达各层的比例”一表计入到达该层及更高层的所有人。",
                ),
                WILSON_WORDS,
            ),
            self.sources,
        )
