"""`type: standards`: moments of truth (关键时刻): whether each touchpoint met its measurable standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import narwhals as nw
from pydantic import Field

from satindex.frames.expressions import answered, mean_answered
from satindex.language import Words, listed, named
from satindex.measures.conditions import Condition, ConditionOn, built_condition, condition_faults
from satindex.measures.measure import Measure, Needs, Score, words_of
from satindex.results.numbers import mean_in_numbers, share_in_numbers
from satindex.results.result import Explanation, Row
from satindex.stats.base import Base, Estimate
from satindex.stats.shares import METHOD_SOURCES, METHOD_WORDS, share
from satindex.survey.kinds import KeyFault, MeasureKeys, Share, TitleTexts
from satindex.survey.model import Item, Titles
from satindex.survey.names import name_fault

OVERALL = "overall"
STAGE_WORDS = {
    "pre-sale": Words("Pre-sale", "售前"),
    "sale": Words("Sale", "售中"),
    "delivery": Words("Delivery", "交付"),
    "marketing": Words("Marketing", "营销"),
    "billing": Words("Billing", "结算"),
    "after-sale": Words("After-sale", "售后"),
}


class StandardKeys(ConditionOn):
    """One standard: the item, what its answer must be, and the stage of the journey it belongs to."""

    stage: str | None = None
    title: TitleTexts = Field(default_factory=dict)


class StandardsKeys(MeasureKeys):
    """Standards of touchpoints along the customer's journey."""

    type: Literal["standards"] = "standards"
    standards: dict[str, StandardKeys]
    min_answered: Share = 0.5

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse text items, answers or bounds that the scale does not have, names that would be one score twice."""
        if not self.standards:
            yield KeyFault(("standards",), Words("there is no standard", "没有任何标准"))
        for name, standard in self.standards.items():
            path = ("standards", name)
            yield from condition_faults(path, standard, items)
            yield from _bound_faults(path, standard, items)
            yield from self._stage_faults(path, standard.stage)

    def _stage_faults(self, path: tuple[str, ...], stage: str | None) -> Iterator[KeyFault]:
        if stage is None:
            return
        fault = name_fault(stage)
        if fault is not None:
            yield KeyFault((*path, "stage"), fault)
        elif stage in self.standards:
            yield KeyFault(
                (*path, "stage"),
                Words(f"'{stage}' is the name of a standard too", f"“{stage}”同时也是某条标准的名称"),
            )

    def build(self, name: str, items: Mapping[str, Item]) -> Standards:
        """Return the measure."""
        standards = tuple(
            Standard(key, given.title, given.stage, built_condition(given, items), items[given.item].reverse)
            for key, given in self.standards.items()
        )
        return Standards(name, self.title, standards, self.min_answered)


KEYS = StandardsKeys


def _bound_faults(path: tuple[str, ...], standard: StandardKeys, items: Mapping[str, Item]) -> Iterator[KeyFault]:
    """Yield a fault for a bound that every answer or no answer of the scale meets."""
    values = items[standard.item].scale.values
    if not values:
        return
    for key in ("at_least", "at_most"):
        bound = getattr(standard, key)
        if bound is None:
            continue
        met = [value >= bound if key == "at_least" else value <= bound for value in values]
        if all(met) or not any(met):
            who = (
                Words("every answer meets it", "所有回答都符合")
                if all(met)
                else Words("no answer meets it", "没有回答符合")
            )
            yield KeyFault(
                (*path, key),
                Words(
                    f"{standard.item} is answered from {values[0]:g} to {values[-1]:g}: {who.en}",
                    f"{standard.item} 的回答为 {values[0]:g}–{values[-1]:g}：{who.zh}",
                ),
            )


@dataclass(frozen=True)
class Standard:
    """A standard of one touchpoint."""

    name: str
    title: Titles
    stage: str | None
    condition: Condition
    reversed: bool

    @property
    def requirement(self) -> Words:
        """What the answer must be, in words."""
        condition = self.condition
        if condition.answers:
            either = " or ".join(answer.en for answer in condition.answers)
            return Words(f"answers {either}", f"回答{'或'.join(f'“{answer.zh}”' for answer in condition.answers)}")
        low, high = condition.at_least, condition.at_most
        if low is not None and high is not None:
            return Words(f"from {low:g} to {high:g}", f"{low:g} 至 {high:g}")
        return (
            Words(f"at least {low:g}", f"不少于 {low:g}")
            if low is not None
            else Words(f"at most {high:g}", f"不超过 {high:g}")
        )


@dataclass(frozen=True)
class Standards(Measure):
    """Share of respondents meeting each standard, and of standards met, 0–1."""

    standards: tuple[Standard, ...]
    min_answered: float = 0.5

    topic: ClassVar[str] = "satisfaction"
    chart: ClassVar[str] = "estimates"
    charts: ClassVar[Mapping[str, str]] = {"stages": "estimates"}
    more_titles: ClassVar[Mapping[str, Words]] = {"stages": Words("by stage of the journey", "按客户旅程阶段")}
    sources: ClassVar[tuple[str, ...]] = (
        "Carlzon, J. (1987). Moments of Truth. Ballinger (the notion; cited from general knowledge).",
    )

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(standard.condition.item for standard in self.standards)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self._column(standard.name) for standard in self.standards)

    @property
    def stages_named(self) -> tuple[str, ...]:
        """The stages of the journey, in the order of the definition."""
        return tuple(dict.fromkeys(standard.stage for standard in self.standards if standard.stage is not None))

    def _column(self, part: str) -> str:
        return f"{self.name}.{part}"

    @property
    def headline(self) -> Mapping[str, str]:
        return {"standard": OVERALL}

    @property
    def unit(self) -> Words:
        return Words("share of standards met", "达标比例")

    @property
    def labels(self) -> Mapping[str, Words]:
        named = {standard.name: words_of(standard.title, standard.name) for standard in self.standards}
        return {**STAGE_WORDS, **named, OVERALL: Words("All standards", "全部标准")}

    @property
    def options(self) -> Mapping[str, object]:
        return {"low": 0, "high": 1, "format": "share"}

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        single = tuple(Score(self._column(s.name), s.condition.score()) for s in self.standards)
        by_stage = {
            self._column(stage): tuple(self._column(s.name) for s in self.standards if s.stage == stage)
            for stage in self.stages_named
        }
        return single, tuple(self._share_met(name, of) for name, of in {**by_stage, self.name: self.parts}.items())

    def _share_met(self, name: str, columns: tuple[str, ...]) -> Score:
        values = [nw.col(column) for column in columns]
        return Score(name, mean_answered(values, [answered(column) for column in columns], self.min_answered))

    def needs(self) -> Needs:
        return Needs(tuple((name,) for name in self.score_names))

    def rows(self, base: Base) -> list[Row]:
        rows: list[Row] = [
            {
                "standard": standard.name,
                "stage": standard.stage,
                "requirement": standard.requirement,
                **share(base, self._column(standard.name)).cells(),
            }
            for standard in self.standards
        ]
        overall = _within_0_1(base.mean(self.name))
        return [*rows, {"standard": OVERALL, "stage": None, "requirement": None, **overall}]

    def more_rows(self, base: Base) -> dict[str, list[Row]]:
        rows: list[Row] = [{"stage": stage, **self._stage_cells(base, stage)} for stage in self.stages_named]
        return {"stages": rows} if rows else {}

    def _stage_cells(self, base: Base, stage: str) -> dict[str, float | int | Words | None]:
        """A stage of one standard has that standard's figure, its interval too."""
        alone = sum(standard.stage == stage for standard in self.standards) == 1
        column = self._column(stage)
        return share(base, column).cells() if alone else _within_0_1(base.mean(column))

    def explanation(self, rows: list[Row]) -> Explanation:
        said = listed(named(self.labels[s.name], s.condition.said()) for s in self.standards)
        needed = f"{self.min_answered:.0%}"
        return Explanation(
            Words(
                f"A standard is met (1) or not (0) where its item is answered ({said.en}); its figure is the "
                "(weighted) share of respondents for whom it is met. Overall and by stage: each respondent's share of "
                f"the standards met, if at least {needed} of them are answered, then the (weighted) mean over "
                "respondents.",
                f"相关题目已作答时，一条标准记为达标（1）或未达标（0）（{said.zh}）；其数值为达标者的（加权）比例。"
                f"总体及各阶段：每位受访者已作答的标准中达标的比例（至少须作答 {needed}），再对受访者求（加权）均值。",
            ),
            tuple(self._numbers(row) for row in rows if isinstance(row.get("estimate"), float)),
            (
                METHOD_WORDS["wilson"],
                Words(
                    "Overall and stages of several standards: t interval of the mean share, cut at 0 and 1.",
                    "总体及含多条标准的阶段：平均达标比例的 t 区间，截于 0 与 1。",
                ),
                *self._reversed_note(),
            ),
            (*self.sources, METHOD_SOURCES["wilson"]),
        )

    def _numbers(self, row: Row) -> Words:
        """A standard's share is a count of respondents; overall and by stage it is a mean of shares."""
        about = str(row.get("standard") or row["stage"])
        is_single = row.get("standard") not in (None, OVERALL)
        said = share_in_numbers(row) if is_single else mean_in_numbers(row)
        return named(self.labels.get(about, Words(about, about)), said)

    def _reversed_note(self) -> tuple[Words, ...]:
        named = [s.condition.item for s in self.standards if s.reversed and not s.condition.answers]
        if not named:
            return ()
        return (
            Words(
                f"Bounds on {', '.join(named)} are on the answers after reverse-keying.",
                f"{'、'.join(named)} 的界限按反向计分后的数值理解。",
            ),
        )


def _within_0_1(found: Estimate) -> dict[str, float | int | Words | None]:
    """Return the cells of a mean of shares; its interval does not leave 0–1."""
    cells = found.cells()
    if found.ci_low is not None and found.ci_high is not None:
        cells |= {"ci_low": max(found.ci_low, 0.0), "ci_high": min(found.ci_high, 1.0)}
    return cells
