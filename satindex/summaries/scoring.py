"""From moments back to scores: the same questions are answered from the sums, and no row is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from satindex.errors import DataError
from satindex.frames.away import AWAY
from satindex.frames.passes import Answered
from satindex.language import Words
from satindex.measures.scores import Scores, from_sums
from satindex.responses.careless import EVEN_ODD, unused
from satindex.responses.design_notes import whole_notes
from satindex.responses.excluding import not_applied
from satindex.responses.fieldwork import refuse_more_than_returned
from satindex.responses.margins import fitted
from satindex.responses.population import population
from satindex.responses.responses import Responses
from satindex.responses.weighting_words import weighting_notes
from satindex.summaries.joining import apart
from satindex.summaries.meaning import meaning_of
from satindex.summaries.summary import Summary
from satindex.survey.model import Survey

IDS_APART = Words(
    "ids that stand in more than one part can't be told from sums: each row counts as a respondent of its own",
    "仅凭合计无法发现重复出现在不同部分中的编号：每行均按一名受访者计",
)


def scores_of(summary: Summary, survey: Survey) -> Scores:
    """Return scores that answer from a summary; raises DataError where it is not of this definition.

    Weights are fitted to margins, and the share of a finite population is taken, now that all parts are together:
    raises DataError or FigureError as `read_responses` does where a level is missing, the margins can't be reached, or
    a stratum has fewer units in its population than in its sample.
    """
    faults = list(apart(summary, replace(summary, survey=survey.name, meaning=meaning_of(survey), file=survey.file)))
    if faults:
        raise DataError(Words("\n".join(one.en for one in faults), "\n".join(one.zh for one in faults)))
    summary, left_out = _chosen(summary)
    account = summary.account
    fit = None if account.cells is None else fitted(account.cells, survey.respondent)
    in_all = population(account.stated, survey.respondent, account.sampled)
    weights = weighting_notes(fit.weighting, survey.respondent) if fit else ()
    notes = (*whole_notes(survey.respondent, account.sampled, account.clusters, in_all), *weights)
    audit = replace(account.audit, notes=(*account.audit.notes, *left_out, *notes, *_of_several(summary, survey)))
    refuse_more_than_returned(survey.fieldwork, audit)
    responses = Responses(
        survey,
        AWAY,
        audit,
        account.columns,
        account.levels,
        account.sampled,
        in_all,
        weighting=fit.weighting if fit else None,
        calibration=fit.calibration if fit else None,
        cells=account.cells,
        by_cell=replace(fit.by_cell, only=True) if fit else None,
        options=account.options,
        clusters=account.clusters,
        orders=account.orders,
    )
    return from_sums(responses, Answered(dict(summary.known)), account.doubts)


def _chosen(summary: Summary) -> tuple[Summary, tuple[Words, ...]]:
    """Return the sums of the rows that are kept, now that all are known; with a note where a sign is not used."""
    if summary.otherwise is None:
        return summary, ()
    why = unused(EVEN_ODD, *summary.account.even_odd)
    return (summary, ()) if why is None else (summary.otherwise, (not_applied(EVEN_ODD, why),))


def _of_several(summary: Summary, survey: Survey) -> Iterator[Words]:
    if survey.respondent.id and len(summary.sources) > 1:
        yield IDS_APART
