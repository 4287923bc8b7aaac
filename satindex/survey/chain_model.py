"""A chain of means by outlet: staff's scores, customers' scores and outlets' figures, joined by outlet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from satindex.survey.model_parts import Bootstrap, Through

Side = Literal["staff", "customers", "outlets"]
Levels = Mapping[str, tuple[str, ...]]
STAFF: Final = "staff."
OUTLETS: Final = "outlets."


@dataclass(frozen=True)
class Staff:
    """Where staff's answers stand: a survey with data of its own, or rows of this one that `where` tells.

    `by` is the column of the outlet there.
    """

    by: str
    survey: str | None = None
    data: str | None = None
    where: Levels = field(default_factory=dict)


@dataclass(frozen=True)
class OutletFile:
    """A file with one row per outlet: `by` is its column of the outlet, `titles` what other columns are called."""

    file: str
    by: str
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """A member of a chain under its written name: whose it is, and its score, item or column there."""

    name: str

    @property
    def side(self) -> Side:
        """Whose it is."""
        if self.name.startswith(STAFF):
            return "staff"
        return "outlets" if self.name.startswith(OUTLETS) else "customers"

    @property
    def column(self) -> str:
        """What it is called on its own side."""
        return self.name if self.side == "customers" else self.name.partition(".")[2]


@dataclass(frozen=True)
class Chain:
    """One entry of `chains`: what is thought to lead to what, from outlet to outlet, by stage.

    `where` tells customers' rows from staff's where both stand in one export. Outlets with fewer than `min_answers`
    of either side are set aside.
    """

    name: str
    by: str
    stages: tuple[tuple[str, ...], ...]
    staff: Staff | None = None
    where: Levels = field(default_factory=dict)
    outlets: OutletFile | None = None
    min_answers: int = 10
    bootstrap: Bootstrap = field(default_factory=Bootstrap)
    title: Mapping[str, str] = field(default_factory=dict)

    @property
    def links(self) -> tuple[Link, ...]:
        """All members in order."""
        return tuple(Link(name) for stage in self.stages for name in stage)

    @property
    def through(self) -> Through:
        """What lies between the first stage and the last."""
        return Through(self.stages[1:-1], self.bootstrap)

    def of(self, side: Side) -> tuple[Link, ...]:
        """Return the members that are of one side."""
        return tuple(link for link in self.links if link.side == side)

    def joins(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the columns of this survey's own export that the join needs, with the levels that are named."""
        yield self.by, ()
        yield from self.where.items()
        if self.staff is not None and self.staff.survey is None:
            yield self.staff.by, ()
            yield from self.staff.where.items()
