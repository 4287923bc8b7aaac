"""Internal consistency as dots with intervals against the customary lines at .7 and .8.

Rows: what the scale is (`measure, dimension, component, scale, side` …) and `alpha, alpha_low, alpha_high` or
`omega, omega_low, omega_high`, `n` (Nunnally 1978).
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.charts.estimates import dots
from satindex.results.columns import CATALOGUE, written
from satindex.results.layout import interval
from satindex.results.result import Result, Row

LEGEND = Words("lines at .7 and .8", "参考线：.7 与 .8")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return alpha (omega where there is no alpha) with its interval, in the table's order."""
    figure = "alpha" if "alpha" in result.columns else "omega"
    rows = [_drawn(result, row, figure, language) for row in result.rows]
    lowest = min((row[name] for row in rows for name in ("low", "estimate") if name in row), default=0.0)
    scale = {"domain": [max(min(0.5, lowest), -1.0), 1], "nice": False, "zero": False, "clamp": True}
    marks = [
        *(drawing.line_at(line, scale, drawing.MUTED) for line in (0.7, 0.8)),
        *dots(result, language, scale),
    ]
    said = [CATALOGUE[figure].heading.say(language), LEGEND.say(language)]
    return drawing.in_rows(result, language, rows, marks, said)


def _drawn(result: Result, row: Row, figure: str, language: str) -> drawing.Spec:
    bounds = interval(result, row, f"{figure}_low", f"{figure}_high")
    value = written(row.get(figure), "alpha")
    numbers = {"estimate": figure, "low": f"{figure}_low", "high": f"{figure}_high"}
    return {
        "label": drawing.row_label(result, row, language),
        "value": value if bounds == "—" else f"{value}  {bounds}",
        "said_n": written(row.get("n"), "count"),
        **{name: row[key] for name, key in numbers.items() if isinstance(row.get(key), (int, float))},
    }
