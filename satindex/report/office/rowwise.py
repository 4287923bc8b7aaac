"""Charts of several figures a row, and of figures over time, as Office draws them from what the page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from satindex.language import Words
from satindex.report.office.native import Axis, Figures, Native, Series, round_ends, told
from satindex.results import drawing, picture
from satindex.results.charts import control, weight_space
from satindex.results.columns import CONFIDENCE, heading, kind
from satindex.results.result import Result

MOST: Final = 24
MOST_RANKS: Final = 12
ON_SCALE: Final = ("zone", "gap_model")
RANK: Final = Words("rank {}", "第 {} 名")
OF_THE_CHANGE: Final = Words("95% CI of the change", "变化的 95% 置信区间")
OF_THE_GAP: Final = Words("95% CI of the gap", "差距的 95% 置信区间")
OF_ADEQUACY: Final = Words("95% CI of the adequacy", "充足度的 95% 置信区间")
FORMATS: Final = {"share": "0%", "percent": '0"%"', "money": "#,##0", "index": "0", "points": "0.0"}
Drawn = Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """A figure of each row of a picture: under which name it is drawn, the ends of its interval, its column."""

    name: str
    colour: str
    low: str = ""
    high: str = ""
    column: str = ""


@dataclass(frozen=True)
class Panel:
    """Figures on one axis; `interval` says what the intervals are of."""

    figures: tuple[Figure, ...]
    interval: Words = CONFIDENCE


_ESTIMATE: Final = Figure("estimate", drawing.BLUE, "low", "high")
PANELS: Final[Mapping[str, tuple[Panel, ...]]] = {
    "what_if": (Panel((Figure("today", drawing.GREY), Figure("moved", drawing.BLUE, "low", "high")), OF_THE_CHANGE),),
    "zone": (
        Panel(
            (
                Figure("adequate", drawing.GREY),
                Figure("desired", drawing.SKY),
                Figure("perceived", drawing.BLUE, "low", "high"),
            ),
            OF_ADEQUACY,
        ),
    ),
    "gap_model": (
        Panel(
            (
                Figure("against", drawing.GREY, column="against_mean"),
                Figure("compared", drawing.BLUE, "low", "high", "compared_mean"),
            ),
            OF_THE_GAP,
        ),
        Panel((_ESTIMATE,)),
    ),
    "contributions": (Panel((Figure("contribution", drawing.SKY), _ESTIMATE)),),
    "penalty_reward": (
        Panel(
            (
                Figure("penalty", drawing.VERMILION, "penalty_low", "penalty_high"),
                Figure("reward", drawing.BLUE, "reward_low", "reward_high"),
            )
        ),
    ),
    "classes": (Panel((replace(_ESTIMATE, colour=drawing.SKY),)),),
    "exits": (
        Panel((_ESTIMATE,)),
        Panel((Figure("profit", drawing.VERMILION, "profit_low", "profit_high", "profit_lost"),)),
    ),
}


def rowwise(result: Result, language: str) -> tuple[Native, ...]:
    """Return the charts of a table whose picture has a line a row: one for each axis that has figures."""
    spec = picture.spec(result, language)
    rows = spec["data"]["values"] if spec is not None else []
    if not 0 < len(rows) <= MOST:
        return ()
    found = (_of_panel(result, rows, panel, language) for panel in PANELS[result.chart or ""])
    return tuple(drawn for drawn in found if drawn is not None)


def _of_panel(result: Result, rows: Sequence[Drawn], panel: Panel, language: str) -> Native | None:
    series = tuple(
        one
        for figure in panel.figures
        for one in (_series(result, rows, figure, language),)
        if any(cell is not None for cell in one.values)
    )
    if not series:
        return None
    ends = [cell for one in series for cell in (*one.values, *one.lows, *one.highs) if cell is not None]
    column = panel.figures[0].column or panel.figures[0].name
    form = FORMATS.get(kind(result, column), "General")
    has_intervals = any(cell is not None for one in series for cell in one.lows)
    drawn = Native(
        kind="bars",
        title=result.title.say(language),
        categories=tuple(f"{drawing.cut(row['about'], 56)}  {row['said']}".rstrip() for row in rows),
        series=series,
        y=Axis("", form, *_ends(result, ends)),
        notes=(panel.interval.say(language),) if has_intervals else (),
    )
    return told(result, language, drawn, drawn.categories)


def _ends(result: Result, figures: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the axis: those of the answer scale where means are drawn upon it."""
    given = [result.options.get(end) for end in ("low", "high")] if result.chart in ON_SCALE else []
    known = [float(end) for end in given if isinstance(end, int | float)]
    if len(known) == 2 and known[0] <= min(figures) and max(figures) <= known[1]:
        return known[0], known[1]
    return round_ends(min(figures), max(figures), zero=True)


