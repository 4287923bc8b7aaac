"""Respondents who answered in several waves: found by their id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from satindex.frames.batches import MOST_IN_MEMORY, Frame, computed, own_where_missing
from satindex.frames.design import Design, Grouping
from satindex.frames.moments import moments
from satindex.frames.samples import Pick, whole_sample
from satindex.measures.measure import Measure
from satindex.responses.responses import Responses, about
from satindex.stats.moments import Columns, Moments
from satindex.stats.sample import Read


@dataclass(frozen=True)
class People:
    """Whether ids tell that the same people answered in several waves: the `design` with them as sampling units.

    Without a design nothing tells so, or not for sure: an id comes `twice` in one wave. Or they are too `many`: totals
    of each of them would not fit into memory.
    """

    design: Design | None = None
    twice: bool = False
    many: bool = False


@dataclass(frozen=True)
class Panel:
    """Moments of score columns by wave with people as clusters; `everyone` reads all rows likewise, to be resampled."""

    moments: Moments
    everyone: Read


def people_of(responses: Responses, frame: Frame, wave: str) -> People:
    """Return how respondents hang together over the waves of a column.

    They do not where the column is no wave, no id is declared, or `compare: {panel: no}`, where no id comes back in
    another wave, or one comes twice in the same. Where clusters, margins or a finite population are declared, those
    tell how respondents hang together.
    """
    person, design = responses.survey.respondent, responses.design
    if person.id is None or person.wave is None or person.wave.column != wave or not responses.survey.compare.panel:
        return People()
    if design.cluster or design.population or design.of_margins:
        return People()
    waves, again, ids = _counted(frame, about(person.id), about(wave))
    if waves < 2 or again:
        return People(twice=waves > 1)
    if ids > MOST_IN_MEMORY:
        return People(many=True)
    return People(Design(design.weight, design.stratum, about(person.id)))


def as_people(frame: Frame, people: People) -> Frame:
    """Return a frame in which respondents without an id are people of their own."""
    who = people.design.cluster if people.design else None
    return frame if who is None else own_where_missing(frame, who)


def panel_of(
    people: People, responses: Responses, frame: Frame, wave: str, measures: Sequence[Measure]
) -> Panel | None:
    """Return the panel of waves; None where nothing tells that the same people answered in several."""
    if people.design is None:
        return None
    everyone, by_person = as_people(frame, people), people.design
    blocks: tuple[Columns, ...] = tuple((column,) for measure in measures for column in measure.compared)
    made = {name: column for measure in measures for name, column in measure.needs().made.items()}
    (found,) = moments(everyone, [Grouping(blocks, about(wave), responses.levels[wave])], by_person, made)
    return Panel(found, lambda columns: whole_sample(everyone, [Pick(name) for name in columns], by_person))


def _counted(frame: Frame, person: str, wave: str) -> tuple[int, int, int]:
    """Return in how many waves an id is at most, how often one comes again in the same, and how many ids there are."""
    known = frame.filter(~nw.col(person).is_null(), ~nw.col(wave).is_null()).select(person, wave)
    seen = known.group_by(person).agg(nw.len().alias("rows"), nw.col(wave).n_unique().alias("waves"))
    found = seen.select(
        nw.col("waves").max().alias("most"),
        (nw.col("rows") - nw.col("waves")).max().alias("again"),
        nw.len().alias("ids"),
    )
    counted = computed(found)
    most, again, ids = (counted[name].to_list()[0] for name in ("most", "again", "ids"))
    return int(most or 0), int(again or 0), int(ids or 0)
