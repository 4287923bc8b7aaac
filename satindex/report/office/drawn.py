"""Which native chart shows a table: categories, series of unrounded figures, intervals; no library is known here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from satindex.language import Words
from satindex.report.office import rowwise, scattered
from satindex.report.office.native import Axis, Native, Series, round_ends, told
from satindex.results import drawing
from satindex.results.charts import answers, coefficients, nps
from satindex.results.columns import CATALOGUE, CONFIDENCE, heading, kind, label, written
from satindex.results.layout import interval
from satindex.results.picture import MOST_ROWS, PARTIAL
from satindex.results.remembered import remembered
from satindex.results.result import Result, Row

MOST: Final = 24
"""Bars of one chart; a table with more is read as a table."""

MOST_ANSWERED: Final = 12
"""Items of one chart of answers."""

_FIGURES: Final = {"drivers": "importance", "internal_consistency": "alpha"}
_BOUNDS: Final = {"alpha": ("alpha_low", "alpha_high")}
_BARS: Final = frozenset(
    ("gaps", "item_gaps", "estimates", "differences", "coefficients", "drivers", "internal_consistency", "levels")
) | {"indices", "effects", "outlets"}
_SIZES: Final = frozenset(("points", "index", "percent", "share"))
_FORMATS: Final = {
    "share": "0%",
    "percent": '0"%"',
    "points": "0.0",
    "index": "0",
    "nps": "+0;-0;0",
    "gap": "+0.0;-0.0;0.0",
    "alpha": "0.0",
}
SHARES: Final = Axis(number_format=_FORMATS["share"], low=0.0, high=1.0)


@remembered
def charts(result: Result, language: str) -> tuple[Native, ...]:
    """Return the native charts of a table, none where it has no picture that Office can draw."""
    if not 0 < len(result.rows) <= MOST_ROWS or result.options.get(PARTIAL):
        return ()
    chart = result.chart or ""
    if chart == "nps":
        return _of_groups(result, language)
    if chart == "answers":
        return tuple(_of_answers(result, language))
    if chart in scattered.KINDS:
        return scattered.scattered(result, language)
    if chart in rowwise.KINDS:
        return rowwise.KINDS[chart](result, language)
    return _of_estimates(result, language) if chart in _BARS else ()


def _of_estimates(result: Result, language: str) -> tuple[Native, ...]:
    figure = _FIGURES.get(result.chart or "", "estimate")
    rows = _rows(result, figure)
    if not 0 < len(rows) <= MOST or all(_figure(row, figure) is None for row in rows):
        return ()
    low, high = _BOUNDS.get(figure, ("ci_low", "ci_high"))
    by_level = bool(rows) and "level" in rows[0]
    waves = by_level and bool(result.options.get("wave"))
    categories = tuple(_category(result, row, figure, language) for row in rows)
    series = Series(
        heading(result, figure).say(language),
        tuple(_figure(row, figure) for row in rows),
        drawing.BLUE,
        tuple(_figure(row, low) for row in rows),
        tuple(_figure(row, high) for row in rows),
        look="dotted" if waves else "dots",
    )
    first, last = _ends(result, figure, series, zero=not waves)
    drawn = Native(
        kind="line" if waves else "bars",
        title=result.title.say(language),
        categories=categories,
        series=(series,),
        y=Axis(number_format=_FORMATS.get(kind(result, figure), "General"), low=first, high=last),
        notes=(CONFIDENCE.say(language),) if any(value is not None for value in series.lows) else (),
    )
    return (told(result, language, drawn, categories),)


def _rows(result: Result, figure: str) -> list[Row]:
    """Return the rows that are drawn, in the order in which the page draws them."""
    rows = drawing.summing_up(result.rows)
    if any("level" in row for row in rows) and result.chart != "differences":
        return drawing.ordered_levels(result, rows)
    if result.chart == "coefficients":
        rows = [row for row in rows if row.get("term") not in coefficients.INTERCEPTS]
    if result.chart == "drivers":
        return sorted(rows, key=lambda row: -drawing.number(row, figure))
    return sorted(rows, key=drawing.is_overall)


def _category(result: Result, row: Row, figure: str, language: str) -> str:
    """Return what a bar is about, with its figure and interval as they are written everywhere."""
    about = _about(result, row, language)
    if figure == "estimate":
        return f"{about}  {drawing.figure_text(result, row, language)}"
    bounds = interval(result, row, *_BOUNDS.get(figure, ("ci_low", "ci_high")))
    said = written(row.get(figure), kind(result, figure, row), language)
    return f"{about}  {said}" + ("" if bounds == "—" else f"  {bounds}")


def _about(result: Result, row: Row, language: str) -> str:
    keys = ("level", "other") if result.chart == "differences" and "other" in row else ("level", *drawing.KEYS[1:])
    parts = dict.fromkeys(
        label(result, row[key], language)
        for key in keys
        if row.get(key) is not None and not (key == "dimension" and "item" in row)
        if not ("level" in row and row[key] == "overall")
    )
    between = Words(" − ", " − ").say(language) if "other" in row else " · "
    return drawing.cut(between.join(parts) or heading(result, "estimate").say(language), 56)


def _ends(result: Result, figure: str, series: Series, *, zero: bool) -> tuple[float, float]:
    """Return the ends of the axis: those of the answer scale where sizes are drawn, else round ones about all figures.

    The programs would choose them by the figures alone, and cut the intervals off.
    """
    known = [value for value in (*series.values, *series.lows, *series.highs) if value is not None]
    low, high = (0.0, 1.0) if figure == "alpha" else (result.options.get("low"), result.options.get("high"))
    scaled = figure == "alpha" or kind(result, figure) in _SIZES
    given = (low, high) if isinstance(low, int | float) and isinstance(high, int | float) else None
    if scaled and given and given[0] <= min(known) and max(known) <= given[1]:
        return float(given[0]), float(given[1])
    return round_ends(min(known), max(known), zero=zero)


def _figure(row: Row, name: str) -> float | None:
    cell = row.get(name)
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _of_groups(result: Result, language: str) -> tuple[Native, ...]:
    """Return the shares of detractors, passives and promoters, stacked; the score stands beside each name."""
    rows = drawing.ordered_levels(result, result.rows)
    if not 0 < len(rows) <= MOST:
        return ()
    categories = tuple(
        f"{drawing.cut(label(result, row['level'], language), 40) if 'level' in row else 'NPS'}  "
        f"{drawing.figure_text(result, row, language)}"
        for row in rows
    )
    series = tuple(
        Series(CATALOGUE[name].heading.say(language), tuple(_figure(row, name) for row in rows), colour)
        for name, colour in nps.GROUPS
    )
    if all(value is None for one in series for value in one.values):
        return ()
    title = result.title.say(language)
    drawn = Native("stacked", title, categories, series, SHARES)
    return (told(result, language, drawn, categories),)


def _of_answers(result: Result, language: str) -> Iterator[Native]:
    """Yield stacked bars of the answers, items of the same answers in one chart, so many as can be read."""
    kept: dict[tuple[str, ...], list[list[Row]]] = defaultdict(list)
    for rows in answers._by_item(result).values():
        names = tuple(label(result, row.get("answer") or row.get("code"), language) for row in rows)
        if 2 <= len(rows) <= answers.MOST_POINTS and len(set(names)) == len(names):
            kept[names].append(rows)
    for names, items in kept.items():
        for first in range(0, len(items), MOST_ANSWERED):
            yield _answered(result, names, items[first : first + MOST_ANSWERED], language)


def _answered(result: Result, names: tuple[str, ...], items: Sequence[Sequence[Row]], language: str) -> Native:
    ramp, last = answers.RAMP, len(names) - 1
    categories = tuple(
        f"{drawing.cut(_item(result, rows[0], language), 56)}  n = {written(rows[0].get('n'), 'count')}"
        for rows in items
    )
    series = tuple(
        Series(
            drawing.cut(name, 30),
            tuple(_figure(rows[at], "estimate") for rows in items),
            ramp[round(at / last * (len(ramp) - 1))],
        )
        for at, name in enumerate(names)
    )
    said = [
        f"{category}: " + ", ".join(f"{one.name} {written(one.values[at], 'share')}" for one in series)
        for at, category in enumerate(categories)
    ]
    title = result.title.say(language)
    drawn = Native("stacked", title, categories, series, SHARES)
    return told(result, language, drawn, said)


def _item(result: Result, row: Row, language: str) -> str:
    return " · ".join(label(result, row[key], language) for key in ("level", "item") if row.get(key) is not None)
