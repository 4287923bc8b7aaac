"""Gaps as dumbbells: expected ○——● perceived on the scale, the gap and its interval printed at the right.

Rows: `expected, perceived, estimate, ci_low, ci_high, n`, about a dimension or, by segment, a level (its overall).
`options["low"]`, `options["high"]`: the ends of the scale. Ordered by weighted gap, worst first (Cleveland & McGill
1984: position beats length, angle and colour).
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.charts import estimates
from satindex.results.columns import CATALOGUE, written
from satindex.results.result import Result, Row

LEGEND = Words("○ expected  ● perceived, bar: 95% CI of the gap", "○ 期望  ● 感知，横条：差距的 95% 置信区间")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return the dumbbell chart; without expectations (SERVPERF) the perceived means with their intervals."""
    if not any(isinstance(row.get("expected"), (int, float)) for row in result.rows):
        return estimates.chart(result, language)
    rows = [_drawn(result, row, language) for row in _ordered(result)]
    return drawing.in_rows(result, language, rows, _marks(result, rows, language), _notes(result, language))


def _notes(result: Result, language: str) -> list[str]:
    ends = drawing.scale_note(result)
    scale = [Words(f"scale {ends}", f"{ends} 分量表").say(language)] if ends else []
    return [LEGEND.say(language), *scale]


def _ordered(result: Result) -> list[Row]:
    rows = drawing.summing_up(result.rows)
    if any("level" in row for row in rows):
        return drawing.ordered_levels(result, rows)
    worst_first = sorted(rows, key=lambda row: drawing.number(row, "estimate") * drawing.number(row, "weight", 1.0))
    return sorted(worst_first, key=lambda row: row.get("dimension") == "overall")


def _drawn(result: Result, row: Row, language: str) -> drawing.Spec:
    by_level = "level" in row and "overall" in (row.get("dimension"), row.get("component"))
    keys = ("level",) if by_level else drawing.KEYS
    drawn: drawing.Spec = {
        "label": drawing.row_label(result, row, language, keys),
        "value": drawing.figure_text(result, row, language),
        "strong": not by_level and row.get("dimension") == "overall",
        "said_expected": written(row.get("expected"), "points"),
        "said_perceived": written(row.get("perceived"), "points"),
        "said_n": written(row.get("n"), "count"),
    }
    expected, perceived = row.get("expected"), row.get("perceived")
    if isinstance(expected, (int, float)) and isinstance(perceived, (int, float)):
        drawn |= {"expected": expected, "perceived": perceived, **_interval(row, perceived)}
    return drawn


def _interval(row: Row, perceived: float) -> drawing.Spec:
    """The interval of the gap, laid around the perceived end of the dumbbell."""
    bounds = {name: row.get(name) for name in ("estimate", "ci_low", "ci_high")}
    if not all(isinstance(bound, (int, float)) for bound in bounds.values()):
        return {}
    gap = drawing.number(row, "estimate")
    return {
        "low": perceived + drawing.number(row, "ci_low") - gap,
        "high": perceived + drawing.number(row, "ci_high") - gap,
    }


def _marks(result: Result, rows: list[drawing.Spec], language: str) -> list[drawing.Spec]:
    ends = [row.get(name) for row in rows for name in ("expected", "perceived", "low", "high")]
    x = drawing.x_field("expected", drawing.x_axis(), drawing.scale_of(result, ends))
    more = {f"said_{name}": CATALOGUE[name].heading for name in ("expected", "perceived", "n")}
    hover = drawing.hover(result, language, more)
    dumbbell = [{"filter": "isValid(datum.expected)"}]
    with_interval = [{"filter": "isValid(datum.low)"}]
    point = {"type": "point", "opacity": 1, "size": 90, "strokeWidth": 2}
    return [
        {
            "transform": with_interval,
            "mark": {"type": "rule", "strokeWidth": 11, "color": drawing.SKY, "opacity": 0.55},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            "transform": dumbbell,
            "mark": {"type": "rule", "strokeWidth": 2, "color": drawing.BLUE},
            "encoding": {"x": x, "x2": {"field": "perceived"}, "tooltip": hover},
        },
        {
            "transform": dumbbell,
            "mark": {**point, "fill": drawing.PAPER, "stroke": drawing.BLUE},
            "encoding": {"x": x, "tooltip": hover},
        },
        {
            "transform": dumbbell,
            "mark": {**point, "fill": drawing.BLUE, "stroke": drawing.BLUE},
            "encoding": {"x": {**x, "field": "perceived"}, "tooltip": hover},
        },
    ]
