"""Charts of points on two axes as Office draws them: what the page's picture shows, its intervals, its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from satindex.language import Words
from satindex.report.office.native import Axis, Figures, Look, Native, Series, round_ends, told
from satindex.results import drawing, picture
from satindex.results.charts import calibration, curve, importance_performance, kano, lorenz, satisfaction_curve
from satindex.results.columns import CATALOGUE, CONFIDENCE, heading
from satindex.results.result import Result

MOST: Final = 24
"""Points that have room for their names."""

NAME: Final = 40
PERCENT: Final = "0%"
SMOOTH: Final = Words("{} (smooth)", "{}（平滑曲线）")
Point = Mapping[str, Any]


@dataclass(frozen=True)
class Keys:
    """Under which names a picture's points hold their place and the ends of their intervals."""

    x: str = "x"
    y: str = "y"
    low: str = "low"
    high: str = "high"
    x_low: str = ""
    x_high: str = ""


CURVE: Final = Keys()
KANO: Final = Keys("x", "y", "y_low", "y_high", "x_low", "x_high")
IMPORTANCE: Final = Keys("importance", "performance", "bottom", "top", "low", "high")


def scattered(result: Result, language: str) -> tuple[Native, ...]:
    """Return the chart of a table that is drawn on two axes, none where there is nothing to draw."""
    spec = picture.spec(result, language)
    drawn = KINDS[result.chart or ""](result, spec, language) if spec is not None else None
    if drawn is None or not drawn.series:
        return ()
    said = str(spec["description"]) if spec is not None else ""
    return (replace(told(result, language, drawn, ()), said=said),)


def _of_kano(result: Result, spec: Any, language: str) -> Native | None:
    points = spec["data"]["values"]
    if len(points) > MOST:
        return None
    groups = list(dict.fromkeys(point["group"] for point in points))
    colours = {group: kano.COLOURS[at % len(kano.COLOURS)] for at, group in enumerate(groups)}
    series = tuple(_named(point, colours[point["group"]], KANO) for point in points)
    x, y = (
        _axis(spec["encoding"][side], [], spec["layer"][at]["encoding"][side]["datum"])
        for at, side in enumerate(("x", "y"))
    )
    continuous = result.options.get("picture") == "continuous"
    note = (kano.WITH_BOXES if continuous else kano.WITH_INTERVALS).say(language)
    return Native("points", result.title.say(language), (), series, y=y, x=x, notes=(note,), labelled=True)


def _of_importance(result: Result, spec: Any, language: str) -> Native | None:
    known = [point for point in spec["data"]["values"] if "importance" in point and "performance" in point]
    if "level" in result.columns or not 0 < len(known) <= MOST:
        return None
    series = tuple(_named(point, drawing.BLUE, IMPORTANCE) for point in known)
    cuts = importance_performance._cuts(result, known)
    x, y = (
        Axis(heading(result, name).say(language), "General", *_ends(figures), crossed=cuts[name])
        for name, figures in (("importance", _across(series)), ("performance", _upright(series)))
    )
    notes = () if result.options.get("cuts") else (importance_performance.AT_THE_MEANS.say(language),)
    return Native("points", result.title.say(language), (), series, y=y, x=x, notes=notes, labelled=True)


def _of_curve(result: Result, spec: Any, language: str) -> Native | None:
    by_name = _by_name(spec["data"]["values"])
    colours = _colours(by_name, curve.COLOURS)
    series = [_line(points, name, colours[name], "dotted") for name, points in by_name.items()]
    today = result.options.get("today")
    x, y = _axes(spec, series)
    if isinstance(today, int | float) and series:
        series.append(Series(curve.TODAY.say(language), (y.low, y.high), drawing.MUTED, xs=(today,) * 2, look="dashes"))
    title = result.title.say(language)
    return Native("points", title, (), tuple(series), y=y, x=x, notes=(CONFIDENCE.say(language),))


def _of_satisfaction(result: Result, spec: Any, language: str) -> Native | None:
    dots, smooth = _by_name(spec["data"]["values"]), _by_name(spec["layer"][0]["data"]["values"])
    colours = _colours([*smooth, *dots], satisfaction_curve.COLOURS)
    series = [_line(points, name, colours[name], "dots") for name, points in dots.items()]
    series += [
        Series(
            SMOOTH.say(language).format(name).strip(),
            _cells(points, "y"),
            colours[name],
            xs=_cells(points, "x"),
            look="line",
        )
        for name, points in smooth.items()
    ]
    x, y = _axes(spec, series)
    return Native("points", result.title.say(language), (), tuple(series), y=y, x=x, notes=(CONFIDENCE.say(language),))


