"""`type: complaints`: the funnel problem → complained → resolved → satisfied → returns, and who stayed silent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import narwhals as nw
import numpy as np

from satindex.frames.expressions import answered
from satindex.frames.made import Made
from satindex.language import Words, listed, named
from satindex.measures.classes import WILSON_SOURCE, class_stages, ratio_cells, share_cells
from satindex.measures.complaints_words import LABELS, explained
from satindex.measures.conditions import Condition, ConditionOn, answers_of, built_condition, condition_faults, one_of
from satindex.measures.drawn import Target
from satindex.measures.marginals import FigureRows, Marginals
from satindex.measures.measure import Measure, Needs, Score
from satindex.measures.within import Where
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.base import Base
from satindex.survey.kinds import ItemName, KeyFault, MeasureKeys
from satindex.survey.model import Item

STAGES = ("problem", "complained", "resolved", "satisfied", "returns")
# Where a respondent's way ends, by the number of stages reached.
ENDS = ("no_problem", "silent", "unresolved", "unsatisfied", "not_returning", "returns")
StageOn = ItemName | ConditionOn
# The mean answer of each stage in simulated data, as a share of its scale.
PLACES = {"problem": 0.3, "complained": 0.35, "resolved": 0.6, "satisfied": 0.55, "returns": 0.6}


class ComplaintsKeys(MeasureKeys):
    """One item for each stage: of two codes, the higher means yes; else a condition on its answer."""

    type: Literal["complaints"] = "complaints"
    problem: StageOn
    complained: StageOn
    resolved: StageOn
    satisfied: StageOn
    returns: StageOn
    cause: ItemName | None = None

    def stages(self) -> Mapping[str, str | ConditionOn]:
        """Return what each stage asks, in the funnel's order."""
        return {name: getattr(self, name) for name in STAGES}

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse items that are not yes/no without a condition, and a cause without answers to count."""
        for name, stage in self.stages().items():
            if isinstance(stage, ConditionOn):
                yield from condition_faults((name,), stage, items)
            else:
                yield from _yes_no_faults(name, items.get(stage))
        cause = items.get(self.cause or "")
        if cause is not None and not (cause.scale.is_numeric and cause.scale.values):
            kind = cause.scale.name
            yield KeyFault(
                ("cause",),
                Words(
                    f"{cause.name} on scale '{kind}' has no causes to count",
                    f"{cause.name} 的量表“{kind}”没有可计数的原因",
                ),
                Words("Give it a scale with codes, one for each cause.", "请使用 codes 量表，每个原因一个编码。"),
            )

    def build(self, name: str, items: Mapping[str, Item]) -> Complaints:
        """Return the measure."""
        conditions = {
            stage: built_condition(asked, items) if isinstance(asked, ConditionOn) else _yes(items[asked])
            for stage, asked in self.stages().items()
        }
        return Complaints(name, self.title, conditions, self.cause, answers_of(items[self.cause]) if self.cause else {})


KEYS = ComplaintsKeys


def _yes_no_faults(stage: str, item: Item | None) -> Iterator[KeyFault]:
    if item is not None and len(item.scale.values) != 2:
        yield KeyFault(
            (stage,),
            Words(
                f"{item.name} is not answered by yes or no, so what counts as {stage} is unknown",
                f"{item.name} 不是是非题，无法确定何为“{stage}”",
            ),
            Words(
                f"Write {stage}: {{item: {item.name}, at_least: …}}.",
                f"请写 {stage}: {{item: {item.name}, at_least: …}}。",
            ),
        )


def _yes(item: Item) -> Condition:
    return one_of(item.scale.values[1:], item)


@dataclass(frozen=True)
class Complaints(Measure):
    """Shares of those who came as far as the stage before."""

    conditions: Mapping[str, Condition]
    cause: str | None
    causes: Mapping[float, Words]

    chart: ClassVar[str] = "classes"
    charts: ClassVar[Mapping[str, str]] = {"causes": "classes"}
    more_titles: ClassVar[Mapping[str, Words]] = {
        "figures": Words("silent customers and complainers", "沉默顾客与投诉者"),
        "causes": Words("by cause", "按原因"),
    }
    sources: ClassVar[tuple[str, ...]] = (
        "Fornell, C. & Wernerfelt, B. (1987). Defensive marketing strategy by customer complaint management. "
        "Journal of Marketing Research 24(4), 337–346.",
        WILSON_SOURCE,
    )

    @property
    def items(self) -> tuple[str, ...]:
        named = [condition.item for condition in self.conditions.values()]
        return tuple(dict.fromkeys([*named, *([self.cause] if self.cause else [])]))

    @property
    def headline(self) -> None:
        return None

    @property
    def compared(self) -> Mapping[str, Mapping[str, str]]:
        return {self._at(stage): {"stage": stage} for stage in STAGES}

    @property
    def unit(self) -> Words:
        return Words("share of those at the stage before", "占上一阶段人数的比例")

    @property
    def labels(self) -> Mapping[str, Words]:
        return {**LABELS, **{words.en: words for words in self.causes.values()}}

    @property
    def options(self) -> Mapping[str, object]:
        return {"in_order": True}

    def _at(self, stage: str) -> str:
        return f"{self.name}:{stage}"

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        """Stage by stage: 1, 0, or null for those who did not come as far as the stage before."""
        before, found = None, []
        for stage in STAGES:
            value = self.conditions[stage].score()
            reached = value if before is None else nw.when(nw.col(self._at(before)) == 1.0).then(value)
            found.append((Score(self._at(stage), reached, kept=False),))
            before = stage
        problem, complained = self._at("problem"), self._at("complained")
        at_problem = nw.when(nw.col(problem) == 1.0)
        on_way = [
            Score(self._at("silent"), at_problem.then(1.0 - nw.col(complained)), kept=False),
            *(Score(self._at(f"of_all.{stage}"), self._of_all(place), kept=False) for place, stage in _LATER),
        ]
        complainers, silent = nw.when(nw.col(complained) == 1.0), nw.when(nw.col(complained) == 0.0)
        satisfied, returns = self.conditions["satisfied"], self.conditions["returns"]
        further = {
            "complainers.satisfied": complainers.then(satisfied.score()),
            "complainers.returns": complainers.then(returns.score()),
            "silent.returns": silent.then(returns.score()),
            "complainers.answer": complainers.then(nw.col(satisfied.item).cast(nw.Float64)),
        }
        on_way += [Score(self._at(name), expression, kept=False) for name, expression in further.items()]
        return (*found, tuple(on_way), *class_stages(self.name, self._ends(), ENDS))

    def _of_all(self, place: int) -> nw.Expr:
        """Return 1 for those with a problem who came as far as a stage, 0 for those known to have stopped before."""
        stops = [nw.col(self._at(stage)) == 0.0 for stage in STAGES[1 : place + 1]]
        expression = nw.when(nw.col(self._at(STAGES[place])) == 1.0).then(nw.lit(1.0))
        return expression.when(nw.any_horizontal(*stops, ignore_nulls=True)).then(nw.lit(0.0))

    def _ends(self) -> list[tuple[str, nw.Expr]]:
        stopped = [(end, nw.col(self._at(stage)) == 0.0) for end, stage in zip(ENDS, STAGES, strict=False)]
        return [*stopped, (ENDS[-1], nw.col(self._at(STAGES[-1])) == 1.0)]

    def drawn(self) -> tuple[Target, ...]:
        """Complainers are asked how they fared, whoever had a problem for its cause and whether they come back."""
        asked = {"complained": "problem", "resolved": "complained", "satisfied": "complained", "returns": "problem"}
        found = []
        for stage, place in PLACES.items():
            before = self.conditions[asked[stage]] if stage in asked else None
            item = self.conditions[stage].item
            found.append(Target(f"{self.name}.{stage}", self.name, (item,), place=place, asked=before))
        if self.cause:
            problem = self.conditions["problem"]
            found.append(Target(f"{self.name}.cause", self.name, (self.cause,), place=0.4, asked=problem))
        return tuple(found)

    def from_marginals(self, of: Marginals) -> FigureRows:
        """Later stages hang together with earlier ones: their shares do not follow from each answer by itself."""
        rows: dict[str, dict[str, float]] = {}
        reached = 1.0
        for stage in STAGES[:3]:
            condition = self.conditions[stage]
            if condition.item not in of:
                break
            answers = of[condition.item]
            met = np.array([condition.is_met_by(value) for value in answers.scored.tolist()])
            share = float(answers.shares[met].sum())
            reached = share if stage == STAGES[0] else reached * share
            of_all = {} if stage == STAGES[0] else {"of_all": reached / rows[STAGES[0]]["estimate"]}
            rows[stage] = {"estimate": share, **of_all}
        return rows

    def needs(self) -> Needs:
        singles = [*STAGES, *(f"of_all.{stage}" for _, stage in _LATER), *_FURTHER]
        blocks: list[tuple[str, ...]] = [(self._at(name),) for name in singles]
        blocks.append((self._at("silent"), self._at("complained")))
        made: dict[str, Made] = {}
        for value in self.causes:
            made |= self._of_cause(value)
        return Needs((*blocks, *((name,) for name in made)), made)

    def _of_cause(self, value: float) -> dict[str, Made]:
        """Return the columns of one cause among respondents with a problem: its share, and each later stage in it."""
        cause = self.cause or ""
        found: dict[str, Made] = {f"{self.name}:{cause}={value:g}": Where(cause, value, self._at("problem"))}
        for stage in STAGES[1:]:
            found[f"{self.name}:{cause}={value:g}:{stage}"] = Where(cause, value, self._at(stage), within=True)
        return found

    def rows(self, base: Base) -> list[Row]:
        rows: list[Row] = []
        for stage in STAGES:
            later = stage in STAGES[1:]
            of_all = base.mean(self._at(f"of_all.{stage}")).estimate if later else None
            rows.append({"stage": stage, **share_cells(base, self._at(stage)), "of_all": of_all})
        return rows

    def more_rows(self, base: Base) -> dict[str, list[Row]]:
        """Return the silent customers for each complaint, complainers' satisfaction, and the causes."""
        silent = ratio_cells(base, self._at("silent"), self._at("complained"))
        answer = base.mean(self._at("complainers.answer")).cells()
        shares = {name: share_cells(base, self._at(name)) for name in _FURTHER if name != "complainers.answer"}
        found: dict[str, dict[str, Cell]] = {
            "silent_per_complaint": silent,
            **shares,
            "complainers.answer": {**answer},
        }
        figures: list[Row] = [{"figure": name, **cells} for name, cells in found.items()]
        tables = {"figures": figures}
        if self.causes:
            tables["causes"] = [
                row for value, words in self.causes.items() for row in self._cause_rows(base, value, words)
            ]
        return tables

    def _cause_rows(self, base: Base, value: float, words: Words) -> Iterator[Row]:
        """Yield a cause's share of the problems, then its own funnel."""
        column = f"{self.name}:{self.cause}={value:g}"
        yield {"cause": words.en, "stage": "problem", **share_cells(base, column)}
        for stage in STAGES[1:]:
            yield {"cause": words.en, "stage": stage, **share_cells(base, f"{column}:{stage}")}

    def doubts(self) -> Mapping[Words, nw.Expr]:
        problem, complained = self.conditions["problem"], self.conditions["complained"]
        odd = problem.fails() & complained.holds()
        words = Words(
            f"{self.name}: complained without a problem, counted as no problem",
            f"{self.name}：称未遇到问题却有投诉，按未遇到问题计",
        )
        return {words: nw.when(odd & answered(problem.item)).then(nw.lit(1)).otherwise(nw.lit(0)).sum()}

    def explanation(self, rows: list[Row]) -> Explanation:
        said = listed(named(LABELS[stage], condition.said()) for stage, condition in self.conditions.items())
        return explained(rows, said, self.labels, self.sources)


_LATER = tuple(enumerate(STAGES))[1:]
_FURTHER = ("complainers.satisfied", "complainers.returns", "silent.returns", "complainers.answer")
