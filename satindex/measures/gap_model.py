"""`type: gap_model`: gaps 1–5 of service quality, from audiences that answered matching items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import chain
from operator import add
from typing import Any, ClassVar, Literal

import narwhals as nw

from satindex.frames.expressions import answered, mean_answered
from satindex.frames.made import Among
from satindex.language import Words
from satindex.measures.drawn import AtLevel, Target
from satindex.measures.gap_model_figures import CHAIN, GAPS, SIDES, STEP_WORDS, Side, combined_cells, compared_cells
from satindex.measures.gap_model_words import BETWEEN, SIDE_WORDS, explain_gap_model
from satindex.measures.item_checks import numeric_faults, one_range_faults
from satindex.measures.marginals import FigureRows, Marginals, has_all, mean_of
from satindex.measures.measure import Measure, Needs, Score
from satindex.responses.responses import about
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.base import Base
from satindex.stats.multiplicity import holm
from satindex.survey.kinds import ColumnName, ItemNames, KeyFault, MeasureKeys, Share
from satindex.survey.model import Item, ItemSet

Audience = dict[str, ItemNames]
# How high on the scale the sides stand in simulated answers.
PLACES: Mapping[str, float] = {
    "expected": 0.86,
    "understood": 0.82,
    "specified": 0.74,
    "delivered": 0.68,
    "promised": 0.78,
    "perceived": 0.64,
}


class GapModelKeys(MeasureKeys):
    """Matching items answered by different audiences; `audience` is the column that says who answers."""

    type: Literal["gap_model"] = "gap_model"
    audience: ColumnName
    expected: Audience | None = None
    understood: Audience | None = None
    specified: Audience | None = None
    delivered: Audience | None = None
    promised: Audience | None = None
    perceived: Audience | None = None
    min_answered: Share = 0.5

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse sides of several audiences, no gap at all, sides of unequal length or range, text items."""
        for side, written in self._written().items():
            yield from _side_faults(side, written, items)
        sides = {side: next(iter(written.values()), ()) for side, written in self._written().items()}
        asked = [gap for gap, (one, other) in GAPS.items() if one in sides and other in sides]
        if not asked:
            yield KeyFault(
                (),
                Words("no gap has both its sides", "没有任何一个差距具备两侧"),
                Words(
                    "Gap 1 needs understood and expected, 2 specified and understood, 3 delivered and specified, "
                    "4 delivered and promised, 5 perceived and expected.",
                    "差距 1 需要 understood 与 expected，2 需要 specified 与 understood，3 需要 delivered 与 "
                    "specified，"
                    "4 需要 delivered 与 promised，5 需要 perceived 与 expected。",
                ),
            )
        for gap in asked:
            one, other = GAPS[gap]
            if len(sides[one]) != len(sides[other]):
                yield KeyFault(
                    (one,),
                    Words(
                        f"{len(sides[one])} items against {len(sides[other])} of '{other}' (gap {gap})",
                        f"{len(sides[one])} 个题目，而“{other}”有 {len(sides[other])} 个（差距 {gap}）",
                    ),
                    Words("Items of two sides match in order.", "两侧题目须按顺序一一对应。"),
                )
        yield from one_range_faults((), tuple(chain.from_iterable(sides.values())), items)

    def warnings(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Warn where one item of a pair is reversed and the other is not."""
        sides = {side: next(iter(written.values()), ()) for side, written in self._written().items()}
        for one, other in GAPS.values():
            for a, b in zip(sides.get(one, ()), sides.get(other, ()), strict=False):
                if items[a].reverse != items[b].reverse:
                    turned, plain = (a, b) if items[a].reverse else (b, a)
                    yield KeyFault(
                        (one,),
                        Words(
                            f"{turned} is reverse-keyed but its pair {plain} is not",
                            f"{turned} 为反向计分，而与之配对的 {plain} 不是",
                        ),
                    )

    def _written(self) -> dict[str, Audience]:
        found = {side: getattr(self, side) for side in SIDES}
        return {side: written for side, written in found.items() if written is not None}

    def build(self, name: str, items: Mapping[str, Item]) -> GapModel:
        """Return the measure."""
        sides = tuple(
            Side(side, level, names) for side, written in self._written().items() for level, names in written.items()
        )
        values = items[sides[0].items[0]].scale.values
        span = (values[0], values[-1]) if values else None
        return GapModel(name, self.title, self.audience, sides, self.min_answered, span)


KEYS = GapModelKeys


def _side_faults(side: str, written: Audience, items: Mapping[str, Item]) -> Iterator[KeyFault]:
    if len(written) != 1:
        yield KeyFault(
            (side,),
            Words(f"one audience answers it, here are {len(written)}", f"须由一类人群回答，此处有 {len(written)} 类"),
            Words("Write AUDIENCE: ITEMS, as in customer: E1..E22.", "请写作 人群: 题目，例如 customer: E1..E22。"),
        )
    for level, names in written.items():
        if not names:
            yield KeyFault((side, level), Words("there is no item", "没有任何题目"))
        yield from numeric_faults((side, level), names, items)


@dataclass(frozen=True)
class GapModel(Measure):
    """Gap = mean of one side − mean of another, each over its own audience; negative is a shortfall."""

    audience: str
    sides: tuple[Side, ...]
    min_answered: float = 0.5
    span: tuple[float, float] | None = None

    topic: ClassVar[str] = "satisfaction"
    chart: ClassVar[str] = "gap_model"
    charts: ClassVar[Mapping[str, str]] = {"chain": "gap_model"}
    more_titles: ClassVar[Mapping[str, Words]] = {
        "chain": Words("do gaps 1–4 add up to gap 5?", "差距 1–4 之和是否等于差距 5？")
    }
    sources: ClassVar[tuple[str, ...]] = (
        "Parasuraman, A., Zeithaml, V. A. & Berry, L. L. (1985). A conceptual model of service quality and its "
        "implications for future research. Journal of Marketing 49(4), 41–50.",
    )

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(item for side in self.sides for item in side.items)

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.audience,)

    @property
    def levels(self) -> Mapping[str, tuple[str, ...]]:
        return {self.audience: self._audiences}

    @property
    def _audiences(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(side.audience for side in self.sides))

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self._column(side.name) for side in self.sides)

    @property
    def headline(self) -> Mapping[str, Any]:
        return {"gap": 5}

    @property
    def compared(self) -> Mapping[str, Mapping[str, str]]:
        return {}

    @property
    def unit(self) -> Words:
        return Words("gap, negative is a shortfall", "差距（负值为不足）")

    @property
    def options(self) -> Mapping[str, object]:
        return {} if self.span is None else {"low": self.span[0], "high": self.span[1]}

    @property
    def item_sets(self) -> tuple[ItemSet, ...]:
        return tuple(ItemSet(self._column(s.name), s.items, self.name) for s in self.sides if len(s.items) > 1)

    @cached_property
    def _by_name(self) -> Mapping[str, Side]:
        return {side.name: side for side in self.sides}

    @property
    def asked(self) -> Mapping[int, tuple[Side, Side]]:
        """The gaps that have both their sides: what is compared, and against what."""
        known = self._by_name
        return {
            gap: (known[one], known[other]) for gap, (one, other) in GAPS.items() if one in known and other in known
        }

    def _column(self, side: str) -> str:
        return f"{self.name}.{side}"

    def _member(self, audience: str) -> str:
        return f"{self.name}:{self._audiences.index(audience)}"

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        role = nw.col(about(self.audience))
        members = [
            Score(self._member(level), nw.when(role == level).then(nw.lit(1.0)), kept=False)
            for level in self._audiences
        ]
        return tuple(members), tuple(Score(self._column(s.name), self._score(s)) for s in self.sides)

    def _score(self, side: Side) -> nw.Expr:
        values = [nw.col(item).cast(nw.Float64) for item in side.items]
        score = mean_answered(values, [answered(item) for item in side.items], self.min_answered)
        return nw.when(answered(self._member(side.audience))).then(score)

    def _item(self, side: Side, item: str) -> str:
        return f"{self.name}.{side.name}:{item}"

    def _pairs(self) -> Iterator[tuple[int, Side, str, Side, str]]:
        """Yield every pair of items: gap, side and item compared, side and item against which."""
        for gap, (one, other) in self.asked.items():
            for a, b in zip(one.items, other.items, strict=True):
                yield gap, one, a, other, b

    def drawn(self) -> tuple[Target, ...]:
        """Each side is asked of its own audience; what is perceived and delivered falls short of the rest."""
        return tuple(
            Target(
                self._column(s.name),
                self.name,
                s.items,
                "perceived" if s.name in ("perceived", "delivered") else "expected",
                place=PLACES[s.name],
                asked=AtLevel(self.audience, s.audience),
            )
            for s in self.sides
        )

    def from_marginals(self, of: Marginals) -> FigureRows:
        means = {s.name: mean_of(s.items, of) for s in self.sides if has_all(s.items, of)}
        return {
            str(gap): {
                "estimate": means[one.name] - means[other.name],
                "compared_mean": means[one.name],
                "against_mean": means[other.name],
            }
            for gap, (one, other) in self.asked.items()
            if one.name in means and other.name in means
        }

    def needs(self) -> Needs:
        made = {self._item(s, item): Among(item, (self._member(s.audience),)) for s in self.sides for item in s.items}
        gaps = [(self._column(one.name), self._column(other.name)) for one, other in self.asked.values()]
        pairs = [(self._item(one, a), self._item(other, b)) for _, one, a, other, b in self._pairs()]
        whole = [self.parts] if self._is_whole else []
        return Needs(tuple(dict.fromkeys([*gaps, *pairs, *whole])), made)

    @property
    def _is_whole(self) -> bool:
        return len(self.sides) == len(SIDES)

    def rows(self, base: Base) -> list[Row]:
        return [
            {
                "gap": gap,
                "between": BETWEEN[gap],
                **compared_cells(base, one, self._column(one.name), other, self._column(other.name)),
            }
            for gap, (one, other) in self.asked.items()
        ]

    def more_rows(self, base: Base) -> dict[str, list[Row]]:
        found = {"items": self._item_rows(base)}
        return {**found, "chain": self._chain_rows(base)} if self._is_whole else found

    def _item_rows(self, base: Base) -> list[Row]:
        rows: list[dict[str, Cell]] = [
            {
                "gap": gap,
                "item": a,
                "against_item": b,
                **compared_cells(base, one, self._item(one, a), other, self._item(other, b)),
            }
            for gap, one, a, other, b in self._pairs()
        ]
        for gap in self.asked:
            of_gap = [row for row in rows if row["gap"] == gap]
            p_values = [p if isinstance(p := row["p_value"], float) else None for row in of_gap]
            for row, adjusted in zip(of_gap, holm(p_values), strict=True):
                row["p_adjusted"] = adjusted
        return [*rows]

    def _chain_rows(self, base: Base) -> list[Row]:
        return [
            {"step": step, "between": STEP_WORDS[step], **combined_cells(base, self.parts, self._gradient(gaps))}
            for step, gaps in CHAIN.items()
        ]

    def _gradient(self, gaps: Mapping[int, float]) -> list[float]:
        """What each side's mean counts for in a sum of gaps."""
        return [
            sum(
                times * ((one == s.name) - (other == s.name))
                for gap, times in gaps.items()
                for one, other in [GAPS[gap]]
            )
            for s in self.sides
        ]

    def doubts(self) -> Mapping[Words, nw.Expr]:
        """Count who is in none of the audiences, and who answered items that are another audience's."""
        outside = nw.all_horizontal(*(nw.col(self._member(a)).is_null() for a in self._audiences), ignore_nulls=False)
        found = {
            Words(
                f"{self.name}: respondents in no audience ({', '.join(self._audiences)})",
                f"{self.name}：不属于任何人群（{'、'.join(self._audiences)}）的受访者",
            ): _count(outside)
        }
        for side in self.sides:
            some = nw.any_horizontal(*(~nw.col(item).is_null() for item in side.items), ignore_nulls=True)
            said = Words(
                f"{self.name}: respondents other than {side.audience} who answered '{side.name}', not used",
                f"{self.name}：非“{side.audience}”而回答了“{SIDE_WORDS[side.name].zh}”题目的受访者，未使用",
            )
            found[said] = _count(some & nw.col(self._member(side.audience)).is_null())
            found[_unanswered_words(self.name, side)] = self._unanswered(side)
        return found

    def _unanswered(self, side: Side) -> nw.Expr:
        """Return how many of a side's items nobody of its audience answered, though some are there."""
        member = ~nw.col(self._member(side.audience)).is_null()
        answers = [_count(member & ~nw.col(item).is_null()) for item in side.items]
        return reduce(add, [((_count(member) > 0) & (count == 0)).cast(nw.Int64) for count in answers])

    def explanation(self, rows: list[Row]) -> Explanation:
        same = [gap for gap, (one, other) in self.asked.items() if one.audience == other.audience]
        return explain_gap_model(rows, self.sources, same, self.min_answered, self.audience)


def _unanswered_words(name: str, side: Side) -> Words:
    words = SIDE_WORDS[side.name]
    return Words(
        f"{name}: items of '{side.name}' that nobody of '{side.audience}' answered: its gaps compare unlike items, see "
        "them item by item",
        f"{name}：“{side.audience}”无人回答的“{words.zh}”题目：该侧的差距两边题目不对应，请看逐题差距",
    )


def _count(expression: nw.Expr) -> nw.Expr:
    return nw.when(expression).then(nw.lit(1)).otherwise(nw.lit(0)).sum()
