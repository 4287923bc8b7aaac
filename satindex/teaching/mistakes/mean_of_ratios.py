"""The mean of everyone's ratio, where the ratio of the means is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from satindex.language import Words
from satindex.responses.responses import about
from satindex.teaching.altered import Asked
from satindex.teaching.naming import OVERALL, keys_of_row

HINT = Words(
    "That is the mean of each respondent's ratio; divide the mean perceived by the mean expected.",
    "这是各受访者比值的平均；应以感知均值除以期望均值。",
)


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the (weighted) mean over respondents of perceived / expected."""
    found, measure = asked.found, asked.measure
    if found.column != "ratio" or measure is None:
        return
    *_, part = keys_of_row(found.table, found.row) or (OVERALL,)
    stem = measure.name if part == OVERALL else f"{measure.name}.{part}"
    sides = f"{stem}.perceived", f"{stem}.expected"
    frame = asked.scores.frame
    if not set(sides) <= set(frame.collect_schema().names()):
        return
    segment, level = found.row.get("segment"), found.row.get("level")
    if isinstance(segment, str):
        frame = frame.filter(nw.col(about(segment)) == str(level))
    weight = asked.scores.responses.design.weight
    ratio = nw.when(nw.col(sides[1]) != 0).then(nw.col(sides[0]) / nw.col(sides[1]))
    weights = nw.when(~ratio.is_null()).then(nw.col(weight) if weight else nw.lit(1.0))
    sums = frame.select((ratio * weights).sum().alias("sum"), weights.sum().alias("weights"))
    eager = sums.collect(backend="polars") if isinstance(sums, nw.LazyFrame) else sums
    total, of = eager["sum"].to_list()[0], eager["weights"].to_list()[0]
    if total is not None and of:
        yield float(total) / float(of)
