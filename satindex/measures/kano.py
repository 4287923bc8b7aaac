"""`type: kano`: what a feature is to customers: attractive, one-dimensional, must-be, indifferent, reverse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import Field

from satindex.frames.made import Made
from satindex.language import Words
from satindex.measures.classes import WILSON_SOURCE, share_cells
from satindex.measures.drawn import Target
from satindex.measures.kano_table import (
    CATEGORIES,
    DYSFUNCTIONAL_VALUES,
    FUNCTIONAL_VALUES,
    MIXES,
    PAIRS,
    Categorised,
    Scaled,
    category_of,
)
from satindex.measures.kano_words import CATEGORY_WORDS, explained
from satindex.measures.marginals import FigureRows, Marginals
from satindex.measures.measure import Measure, Needs, Score, words_of
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.base import Base
from satindex.stats.leading import exact_lead_p, fong_threshold
from satindex.stats.moments import Columns
from satindex.survey.kinds import ItemName, KeyFault, Keys, MeasureKeys, TitleTexts
from satindex.survey.model import Item, Titles
from satindex.survey.presets import PRESETS

ANSWERS = (1.0, 2.0, 3.0, 4.0, 5.0)
SIGNIFICANT = 0.05
Test = Literal["exact", "fong"]
Picture = Literal["discrete", "continuous"]


class FeatureKeys(Keys):
    """A feature: how one feels with it (`functional`), without it (`dysfunctional`), and how important it is."""

    functional: ItemName
    dysfunctional: ItemName
    importance: ItemName | None = None
    title: TitleTexts = Field(default_factory=dict)


class KanoKeys(MeasureKeys):
    """Pairs of questions about features, answered like / must-be / neutral / live-with / dislike."""

    type: Literal["kano"] = "kano"
    features: dict[str, FeatureKeys]
    test: Test = "exact"
    picture: Picture = "discrete"

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse scales that are not the five answers, and an item that stands for two questions."""
        if not self.features:
            yield KeyFault(("features",), Words("there is no feature", "没有任何功能特性"))
        taken: dict[str, str] = {}
        for name, feature in self.features.items():
            for side in ("functional", "dysfunctional"):
                item = getattr(feature, side)
                yield from _scale_faults(("features", name, side), items.get(item))
                other = taken.setdefault(item, f"{name}.{side}")
                if other != f"{name}.{side}":
                    yield KeyFault(
                        ("features", name, side), Words(f"{item} is already {other}", f"{item} 已用于 {other}")
                    )
            yield from _importance_faults(("features", name, "importance"), items.get(feature.importance or ""))

    def build(self, name: str, items: Mapping[str, Item]) -> Kano:
        """Return the measure."""
        features = tuple(
            Feature(key, given.title, given.functional, given.dysfunctional, given.importance)
            for key, given in self.features.items()
        )
        return Kano(name, self.title, features, self.test, self.picture)


KEYS = KanoKeys


def _scale_faults(path: tuple[str, ...], item: Item | None) -> Iterator[KeyFault]:
    if item is None:
        return
    scale, hint = item.scale, _HINT
    other_meaning = scale.name in PRESETS and scale.name != "kano5" and PRESETS[scale.name] == scale
    if scale.values != ANSWERS or other_meaning:
        yield KeyFault(
            path,
            Words(
                f"{item.name} is on scale '{scale.name}'; Kano needs like, must-be, neutral, live-with, dislike as 1–5",
                f"{item.name} 的量表为“{scale.name}”；Kano 需要以 1–5 表示喜欢、理应如此、无所谓、勉强接受、不喜欢",
            ),
            hint,
        )
    elif item.reverse:
        yield KeyFault(
            path,
            Words(
                f"{item.name} is reverse-keyed; Kano takes 1 as like, on both sides",
                f"{item.name} 为反向计分；Kano 两侧均以 1 为喜欢",
            ),
        )


_HINT = Words(
    "Use the scale kano5, or a scale of your own: codes: {I like it: 1, …, I dislike it: 5}.",
    "请使用量表 kano5，或自定义量表：codes: {我很喜欢: 1, …, 我很不喜欢: 5}。",
)


def _importance_faults(path: tuple[str, ...], item: Item | None) -> Iterator[KeyFault]:
    if item is not None and not item.scale.is_numeric:
        kind = item.scale.name
        yield KeyFault(
            path,
            Words(f"{item.name} is answered in '{kind}', which has no numbers", f"{item.name} 的量表“{kind}”没有数值"),
        )


