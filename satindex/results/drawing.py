"""What every chart shares: palette, type, rows that carry their label and figure above the mark, text alternative.

A chart is a plain Vega-Lite dict with a `layer` at its top. Each row of a chart writes its label (left) and its
figure (right) on a line of their own above the mark, so that the same picture is read at 360 px and on paper.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import wcwidth

from satindex.language import Words
from satindex.results.columns import CATALOGUE, NO_LEVEL, heading, kind, label, written
from satindex.results.inert import closed
from satindex.results.layout import LETTERS_NOTE, has_letters, interval, is_small, small_note
from satindex.results.result import Result, Row
from satindex.results.words import base_text

Spec = dict[str, Any]

# Okabe & Ito (2008), told apart by every reader; the greys are ours.
BLUE: Final = "#0072B2"
SKY: Final = "#56B4E9"
VERMILION: Final = "#D55E00"
ORANGE: Final = "#E69F00"
GREEN: Final = "#009E73"
INK: Final = "#1f2328"
MUTED: Final = "#636c76"
GREY: Final = "#b4bac2"
GRID: Final = "#e4e7eb"
PAPER: Final = "#ffffff"
ON_LIGHT: Final = "#14181d"
ON_DARK: Final = "#fefefe"

FONTS: Final = (
    "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Noto Sans, PingFang SC, Hiragino Sans GB, "
    "Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, sans-serif"
)
WIDTH: Final = 560
LABEL_COLUMNS: Final = 30
LABEL_LINES: Final = 2
LINE: Final = 16
MARK: Final = 36
LINE_TO_MARK: Final = 12
SAID_ROWS: Final = 40
_BAND: Final = {"type": "band", "paddingInner": 0, "paddingOuter": 0}
_ROW: Final = {"y": {"field": "at", "type": "ordinal", "axis": None, "sort": None, "scale": _BAND}}
GAP_SCALE: Final = {"zero": True, "nice": True}
KEYS: Final = (
    *(
        "level",
        "class",
        "measure",
        "dimension",
        "component",
        "construct",
        "attribute",
        "feature",
        "stage",
        "standard",
        "gap",
        "scale",
        "item",
        "term",
        "wave",
    ),
    *("category", "side"),
)


def config() -> Spec:
    """Return the look of every chart."""
    return {
        "font": FONTS,
        "background": "transparent",
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "fontSize": 15,
            "offset": 12,
            "subtitleColor": MUTED,
            "subtitlePadding": 4,
            "color": INK,
        },
        "text": {"color": INK, "fontSize": 12},
        "axis": {
            "labelColor": MUTED,
            "titleColor": MUTED,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "gridColor": GRID,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
        },
        "legend": {"labelColor": INK, "labelFontSize": 12, "title": None, "orient": "top", "labelLimit": 0},
        "aria": True,
    }


def framed(result: Result, language: str, layers: list[Spec], said: Sequence[str], notes: Sequence[str] = ()) -> Spec:
    """Return the whole spec: title, base in the subtitle, text alternative, look, `layers`."""
    subtitle = [part for part in (base_text(result), *notes) if part]
    title = result.title.say(language)
    return {
        "title": {"text": wrapped(title, 70).split("\n"), "subtitle": wrapped(" · ".join(subtitle), 84).split("\n")},
        "description": ". ".join([title, " · ".join(subtitle), "; ".join(said[:SAID_ROWS])]),
        "width": WIDTH,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": config(),
        "layer": layers,
    }


def in_rows(result: Result, language: str, rows: list[Spec], marks: list[Spec], notes: Sequence[str] = ()) -> Spec:
    """Return a spec of one line per entry of `rows`, which hold `label` and `value` besides what `marks` encode.

    A mark may give `"data": …` of its own; marks are moved below the line that the label stands on.
    """
    lines = max((str(row["label"]).count("\n") + 1 for row in rows), default=1)
    step = lines * LINE + MARK
    data = [{"at": at, **row, **_standing_low(row, lines)} for at, row in enumerate(rows)]
    layers = [*(_placed(mark, step, lines) for mark in marks), *_row_texts(step)]
    said = [f"{_one_line(row['label'])}: {row['value']}" for row in rows]
    small = [small_note(result).say(language)] if any(str(row["value"]).endswith("†") for row in rows) else []
    lettered = [LETTERS_NOTE.say(language)] if has_letters(result) else []
    spec = framed(result, language, layers, said, [*notes, *lettered, *small])
    spec["data"] = {"values": data}
    spec["height"] = {"step": step}
    return spec


def figure_text(result: Result, row: Row, language: str) -> str:
    """Return the row's estimate with its interval, or why there is none."""
    if not isinstance(row.get("estimate"), (int, float)):
        reason = label(result, row.get("reason"), language) if row.get("reason") is not None else ""
        return f"— {cut(reason, 30)}".rstrip()
    estimate = written(row["estimate"], kind(result, "estimate", row), language)
    bounds = interval(result, row)
    small = " †" if is_small(result, row) else ""
    letters = f"  {row['letters']}" if row.get("letters") else ""
    return estimate + ("" if bounds == "—" else f"  {bounds}") + letters + small