def _of_lorenz(result: Result, spec: Any, language: str) -> Native | None:
    points = sorted(spec["data"]["values"], key=lambda point: float(point["x"]))
    xs = _cells(points, "x")
    known = [
        Series(words.say(language), cells, colour, xs=xs, look=look)
        for words, cells, colour, look in _lorenz_lines(result, points)
        if any(cell is not None for cell in cells)
    ]
    alike = Series(lorenz.ALIKE.say(language), (0.0, 1.0), drawing.GREY, xs=(0.0, 1.0), look="line")
    marked = [
        Series(point["said"], (point["y"],), drawing.VERMILION, xs=(point["x"],))
        for row in result.rows
        if row.get("customers") == result.options.get("marked") and isinstance(row.get("estimate"), int | float)
        for point in (lorenz._marked(row, language),)
    ]
    x, y = (_axis(spec["encoding"][side], []) for side in ("x", "y"))
    return Native("points", result.title.say(language), (), (*known, alike, *marked), y=y, x=x)


def _lorenz_lines(result: Result, points: Sequence[Point]) -> Iterator[tuple[Words, Figures, str, Look]]:
    yield heading(result, "estimate"), _cells(points, "y"), drawing.BLUE, "line"
    yield CATALOGUE["ci_low"].heading, _cells(points, "low"), drawing.SKY, "dashes"
    yield CATALOGUE["ci_high"].heading, _cells(points, "high"), drawing.SKY, "dashes"


def _of_calibration(result: Result, spec: Any, language: str) -> Native | None:
    points = [point for point in spec["data"]["values"] if isinstance(point["x"], int | float)]
    if not points:
        return None
    series = [_line(points, calibration.OBSERVED.say(language), drawing.BLUE, "dots")]
    x, y = _axes(spec, series)
    known = [cell for cell in (*series[0].xs, *series[0].values) if cell is not None]
    ends = (min(known), max(known))
    diagonal = calibration.DIAGONAL.say(language)
    series.append(Series(diagonal, ends, drawing.GREY, xs=ends, look="dashes"))
    return Native("points", result.title.say(language), (), tuple(series), y=y, x=x, notes=(CONFIDENCE.say(language),))


def _named(point: Point, colour: str, keys: Keys) -> Series:
    """Return a point that carries its name."""
    return _series([point], drawing.cut(point["about"], NAME), colour, keys, "dots")


def _line(points: Sequence[Point], name: str, colour: str, look: Look) -> Series:
    """Return points in their order from left to right."""
    return _series(sorted(points, key=lambda point: float(point["x"])), name, colour, CURVE, look)


def _series(points: Sequence[Point], name: str, colour: str, keys: Keys, look: Look) -> Series:
    cells = (_cells(points, key) for key in (keys.y, keys.low, keys.high, keys.x, keys.x_low, keys.x_high))
    values, lows, highs, xs, x_lows, x_highs = cells
    return Series(name, values, colour, lows, highs, xs, x_lows, x_highs, look)


def _cells(points: Sequence[Point], key: str) -> Figures:
    return tuple(float(point[key]) if isinstance(point.get(key), int | float) else None for point in points)


def _by_name(points: Sequence[Point]) -> dict[str, list[Point]]:
    found: dict[str, list[Point]] = {}
    for point in points:
        found.setdefault(str(point["about"]), []).append(point)
    return found


def _colours(names: Iterable[str], palette: Sequence[str]) -> dict[str, str]:
    return {name: palette[at % len(palette)] for at, name in enumerate(dict.fromkeys(names))}


def _axes(spec: Any, series: Sequence[Series]) -> tuple[Axis, Axis]:
    """Return the axes of a picture, with round ends about all figures."""
    return _axis(spec["encoding"]["x"], _across(series)), _axis(spec["encoding"]["y"], _upright(series))


def _axis(channel: Mapping[str, Any], figures: Sequence[float], crossed: float | None = None) -> Axis:
    shown = channel["axis"]
    low, high = channel["scale"].get("domain") or _ends(figures)
    return Axis(shown.get("title") or "", PERCENT if shown.get("format") == "%" else "General", low, high, crossed)


def _ends(figures: Sequence[float]) -> tuple[float, float]:
    return round_ends(min(figures), max(figures), zero=False) if figures else (0.0, 1.0)


def _across(series: Sequence[Series]) -> list[float]:
    return [cell for one in series for cell in (*one.xs, *one.x_lows, *one.x_highs) if cell is not None]


def _upright(series: Sequence[Series]) -> list[float]:
    return [cell for one in series for cell in (*one.values, *one.lows, *one.highs) if cell is not None]


KINDS: Final[Mapping[str, Callable[[Result, Any, str], Native | None]]] = {
    "kano": _of_kano,
    "importance_performance": _of_importance,
    "curve": _of_curve,
    "satisfaction_curve": _of_satisfaction,
    "lorenz": _of_lorenz,
    "calibration": _of_calibration,
}