@dataclass(frozen=True)
class Feature:
    """A feature's pair of items, and the item of its importance where that is asked."""

    name: str
    title: Titles
    functional: str
    dysfunctional: str
    importance: str | None = None


@dataclass(frozen=True)
class Kano(Measure):
    """Each respondent's category of each feature from the 5 × 5 table, and what most respondents say."""

    features: tuple[Feature, ...]
    test: Test = "exact"
    picture: Picture = "discrete"

    chart: ClassVar[str] = "kano"
    sources: ClassVar[tuple[str, ...]] = (
        "Kano, N., Seraku, N., Takahashi, F. & Tsuji, S. (1984). Attractive quality and must-be quality. Journal of "
        "the Japanese Society for Quality Control 14(2), 39–48.",
        "Berger, C. et al. (1993). Kano's methods for understanding customer-defined quality. Center for Quality of "
        "Management Journal 2(4), 3–36 (table; better and worse: Timko; continuous: DuMouchel).",
        "Category and total strength: Lee, M. C. & Newcomb, J. F. (1997). Quality Management Journal 4(3), 95–110.",
        WILSON_SOURCE,
    )

    @property
    def items(self) -> tuple[str, ...]:
        named = (item for f in self.features for item in (f.functional, f.dysfunctional, f.importance) if item)
        return tuple(dict.fromkeys(named))

    @property
    def headline(self) -> None:
        return None

    @property
    def unit(self) -> Words:
        return Words("share of the leading category", "首位类别的比例")

    @property
    def labels(self) -> Mapping[str, Words]:
        return {**CATEGORY_WORDS, **{f.name: words_of(f.title, f.name) for f in self.features}}

    @property
    def options(self) -> Mapping[str, object]:
        return {"picture": self.picture}

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        return (
            tuple(
                Score(f"{self.name}.{f.name}.group", category_of(f.functional, f.dysfunctional)) for f in self.features
            ),
        )

    def drawn(self) -> tuple[Target, ...]:
        """A pair of answers is drawn from a mix of categories; the leading one changes from feature to feature."""
        return tuple(
            Target(
                self._column(feature),
                self.name,
                (feature.functional, feature.dysfunctional),
                unit="classes",
                classes=PAIRS,
                shares=MIXES[place % len(MIXES)],
            )
            for place, feature in enumerate(self.features)
        )

    def from_marginals(self, of: Marginals) -> FigureRows:
        found = {}
        for feature in self.features:
            if self._column(feature) in of:
                importance = of.get(feature.importance or "")
                more = {"importance_mean": importance.mean} if importance else {}
                functional, dysfunctional = of[feature.functional], of[feature.dysfunctional]
                shares = dict(zip(CATEGORIES, of[self._column(feature)].shares.tolist(), strict=True))
                found[feature.name] = {
                    **_of_shares(shares),
                    "functional": functional.mean_as(FUNCTIONAL_VALUES),
                    "dysfunctional": dysfunctional.mean_as(DYSFUNCTIONAL_VALUES),
                    **more,
                }
        return found

    def needs(self) -> Needs:
        made: dict[str, Made] = {}
        for feature in self.features:
            pair = (feature.functional, feature.dysfunctional)
            column = self._column(feature)
            for letter in CATEGORIES:
                made[f"{column}={letter}"] = Categorised(*pair, letter)
                made[f"{column}#{letter}"] = Categorised(*pair, letter, among="")
            made[f"{column}:better"] = Categorised(*pair, "AO", among="AOMI")
            made[f"{column}:worse"] = Categorised(*pair, "OM", among="AOMI")
            made[f"{column}:functional"] = Scaled(*pair, "functional")
            made[f"{column}:dysfunctional"] = Scaled(*pair, "dysfunctional")
        importance = [(f.importance,) for f in self.features if f.importance]
        together = [self._shares(self._column(feature)) for feature in self.features]
        return Needs(tuple(dict.fromkeys([*((name,) for name in made), *importance, *together])), made)

    def _shares(self, column: str) -> Columns:
        """The 0/1 columns of a feature's categories: one block, for the difference of two of their shares."""
        return tuple(f"{column}={letter}" for letter in CATEGORIES)

    def _column(self, feature: Feature) -> str:
        return f"{self.name}.{feature.name}"

    def rows(self, base: Base) -> list[Row]:
        return [self._row(base, feature) for feature in self.features]

    def _row(self, base: Base, feature: Feature) -> Row:
        column = self._column(feature)
        counts = {letter: base.n(f"{column}#{letter}") for letter in CATEGORIES}
        shares = {letter: base.mean(f"{column}={letter}").estimate for letter in CATEGORIES}
        known = {letter: share for letter, share in shares.items() if share is not None}
        first, second = _first_two(known)
        keys: Row = {"feature": feature.name, "category": "/".join(first) or None}
        leading = share_cells(base, f"{column}={first[0] if first else 'A'}")
        rest: dict[str, Cell] = {
            **_coefficients(base, column),
            **counts,
            **_strengths(known, first, second),
            **self._lead(base, column, counts, first, second),
            **_side_means(base, column),
            **_importance(base, feature),
        }
        return {**keys, **leading, **rest}

    def _lead(self, base: Base, column: str, counts: Mapping[str, int], first: str, second: str) -> dict[str, Cell]:
        """Return the test whether the leading category leads the second."""
        if not first:
            return {"second": None, "lead": None, "p_value": None, "leads": None}
        against = first[1:] or second
        top, n = counts[first[0]], sum(counts.values())
        other = counts[against[0]] if against else 0
        cells: dict[str, Cell] = {"second": "/".join(against) or None, "lead": top - other}
        if self.test == "fong":
            threshold = fong_threshold(top, other, n)
            return {**cells, "threshold": threshold, "leads": top > other and top - other >= threshold}
        p_value: float | None = exact_lead_p(top, other)
        if base.designed:
            p_value = self._designed_p(base, column, first[0], against[0]) if against else None
        return {**cells, "p_value": p_value, "leads": None if p_value is None else p_value < SIGNIFICANT}

    def _designed_p(self, base: Base, column: str, first: str, second: str) -> float | None:
        """Return the p value of the linearised difference of two categories' shares."""
        gradient = [float(letter == first) - float(letter == second) for letter in CATEGORIES]
        return base.combination(self._shares(column), gradient).p_value

    def explanation(self, rows: list[Row]) -> Explanation:
        return explained(rows, self.labels, self.test, self.sources)


