"""One question without any definition: a figure straight from columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import narwhals as nw
import polars as pl

from satindex.errors import FigureError
from satindex.language import Words
from satindex.measures.mean import Mean
from satindex.measures.measure import Measure
from satindex.measures.nps import IntervalMethod, Nps, is_possible
from satindex.measures.rater import OVERALL
from satindex.measures.scores import score
from satindex.measures.servqual import Dimension, Servqual
from satindex.responses.audit import Audit, SetAside
from satindex.responses.folding import as_number, as_text, is_blank
from satindex.responses.responses import Responses, about
from satindex.results.result import Result
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
                f"NPS 要求 0 到 10 的整数回答;发现 {shown}。缺失代码请先置空。",
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
                f"期望 {len(sides['E'])} 列,感知 {len(sides['P'])} 列;配对须数目相同。",
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


def _result(measure: Measure, columns: Mapping[str, list[float | None]], weight: Any) -> Result:
    data = dict(columns)
    if weight is not None:
        data[about("weight")] = _weights(weight)
    lengths = {name: len(values) for name, values in data.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise FigureError(Words(f"the columns have different lengths: {said}.", f"各列长度不同:{said}。"))
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
    return [frame[name] for name in frame.columns] if isinstance(frame, nw.DataFrame) else [given]


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
                f"“{name}”中有“{as_text(value)[:40]}”,不是数值。文字标签的回答需要问卷定义。",
            )
        )
    return number
