"""What each block of predictors adds: those named, else a yardstick (the net promoter score) first, all others next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from satindex.linkage.blocks import REST, blocks_table
from satindex.linkage.labels import labels_of
from satindex.linkage.linked import Linked, ModelTable
from satindex.measures.scores import Scores

ORDER = 40
MODERATE_ROWS = 100_000
"""Blocks that nobody named are fitted for up to so many respondents."""


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the table where blocks are named, or both a yardstick and other predictors occur."""
    named = linked.model.blocks
    if not named and len(linked.data.outcome) > MODERATE_ROWS:
        return ()
    blocks = _named(linked, named) if named else _usual(scores, linked)
    return (blocks_table(linked, blocks, labels_of(scores)),) if blocks else ()


def _named(linked: Linked, named: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    known = linked.data.predictor_names
    found: dict[str, tuple[str, ...]] = {}
    for block, members in named.items():
        taken = [name for names in found.values() for name in names]
        found[block] = tuple(name for name in known if name not in taken and _is_one_of(name, members))
    rest = tuple(name for name in known if not any(name in names for names in found.values()))
    return {**found, REST: rest} if rest else found


def _is_one_of(name: str, members: Iterable[str]) -> bool:
    return any(name == member or (member.endswith(".*") and name.startswith(member[:-1])) for member in members)


def _usual(scores: Scores, linked: Linked) -> dict[str, tuple[str, ...]]:
    known = linked.data.predictor_names
    first = tuple(name for name in known if name in scores.measures and scores.measures[name].yardstick)
    others = tuple(name for name in known if name not in first)
    return {**{name: (name,) for name in first}, REST: others} if first and others else {}
