"""What a reader of a chain's figures must know: unreliable means, reversed links, few outlets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage.chains import words as said
from satindex.linkage.chains.joined import Joined
from satindex.measures.intraclass_rows import RELIABLE
from satindex.survey.chain_model import Link

FEW: Final = 30


def remarks(found: Joined) -> tuple[Words, ...]:
    """Return the warnings that stand beside every figure of a chain."""
    return (
        said.ECOLOGICAL,
        said.COMMON_CAUSE,
        *_same_people(found),
        *_few(found),
        *_unreliable(found),
        *_reversed(found),
    )


def neighbours(found: Joined) -> Iterator[tuple[str, str]]:
    """Yield every member with those of the next stage."""
    for before, after in pairwise(found.chain.stages):
        yield from product(before, after)


def _same_people(found: Joined) -> Iterator[Words]:
    sides = [(Link(one).side, Link(other).side) for one, other in neighbours(found)]
    if any(one == other != "outlets" for one, other in sides):
        yield said.SAME_PEOPLE


def _few(found: Joined) -> Iterator[Words]:
    if len(found.used) < FEW:
        yield said.FEW_OUTLETS


def _unreliable(found: Joined) -> Iterator[Words]:
    listed = []
    for link in found.chain.links:
        if link.side != "outlets" and found.used:
            one, _ = found.answers[link.side].alike(link.column, found.used)
            if one.of_means is not None and one.of_means < RELIABLE:
                listed.append(found.label(link.name))
    if listed:
        yield said.unreliable(listed)


def _reversed(found: Joined) -> Iterator[Words]:
    listed = [(found.label(one), found.label(other)) for one, other in neighbours(found) if _falls(found, one, other)]
    if listed:
        yield said.reversed_links(listed)


def _falls(found: Joined, one: str, other: str) -> bool:
    x, y = found.complete((one, other)).T
    return len(x) > 1 and float((x - np.mean(x)) @ (y - np.mean(y))) < 0
