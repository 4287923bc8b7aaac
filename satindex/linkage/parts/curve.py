"""The satisfaction–loyalty curve: the outcome at each level of a score, with a smooth line and its elasticity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage import curve_words as said
from satindex.linkage.averages import average
from satindex.linkage.curves import Line, bends, differ, elasticity_interval
from satindex.linkage.drawn_curve import Drawn, drawn_curve, levels, middles
from satindex.linkage.explaining import ERRORS
from satindex.linkage.labels import labels_of
from satindex.linkage.linked import Linked, ModelTable
from satindex.measures.scores import Scores
from satindex.results.columns import written
from satindex.results.result import Cell, Explanation, Row
from satindex.results.small_bases import guarded
from satindex.stats.chi_square import ChiSquare
from satindex.survey.model import Item

ORDER: Final = 55
POINTS: Final = 41
CERTAIN: Final = 0.05


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the curve of everyone, one by each moderator, elasticities and tests; none where no curve is asked for."""
    asked = linked.model.curve
    if asked is None:
        return ()
    words = labels_of(scores)
    curves = [drawn_curve(scores, linked, by) for by in (None, *asked.by)]
    made = [_curve_table(scores, linked, by, one, words) for by, one in zip((None, *asked.by), curves, strict=True)]
    return (*made, *_summaries(linked, [one for one in curves if isinstance(one, Drawn)], words))


def _curve_table(
    scores: Scores, linked: Linked, by: str | None, drawn: Drawn | Words, words: Mapping[str, Words]
) -> ModelTable:
    of_name = linked.model.curve.of if linked.model.curve else ""
    suffix = f".curve.{by}" if by else ".curve"
    of, outcome = (words.get(name, Words(name, name)) for name in (of_name, linked.model.outcome))
    title = Words(f"{outcome.en} over {of.en}", f"{outcome.zh}随{of.zh}的变化")
    if by:
        grouped = words.get(by, Words(by, by))
        title = Words(f"{title.en} by {grouped.en}", f"{title.zh}（按{grouped.zh}）")
    if isinstance(drawn, Words):
        row = {"moderator": by, "level": None, "estimate": None, "n": len(linked.data.outcome), "reason": drawn}
        return ModelTable(suffix, title, (row,), Explanation(said.FORMULA, (), (drawn,), said.SOURCES))
    rows = guarded(list(_point_rows(scores, drawn)), scores.survey.small_base, "value")
    options = {
        "headings": {**said.HEADINGS, "estimate": outcome},
        "kinds": _kinds(drawn),
        "format": "share" if drawn.is_share else "points",
        "line": _line_points(drawn),
        "x_title": of,
        "small": scores.survey.small_base,
    }
    explained = Explanation(said.FORMULA, _worked(rows), _notes(drawn), said.SOURCES)
    return ModelTable(suffix, title, tuple(rows), explained, "satisfaction_curve", options=options)


def _point_rows(scores: Scores, drawn: Drawn) -> Iterator[Row]:
    """A row per group and level of the score: mean of the outcome with its interval, and the line there."""
    item = scores.survey.items.get(drawn.data.predictor_names[0])
    for number, group in enumerate(drawn.groups):
        for level in levels(drawn):
            rows = level.rows & group.rows
            if not rows.any():
                continue
            weights = None if drawn.data.weights is None else drawn.data.weights[rows]
            x = float(np.average(drawn.x[rows], weights=weights))
            row: dict[str, Cell] = {
                "moderator": drawn.by,
                "level": group.words,
                "value": _level_words(item, level.low, level.high),
                "x": x,
                **average(drawn.data, drawn.outcome, rows, share=drawn.is_share).cells(),
            }
            yield {**row, **_on_line(drawn, number, x)}


def _level_words(item: Item | None, low: float, high: float) -> Words:
    """The level's label, its value, or the ends of its band."""
    if low != high:
        ends = [written(end, "points") for end in (low, high)]
        return Words(" to ".join(ends), " 至 ".join(ends))
    labels = item.scale.labels if item else {}
    texts = {language: labels.get(language, {}).get(low) for language in ("en", "zh")}
    plain = written(low, "number")
    return Words(*(f"{plain} {texts[language]}" if texts[language] else plain for language in ("en", "zh")))


def _on_line(drawn: Drawn, group: int, x: float) -> dict[str, Cell]:
    if isinstance(drawn.line, Words):
        return {"fitted": None, "fitted_low": None, "fitted_high": None}
    fitted, low, high = (float(values[0]) for values in drawn.line.at(group, np.array([x])))
    return {"fitted": fitted, "fitted_low": low, "fitted_high": high}


def _line_points(drawn: Drawn) -> list[dict[str, object]]:
    """The smooth lines as they are drawn, each over the middle 95% of its group's own scores."""
    if isinstance(drawn.line, Words):
        return []
    found: list[dict[str, object]] = []
    for number, group in enumerate(drawn.groups):
        own = drawn.x[group.rows]
        low_end, high_end = np.quantile(own, (0.025, 0.975)).tolist()
        at = np.linspace(low_end, high_end, POINTS)
        for x, fitted, low, high in zip(at, *drawn.line.at(number, at), strict=True):
            place = {"x": float(x), "y": float(fitted), "low": float(low), "high": float(high)}
            found.append({"level": group.words, **place})
    return found


def _kinds(drawn: Drawn) -> dict[str, str]:
    of_outcome = dict.fromkeys(("fitted", "fitted_low", "fitted_high"), "share" if drawn.is_share else "points")
    return {"moderator": "text", "value": "text", "at": "text", "x": "points", "slope": "coefficient", **of_outcome}


