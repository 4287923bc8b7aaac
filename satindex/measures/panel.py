"""Respondents who answered in several waves: found by their id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from satindex.frames.batches import Frame, own_where_missing
from satindex.frames.moments import Design, Grouping, moments
from satindex.frames.samples import Pick, whole_sample
from satindex.measures.measure import Measure
from satindex.responses.responses import Responses, about
from satindex.stats.moments import Columns, Moments
from satindex.stats.sample import Read


@dataclass(frozen=True)
class Panel:
    """Moments of score columns by wave with people as clusters; `everyone` reads all rows likewise, to be resampled."""

    moments: Moments
    everyone: Read


def panel_of(responses: Responses, frame: Frame, wave: str, measures: Sequence[Measure]) -> Panel | None:
    """Return the panel of waves; None where there is none.

    There is none where no id is declared or `compare: {panel: no}`, where no id comes back in another wave, or
    one comes twice in the same. Where clusters, margins or a finite population are declared, those tell how
    respondents hang together. Respondents without an id are people of their own.
    """
    person, design = responses.survey.respondent, responses.design
    if person.id is None or not responses.survey.compare.panel:
        return None
    who = about(person.id)
    if design.cluster or design.population or design.calibration or not _comes_back(frame, who, about(wave)):
        return None
    people, by_person = own_where_missing(frame, who), Design(design.weight, design.stratum, who)
    blocks: tuple[Columns, ...] = tuple((column,) for measure in measures for column in measure.compared)
    made = {name: column for measure in measures for name, column in measure.needs().made.items()}
    (found,) = moments(people, [Grouping(blocks, about(wave), responses.levels[wave])], by_person, made)
    return Panel(found, lambda columns: whole_sample(people, [Pick(name) for name in columns], by_person))


def _comes_back(frame: Frame, person: str, wave: str) -> bool:
    """Whether some id is in two waves, and none twice in the same."""
    known = frame.filter(~nw.col(person).is_null(), ~nw.col(wave).is_null()).select(person, wave)
    seen = known.group_by(person).agg(nw.len().alias("rows"), nw.col(wave).n_unique().alias("waves"))
    counted = seen.select(nw.col("waves").max().alias("most"), (nw.col("rows") - nw.col("waves")).max().alias("again"))
    eager = counted.collect(backend="polars") if isinstance(counted, nw.LazyFrame) else counted
    most, again = eager["most"].to_list()[0], eager["again"].to_list()[0]
    return most is not None and int(most) > 1 and int(again) == 0
