"""One question without any definition: a figure straight from columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

import narwhals as nw
import numpy as np
import polars as pl

from satindex.errors import FigureError
from satindex.language import Words
from satindex.measures.mean import Mean
from satindex.measures.measure import Measure
from satindex.measures.nps import IntervalMethod, Nps, is_possible
from satindex.measures.rater import OVERALL
from satindex.measures.scores import score
from satindex.measures.servqual import Servqual
from satindex.measures.servqual_rows import Dimension
from satindex.measures.top_box import TopBox
from satindex.responses.audit import Audit, SetAside
from satindex.responses.folding import as_number, as_text, is_blank
from satindex.responses.responses import Responses, about
from satindex.results.result import Result
from satindex.stats.shares import ShareMethod
from satindex.survey.model import Item, Respondent, Scale, Survey

_NUMBER = Scale("number", "number")


def nps(answers: Any, weight: Any = None, interval: IntervalMethod = "adjusted_wald") -> Result:
    """Return the net promoter score of answers from 0 to 10.

    `answers` is any column or list; empty cells are missing. NPS = 100 (promoters − detractors), −100 to 100.
    Raises FigureError for an answer that is not a whole number from 0 to 10. Reichheld 2003, HBR 81(12).

    Examples
    --------
    >>> round(nps([10, 9, 7, 0]).rows[0]["estimate"], 4)
    25.0
    """
    values = _numbers(answers, "answers")
    wrong = sorted({value for value in values if value is not None and not is_possible(value)})
    if wrong:
        shown = ", ".join(f"{value:g}" for value in wrong[:5])
        raise FigureError(
            Words(
                f"NPS needs whole answers from 0 to 10; found {shown}. Missing codes must be made empty first.",
                f"NPS 要求 0 到 10 的整数回答；发现 {shown}。缺失代码请先置空。",
            )
        )
    return _result(
        Nps("nps", {"en": "Net promoter score", "zh": "净推荐值"}, "answers", interval), {"answers": values}, weight
    )


def gap(expected: Any, perceived: Any, weight: Any = None) -> Result:
    """Return satisfaction as perceived − expected, on the answers' own scale.

    Each of the two is a column, or a frame of as many columns (pairs in order). A respondent's gap is the mean
    of the pairs answered on both sides, if at least half are. Raises FigureError where the two do not match.
    Parasuraman, Zeithaml & Berry 1988.

    Examples
    --------
    >>> round(gap([7, 6, 5], [5, 6, 3]).rows[-1]["estimate"], 4)
    -1.3333
    """
    sides = {"E": _columns(expected), "P": _columns(perceived)}
    if len(sides["E"]) != len(sides["P"]):
        raise FigureError(
            Words(
                f"{len(sides['E'])} expected columns against {len(sides['P'])} perceived ones; pairs need as many.",
                f"期望 {len(sides['E'])} 列，感知 {len(sides['P'])} 列；配对须数目相同。",
            )
        )
    columns = {f"{side}{at}": _numbers(c, f"{side}{at}") for side, cs in sides.items() for at, c in enumerate(cs, 1)}
    names = {side: tuple(name for name in columns if name.startswith(side)) for side in sides}
    measure = Servqual("gap", {"en": "Gap", "zh": "差距"}, (Dimension("gap", {}, names["P"], names["E"], None),))
    found = _result(measure, columns, weight)
    return replace(found, rows=tuple(row for row in found.rows if row["dimension"] != OVERALL))


def mean(values: Any, weight: Any = None) -> Result:
    """Return the mean of a column with its interval, on the answers' own scale.

    Examples
    --------
    >>> mean([1, 2, None, 3]).rows[0]["n"]
    3
    """
    return _result(
        Mean("mean", {"en": "Mean", "zh": "均值"}, ("values",)), {"values": _numbers(values, "values")}, weight
    )


def top_box(
    answers: Any,
    top: int | None = None,
    *,
    bottom: int | None = None,
    codes: Iterable[float] | None = None,
    points: tuple[int, int] | None = None,
    weight: Any = None,
    interval: ShareMethod = "wilson",
) -> Result:
    """Return the share, 0–100, of answers among the `top` (default 2) or `bottom` points of a scale, or `codes`.

    `points` are the scale's ends: the answers alone don't tell them. Raises FigureError without them (save for codes),
    for answers off the scale, and for a box that leaves nothing outside. Wilson 1927, JASA 22.

    Examples
    --------
    >>> top_box([5, 4, 4, 2], points=(1, 5)).rows[0]["estimate"]
    75.0
    """
    values = _numbers(answers, "answers")
    if sum(given is not None for given in (top, bottom, codes)) > 1:
        raise FigureError(Words("a box is one of top, bottom and codes.", "top、bottom、codes 只能用其中一个。"))
    scale, inside = (_NUMBER, tuple(codes)) if codes is not None else _box(top, bottom, points, values)
    item = Item("answers", scale)
    kind: Literal["top", "bottom", "codes"] = "codes" if codes is not None else "bottom" if bottom else "top"
    measure = TopBox("top_box", {"en": "Top box", "zh": "满意率"}, item, inside, kind, interval)
    return _result(measure, {"answers": values}, weight)


def agreement(ratings: Any) -> Result:
    """Return how far raters agree, as the six intraclass correlations of Shrout & Fleiss with their intervals.

    `ratings` is a frame with a column for each rater and a row for each visit, answer or other thing rated; rows with a
    gap are left out, and counted. Raises FigureError for fewer than two raters, or two rows without a gap.

    Examples
    --------
    >>> judges = pl.DataFrame({"a": [9, 6, 8, 7, 10, 6], "b": [8, 2, 8, 6, 9, 7]})
    >>> [round(row["estimate"], 4) for row in agreement(judges).rows[:3]]
    [0.6377, 0.6479, 0.6866]
    """
    from satindex.analysis.raters import agreement_table

    columns = _columns(ratings)
    values = [_numbers(column, f"rater {at}") for at, column in enumerate(columns, 1)]
    rows = [row for row in zip(*values, strict=True) if None not in row]
    if len(columns) < 2 or len(rows) < 2:
        raise FigureError(
            Words(
                f"agreement needs two raters and two complete rows; there are {len(columns)} and {len(rows)}.",
                f"一致性至少需要两名评分者和两行完整评分；现有 {len(columns)} 名、{len(rows)} 行。",
            )
        )
    return agreement_table(np.array(rows, dtype=np.float64), len(values[0]) - len(rows))


def _box(
    top: int | None, bottom: int | None, points: tuple[int, int] | None, values: Iterable[float | None]
) -> tuple[Scale, tuple[float, ...]]:
    """Return the scale and the points of a top or bottom box."""
    if points is None:
        raise FigureError(
            Words(
                "the scale's ends are needed: points=(1, 5); or name the answers: codes=[4, 5].",
                "需要量表两端：points=(1, 5)；或列出回答：codes=[4, 5]。",
            )
        )
    scale = Scale("points", "points", float(points[0]), float(points[1]))
    off = sorted({value for value in values if value is not None and value not in scale.values})
    if off:
        shown = ", ".join(f"{value:g}" for value in off[:5])
        raise FigureError(
            Words(
                f"answers are not on the scale {points[0]}–{points[1]}: {shown}.",
                f"回答不在 {points[0]}–{points[1]} 量表内：{shown}。",
            )
        )
    boxes = bottom if bottom is not None else 2 if top is None else top
    if not 0 < boxes < len(scale.values):
        raise FigureError(
            Words(
                f"a box of {boxes} of {len(scale.values)} points leaves nothing inside or outside.",
                f"量表共 {len(scale.values)} 点，取 {boxes} 个时框内或框外没有回答。",
            )
        )
    return scale, scale.values[:boxes] if bottom is not None else scale.values[-boxes:]


def _result(measure: Measure, columns: Mapping[str, list[float | None]], weight: Any) -> Result:
    data = dict(columns)
    if weight is not None:
        data[about("weight")] = _weights(weight)
    lengths = {name: len(values) for name, values in data.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise FigureError(Words(f"the columns have different lengths: {said}.", f"各列长度不同：{said}。"))
    frame = nw.from_native(pl.DataFrame(data, schema=dict.fromkeys(data, pl.Float64)))
    read = len(frame)
    if weight is not None:
        frame = frame.filter(~nw.col(about("weight")).is_null())
    survey = Survey(
        measure.name,
        items={name: Item(name, _NUMBER) for name in columns},
        measures={measure.name: measure},
        respondent=Respondent(weight="weight" if weight is not None else None),
    )
    lost = SetAside(Words("no weight", "没有权重"), read - len(frame))
    audit = Audit("columns", read, (lost,) if lost.count else ())
    responses = Responses(survey, frame, audit, {name: name for name in columns}, {})
    return score(responses)[measure.name].in_language(None)


def _weights(weight: Any) -> list[float | None]:
    values = _numbers(weight, "weight")
    if any(value is not None and value < 0 for value in values):
        raise FigureError(Words("a weight is negative.", "权重为负数。"))
    return values


def _columns(given: Any) -> list[Any]:
    """Return the columns of a frame, or the one column that was given."""
    frame = nw.from_native(given, pass_through=True, eager_only=True)
    return list(frame.iter_columns()) if isinstance(frame, nw.DataFrame) else [given]


def _numbers(given: Any, name: str) -> list[float | None]:
    series = nw.from_native(given, series_only=True, pass_through=True)
    values: Iterable[Any] = series.to_list() if isinstance(series, nw.Series) else _listed(given, name)
    return [_number(value, name) for value in values]


def _listed(given: Any, name: str) -> list[Any]:
    if isinstance(given, str | bytes) or not hasattr(given, "__iter__"):
        raise FigureError(Words(f"'{name}' is not a column or a list.", f"“{name}”不是列或列表。"))
    return list(given)


def _number(value: Any, name: str) -> float | None:
    if is_blank(value) or type(value).__name__ in ("NAType", "NaTType"):
        return None
    number = as_number(value.item() if hasattr(value, "item") else value)
    if number is None:
        raise FigureError(
            Words(
                f"'{name}' holds '{as_text(value)[:40]}', which is not a number. Labels need a definition.",
                f"“{name}”中有“{as_text(value)[:40]}”，不是数值。文字标签的回答需要问卷定义。",
            )
        )
    return number
