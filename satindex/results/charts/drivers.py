"""Importance of drivers as bars of their LMG share of R²; a hollow bar works against the outcome.

Rows: `term, importance, share, sign` (sign > 0 or < 0) and, where resampled, `ci_low, ci_high` of the importance
(Grömping 2006). `options["part_of"]`: what the bars are parts of, where it is not R².
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import written
from satindex.results.layout import interval
from satindex.results.result import Result, Row

LEGEND = Words("filled: raises the outcome, hollow: lowers it", "实心：正向影响；空心：负向影响")
PART_OF = Words("part of R²", "占 R² 的部分")
ROW = ("level", "term")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return horizontal bars, the most important first."""
    rows = sorted(result.rows, key=lambda row: -drawing.number(row, "importance"))
    drawn = [_drawn(result, row, language) for row in rows]
    return drawing.in_rows(result, language, drawn, _marks(result, language), [LEGEND.say(language)])


def _drawn(result: Result, row: Row, language: str) -> drawing.Spec:
    bounds = interval(result, row)
    parts = [written(row.get("importance"), "coefficient"), "" if bounds == "—" else bounds]
    share = f"({written(row.get('share'), 'share')})" if row.get("share") is not None else ""
    numbers = {"importance": "importance", "low": "ci_low", "high": "ci_high"}
    return {
        "label": drawing.row_label(result, row, language, ROW),
        "value": " ".join(part for part in (*parts, share) if part),
        "hollow": drawing.number(row, "sign") < 0,
        **{name: row[key] for name, key in numbers.items() if isinstance(row.get(key), (int, float))},
    }


def _marks(result: Result, language: str) -> list[drawing.Spec]:
    title = (result.options.get("part_of") or PART_OF).say(language)
    x = drawing.x_field("importance", drawing.x_axis(title), {"zero": True, "nice": True})
    fill = {"condition": {"test": "datum.hollow", "value": drawing.PAPER}, "value": drawing.BLUE}
    hover = drawing.hover(result, language)
    return [
        {
            "transform": [{"filter": "isValid(datum.importance)"}],
            "mark": {"type": "bar", "height": 14, "stroke": drawing.BLUE, "strokeWidth": 1.5},
            "encoding": {"x": x, "x2": {"datum": 0}, "fill": fill, "tooltip": hover},
        },
        {
            "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "mark": {"type": "rule", "strokeWidth": 1.5, "color": drawing.INK},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
    ]