def _series(result: Result, rows: Sequence[Drawn], figure: Figure, language: str) -> Series:
    name = heading(result, figure.column or figure.name).say(language)
    lows, highs = (_cells(rows, end) if end else () for end in (figure.low, figure.high))
    return Series(name, _cells(rows, figure.name), figure.colour, lows, highs)


def _cells(rows: Sequence[Drawn], key: str) -> Figures:
    return tuple(float(row[key]) if isinstance(row.get(key), int | float) else None for row in rows)


def over_time(result: Result, language: str) -> tuple[Native, ...]:
    """Return a control chart of each KPI: its line with intervals, the centre, the limits, the target."""
    panels = result.options.get("panels") or [{}]
    found = (_of_kpi(replace(result, options={**result.options, **panel}), language) for panel in panels)
    return tuple(drawn for drawn in found if drawn is not None)


def _of_kpi(result: Result, language: str) -> Native | None:
    spec = picture.spec(result, language)
    points = spec["data"]["values"] if spec is not None else []
    if spec is None or not any("estimate" in point for point in points):
        return None
    lines = {
        "estimate": Series("", (), drawing.BLUE, look="dotted"),
        "centre": Series("", (), drawing.MUTED, look="line"),
        "limit_low": Series("", (), drawing.MUTED, look="dashes"),
        "limit_high": Series("", (), drawing.MUTED, look="dashes"),
        "target": Series("", (), drawing.GREEN, look="line"),
    }
    series = tuple(
        replace(line, name=heading(result, control._COLUMNS[name]).say(language), values=_cells(points, name))
        for name, line in lines.items()
        if any(name in point for point in points)
    )
    series = (replace(series[0], lows=_cells(points, "low"), highs=_cells(points, "high")), *series[1:])
    ends = [cell for one in series for cell in (*one.values, *one.lows, *one.highs) if cell is not None]
    drawn = Native(
        kind="line",
        title=str(spec["description"]).partition(". ")[0],
        categories=tuple(str(point["period"]) for point in points),
        series=series,
        y=Axis("", "General", *round_ends(min(ends), max(ends), zero=False)),
        notes=(CONFIDENCE.say(language),),
    )
    return replace(told(result, language, drawn, ()), said=str(spec["description"]))


def ranked(result: Result, language: str) -> tuple[Native, ...]:
    """Return how often each group has each rank over all weights, as bars of 100%."""
    spec = picture.spec(result, language)
    rows = spec["data"]["values"] if spec is not None else []
    shares = list(_rank_shares(result))
    ranks = max((len(one) for one in shares), default=0)
    if not 0 < len(rows) <= MOST or not 0 < ranks <= MOST_RANKS or len(shares) != len(rows):
        return ()
    series = tuple(
        Series(
            RANK.say(language).format(at + 1),
            tuple(one[at] if at < len(one) else None for one in shares),
            weight_space._mixed(1 - at / max(ranks - 1, 1)),
        )
        for at in range(ranks)
    )
    title = result.title.say(language)
    categories = tuple(f"{drawing.cut(row['about'], 40)}  {row['said']}" for row in rows)
    drawn = Native("stacked", title, categories, series, Axis("", FORMATS["share"], 0.0, 1.0))
    drawn = replace(drawn, notes=(weight_space.FIRST.say(language),))
    return (told(result, language, drawn, categories),)


def _rank_shares(result: Result) -> Iterator[Sequence[float]]:
    found = result.options.get("rank_shares", {})
    for row in weight_space.ordered(result):
        yield found.get((row.get("segment"), row.get("level")), ())


KINDS: Final[Mapping[str, Callable[[Result, str], tuple[Native, ...]]]] = {
    **dict.fromkeys(PANELS, rowwise),
    "control": over_time,
    "weight_space": ranked,
}
