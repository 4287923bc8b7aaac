"""`type: quadrants`: two scores cut into high and low, and what each corner is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

import narwhals as nw
from pydantic import BeforeValidator

from satindex.frames.expressions import answered
from satindex.frames.made import ROUNDING
from satindex.language import Words
from satindex.measures.classes import (
    WILSON_SOURCE,
    WILSON_WORDS,
    ClassMeasure,
    class_needs,
    class_rows,
    class_stages,
    share_numbers,
)
from satindex.measures.item_checks import numeric_faults
from satindex.measures.measure import Needs, Score
from satindex.measures.quadrants_words import (
    AXIS_WORDS,
    CELLS,
    CLASS_WORDS,
    NOTES,
    SOURCES,
    TOO_MANY_FOR_CELLS,
    formula,
)
from satindex.results.result import Explanation, Row
from satindex.stats.base import Base
from satindex.stats.cells import Cell2, cells_of
from satindex.survey.kinds import Finite, ItemOrScore, KeyFault, Keys, MeasureKeys
from satindex.survey.model import Item

Of = Literal["apostle", "attitude_behaviour"]
# By whether x and y are high.
CORNERS: Mapping[Of, Mapping[tuple[bool, bool], str]] = {
    "apostle": {
        (True, True): "loyalist",
        (False, True): "hostage",
        (True, False): "mercenary",
        (False, False): "defector",
    },
    "attitude_behaviour": {
        (True, True): "true",
        (True, False): "latent",
        (False, True): "spurious",
        (False, False): "none",
    },
}
MOST_CUTS: Mapping[Of, int] = {"apostle": 3, "attitude_behaviour": 1}


def _one_as_list(value: object) -> object:
    return [value] if isinstance(value, str | int | float) else value


CutList = Annotated[tuple[Finite, ...], BeforeValidator(_one_as_list, json_schema_input_type=float | tuple[float, ...])]


class CutKeys(Keys):
    """Where each axis is cut, ascending; at or above a cut is high."""

    x: CutList
    y: CutList


class QuadrantsKeys(MeasureKeys):
    """Two items or scores, and where each is cut."""

    type: Literal["quadrants"] = "quadrants"
    of: Of
    x: ItemOrScore
    y: ItemOrScore
    cuts: CutKeys

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse cuts that do not ascend, too many or unlike numbers of them, cuts that leave one side empty."""
        if self.x == self.y:
            yield KeyFault(("y",), Words(f"x and y are both '{self.x}'", f"x 与 y 都是“{self.x}”"))
        for axis, name, cuts in (("x", self.x, self.cuts.x), ("y", self.y, self.cuts.y)):
            yield from self._cut_faults(axis, cuts)
            yield from numeric_faults((axis,), (name,), items)
            if name in items and cuts:
                yield from _empty_sides(axis, items[name], cuts)
        if len(self.cuts.x) != len(self.cuts.y):
            yield KeyFault(
                ("cuts",),
                Words(
                    f"x has {len(self.cuts.x)} cuts and y has {len(self.cuts.y)}; they need as many",
                    f"x 有 {len(self.cuts.x)} 个切点，y 有 {len(self.cuts.y)} 个；数目须相同",
                ),
            )

    def _cut_faults(self, axis: str, cuts: tuple[float, ...]) -> Iterator[KeyFault]:
        most = MOST_CUTS[self.of]
        if not 1 <= len(cuts) <= most:
            upto = "1" if most == 1 else f"1–{most}"
            yield KeyFault(
                ("cuts", axis),
                Words(
                    f"'{self.of}' takes {upto} cut{'s' if most > 1 else ''}, not {len(cuts)}",
                    f"“{self.of}”须有 {upto} 个切点，而非 {len(cuts)} 个",
                ),
            )
        elif any(upper <= lower for lower, upper in pairwise(cuts)):
            yield KeyFault(("cuts", axis), Words("the cuts must ascend", "切点须为升序"))

    def build(self, name: str, items: Mapping[str, Item]) -> Quadrants:
        """Return the measure."""
        named = {axis: score for axis, score in (("x", self.x), ("y", self.y)) if score in items}
        return Quadrants(
            name, self.title, self.of, self.x, self.y, Cuts.of(self.cuts.x), Cuts.of(self.cuts.y), tuple(named.values())
        )


KEYS = QuadrantsKeys


def _empty_sides(axis: str, item: Item, cuts: tuple[float, ...]) -> Iterator[KeyFault]:
    values = item.scale.values
    outside = [cut for cut in cuts if values and not values[0] < cut <= values[-1]]
    if outside:
        yield KeyFault(
            ("cuts", axis),
            Words(
                f"no answer of {item.name} ({values[0]:g}–{values[-1]:g}) lies on one side of {outside[0]:g}",
                f"{item.name}（{values[0]:g}–{values[-1]:g}）没有回答落在 {outside[0]:g} 的一侧",
            ),
        )


@dataclass(frozen=True)
class Cuts:
    """Where an axis is cut: `high` divides the quadrants; the corners begin at `top` and end below `bottom`."""

    high: float
    top: float | None = None
    bottom: float | None = None

    @classmethod
    def of(cls, cuts: tuple[float, ...]) -> Cuts:
        """Return the cuts of a list: [high], [high, top] (`bottom` as far below as `top` is above), or all three.

        Examples
        --------
        >>> Cuts.of((3.5, 4.5))
        Cuts(high=3.5, top=4.5, bottom=2.5)
        """
        if len(cuts) == 1:
            return cls(cuts[0])
        if len(cuts) == 2:
            return cls(cuts[0], cuts[1], 2 * cuts[0] - cuts[1])
        return cls(cuts[1], cuts[2], cuts[0])

    @property
    def listed(self) -> tuple[float, ...]:
        """Every cut, ascending."""
        return tuple(cut for cut in (self.bottom, self.high, self.top) if cut is not None)