def _worked(rows: Sequence[Row]) -> tuple[Words, ...]:
    known = [row for row in rows if row.get("estimate") is not None]
    if not known:
        return ()
    own = [row for row in known if row["level"] == known[0]["level"]]
    said = {language: [_said(row, language) for row in (own[0], own[-1])] for language in ("en", "zh")}
    return (Words(" → ".join(said["en"]), " → ".join(said["zh"])),)


def _said(row: Row, language: str) -> str:
    value = row["value"]
    named = value.say(language) if isinstance(value, Words) else str(value)
    return f"{named}: {row['estimate']:.4f} (n = {row['n']})"


def _notes(drawn: Drawn) -> tuple[Words, ...]:
    n, left_out = len(drawn.outcome), drawn.data.left_out
    base = Words(
        f"n = {n} respondents have both score and outcome (and group); {left_out} lack one and are left out.",
        f"n = {n} 名受访者同时有得分与结果（及分组）；{left_out} 名缺少其一，未纳入。",
    )
    if isinstance(drawn.line, Words):
        lacking = Words(f"No smooth line: {drawn.line.en}.", f"无平滑曲线：{drawn.line.zh}。")
        return (base, lacking, *said.NOTES, said.UNEXPLAINED)
    return (base, ERRORS[drawn.line.fitted.errors], *said.NOTES, said.UNEXPLAINED)


def _summaries(linked: Linked, drawn: Sequence[Drawn], words: Mapping[str, Words]) -> Iterator[ModelTable]:
    """Elasticities at the quartiles of everyone's score, and the tests."""
    lines = [(one, one.line) for one in drawn if isinstance(one.line, Line)]
    if not lines:
        return
    places = middles(drawn[0].x)
    elastic = tuple(row for one, found in lines for row in _elasticity_rows(one, found, places))
    tests = tuple(row for one, found in lines for row in _test_rows(one, found, places[0.5]))
    headings = {**said.HEADINGS, "estimate": said.ELASTIC, "x": said.HEADINGS["value"]}
    options = {"headings": headings, "format": "ratio", "kinds": _kinds(lines[0][0])}
    worked = _worked_elasticity(lines[0][1], elastic)
    explained = Explanation(said.ELASTICITY_FORMULA, worked, said.DEPENDS, said.SOURCES)
    yield ModelTable(".curve.elasticity", said.ELASTICITY, elastic, explained, options=options)
    tested = Explanation(said.TEST_FORMULA, (), (said.UNEXPLAINED,), said.SOURCES)
    yield ModelTable(".curve.tests", said.TESTS, tests, tested, options={"headings": said.HEADINGS, "kinds": KINDS})


def _elasticity_rows(drawn: Drawn, found: Line, places: Mapping[float, float]) -> Iterator[Row]:
    for number, group in enumerate(drawn.groups):
        n = int(group.rows.sum())
        for share, x in places.items():
            fitted = float(found.at(number, np.array([x]))[0][0])
            about: dict[str, Cell] = {"moderator": drawn.by, "level": group.words, "at": said.PLACES[share], "x": x}
            about |= {"fitted": fitted, "slope": found.slope(number, x)}
            bounds = elasticity_interval(found, number, x)
            if bounds is None:
                yield {**about, "estimate": None, "ci_low": None, "ci_high": None, "n": n, "reason": said.NO_ZERO}
                continue
            elasticity = found.elasticity(number, x)
            yield {**about, "estimate": elasticity, "ci_low": bounds.low, "ci_high": bounds.high, "n": n}


def _worked_elasticity(found: Line, rows: Sequence[Row]) -> tuple[Words, ...]:
    row = next((row for row in rows if row["estimate"] is not None), None)
    if row is None:
        return ()
    from_x, from_y = found.origin
    above = f"({row['x']:.4g} − {from_x:g})/({row['fitted']:.4f} − {from_y:g})"
    line = f"{row['slope']:.4f} · {above} = {row['estimate']:.4f}"
    return (Words(line, line),)


def _test_rows(drawn: Drawn, found: Line, middle: float) -> Iterator[Row]:
    for number, group in enumerate(drawn.groups):
        bent = bends(found, number)
        about: dict[str, Cell] = {"moderator": drawn.by, "level": group.words, "test": said.BEND}
        if bent is not None:
            own = np.quantile(drawn.x[group.rows], (0.25, 0.75))
            steeper = found.slope(number, float(own[1])) > found.slope(number, float(own[0]))
            verdict = said.STEEPER if steeper else said.FLATTER
            n = int(group.rows.sum())
            yield {**about, **_tested(bent), "n": n, "verdict": verdict if bent.p_value < CERTAIN else said.STRAIGHT}
    if len(drawn.groups) > 1:
        apart = differ(found, middle)
        about = {"moderator": drawn.by, "level": None, "test": said.DIFFERENCE}
        n = len(drawn.outcome)
        if apart is None:
            yield {**about, "chi2": None, "df": None, "p_value": None, "n": n, "reason": said.NO_ZERO}
        else:
            verdict = said.DIFFERENT if apart.p_value < CERTAIN else said.NOT_DIFFERENT
            yield {**about, **_tested(apart), "n": n, "verdict": verdict}


def _tested(found: ChiSquare) -> dict[str, Cell]:
    return {"chi2": found.chi2, "df": found.df, "p_value": found.p_value}


KINDS: Final = {"moderator": "text", "test": "text", "verdict": "text"}
