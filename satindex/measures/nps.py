"""`type: nps`: the net promoter score, promoters minus detractors."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PureWindowsPath
from typing import ClassVar, Literal

import narwhals as nw

from satindex.language import Words
from satindex.measures.drawn import Target
from satindex.measures.marginals import FigureRows, Marginals
from satindex.measures.measure import Measure, Needs, Score
from satindex.results.numbers import exact
from satindex.results.result import Explanation, Row
from satindex.stats.base import Base
from satindex.stats.intervals import NPS_INTERVALS, Interval
from satindex.survey.kinds import CountedNames, ItemName, KeyFault, Keys, MeasureKeys
from satindex.survey.model import CodeFile, Item, Scale

LOWEST_PROMOTER, HIGHEST_DETRACTOR = 9, 6
IntervalMethod = Literal["adjusted_wald", "wald", "score"]


class CodeFileKeys(Keys):
    """A code frame made by hand: a file beside the definition, its columns of ids and of codes."""

    file: str
    id: str
    code: str


class NpsKeys(MeasureKeys):
    """The likelihood to recommend, answered from 0 to 10; `reasons` are the items and sets that ask why."""

    type: Literal["nps"] = "nps"
    item: ItemName
    interval: IntervalMethod = "adjusted_wald"
    reasons: CountedNames = ()
    codes: CodeFileKeys | None = None

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse a scale whose answers can't be 0–10, reasons that can't be counted, codes of nothing."""
        yield from self._scale_faults(items)
        open_items = [name for name in self.reasons if name in items and items[name].scale.kind == "text"]
        for name in self.reasons:
            if name in items and name not in open_items and not _has_answers(items[name].scale):
                yield KeyFault(
                    ("reasons",),
                    Words(f"{name} has no answers that could be counted", f"{name} 没有可计数的回答"),
                    Words("Reasons are open answers, codes or several answers.", "原因须为开放题、编码题或多选题。"),
                )
        if self.codes is None:
            return
        if len(open_items) != 1:
            yield KeyFault(
                ("codes",),
                Words(
                    f"codes belong to one open item among the reasons, here are {len(open_items)}",
                    f"codes 对应 reasons 中的一个开放题，这里有 {len(open_items)} 个",
                ),
            )
        place = PureWindowsPath(self.codes.file)
        if place.anchor or ".." in place.parts:
            yield KeyFault(
                ("codes", "file"),
                Words("the file must lie beside the definition, or below it", "文件须与问卷定义在同一目录或其下"),
            )

    def _scale_faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        item = items.get(self.item)
        if item is None:
            return
        scale = item.scale
        if not _is_zero_to_ten(scale):
            yield KeyFault(
                ("item",),
                Words(
                    f"NPS needs answers from 0 to 10, but {self.item} is answered {_span(scale)}",
                    f"NPS 要求 0–10 分的回答，而 {self.item} 的回答是{_span(scale, 'zh')}",
                ),
                Words(
                    "Use an item on scale likely11 (0..10); a 1–10 answer has no NPS.",
                    "请使用 likely11(0..10)量表的题目；1–10 分的回答没有 NPS。",
                ),
            )
        if item.reverse:
            yield KeyFault(
                ("item",),
                Words(
                    f"{self.item} is reverse-keyed; NPS takes 10 as most likely",
                    f"{self.item} 为反向计分；NPS 以 10 为最可能推荐",
                ),
            )

    def build(self, name: str, items: Mapping[str, Item]) -> Nps:
        """Return the measure."""
        codes = None if self.codes is None else CodeFile(self.codes.file, self.codes.id, self.codes.code)
        return Nps(name, self.title, self.item, self.interval, tuple(self.reasons), codes)


KEYS = NpsKeys


def _has_answers(scale: Scale) -> bool:
    return scale.kind == "multi" or (scale.is_numeric and bool(scale.values))


def _is_zero_to_ten(scale: Scale) -> bool:
    if scale.kind == "points":
        return (scale.low, scale.high) == (0, 10)
    values = scale.values
    return scale.kind == "codes" and {0.0, 10.0} <= set(values) <= {float(point) for point in range(11)}


def _span(scale: Scale, language: str = "en") -> str:
    if scale.values:
        return f"{scale.values[0]:g}–{scale.values[-1]:g}"
    return f"on scale {scale.name}" if language == "en" else f"“{scale.name}”量表"