def _beyond(column: str, cut: float | None, high: bool) -> nw.Expr:
    """Return whether a score lies at or above a cut (`high`), or below it; a score is not below it by rounding."""
    edge = (cut or 0.0) - ROUNDING
    return nw.col(column) >= edge if high else nw.col(column) < edge


@dataclass(frozen=True)
class Quadrants(ClassMeasure):
    """Four corners of x × y; two further classes in the extreme corners of apostle and terrorist."""

    of: Of
    x: str
    y: str
    x_cuts: Cuts
    y_cuts: Cuts
    named_items: tuple[str, ...]

    chart: ClassVar[str] = "classes"
    charts: ClassVar[Mapping[str, str]] = {"cells": "quadrants"}
    more_titles: ClassVar[Mapping[str, Words]] = {"cells": Words("where respondents stand", "受访者分布")}
    sources: ClassVar[tuple[str, ...]] = (WILSON_SOURCE,)

    @property
    def items(self) -> tuple[str, ...]:
        return self.named_items

    @property
    def uses(self) -> tuple[str, ...]:
        return tuple(name for name in (self.x, self.y) if name not in self.named_items)

    @property
    def has_corners(self) -> bool:
        """Whether the extreme corners are classes of their own."""
        return self.x_cuts.top is not None and self.y_cuts.top is not None

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes, best first."""
        corners = tuple(CORNERS[self.of].values())
        return ("apostle", *corners, "terrorist") if self.has_corners else corners

    @property
    def labels(self) -> Mapping[str, Words]:
        return CLASS_WORDS

    @property
    def options(self) -> Mapping[str, object]:
        cuts = {"x": self.x_cuts.listed, "y": self.y_cuts.listed}
        return {
            "x": self.x,
            "y": self.y,
            "cuts": cuts,
            "axes": AXIS_WORDS[self.of],
            "divide": {"x": self.x_cuts.high, "y": self.y_cuts.high},
        }

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        there = answered(self.x, self.y)
        found = {
            name: there & _beyond(self.x, self.x_cuts.high, x_high) & _beyond(self.y, self.y_cuts.high, y_high)
            for (x_high, y_high), name in CORNERS[self.of].items()
        }
        if self.has_corners:
            apostle = there & _beyond(self.x, self.x_cuts.top, True) & _beyond(self.y, self.y_cuts.top, True)
            terrorist = there & _beyond(self.x, self.x_cuts.bottom, False) & _beyond(self.y, self.y_cuts.bottom, False)
            found = {"apostle": apostle, "terrorist": terrorist, **found}
        return class_stages(self.name, tuple(found.items()), self.classes)

    def needs(self) -> Needs:
        return class_needs(self.name, self.classes)

    def rows(self, base: Base) -> list[Row]:
        return class_rows(base, self.name, self.classes)

    def more_rows(self, base: Base) -> dict[str, list[Row]]:
        """Return the share of respondents in each cell of x × y, over all respondents: what the heat map shows."""
        if not base.is_whole:
            return {}
        if base.sample is None:
            return {"cells": [{"estimate": None, "reason": TOO_MANY_FOR_CELLS}]}
        sample = base.sample((self.x, self.y))
        cells = cells_of(sample, self.x_cuts.listed, self.y_cuts.listed)
        return {"cells": [self._cell_row(cell) for cell in cells]} if cells else {}

    def _cell_row(self, cell: Cell2) -> Row:
        return {
            "class": self._class_at(cell.x_from, cell.y_from),
            "x_from": cell.x_from,
            "x_to": cell.x_to,
            "y_from": cell.y_from,
            "y_to": cell.y_to,
            "estimate": cell.share,
            "count": cell.count,
            "n": cell.n,
        }

    def _class_at(self, x: float, y: float) -> str:
        """Return the class of a cell by its lower ends: no cell reaches across a cut."""
        if self.has_corners:
            if x >= (self.x_cuts.top or 0) and y >= (self.y_cuts.top or 0):
                return "apostle"
            if x < (self.x_cuts.bottom or 0) and y < (self.y_cuts.bottom or 0):
                return "terrorist"
        return CORNERS[self.of][x >= self.x_cuts.high, y >= self.y_cuts.high]

    def explanation(self, rows: list[Row]) -> Explanation:
        is_cells = bool(rows) and ("x_from" in rows[0] or rows[0].get("reason") == TOO_MANY_FOR_CELLS)
        numbers = () if is_cells else share_numbers(rows, self.labels)
        said = {"x": self._said(self.x, self.x_cuts), "y": self._said(self.y, self.y_cuts)}
        return Explanation(
            formula(self.of, said["x"], said["y"], self.has_corners),
            numbers,
            (*NOTES[self.of], CELLS if is_cells else WILSON_WORDS),
            (*SOURCES[self.of], *self.sources),
        )

    def _said(self, name: str, cuts: Cuts) -> tuple[str, str, str, str]:
        written = ["" if cut is None else f"{cut:g}" for cut in (cuts.high, cuts.top, cuts.bottom)]
        return (name, *written)  # type: ignore[return-value]
