"""From scores to the moments of their rows: the report is made once, and what it asked of the rows is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from satindex import __version__
from satindex.analysis.asking import asked as asked_by_reports
from satindex.analysis.building import analyse
from satindex.errors import DataError
from satindex.frames.away import Recorded
from satindex.frames.packing import packed
from satindex.frames.passes import Answered, Sum
from satindex.language import Words
from satindex.measures.scores import Scores, doubt_notes, from_sums, score
from satindex.readers.looking.personal import holds_addresses
from satindex.responses.careless import EVEN_ODD
from satindex.responses.design_notes import whole_notes
from satindex.responses.in_parts import waits_for_all
from satindex.responses.margins import unfitted
from satindex.responses.responses import Responses, about
from satindex.responses.weighting_words import weighting_notes
from satindex.summaries.bounds import refuse_too_many
from satindex.summaries.meaning import meaning_of
from satindex.summaries.summary import Account, Source, Summary
from satindex.survey.model import Survey

_BY_ONESELF = frozenset({"longest_run", "irv", "average_run", "seconds_per_item"})
"""The signs of careless answering that a respondent shows whoever else answers."""


def summarise(scores: Scores, identity: Sequence[str] = ()) -> Summary:
    """Return the moments of scores: all that their report needs of the rows and that sums can tell.

    `identity` tells the export from others (hashes of its files); without it, its sums do. Nothing of a single
    respondent is kept beside what small groups give away: no ids, no open answers. Raises DataError where more rows
    would change what becomes of these: some rules of `exclude`. Weights that are fitted to margins are those of all
    parts together, fitted when these are: sums are kept by combination of the margins' levels. So is the share drawn of
    a finite population.
    """
    faults = list(_faults(scores.responses))
    if faults:
        raise DataError(_one_below_the_other(faults))
    found = _summarised(scores, identity)
    if scores.responses.otherwise is None:
        return found
    otherwise = _summarised(score(scores.responses.otherwise, scores.progress, asked), identity)
    return replace(found, otherwise=replace(otherwise, meaning=found.meaning, sources=found.sources))


def _summarised(scores: Scores, identity: Sequence[str]) -> Summary:
    scores = _unraked(scores)
    memory = Recorded(scores.frame, scores.answered, _hidden(scores.responses))
    without_rows = from_sums(_told_once(scores), memory, scores.doubts, scores.progress)
    without_rows.ask(*asked(without_rows))
    analyse(without_rows)
    known = memory.kept()
    audit = scores.responses.audit
    ids = tuple(identity) or (hashlib.sha256(audit.source.encode() + packed(dict(known))).hexdigest(),)
    sources = (Source(audit.source, audit.rows_read, ids),)
    survey = scores.survey
    return Summary(survey.name, meaning_of(survey), __version__, sources, _account(scores), known)


def asked(scores: Scores) -> list[Sum[Any]]:
    """Return what is known ahead of what a summary keeps: `score(responses, ahead=asked)` answers it in one pass.

    Raises FigureError where sums by combination of the margins' levels would be too many to be kept.
    """
    found = [one for one in asked_by_reports(scores) if one.keepable]
    refuse_too_many(scores, found)
    return found


def _unraked(scores: Scores) -> Scores:
    """Return scores of which everything is asked by combination of the margins' levels, where weights are fitted."""
    given, person = scores.responses, scores.survey.respondent
    if given.cells is None or given.calibration is None:
        return scores
    told = weighting_notes(given.weighting, person) if given.weighting else ()
    audit = replace(given.audit, notes=tuple(note for note in given.audit.notes if note not in told))
    by_cell = unfitted(given.cells, person)
    cleared = replace(given, audit=audit, weighting=None, calibration=None, beyond=None, by_cell=by_cell, known={})
    return replace(scores, responses=cleared, answered=Answered())


def _told_once(scores: Scores) -> Responses:
    """Return the responses without the notes that `doubts` and all parts together will tell."""
    audit, given = scores.responses.audit, scores.responses
    of_whole = whole_notes(scores.survey.respondent, given.sampled, given.clusters, given.population)
    told = {*doubt_notes(scores.doubts), *of_whole}
    return replace(
        scores.responses, audit=replace(audit, notes=tuple(note for note in audit.notes if note not in told))
    )


def _account(scores: Scores) -> Account:
    found = _told_once(scores)
    return Account(
        found.audit,
        dict(scores.doubts),
        dict(found.columns),
        dict(found.levels) if found.audit.rows_used else dict.fromkeys(found.levels, ()),
        dict(found.orders),
        dict(found.sampled),
        dict(found.clusters),
        dict(found.options),
        found.cells,
        dict(found.stated),
        found.even_odd,
    )


def _hidden(responses: Responses) -> list[str]:
    """Return the columns that nothing may be kept of: those that tell who answered, and what was written by hand."""
    survey, person = responses.survey, responses.survey.respondent
    about_one = [name for name in (person.id, person.answered, *responses.personal) if name]
    return [*map(about, about_one), *(name for name, item in survey.items.items() if not item.scale.is_numeric)]


def _faults(responses: Responses) -> Iterator[Words]:
    survey = responses.survey
    signs = ", ".join(name for name in survey.exclude if name not in (*_BY_ONESELF, EVEN_ODD))
    if signs:
        alone = ", ".join((*sorted(_BY_ONESELF), EVEN_ODD))
        yield Words(
            f"exclude: who is set aside by {signs} depends on all other rows. Exclude by what each respondent shows "
            f"alone ({alone}), or make the report from the data.",
            f"exclude：按 {signs} 剔除哪些受访者取决于其余全部数据。"
            f"请改用可由每位受访者单独判断的迹象（{alone}），或用原始数据生成报告。",
        )
    if waits_for_all(survey) and responses.otherwise is None:
        yield Words(
            "exclude: whether even_odd is used is known only when all parts are together: give summarise the data "
            "themselves, not their scores.",
            "exclude：是否采用 even_odd 须在所有部分合并后才能确定：请将数据本身（而非得分）交给 summarise。",
        )
    yield from _personal(responses, survey)


def _personal(responses: Responses, survey: Survey) -> Iterator[Words]:
    person = survey.respondent
    grouped = {name for name in (person.stratum, person.cluster, *(one.column for one in person.groupings)) if name}
    names = {name for of_stratum in responses.clusters.values() for name in of_stratum}
    telling = {name: why for name, why in responses.personal.items() if name in grouped}
    if person.cluster and (person.cluster == person.id or holds_addresses(names)):
        telling[person.cluster] = Words("its names tell single persons", "其取值可识别个人")
    for name, why in telling.items():
        yield Words(
            f"'{name}' groups the rows and may identify a person ({why.en}): its names would stand in the file.",
            f"“{name}”用于分组且可能识别个人（{why.zh}）：其取值会写入文件。",
        )


def _one_below_the_other(faults: Sequence[Words]) -> Words:
    head = Words("these rows can't be summarised:", "无法汇总这些数据：")
    return Words(*("\n  ".join((head.say(said), *(one.say(said) for one in faults))) for said in ("en", "zh")))