@dataclass(frozen=True)
class Nps(Measure):
    """Net promoter score of one 0–10 item: mean of −100 (0–6), 0 (7–8), 100 (9–10)."""

    item: str
    interval: IntervalMethod = "adjusted_wald"
    asked_why: tuple[str, ...] = ()
    code_file: CodeFile | None = None

    topic: ClassVar[str] = "recommendation"
    chart: ClassVar[str] = "nps"
    yardstick: ClassVar[bool] = True
    sources: ClassVar[tuple[str, ...]] = (
        "Reichheld, F. F. (2003). The one number you need to grow. Harvard Business Review 81(12), 46–54.",
        "Rocks, B. (2016). Interval estimation for the Net Promoter Score. The American Statistician 70(4), 365–372 "
        "(arXiv 1601.07235).",
    )

    @property
    def items(self) -> tuple[str, ...]:
        return (self.item,)

    @property
    def texts(self) -> tuple[str, ...]:
        """The items that ask for reasons: read as text where they are no numbers."""
        return self.asked_why

    @property
    def reach(self) -> tuple[float, float] | None:
        return (-100.0, 100.0)

    @property
    def unit(self) -> Words:
        return Words("NPS points (−100 to 100)", "NPS 分（−100 至 100）")

    @property
    def labels(self) -> Mapping[str, Words]:
        return {
            "promoter": Words("Promoters", "推荐者"),
            "passive": Words("Passives", "被动者"),
            "detractor": Words("Detractors", "贬损者"),
        }

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        answer = nw.col(self.item)
        promoter = answer >= LOWEST_PROMOTER
        detractor = answer <= HIGHEST_DETRACTOR
        passive = (answer > HIGHEST_DETRACTOR) & (answer < LOWEST_PROMOTER)
        score = nw.when(promoter).then(nw.lit(100.0)).when(detractor).then(nw.lit(-100.0))
        group = nw.when(promoter).then(nw.lit("promoter")).when(detractor).then(nw.lit("detractor"))
        return (
            (
                Score(self.name, score.when(passive).then(nw.lit(0.0))),
                Score(f"{self.name}.group", group.when(passive).then(nw.lit("passive"))),
            ),
        )

    def drawn(self) -> tuple[Target, ...]:
        return (Target(self.name, self.name, (self.item,), unit="nps"),)

    def from_marginals(self, of: Marginals) -> FigureRows:
        if self.item not in of:
            return {}
        promoters = of[self.item].share(LOWEST_PROMOTER, 10)
        detractors = of[self.item].share(0, HIGHEST_DETRACTOR)
        passives = of[self.item].share(HIGHEST_DETRACTOR + 1, LOWEST_PROMOTER - 1)
        shares = {"promoters": promoters, "passives": passives, "detractors": detractors}
        return {"": {"estimate": 100 * (promoters - detractors), **shares}}

    def needs(self) -> Needs:
        return Needs(((self.name,),))

    def rows(self, base: Base) -> list[Row]:
        return [nps_row(base, self.name, self.interval)]

    def explanation(self, rows: list[Row]) -> Explanation:
        return explain_nps(rows, self.interval, self.sources)


def nps_row(base: Base, column: str, method: IntervalMethod) -> Row:
    """Return the row of a column of −100/0/100 scores: the score, its interval, the shares 0–1."""
    found = base.mean(column)
    cells = found.cells()
    if found.estimate is None:
        return {**cells, "promoters": None, "passives": None, "detractors": None}
    net, extreme = found.estimate / 100, (base.mean_square(column) or 0.0) / 10_000
    promoters, detractors = _share((extreme + net) / 2), _share((extreme - net) / 2)
    interval = _interval(base, column, promoters, detractors, method)
    cells |= {"ci_low": interval.low if interval else None, "ci_high": interval.high if interval else None}
    return {**cells, "promoters": promoters, "passives": _share(1 - extreme), "detractors": detractors}


def _share(value: float) -> float:
    """Return a share freed of the rounding of sums, so that it lies within 0–1."""
    return min(max(value, 0.0), 1.0)


def _interval(base: Base, column: str, promoters: float, detractors: float, method: IntervalMethod) -> Interval | None:
    variance = promoters + detractors - (promoters - detractors) ** 2
    effective = base.effective_base(column, 10_000 * variance)
    return NPS_INTERVALS[method](promoters, detractors, effective.n, effective.critical)


def explain_nps(rows: list[Row], method: IntervalMethod, sources: tuple[str, ...]) -> Explanation:
    """Return the words for NPS rows."""
    numbers = []
    for row in rows:
        estimate, promoters, detractors = row.get("estimate"), row.get("promoters"), row.get("detractors")
        if isinstance(estimate, float) and isinstance(promoters, float) and isinstance(detractors, float):
            said = f"100 × ({exact(promoters)} − {exact(detractors)}) = {exact(estimate, 2)}"
            numbers.append(Words(f"{said}, n = {row['n']}", f"{said}，n = {row['n']}"))
    method_words = {
        "adjusted_wald": Words(
            "Interval: adjusted Wald (¾ added to detractors and promoters, 1½ to passives), around the adjusted score, "
            "cut at ±100.",
            "区间：调整的 Wald 法（贬损者和推荐者各加 ¾，被动者加 1½），以调整后的分数为中心，截于 ±100。",
        ),
        "wald": Words("Interval: Wald.", "区间：Wald 法。"),
        "score": Words("Interval: score (Tango).", "区间：得分法（Tango）。"),
    }
    return Explanation(
        Words(
            "NPS = 100 × (share of promoters, 9–10, − share of detractors, 0–6); 7–8 are passives. "
            "std_error is that of the mean of −100 / 0 / 100.",
            "NPS = 100 ×（推荐者 9–10 的比例 − 贬损者 0–6 的比例）；7–8 为被动者。标准误为 −100/0/100 的均值的标准误。",
        ),
        tuple(numbers),
        (method_words[method],),
        sources,
    )


def is_possible(answer: float) -> bool:
    """Return whether an answer can be one on the 0–10 scale.

    Examples
    --------
    >>> is_possible(10), is_possible(11), is_possible(7.5)
    (True, False, False)
    """
    return math.isfinite(answer) and 0 <= answer <= 10 and answer == int(answer)
