"""An index as figures that sliders on its weights move: the means of its parts, over everyone and by segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from satindex.errors import FigureError, did_you_mean
from satindex.language import Words
from satindex.measures.measure import Measure, words_of
from satindex.measures.presenting import segment_words
from satindex.measures.weights.levels import Level, levels_of, weights_of
from satindex.results.columns import label, unit_of
from satindex.results.result import Result
from satindex.results.sliders.page import needed
from satindex.results.sliders.texts import texts

if TYPE_CHECKING:
    from satindex.measures.scores import Scores
    from satindex.results.sliders.widgets import WeightsSliders

TITLE = Words("other weights", "换用其他权重")
NOTE = Words(
    "Σ weight × mean of the part; sampling error is not in these figures. Where respondents lack a part the index "
    "itself can differ a little.",
    "Σ 权重 × 组成部分均值；这些数值不含抽样误差。若有受访者缺少某部分，可能与指数略有差异。",
)


def sliders(scores: Scores, name: str, by: Sequence[str] | None, language: str) -> WeightsSliders:
    """Return sliders on the weights of an index; raises MissingExtraError without the package anywidget."""
    figures = movable(scores, name, by, language)
    with needed():
        from satindex.results.sliders.widgets import WeightsSliders
    return WeightsSliders(figures)


def for_report(scores: Scores, name: str, by: Sequence[str], language: str) -> dict[str, Any] | None:
    """Return the means that an index weights for a report's page; None where a part has no mean."""
    try:
        return movable(scores, name, by, language)
    except FigureError:
        return None


def movable(scores: Scores, name: str, by: Sequence[str] | None, language: str) -> dict[str, Any]:
    """Return the means that an index or overall gap weights, as plain JSON, with those by the segments of `by`.

    Raises FigureError for a measure that weights nothing, or whose parts have no mean.
    """
    measure = _weighted(scores, name)
    segments = tuple(scores.responses.levels) if by is None else tuple(by)
    tables = scores.tables(by=segments)
    table = tables[name]
    (whole,) = levels_of(measure, table.rows)
    if whole.means is None:
        why = whole.reason if isinstance(whole.reason, Words) else Words(str(whole.reason), str(whole.reason))
        raise FigureError(Words(f"'{name}' has no figure to weight: {why.en}", f"“{name}”没有可加权的数值：{why.zh}"))
    title = words_of(measure.title, name)
    parts = zip(measure.weighted_parts, weights_of(measure).tolist(), whole.means.tolist(), strict=True)
    return {
        "kind": "weights",
        "names": ["weights"],
        "language": language,
        "title": Words(f"{title.en}: {TITLE.en}", f"{title.zh}：{TITLE.zh}").say(language),
        "said": title.say(language),
        "texts": texts(language),
        "notes": [NOTE.say(language)],
        "form": unit_of(table),
        "parts": [
            {"name": part, "label": label(table, part, language), "weight": weight, "mean": mean}
            for part, weight, mean in parts
        ],
        "groups": [
            {
                "name": segment,
                "label": segment_words(scores.survey, segment).say(language),
                "levels": [
                    _level(level, table, language) for level in levels_of(measure, tables[f"{name} by {segment}"].rows)
                ],
            }
            for segment in segments
        ],
    }


def _weighted(scores: Scores, name: str) -> Measure:
    known = {one: measure for one, measure in scores.measures.items() if len(measure.weighted_parts) > 1}
    if name in known:
        return known[name]
    hint = did_you_mean(name, known) or Words("No measure here does.", "此处没有这样的测量。")
    raise FigureError(
        Words(f"'{name}' is not a weighted mean of parts. {hint.en}", f"“{name}”不是各部分的加权平均。{hint.zh}")
    )


def _level(level: Level, table: Result, language: str) -> dict[str, Any]:
    reason = level.reason.say(language) if isinstance(level.reason, Words) else level.reason
    return {
        "name": level.name,
        "label": label(table, level.name, language),
        "means": None if level.means is None else level.means.tolist(),
        "reason": reason,
    }
