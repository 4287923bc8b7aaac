"""The sides of a chain joined by outlet: which outlets have everything, and what became of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from satindex.language import Words
from satindex.linkage.chains import words as said
from satindex.linkage.chains.answers import Answers, answers_of
from satindex.linkage.chains.figures import Figures, figures_of
from satindex.linkage.data import Array
from satindex.linkage.labels import labels_of
from satindex.linkage.reach import reaches
from satindex.measures.measure import words_of
from satindex.measures.registry import TYPES
from satindex.measures.scores import Scores, score
from satindex.readers import open_export
from satindex.responses.audit import Audit
from satindex.responses.reading import read_responses
from satindex.results.small_bases import SmallBase
from satindex.survey.chain_model import Chain, Side
from satindex.survey.load import load_survey

_ROUNDING = 1e-12


@dataclass(frozen=True)
class Joined:
    """A chain's outlets: `used` are those that every side knows and that have answers enough.

    `fates` tells of every outlet anywhere what became of it; `audit` is that of staff's own survey.
    """

    chain: Chain
    answers: Mapping[Side, Answers]
    figures: Figures | None
    fates: Mapping[str, str]
    labels: Mapping[str, Words]
    reach: Mapping[str, tuple[float, float]]
    small: SmallBase
    audit: Audit | None = None
    values: Mapping[str, Array] = field(default_factory=dict)

    @cached_property
    def used(self) -> tuple[str, ...]:
        """The outlets that the figures are about."""
        return tuple(name for name, fate in self.fates.items() if fate == said.USED)

    @property
    def names(self) -> tuple[str, ...]:
        """The chain's members, in order."""
        return tuple(link.name for link in self.chain.links)

    def spelled(self, outlet: str) -> str:
        """Return an outlet's name as it is written: by customers if they have it, else by staff, else in the file."""
        known = [side.spelled for side in self.answers.values()] + ([self.figures.spelled] if self.figures else [])
        return next(spelled[outlet] for spelled in known if outlet in spelled)

    def complete(self, names: tuple[str, ...]) -> Array:
        """Return the values of the outlets that have all of some members: outlets × members."""
        found = np.column_stack([self.values[name] for name in names])
        return np.asarray(found[np.isfinite(found).all(axis=1)])

    def constant(self, names: tuple[str, ...]) -> list[Words]:
        """Return what those members are called that are the same at every outlet which has all of them."""
        columns = zip(names, self.complete(names).T, strict=True)
        return [self.label(name) for name, x in columns if np.ptp(x) <= _ROUNDING * np.abs(x).max(initial=0)]

    def label(self, name: str) -> Words:
        """Return what a member is called."""
        return self.labels.get(name, Words(name, name))


def joined(scores: Scores, chain: Chain) -> Joined:
    """Return a chain's sides joined; raises SatindexError where staff's survey or a file can't be read."""
    staff = None if chain.staff is None else _staff(scores, chain)
    sides: dict[Side, Scores] = {"customers": scores}
    if staff is not None:
        sides["staff"] = staff
    answers: dict[Side, Answers] = {}
    for side, of in sides.items():
        columns = tuple(link.column for link in chain.of(side))
        if columns:
            by = chain.staff.by if side == "staff" and chain.staff else chain.by
            where = chain.staff.where if side == "staff" and chain.staff else chain.where
            answers[side] = answers_of(of, by, columns, where)
    figures = None
    if chain.outlets is not None:
        figures = figures_of(scores.survey, chain.outlets, tuple(link.column for link in chain.of("outlets")))
    made = Joined(
        chain,
        answers,
        figures,
        dict(_fates(chain, answers, figures)),
        _labels(sides, chain),
        _reach(sides, chain),
        _small([one.survey.small_base for one in sides.values()]),
        None if staff is None or staff is scores else staff.responses.audit,
    )
    return replace(made, values=dict(_values(made)))


def _staff(scores: Scores, chain: Chain) -> Scores:
    """Return staff's scores: of their own survey, or the same ones."""
    staff = chain.staff
    if staff is None or staff.survey is None or staff.data is None:
        return scores
    folder = Path(scores.survey.file).parent
    survey = load_survey(folder / staff.survey, TYPES)
    survey = replace(survey, chains={}, joins={staff.by: ()})
    return score(read_responses(open_export(folder / staff.data), survey))


def _values(made: Joined) -> Iterator[tuple[str, Array]]:
    for link in made.chain.links:
        if link.side == "outlets":
            yield link.name, made.figures.at(link.column, made.used) if made.figures else np.empty(0)
        else:
            yield link.name, made.answers[link.side].at(link.column, made.used)


def _fates(chain: Chain, answers: Mapping[Side, Answers], figures: Figures | None) -> Iterator[tuple[str, str]]:
    """Yield each outlet that any side knows, with what becomes of it, in the order of their names."""
    known: dict[Side, Mapping[str, str]] = {side: one.spelled for side, one in answers.items()}
    if figures is not None:
        known["outlets"] = figures.spelled
    for outlet in sorted({name for side in known.values() for name in side}):
        there = [side for side, names in known.items() if outlet in names]
        if len(there) < len(known):
            yield outlet, said.pattern(there)
        elif figures is not None and outlet in figures.twice:
            yield outlet, said.TWICE
        elif any(one.fewest[outlet] < chain.min_answers for one in answers.values()):
            yield outlet, said.SMALL
        else:
            yield outlet, said.USED


def _labels(sides: Mapping[Side, Scores], chain: Chain) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for link in chain.links:
        if link.side == "outlets":
            titles = chain.outlets.titles.get(link.column, {}) if chain.outlets else {}
            found[link.name] = words_of(titles, link.column)
            continue
        name = labels_of(sides[link.side]).get(link.column, Words(link.column, link.column))
        found[link.name] = name if link.side == "customers" else said.of_staff(name)
    return found


def _reach(sides: Mapping[Side, Scores], chain: Chain) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for side, of in sides.items():
        links = {link.column: link.name for link in chain.of(side)}
        found |= {links[column]: ends for column, ends in reaches(of, links).items()}
    return found


def _small(of: list[SmallBase]) -> SmallBase:
    """What either survey would withhold is withheld."""
    return SmallBase(max(one.flag for one in of), max(one.withhold for one in of))
