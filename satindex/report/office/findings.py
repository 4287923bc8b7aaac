"""What a table says, in one sentence for the top of a slide: only what its figures say, in the table's own words."""

from __future__ import annotations

from satindex.language import Words
from satindex.results import drawing
from satindex.results.charts.coefficients import INTERCEPTS
from satindex.results.columns import NO_LEVEL, kind, label, written
from satindex.results.layout import interval, is_small
from satindex.results.picture import MOST_ROWS
from satindex.results.result import Result, Row
from satindex.results.sentences import number_in, p_value_in

LEVEL = 0.05
UNSAID = frozenset(
    ("answers", "importance_performance", "kano", "curve", "lorenz", "satisfaction_curve", "calibration")
) | {"control", "what_if", "gap_model", "penalty_reward", "exits", "path", "cohorts", "quadrants"}
"""Pictures of which neither the highest nor the lowest figure is what they show."""


def finding(result: Result, language: str) -> str:
    """Return the sentence; the table's title where its figures say nothing that one sentence could hold."""
    title = result.title.say(language)
    said = _said(result, language)
    if said is None:
        return title
    return f"{title}：{said.zh}" if language.startswith("zh") else f"{title}: {said.en}"


def _said(result: Result, language: str) -> Words | None:
    if len(result.rows) > MOST_ROWS:
        return None
    if result.chart == "differences":
        return _differing(result)
    if result.chart == "coefficients":
        return _associated(result, language)
    if result.chart == "drivers":
        return _heaviest(result, language)
    return _estimates(result, language) if result.chart not in UNSAID else None


def _estimates(result: Result, language: str) -> Words | None:
    """Return the figure that sums up, or the highest and the lowest of groups, small bases left aside."""
    rows = [row for row in drawing.summing_up(result.rows) if number_in(row, "estimate") is not None]
    overall = [row for row in rows if drawing.is_overall(row)]
    if "level" not in result.columns and (len(rows) == 1 or len(overall) == 1):
        row = rows[0] if len(rows) == 1 else overall[0]
        return _figure(result, row, language)
    kept = [row for row in rows if row.get("level") != NO_LEVEL and not is_small(result, row)]
    if len(kept) < 2:
        return None
    ordered = sorted(kept, key=lambda row: drawing.number(row, "estimate"))
    low, high = (
        f"{_about(result, row, language)} {_written(result, row, language)}" for row in (ordered[0], ordered[-1])
    )
    return Words(f"highest {high}, lowest {low}", f"最高为{high}，最低为{low}")


def _figure(result: Result, row: Row, language: str) -> Words:
    bounds = interval(result, row)
    said = _written(result, row, language)
    if bounds == "—":
        return Words(said, said)
    return Words(f"{said} (95% CI {bounds})", f"{said}（95% 置信区间 {bounds}）")


def _differing(result: Result) -> Words | None:
    rows = [row for row in drawing.summing_up(result.rows) if p_value_in(row) is not None]
    if not rows:
        return None
    found = sum((p_value_in(row) or 0.0) < LEVEL for row in rows)
    if not found:
        return Words("no significant difference", "无显著差异")
    return Words(f"{found} of {len(rows)} differences are significant", f"{len(rows)} 组比较中 {found} 组差异显著")


def _associated(result: Result, language: str) -> Words | None:
    rows = [row for row in result.rows if row.get("term") not in INTERCEPTS and p_value_in(row) is not None]
    if not rows:
        return None
    names = [_about(result, row, language) for row in rows if (p_value_in(row) or 0.0) < LEVEL]
    if not names:
        return Words("no term is significant", "各项均不显著")
    return Words("significant: " + ", ".join(names), "显著项：" + "、".join(names))


def _heaviest(result: Result, language: str) -> Words | None:
    rows = [row for row in result.rows if number_in(row, "share") is not None]
    if len(rows) < 2:
        return None
    first = max(rows, key=lambda row: drawing.number(row, "share"))
    name, share = _about(result, first, language), written(first["share"], "share")
    return Words(f"{name} has the largest share ({share})", f"{name}占比最大（{share}）")


def _about(result: Result, row: Row, language: str) -> str:
    # Of an item's row its dimension is no name.
    keys = ("level", "item", *drawing.KEYS)
    key = next((key for key in keys if row.get(key) is not None), None)
    return drawing.cut(label(result, row[key], language), 30) if key else ""


def _written(result: Result, row: Row, language: str) -> str:
    return written(row["estimate"], kind(result, "estimate", row), language)