def _of_shares(shares: Mapping[str, float]) -> dict[str, float]:
    """Return a feature's figures for the shares of its categories."""
    first, second, *_ = sorted(shares.values(), reverse=True)
    asked = sum(shares[letter] for letter in "AOMI")
    return {
        "estimate": first,
        **(
            {"better": (shares["A"] + shares["O"]) / asked, "worse": -(shares["O"] + shares["M"]) / asked}
            if asked
            else {}
        ),
        "category_strength": first - second,
        "total_strength": sum(shares[letter] for letter in "AOM"),
    }


def _first_two(shares: Mapping[str, float]) -> tuple[str, str]:
    """Return the letters of the most frequent category and of the next one; several letters are tied."""
    present = sorted({round(share, 12) for share in shares.values() if share > 0}, reverse=True)
    groups = ["".join(letter for letter, share in shares.items() if round(share, 12) == level) for level in present[:2]]
    return groups[0] if groups else "", groups[1] if len(groups) > 1 else ""


def _coefficients(base: Base, column: str) -> dict[str, Cell]:
    """Return better and worse (negative) with their errors and intervals, over respondents with A, O, M or I."""
    better, worse = share_cells(base, f"{column}:better"), share_cells(base, f"{column}:worse")
    return {
        "better": better["estimate"],
        "better_std_error": better["std_error"],
        "better_low": better["ci_low"],
        "better_high": better["ci_high"],
        "worse": _negative(worse["estimate"]),
        "worse_std_error": worse["std_error"],
        "worse_low": _negative(worse["ci_high"]),
        "worse_high": _negative(worse["ci_low"]),
    }


def _negative(cell: Cell) -> float | None:
    return 0.0 - cell if isinstance(cell, float) else None


def _strengths(shares: Mapping[str, float], first: str, second: str) -> dict[str, Cell]:
    if not first:
        return {"category_strength": None, "total_strength": None}
    next_best = shares[first[1] if len(first) > 1 else second[0]] if first[1:] or second else 0.0
    return {"category_strength": shares[first[0]] - next_best, "total_strength": sum(shares[k] for k in "AOM")}


def _side_means(base: Base, column: str) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for side in ("functional", "dysfunctional"):
        found = base.mean(f"{column}:{side}")
        cells |= {side: found.estimate, f"{side}_std_error": found.std_error}
    return cells


def _importance(base: Base, feature: Feature) -> dict[str, Cell]:
    if feature.importance is None:
        return {}
    found = base.mean(feature.importance)
    return {"importance_mean": found.estimate, "importance_std_error": found.std_error}
