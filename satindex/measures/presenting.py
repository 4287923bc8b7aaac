"""A measure's rows as the result that its reader sees: title, words, what the chart needs, how it was computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from satindex.language import Words
from satindex.measures.explained import as_of_all, explained
from satindex.measures.measure import Measure, words_of
from satindex.responses.folding import as_number
from satindex.results.packed import Packed
from satindex.results.result import Result, Row
from satindex.survey.model import Survey

if TYPE_CHECKING:
    from satindex.measures.scores import Scores

MISSING_LEVEL = "(missing)"
MISSING_WORDS = Words(MISSING_LEVEL, "（缺失）")
MORE_TABLES = {
    "items": Words("item by item", "逐题"),
    "internal_consistency": Words("internal consistency", "信度"),
}


def presented(
    scores: Scores,
    measure: Measure,
    suffix: str,
    rows: Sequence[Row],
    segment: str | None = None,
    labels: Mapping[str, Words] | None = None,
) -> Result:
    """Return rows of a measure (its further table `suffix`, by `segment`) as a result; `labels` where known."""
    survey, name = scores.survey, table_name(measure, suffix)
    whole = segment is not None or suffix in measure.undivided
    labels = labels_of(survey, measure) if labels is None else labels
    return Result(
        name if segment is None else f"{name} by {segment}",
        rows if isinstance(rows, Packed) else tuple(rows),
        _title(survey, measure, suffix, segment),
        explained(scores, measure, rows, labels),
        chart=measure.charts.get(suffix) if suffix else measure.chart,
        labels=labels,
        options=_options(scores, measure, suffix, segment),
        regroup=None if whole else lambda by: scores.tables([measure.name], [by])[f"{name} by {by}"],
        of_level=None if segment is None else partial(_of_level, scores, measure, suffix, rows, labels),
        language=survey.language,
    )


def labels_of(survey: Survey, measure: Measure) -> Mapping[str, Words]:
    """Return what items, segments and the parts of a measure are called."""
    groups = {one.column: segment_words(survey, one.column) for one in survey.respondent.groupings}
    return {**_scored_labels(survey), **groups, **measure.labels, MISSING_LEVEL: MISSING_WORDS}


def _of_level(
    scores: Scores, measure: Measure, suffix: str, rows: Sequence[Row], labels: Mapping[str, Words], level: str
) -> Result:
    """Return a level's rows of a table by segment as the table of all respondents is; what was withheld stays so.

    How many rows were read and set aside is known of all respondents only: nothing is said of it.
    """
    of_level = [as_of_all(row) for row in rows if row["level"] == level]
    found = presented(scores, measure, suffix, of_level, labels=labels)
    return of_some(found)


def of_some(table: Result) -> Result:
    """Return a table of some respondents without what is known of all of them only."""
    return replace(table, explanation=replace(table.explanation, base=()), regroup=None)


def table_name(measure: Measure, suffix: str) -> str:
    """Return the name of a measure's own table, or of a further one."""
    return f"{measure.name}.{suffix}" if suffix else measure.name


def _title(survey: Survey, measure: Measure, suffix: str, segment: str | None) -> Words:
    title = words_of(measure.title, measure.name)
    if suffix:
        said = {**MORE_TABLES, **measure.more_titles}.get(suffix, Words(suffix, suffix))
        title = Words(f"{title.en}: {said.en}", f"{title.zh}：{said.zh}")
    if segment is not None:
        said = segment_words(survey, segment)
        title = Words(f"{title.en} by {said.en}", f"{title.zh}（按{said.zh}）")
    return title


def _options(scores: Scores, measure: Measure, suffix: str, segment: str | None) -> Mapping[str, object]:
    options = {
        **measure.options,
        **measure.more_options.get(suffix, {}),
        "unit": measure.unit,
        "small": scores.survey.small_base,
        "simple_sample": not scores.responses.design.declared,
    }
    if segment is None:
        return options
    levels = [MISSING_LEVEL if level is None else level for level in scores.responses.levels[segment]]
    wave = is_wave(scores.survey, segment)
    declared = next(one for one in scores.survey.respondent.groupings if one.column == segment)
    options |= {"segment": segment, "levels": levels, "wave": wave}
    return options | ({"order": levels} if wave or declared.order or _is_ordered(scores, segment) else {})


def is_wave(survey: Survey, segment: str) -> bool:
    """Tell whether a segment is the survey's wave."""
    wave = survey.respondent.wave
    return wave is not None and wave.column == segment


def _is_ordered(scores: Scores, segment: str) -> bool:
    """Tell whether a segment's levels have an order of their own: bands of a number, or a number."""
    if any(derived.name == segment and derived.bands for derived in scores.survey.derive):
        return True
    return all(level is None or as_number(level) is not None for level in scores.responses.levels[segment])


def beside_segment(row: Row) -> Row:
    """Return a row without a `level` of its own: beside a segment's level, what it is about is called `class`."""
    if "level" not in row:
        return row
    return {"class": row["level"], **{name: cell for name, cell in row.items() if name != "level"}}


def segment_words(survey: Survey, segment: str) -> Words:
    """Return what a segment is called."""
    for known in survey.respondent.groupings:
        if known.column == segment:
            return words_of(known.title, segment)
    return Words(segment, segment)


def item_labels(survey: Survey) -> dict[str, Words]:
    """Return the text of each item and the title of each multiple-response set, in both languages."""
    texts = {item.name: item.text for item in survey.items.values()}
    texts |= {one.name: one.title for one in survey.multiple.values()}
    return {name: words_of(text, name) for name, text in texts.items() if text}


def _scored_labels(survey: Survey) -> dict[str, Words]:
    """Return the items' texts; a reverse-keyed item says so, since its figures run against its wording."""
    reversed_items = {item.name for item in survey.items.values() if item.reverse}
    return {
        name: Words(f"(reversed) {text.en}", f"（反向）{text.zh}") if name in reversed_items else text
        for name, text in item_labels(survey).items()
    }
