"""What the language asks of a `type` of measure: its YAML keys, its own checks, and how it is built.

A type of measure lives in one file of `satindex.measures`; the loader receives them through `MeasureTypes`
and knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from satindex.language import Words
from satindex.survey.model import Item, MeasureLike
from satindex.survey.ranges import expand_all

ReferenceKind = Literal["item", "items", "counted", "column", "score"]


@dataclass(frozen=True)
class Refers:
    """Marks a key whose text names an item, several items (with ranges), what is counted, a column or a score."""

    kind: ReferenceKind


def _one_as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _titles(value: object) -> object:
    return {"en": value} if isinstance(value, str) else value


ItemName = Annotated[str, Refers("item")]
ItemNames = Annotated[
    tuple[str, ...], BeforeValidator(expand_all, json_schema_input_type=str | tuple[str, ...]), Refers("items")
]
CountedNames = Annotated[
    tuple[str, ...], BeforeValidator(expand_all, json_schema_input_type=str | tuple[str, ...]), Refers("counted")
]
ColumnName = Annotated[str, Refers("column")]
Answers = Annotated[tuple[str, ...], BeforeValidator(_one_as_list, json_schema_input_type=str | tuple[str, ...])]
ItemOrScore = Annotated[str, Refers("score")]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
TitleTexts = Annotated[dict[str, str], BeforeValidator(_titles, json_schema_input_type=str | dict[str, str])]


@dataclass(frozen=True)
class KeyFault:
    """A fault that a type of measure finds in its own keys; the loader adds file, line and full path.

    `path` leads from the measure's block to the key: `("dimensions", "empathy", "weight")`; a number
    is a place in a list.
    """

    path: tuple[str | int, ...]
    what: Words
    hint: Words | None = None


class Keys(BaseModel):
    """Base of everything that is written in YAML: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False)


class MeasureKeys(Keys):
    """The YAML keys of one type of measure."""

    type: str
    title: TitleTexts = Field(default_factory=dict)

    def faults(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Yield what is wrong beyond the shape of the keys; `items` holds every item that is named here."""
        yield from ()

    def warnings(self, items: Mapping[str, Item]) -> Iterator[KeyFault]:
        """Yield what is allowed but probably not meant."""
        yield from ()

    def build(self, name: str, items: Mapping[str, Item]) -> MeasureLike:
        """Return the measure called `name`; called only when `faults` found nothing."""
        raise NotImplementedError


class MeasureTypes(Protocol):
    """Where the loader finds types of measures by the name in `type:`."""

    def names(self) -> Iterable[str]:
        """Return every known type's name."""
        ...

    def keys_of(self, type_name: str) -> type[MeasureKeys]:
        """Return the keys of one type; raises KeyError when there is no such type."""
        ...
