"""Respondents who answered in several waves: found by their id."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from satindex.frames.batches import Frame
from satindex.frames.moments import Design, Grouping, moments
from satindex.measures.measure import Measure
from satindex.responses.responses import Responses, about
from satindex.stats.moments import Columns, Moments


def panel_moments(responses: Responses, frame: Frame, wave: str, measures: Sequence[Measure]) -> Moments | None:
    """Return the moments of score columns by wave, with respondents as the clusters; None where there is no panel.

    There is none where no id is declared or `compare: {panel: no}`, where no id comes back in another wave, or
    one comes twice in the same. Where clusters, margins or a finite population are declared, those tell how
    respondents hang together.
    """
    person, design = responses.survey.respondent, responses.design
    if person.id is None or not responses.survey.compare.panel:
        return None
    if (
        design.cluster
        or design.population
        or design.calibration
        or not _comes_back(frame, about(person.id), about(wave))
    ):
        return None
    by_person = Design(design.weight, design.stratum, about(person.id))
    blocks: tuple[Columns, ...] = tuple((column,) for measure in measures for column in measure.compared)
    made = {name: column for measure in measures for name, column in measure.needs().made.items()}
    (found,) = moments(frame, [Grouping(blocks, about(wave), responses.levels[wave])], by_person, made)
    return found


def _comes_back(frame: Frame, person: str, wave: str) -> bool:
    """Whether some id is in two waves, and none twice in the same."""
    known = frame.filter(~nw.col(person).is_null(), ~nw.col(wave).is_null()).select(person, wave)
    seen = known.group_by(person).agg(nw.len().alias("rows"), nw.col(wave).n_unique().alias("waves"))
    counted = seen.select(nw.col("waves").max().alias("most"), (nw.col("rows") - nw.col("waves")).max().alias("again"))
    eager = counted.collect(backend="polars") if isinstance(counted, nw.LazyFrame) else counted
    most, again = eager["most"].to_list()[0], eager["again"].to_list()[0]
    return most is not None and int(most) > 1 and int(again) == 0