def hover(result: Result, language: str, more: Mapping[str, Words] | None = None) -> list[Spec]:
    """Return tooltip channels: what the row is about, its figure, `more` fields whose values are written already."""
    about = next((CATALOGUE[key].heading for key in KEYS if key in result.columns), Words("Measure", "指标"))
    fields = {"about": about, "said": heading(result, "estimate"), **(more or {})}
    return [{"field": name, "type": "nominal", "title": words.say(language)} for name, words in fields.items()]


def x_field(name: str, axis: Spec | None, scale: Spec | None = None) -> Spec:
    """Return a quantitative x channel."""
    return {"field": name, "type": "quantitative", "axis": axis, "scale": scale or {"zero": False, "nice": True}}


def x_axis(title: str | None = None, **more: Any) -> Spec:
    """Return a quiet horizontal axis: light grid, few ticks, labels that stay inside the picture."""
    return {"title": title, "grid": True, "tickCount": 5, "labelFlush": True, "labelOverlap": True, **more}


def line_at(value: float, scale: Spec, colour: str = INK, axis: Spec | None = None) -> Spec:
    """Return a reference line through every row's mark; it leaves the line of text free."""
    mark = {"type": "tick", "orient": "vertical", "size": 20, "thickness": 1, "color": colour, "opacity": 1}
    x = {"datum": value, "type": "quantitative", "scale": scale, "axis": axis or x_axis()}
    return {"mark": mark, "encoding": {"x": x}}


def row_label(result: Result, row: Row, language: str, keys: Sequence[str] = KEYS) -> str:
    """Return what the row is about, wrapped to two lines at most."""
    parts = [label(result, row[key], language) for key in keys if row.get(key) is not None]
    return wrapped(" · ".join(parts), LABEL_COLUMNS, LABEL_LINES)


def summing_up(rows: Sequence[Row]) -> list[Row]:
    """Return, of a table by segment, the rows that sum up each level; every row where none does."""
    if not any("level" in row for row in rows):
        return list(rows)
    return [row for row in rows if is_overall(row)] or list(rows)


def ordered_levels(result: Result, rows: Sequence[Row]) -> list[Row]:
    """Return rows by segment in the declared order, else by estimate; those without a level come last."""
    order = result.options.get("order") or (result.options.get("levels") if result.options.get("wave") else None)
    if order:
        place = {level: at for at, level in enumerate(order)}
        ranked = sorted(rows, key=lambda row: place.get(row.get("level"), len(place)))
    else:
        ranked = sorted(rows, key=lambda row: -number(row, "estimate", float("-inf")))
    return sorted(ranked, key=lambda row: row.get("level") == NO_LEVEL)


def number(row: Row, name: str, otherwise: float = 0.0) -> float:
    """Return a cell as a float, `otherwise` where it is missing."""
    cell = row.get(name)
    return float(cell) if isinstance(cell, (int, float)) else otherwise


def is_overall(row: Row) -> bool:
    """Whether the row sums up the others."""
    return "overall" in (row.get("dimension"), row.get("component"), row.get("standard"))


def estimate_kind(result: Result) -> str:
    """Return the format of the table's estimates."""
    return kind(result, "estimate")


