"""Zones of tolerance: a band from adequate to desired service, the perceived one as a dot upon it.

Rows: `adequate, desired, perceived, estimate, ci_low, ci_high, n`, estimate = perceived − adequate, about a dimension
or, by segment, a level (its overall). `options["low"]`, `options["high"]`: the ends of the scale. Vermilion: perceived
below adequate; green: above desired. Worst first.
"""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, written
from satindex.results.result import Result, Row

LEGEND = Words(
    "band: adequate to desired  ● perceived, line: 95% CI of its adequacy",
    "色带：适当至理想水平  ● 感知，横线：充足度的 95% 置信区间",
)
PLACES = ("adequate", "desired", "perceived")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return one band and dot a row, on the answer scale."""
    rows = [_drawn(result, row, language) for row in _ordered(result)]
    return drawing.in_rows(result, language, rows, _marks(result, rows, language), _notes(result, language))


def _notes(result: Result, language: str) -> list[str]:
    ends = drawing.scale_note(result)
    return [LEGEND.say(language), *([Words(f"scale {ends}", f"{ends} 分量表").say(language)] if ends else [])]


def _ordered(result: Result) -> list[Row]:
    rows = drawing.summing_up(result.rows)
    if any("level" in row for row in rows):
        return drawing.ordered_levels(result, rows)
    worst_first = sorted(rows, key=lambda row: drawing.number(row, "estimate", float("inf")))
    return sorted(worst_first, key=drawing.is_overall)


def _drawn(result: Result, row: Row, language: str) -> drawing.Spec:
    by_level = "level" in row and drawing.is_overall(row)
    drawn: drawing.Spec = {
        "label": drawing.row_label(result, row, language, ("level",) if by_level else drawing.KEYS),
        "value": drawing.figure_text(result, row, language),
        "strong": not by_level and drawing.is_overall(row),
        **{f"said_{name}": written(row.get(name), "points") for name in PLACES},
        "said_n": written(row.get("n"), "count"),
    }
    if not all(isinstance(row.get(name), (int, float)) for name in (*PLACES, "estimate")):
        return drawn
    adequate, desired, perceived = (drawing.number(row, name) for name in PLACES)
    place = "below" if perceived < adequate else "above" if perceived > desired else "within"
    return {**drawn, "adequate": adequate, "desired": desired, "perceived": perceived, "place": place} | _interval(row)


def _interval(row: Row) -> drawing.Spec:
    """The interval of the adequacy, laid around the perceived dot."""
    if not all(isinstance(row.get(name), (int, float)) for name in ("ci_low", "ci_high")):
        return {}
    adequate = drawing.number(row, "perceived") - drawing.number(row, "estimate")
    return {name: adequate + drawing.number(row, f"ci_{name}") for name in ("low", "high")}


def _marks(result: Result, rows: list[drawing.Spec], language: str) -> list[drawing.Spec]:
    ends = [row.get(name) for row in rows for name in (*PLACES, "low", "high")]
    x = drawing.x_field("adequate", drawing.x_axis(), drawing.scale_of(result, ends))
    more = {f"said_{name}": CATALOGUE[name].heading for name in (*PLACES, "n")}
    hover = drawing.hover(result, language, more)
    known = [{"filter": "isValid(datum.perceived)"}]
    fill = {
        "condition": [
            {"test": "datum.place === 'below'", "value": drawing.VERMILION},
            {"test": "datum.place === 'above'", "value": drawing.GREEN},
        ],
        "value": drawing.BLUE,
    }
    return [
        {
            "transform": known,
            "mark": {"type": "bar", "height": 18, "color": drawing.SKY, "opacity": 0.45},
            "encoding": {"x": x, "x2": {"field": "desired"}, "tooltip": hover},
        },
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "rule", "strokeWidth": 2.5, "color": drawing.INK},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "tooltip": hover},
        },
        {
            "transform": known,
            "mark": {"type": "point", "opacity": 1, "size": 90, "stroke": drawing.PAPER, "strokeWidth": 1},
            "encoding": {"x": {**x, "field": "perceived"}, "fill": fill, "tooltip": hover},
        },
    ]
