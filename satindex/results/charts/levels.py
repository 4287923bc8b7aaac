"""One KPI in one period by the levels of a segment, as dots with intervals.

Rows: `kpi, period, level, estimate, ci_low, ci_high, n`; `options["kpi"]` and `options["period"]` say which are drawn,
`options["order"]` the declared order of the levels; without it the highest stands first.
"""

from __future__ import annotations

from dataclasses import replace

from satindex.language import Words
from satindex.results import drawing
from satindex.results.charts.estimates import dots
from satindex.results.columns import kind
from satindex.results.result import Result


def chart(result: Result, language: str) -> drawing.Spec:
    """Return a row for each level."""
    name, period = _chosen(result)
    rows = [row for row in result.rows if row.get("kpi") == name and row.get("period") == period]
    called = result.labels.get(str(name)) or Words(str(name), str(name))
    title = Words(f"{called.en}, {period}", f"{called.zh}，{period}")
    shown = replace(result, title=title, rows=tuple(rows))
    drawn = [drawing.dotted(shown, row, language, ("level",)) for row in drawing.ordered_levels(shown, rows)]
    form = kind(shown, "estimate", rows[0]) if rows else "points"
    axis = drawing.x_axis(format="%") if form == "share" else drawing.x_axis()
    scale = {"zero": False, "nice": True}
    return drawing.in_rows(shown, language, drawn, dots(shown, language, scale, axis=axis))


def _chosen(result: Result) -> tuple[object, object]:
    """Return the KPI and period asked for, else those of the last row that has a figure."""
    known = [row for row in result.rows if isinstance(row.get("estimate"), int | float)]
    last = known[-1] if known else {}
    return result.options.get("kpi", last.get("kpi")), result.options.get("period", last.get("period"))
