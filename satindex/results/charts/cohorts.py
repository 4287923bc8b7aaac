"""Cohorts as a triangle: a row for each cohort, a column for each month since, darker where more still buy.

Rows: `cohort, age, estimate` (share 0–1), `n`; a month that is not over has no cell.
"""

from __future__ import annotations

from typing import Final

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, heading, written
from satindex.results.result import Result, Row

SHADE: Final = Words(
    "darker: more bought; the month of the first purchase (100%) is left out",
    "颜色越深购买者越多；首购当月（100%）不画",
)
ROW: Final = 20
MOST_TEXT: Final = 14
MOST_COHORTS: Final = 36
LATEST: Final = Words("the latest {} cohorts", "最近 {} 个客户群")


def chart(result: Result, language: str) -> drawing.Spec:
    """Return the heat map; percentages are written into the cells where there is room."""
    names = list(dict.fromkeys(str(row["cohort"]) for row in result.rows))
    shown = frozenset(names[-MOST_COHORTS:])
    rows = [row for row in result.rows if str(row["cohort"]) in shown and _is_drawn(row)]
    cells = [_cell(row) for row in rows]
    notes = [SHADE.say(language)]
    if len(names) > MOST_COHORTS:
        notes.append(LATEST.say(language).format(MOST_COHORTS))
    said = [f"{cell['cohort']} +{cell['age']}: {cell['said']}" for cell in cells]
    columns = len({cell["age"] for cell in cells})
    layers = [_heat(result, cells, language), *([_texts()] if columns <= MOST_TEXT else [])]
    spec = drawing.framed(result, language, layers, said, notes)
    axis = {"title": _title(result, language), "labelAngle": 0, "orient": "top", "grid": False, "labelOverlap": True}
    return spec | {
        "data": {"values": cells},
        "height": ROW * max(len({cell["cohort"] for cell in cells}), 1),
        "encoding": {
            "x": {"field": "age", "type": "ordinal", "axis": axis},
            "y": {"field": "cohort", "type": "ordinal", "sort": None, "axis": {"title": None}},
        },
    }


def _is_drawn(row: Row) -> bool:
    return isinstance(row.get("estimate"), int | float) and drawing.number(row, "age") > 0


def _title(result: Result, language: str) -> str | None:
    title = result.options.get("x_title")
    return title.say(language) if isinstance(title, Words) else None


def _cell(row: Row) -> drawing.Spec:
    share = drawing.number(row, "estimate")
    return {
        "cohort": str(row["cohort"]),
        "age": row["age"],
        "share": share,
        "said": written(share, "share"),
        "short": f"{100 * share:.0f}",
        "said_n": written(row.get("n"), "count"),
    }


def _heat(result: Result, cells: list[drawing.Spec], language: str) -> drawing.Spec:
    words = {
        "cohort": CATALOGUE["cohort"].heading,
        "age": CATALOGUE["age"].heading,
        "said": heading(result, "estimate"),
    }
    hover = [
        {"field": name, "type": "nominal", "title": title.say(language)}
        for name, title in (words | {"said_n": CATALOGUE["n"].heading}).items()
    ]
    most = max((float(cell["share"]) for cell in cells), default=1.0)
    scale = {"domain": [0, most or 1.0], "range": [drawing.PAPER, drawing.BLUE], "interpolate": "rgb"}
    colour = {"field": "share", "type": "quantitative", "scale": scale, "legend": None}
    mark = {"type": "rect", "stroke": drawing.GRID, "strokeWidth": 1}
    return {"mark": mark, "encoding": {"color": colour, "tooltip": hover}}


def _texts() -> drawing.Spec:
    return {
        "mark": {"type": "text", "fontSize": 11, "color": drawing.ON_LIGHT},
        "encoding": {"text": {"field": "short", "type": "nominal"}},
    }
