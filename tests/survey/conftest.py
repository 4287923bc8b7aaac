"""Small types of measures that stand for the real ones, so that these tests know only the language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import pytest
from pydantic import Field, model_validator

from satindex.errors import SurveyError
from satindex.language import Words
from satindex.survey.kinds import ItemName, ItemNames, KeyFault, Keys, MeasureKeys, TitleTexts
from satindex.survey.load import parse_survey
from satindex.survey.model import Item, Survey, Titles

Weight = Annotated[float, Field(ge=0)]


@dataclass(frozen=True)
class Built:
    """A measure that only knows its score columns."""

    name: str
    title: Titles
    score_names: tuple[str, ...]


class OwnWeight(Keys):
    item: ItemName


class Dimension(Keys):
    perceived: ItemNames
    expected: ItemNames | None = None
    weight: Weight | OwnWeight = 1
    title: TitleTexts = Field(default_factory=dict)


class GapKeys(MeasureKeys):
    dimensions: dict[str, Dimension] = Field(default_factory=dict)
    layout: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> GapKeys:
        if bool(self.dimensions) == bool(self.layout):
            raise ValueError(Words("needs either dimensions or layout", "须有 dimensions 或 layout 之一"))
        return self

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        for name, dimension in self.dimensions.items():
            if dimension.expected and len(dimension.expected) != len(dimension.perceived):
                yield KeyFault(("dimensions", name), Words("the two sides differ in length", "两侧题数不同"))

    def warnings(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        for name, dimension in self.dimensions.items():
            for expected, perceived in zip(dimension.expected or (), dimension.perceived, strict=True):
                if items[expected].reverse != items[perceived].reverse:
                    yield KeyFault(
                        ("dimensions", name), Words(f"only one of {expected}, {perceived} is reversed", "只反向了一侧")
                    )

    def build(self, name: str, items: Mapping[str, Item]) -> Built:
        return Built(name, self.title, (*(f"{name}.{part}" for part in self.dimensions), name))


class ItemMeasureKeys(MeasureKeys):
    item: ItemName

    def build(self, name: str, items: Mapping[str, Item]) -> Built:
        return Built(name, self.title, (name,))


class Component(Keys):
    items: ItemNames
    anchors: tuple[float, float] | None = None
    weight: Weight = 1


class CompositeKeys(MeasureKeys):
    components: dict[str, Component]

    def build(self, name: str, items: Mapping[str, Item]) -> Built:
        return Built(name, self.title, (*(f"{name}.{part}" for part in self.components), name))


class FakeTypes:
    """Three types: gap, single, composite."""

    known: Mapping[str, type[MeasureKeys]] = {"composite": CompositeKeys, "gap": GapKeys, "single": ItemMeasureKeys}

    def names(self) -> Iterable[str]:
        return self.known

    def keys_of(self, type_name: str) -> type[MeasureKeys]:
        return self.known[type_name]


@pytest.fixture(scope="session")
def types() -> FakeTypes:
    return FakeTypes()


@pytest.fixture(scope="session")
def parsed(types: FakeTypes) -> Callable[[str], Survey]:
    """Reads a definition that has no faults."""
    return lambda text: parse_survey(text, "s.yaml", types)


@pytest.fixture(scope="session")
def faults_of(types: FakeTypes) -> Callable[[str, str], list[str]]:
    """Reads a definition with faults and returns their messages without the file's name."""

    def read(text: str, language: str = "en") -> list[str]:
        with pytest.raises(SurveyError) as caught:
            parse_survey(text, "s.yaml", types)
        return [fault.say(language).removeprefix("s.yaml:") for fault in caught.value.faults]

    return read
