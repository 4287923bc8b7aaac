"""A model's terms as dot and interval: odds, rate or hazard ratios on a log axis with 1 marked, else coefficients.

Rows: `term, estimate, ci_low, ci_high, p_value` and `odds_ratio`, `rate_ratio` or `hazard_ratio` where the model has
one (its interval from `odds_ratio_low, odds_ratio_high` where given, else e to the bounds). Coefficients stand about 0.
Rows without a ratio in a table of ratios (thresholds) and intercepts are not drawn; they stay in the table.
Filled: p < .05.
"""

from __future__ import annotations

import math

from satindex.language import Words
from satindex.results import drawing
from satindex.results.charts.estimates import dots
from satindex.results.columns import CATALOGUE, written
from satindex.results.result import Result, Row

INTERCEPTS = frozenset({"(intercept)", "(Intercept)", "intercept", "Intercept", "const"})
TICKS = (0.05, 0.1, 0.2, 0.33, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20)
MOST_SPAN = 100
RATIOS = ("odds_ratio", "rate_ratio", "hazard_ratio")
LEGEND = Words("● p < .05  ○ not", "● p < .05  ○ 不显著")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return the coefficient plot in the order of the model's terms."""
    ratio = next((name for name in RATIOS if any(_has(row, name) for row in result.rows)), None)
    rows = [row for row in result.rows if _is_drawn(row, ratio)]
    drawn = [_drawn(result, row, ratio, language) for row in rows]
    more = {"said_p": CATALOGUE["p_value"].heading}
    if ratio is None:
        marks = [drawing.line_at(0, drawing.GAP_SCALE), *dots(result, language, drawing.GAP_SCALE, more)]
        return drawing.in_rows(result, language, drawn, marks, [LEGEND.say(language)])
    name = CATALOGUE[ratio].heading.say(language)
    scale, ticks = _log_axis(drawn)
    axis = drawing.x_axis(**ticks)
    marks = [drawing.line_at(1, scale, axis=axis), *dots(result, language, scale, more, axis)]
    said = Words(f"{name}, log axis", f"{name}，对数轴").say(language)
    return drawing.in_rows(result, language, drawn, marks, [said, LEGEND.say(language)])


def _log_axis(drawn: list[drawing.Spec]) -> tuple[drawing.Spec, drawing.Spec]:
    """A log scale around the figures and 1, and its ticks at ratios people say."""
    found = [1.0, *(entry[name] for entry in drawn for name in ("low", "estimate", "high") if entry.get(name, 0) > 0)]
    low, high = min(found) / 1.04, max(found) * 1.04
    scale = {"type": "log", "domain": [low, high], "nice": False, "clamp": True}
    ticks = [tick for tick in TICKS if low <= tick <= high]
    return scale, {"values": ticks, "format": "~g", "labelOverlap": "greedy"} if high / low < MOST_SPAN else {}


def _has(row: Row, name: str) -> bool:
    return isinstance(row.get(name), (int, float))


def _is_drawn(row: Row, ratio: str | None) -> bool:
    if row.get("term") in INTERCEPTS:
        return False
    return ratio is None or _has(row, ratio) or row.get("estimate") is None


def _drawn(result: Result, row: Row, ratio: str | None, language: str) -> drawing.Spec:
    drawn = drawing.dotted(result, row, language, ("level", "term"))
    p = row.get("p_value")
    drawn |= {"hollow": not (isinstance(p, (int, float)) and p < 0.05), "said_p": written(p, "p")}
    return drawn if ratio is None or not _has(row, ratio) else drawn | _as_ratio(row, ratio)


def _as_ratio(row: Row, ratio: str) -> drawing.Spec:
    value = drawing.number(row, ratio)
    bounds = [
        drawing.number(row, f"{ratio}_{end}") if _has(row, f"{ratio}_{end}") else _exponential(row.get(f"ci_{end}"))
        for end in ("low", "high")
    ]
    said = written(value, "ratio")
    if bounds[0] is None or bounds[1] is None:
        return {"estimate": value, "value": said}
    written_bounds = ", ".join(written(bound, "ratio") for bound in bounds)
    return {"estimate": value, "low": bounds[0], "high": bounds[1], "value": f"{said}  [{written_bounds}]"}


def _exponential(bound: object) -> float | None:
    if not isinstance(bound, (int, float)):
        return None
    try:
        return math.exp(bound)
    except OverflowError:
        return None