def scale_of(result: Result, values: Sequence[object]) -> Spec:
    """Return an x scale over the stretch of the answer scale where the figures lie; it never leaves that scale."""
    ends = [result.options.get("low"), result.options.get("high")]
    found = [float(value) for value in values if isinstance(value, (int, float))]
    if not found or not all(isinstance(end, (int, float)) for end in ends):
        return {"zero": False, "nice": True}
    low, high = (float(end) for end in ends if isinstance(end, (int, float)))
    step = 1.0 if high - low <= 12 else (high - low) / 10
    first = max(low, low + math.floor((min(found) - low) / step - 0.5) * step)
    last = min(high, low + math.ceil((max(found) - low) / step + 0.5) * step)
    return {"domain": [first, last], "zero": False, "nice": False}


def scale_note(result: Result) -> str:
    """Return `1–7`: the ends of the answer scale, empty where the table does not know them."""
    low, high = result.options.get("low"), result.options.get("high")
    return "" if low is None or high is None else f"{written(low, 'number')}–{written(high, 'number')}"


def dotted(result: Result, row: Row, language: str, keys: Sequence[str] = KEYS) -> Spec:
    """Return one entry of a dot-and-interval chart: label, written figure, and the numbers that exist."""
    numbers = {"estimate": "estimate", "low": "ci_low", "high": "ci_high"}
    return {
        "label": row_label(result, row, language, keys) or heading(result, "estimate").say(language),
        "value": figure_text(result, row, language),
        "strong": "level" not in row and is_overall(row),
        "said_n": written(row.get("n"), "count"),
        **{name: row[key] for name, key in numbers.items() if isinstance(row.get(key), (int, float))},
    }


@lru_cache(maxsize=4096)
def wrapped(text: str, columns: int, lines: int = 3) -> str:
    """Return `text` in lines of at most `columns` (a Chinese character takes two), cut with … after `lines`.

    Examples
    --------
    >>> wrapped("Reliability 可靠性与准时送达", 12).splitlines()
    ['Reliability', '可靠性与准时', '送达']
    """
    head = text[: columns * (lines + 1)]
    return closed("\n".join(wcwidth.wrap(head, columns, max_lines=lines, placeholder="…")))


def cut(text: str, columns: int) -> str:
    """Return `text` on one line, cut with … after at most `columns`: between words, within one that is too long.

    Examples
    --------
    >>> cut("nobody to count", 12), cut("没有购买足够频繁的客户", 12)
    ('nobody to…', '没有购买足…')
    """
    found = wrapped(text, columns, 1)
    return found if found != "…" else closed(wcwidth.clip(text, 0, columns - 1).rstrip() + "…")


def _placed(mark: Spec, step: int, lines: int) -> Spec:
    """The mark on its row, just below the row's line of text."""
    own = mark["mark"].get("yOffset", 0)
    lowered = {**mark["mark"], "yOffset": own + lines * LINE + LINE_TO_MARK - step / 2}
    return {**mark, "mark": lowered, "encoding": {**_ROW, **mark["encoding"]}}


def _standing_low(row: Spec, lines: int) -> Spec:
    """Label and figure moved down, so that the last line of each stands next to the mark."""
    missing = lines - 1 - str(row["label"]).count("\n")
    return {
        "label": "\n" * missing + str(row["label"]),
        "value": "\n" * (lines - 1) + str(row["value"]),
        "about": _one_line(row["label"]),
        "said": row["value"],
    }


def _one_line(text: object) -> str:
    return str(text).replace("\n", " ")


def _row_texts(step: int) -> list[Spec]:
    common = {"type": "text", "baseline": "top", "yOffset": -step / 2 + 2, "lineBreak": "\n", "lineHeight": LINE}
    left = {**_ROW, "x": {"value": 0}, "text": {"field": "label", "type": "nominal"}}
    right = {**_ROW, "x": {"value": "width"}, "text": {"field": "value", "type": "nominal"}}
    return [
        {
            "transform": [{"filter": "datum.strong"}],
            "mark": {**common, "align": "left", "fontWeight": 600},
            "encoding": left,
        },
        {"transform": [{"filter": "!datum.strong"}], "mark": {**common, "align": "left"}, "encoding": left},
        {"mark": {**common, "align": "right", "color": MUTED}, "encoding": right},
    ]
