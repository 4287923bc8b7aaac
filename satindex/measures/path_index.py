"""`type: path_index`: 0–100 indices of constructs joined by paths (ECSI, ACSI, CCSI), weighted by the data (PLS)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from satindex.errors import RowsNeededError, did_you_mean
from satindex.frames.expressions import index_answered
from satindex.language import Words
from satindex.measures import path_rows, path_words
from satindex.measures.drawn import Target
from satindex.measures.item_checks import numeric_faults
from satindex.measures.measure import Measure, Needs, Score, words_of
from satindex.measures.path_figures import Construct, Figures, Settings, answers_to
from satindex.measures.resampling_words import TOO_MANY
from satindex.results.result import Explanation, Row
from satindex.stats.base import Base
from satindex.stats.grouped_rows import Grouped, Rows, drawn_rows
from satindex.stats.linearised import LONELY_UNIT
from satindex.stats.moments import Columns
from satindex.stats.path_estimate import PathEstimate, estimate_of_groups, estimate_paths
from satindex.stats.path_model import PathModel, Scheme, depths
from satindex.stats.replicated_means import ReplicatedMean, not_replicated
from satindex.stats.sample import Sample
from satindex.survey.kinds import Answers, ItemNames, KeyFault, Keys, MeasureKeys, Share, TitleTexts
from satindex.survey.model import Item, ItemSet

FEWEST_REPLICATES = 100


class ConstructKeys(Keys):
    """One construct: the items that reflect it."""

    items: ItemNames
    title: TitleTexts = Field(default_factory=dict)


class BootstrapKeys(Keys):
    """How often the model is fitted again to resampled respondents, and the seed that these are drawn by."""

    replicates: Annotated[int, Field(ge=0, le=100_000)] = 1000
    seed: Annotated[int, Field(ge=0)] = 1


class PathIndexKeys(MeasureKeys):
    """Indices 0–100 of constructs that are joined by paths."""

    type: Literal["path_index"] = "path_index"
    constructs: dict[str, ConstructKeys]
    paths: dict[str, Answers]
    scheme: Scheme = "path"
    target: str | None = None
    min_answered: Share = 0.5
    bootstrap: BootstrapKeys = BootstrapKeys()

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Refuse constructs without items, ends or paths; paths to nowhere or in a circle; a bad target."""
        if not self.constructs:
            yield KeyFault(("constructs",), Words("there is no construct", "没有任何构念"))
        for name, construct in self.constructs.items():
            yield from _construct_faults(name, construct, items)
        unknown = list(_unknown_faults(self))
        yield from unknown
        if self.constructs and not unknown:
            yield from _path_faults(self)
        if 0 < self.bootstrap.replicates < FEWEST_REPLICATES:
            yield KeyFault(
                ("bootstrap", "replicates"),
                Words(
                    f"{self.bootstrap.replicates} replicates are too few for an interval",
                    f"{self.bootstrap.replicates} 次重抽样不足以得到区间",
                ),
                Words(
                    f"Give {FEWEST_REPLICATES} or more, or 0 for none.",
                    f"请至少给 {FEWEST_REPLICATES} 次，或 0（不做）。",
                ),
            )

    def warnings(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Warn where two constructs share an item: they are then correlated by definition."""
        owner: dict[str, str] = {}
        for name, construct in self.constructs.items():
            for item in construct.items:
                first = owner.setdefault(item, name)
                if first != name:
                    yield KeyFault(
                        ("constructs", name, "items"),
                        Words(f"{item} is also an item of '{first}'", f"{item} 也是“{first}”的题目"),
                    )

    def build(self, name: str, items: Mapping[str, Item]) -> PathIndex:
        """Return the measure."""
        constructs = []
        for key, given in self.constructs.items():
            ends = tuple((items[item].scale.values[0], items[item].scale.values[-1]) for item in given.items)
            constructs.append(Construct(key, given.title, tuple(given.items), ends))
        paths = tuple((cause, effect) for effect, causes in self.paths.items() for cause in causes)
        led_to = [key for key in self.constructs if self.paths.get(key)]
        target = led_to[-1] if self.target is None else self.target
        settings = Settings(self.scheme, target, self.min_answered, self.bootstrap.replicates, self.bootstrap.seed)
        return PathIndex(name, self.title, tuple(constructs), paths, settings)


KEYS = PathIndexKeys


def _construct_faults(name: str, construct: ConstructKeys, items: Mapping[str, Item]) -> Iterator[KeyFault]:
    path = ("constructs", name, "items")
    if not construct.items:
        yield KeyFault(path, Words("there is no item", "没有任何题目"))
    yield from numeric_faults(path, construct.items, items)
    for at, item in enumerate(construct.items):
        if item in construct.items[:at]:
            yield KeyFault(path, Words(f"{item} is listed twice", f"{item} 列了两次"))
        elif item in items and items[item].scale.is_numeric and len(items[item].scale.values) < 2:
            yield KeyFault(
                path,
                Words(
                    f"{item} has no fixed ends, so its 0 and 100 are unknown",
                    f"{item} 没有固定的两端，无法确定 0 分与 100 分",
                ),
                Words("Give it a scale with points, such as 1..10.", "请使用有固定点数的量表，例如 1..10。"),
            )


def _unknown_faults(keys: PathIndexKeys) -> Iterator[KeyFault]:
    named: list[tuple[str, tuple[str, ...]]] = [(effect, ("paths", effect)) for effect in keys.paths]
    named += [(cause, ("paths", effect)) for effect, causes in keys.paths.items() for cause in causes]
    named += [(keys.target, ("target",))] if keys.target is not None else []
    for name, path in named:
        if name not in keys.constructs:
            what = Words(f"there is no construct '{name}'", f"没有构念“{name}”")
            yield KeyFault(path, what, did_you_mean(name, keys.constructs))


def _path_faults(keys: PathIndexKeys) -> Iterator[KeyFault]:
    for effect, causes in keys.paths.items():
        for cause in dict.fromkeys(cause for cause in causes if causes.count(cause) > 1):
            yield KeyFault(("paths", effect), Words(f"'{cause}' is listed twice", f"“{cause}”列了两次"))
    joined = {
        *(effect for effect, causes in keys.paths.items() if causes),
        *(c for cs in keys.paths.values() for c in cs),
    }
    for name in keys.constructs:
        if name not in joined:
            yield KeyFault(("constructs", name), Words("no path leads to or from it", "没有路径与它相连"))
    circle = _circle(keys.paths)
    if circle:
        said = " → ".join(circle)
        yield KeyFault(("paths", circle[-1]), Words(f"the paths run in a circle: {said}", f"路径构成循环：{said}"))
    if keys.target is not None and not keys.paths.get(keys.target):
        yield KeyFault(("target",), Words(f"no path leads to '{keys.target}'", f"没有路径通向“{keys.target}”"))


def _circle(paths: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the constructs of a circle in the direction of its arrows, the first one again at the end."""
    names = list(dict.fromkeys([*paths, *(cause for causes in paths.values() for cause in causes)]))
    arrows = np.zeros((len(names), len(names)), dtype=bool)
    for effect, causes in paths.items():
        arrows[[names.index(cause) for cause in causes], names.index(effect)] = True
    left = [name for name, depth in zip(names, depths(arrows), strict=True) if depth < 0]
    if not left:
        return []
    # Each of those left has a cause among them: going back, one comes again.
    way = [left[0]]
    while way[-1] not in way[:-1]:
        way.append(next(cause for cause in paths[way[-1]] if cause in left))
    return way[way.index(way[-1]) :][::-1]


@dataclass(frozen=True)
class PathIndex(Measure):
    """Index of a construct = Σ u·(x − low)/Σ u·(high − low) · 100, u its unstandardised outer weights by PLS."""

    constructs: tuple[Construct, ...]
    paths: tuple[tuple[str, str], ...]
    settings: Settings
    estimate: PathEstimate | None = None
    indices: Mapping[str, float | None] = field(default_factory=dict)

    chart: ClassVar[str] = "indices"
    charts: ClassVar[Mapping[str, str]] = {"paths": "path", "importance_performance": "importance_performance"}
    more_titles: ClassVar[Mapping[str, Words]] = path_words.TITLES
    more_options: ClassVar[Mapping[str, Mapping[str, object]]] = path_words.FORMATS
    undivided: ClassVar[frozenset[str]] = frozenset(path_words.TITLES)
    numbers_by_level: ClassVar[bool] = False
    sources: ClassVar[tuple[str, ...]] = path_words.SOURCES

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(item for construct in self.constructs for item in construct.items)

    @property
    def item_sets(self) -> tuple[ItemSet, ...]:
        return tuple(
            ItemSet(f"{self.name}.{construct.name}", construct.items, self.name)
            for construct in self.constructs
            if len(construct.items) > 1
        )

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{construct.name}" for construct in self.constructs)

    @property
    def compared(self) -> Mapping[str, Mapping[str, str]]:
        return {f"{self.name}.{c.name}": {"construct": c.name} for c in self.constructs}

    @property
    def headline(self) -> Mapping[str, str]:
        return {"construct": self.settings.target}

    @property
    def unit(self) -> Words:
        return Words("index, 0–100", "指数（0–100）")

    @property
    def errors(self) -> Words | None:
        return path_words.errors(self.settings, self.estimate)

    @property
    def labels(self) -> Mapping[str, Words]:
        return {c.name: words_of(c.title, path_words.CONSTRUCTS.get(c.name, c.name)) for c in self.constructs}

    @property
    def options(self) -> Mapping[str, object]:
        nodes = path_rows.nodes(self.figures, self.indices) if self.estimate else []
        return {"low": 0, "high": 100, "target": self.settings.target, "nodes": nodes}

    @cached_property
    def model(self) -> PathModel:
        """The model's shape: the construct of each item, the arrows."""
        names = [construct.name for construct in self.constructs]
        arrows = np.zeros((len(names), len(names)), dtype=bool)
        for cause, effect in self.paths:
            arrows[names.index(cause), names.index(effect)] = True
        owner = [at for at, construct in enumerate(self.constructs) for _ in construct.items]
        return PathModel(np.array(owner), arrows, self.settings.scheme)

    @property
    def figures(self) -> Figures:
        """What the tables are made from; only of a fitted measure."""
        if self.estimate is None:
            raise ValueError("the measure is not fitted")
        return Figures(self.name, self.constructs, self.paths, self.settings, self.model, self.estimate)

    def drawn(self) -> tuple[Target, ...]:
        return tuple(
            Target(
                f"{self.name}.{c.name}",
                self.name,
                c.items,
                unit="percent",
                ends=dict(zip(c.items, c.ends, strict=True)),
            )
            for c in self.constructs
        )

    def needs_to_fit(self) -> Needs:
        return Needs(((self.items[0],),))

    def fitted(self, base: Base) -> Measure:
        if base.drawn_from is None:
            raise RowsNeededError
        estimate = self._estimated(base.drawn_from, self.settings)
        figures = replace(self, estimate=estimate).figures
        samples = {c.name: self._items_of(c.name, base.drawn_from) for c in self.constructs}
        indices = {name: figures.index(name, found) for name, found in samples.items() if found is not None}
        return replace(self, estimate=estimate, indices=indices)

    def _items_of(self, construct: str, given: Rows | None) -> Sample | None:
        """Return the answers to a construct's items."""
        (items,) = (one.items for one in self.constructs if one.name == construct)
        return drawn_rows(given, items, self.settings.replicates, self.settings.seed)

    def _estimated(self, given: Rows, settings: Settings) -> PathEstimate:
        """Return the model of respondents given one by one, or by groups."""
        if not isinstance(given, Grouped):
            return estimate_paths(answers_to(self.items, given), self.model, settings.replicates, settings.seed)
        ends = {item: ends for c in self.constructs for item, ends in zip(c.items, c.ends, strict=True)}
        columns = tuple(ends)
        middle = np.array([(low + high) / 2 for low, high in ends.values()])
        items = np.array([columns.index(item) for item in self.items])
        asked = (settings.replicates, settings.seed)
        return estimate_of_groups(given, columns, items, middle, self.model, asked)

    def drawn_means(self) -> Iterator[tuple[Columns, int, int]]:
        if self.refitted:
            yield from ((c.items, self.settings.replicates, self.settings.seed) for c in self.constructs)

    def stages(self) -> tuple[tuple[Score, ...], ...]:
        return (tuple(self._score(construct) for construct in self.constructs),)

    def _score(self, construct: Construct) -> Score:
        weights = self.figures.index_weights(construct.name) if self.estimate else None
        share = self.settings.min_answered
        return Score(f"{self.name}.{construct.name}", index_answered(construct.items, weights, construct.ends, share))

    def needs(self) -> Needs:
        alphas = [construct.items for construct in self.constructs if len(construct.items) > 1]
        return Needs(tuple(dict.fromkeys([*((part,) for part in self.parts), *alphas])))

    @property
    def refitted(self) -> frozenset[str]:
        return frozenset(self.parts) if self.settings.replicates else frozenset()

    def replicated(self, read: Rows | None, column: str) -> ReplicatedMean | None:
        if column not in self.refitted:
            return None
        construct = column.removeprefix(f"{self.name}.")
        some = self._items_of(construct, read)
        if some is None:
            return not_replicated(TOO_MANY)
        found = self.figures.replicated_index(construct, some)
        return not_replicated(self.figures.estimate.reason or LONELY_UNIT) if found is None else found

    def redrawn(self, read: Rows, number: int | None = None, seed: int | None = None) -> PathIndex:
        chosen = self.settings
        number, seed = chosen.replicates if number is None else number, chosen.seed if seed is None else seed
        settings = replace(chosen, replicates=number, seed=seed)
        return replace(self, estimate=self._estimated(read, settings), settings=settings)

    def rows(self, base: Base) -> list[Row]:
        means = {c.name: self.mean(base, f"{self.name}.{c.name}") for c in self.constructs}
        return path_rows.index_rows(self.figures, base, means)

    def more_rows(self, base: Base) -> dict[str, list[Row]]:
        # One model serves all segments.
        whole = len(base.moments.levels) == 1 and base.level is None
        return path_rows.model_rows(self.figures, base) if whole else {}

    def explanation(self, rows: list[Row]) -> Explanation:
        return path_words.explain(self.figures, rows)
