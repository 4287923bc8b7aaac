"""KPIs period by period: against the target, the last period, the last year, and within control limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from satindex.customers.group import Group
from satindex.customers.kpis import Found, Span, kpi
from satindex.customers.periods import Period
from satindex.results.result import Cell, Row
from satindex.stats.base import Estimate
from satindex.stats.comparison import independent
from satindex.stats.control import ChartKind, Limits, limits
from satindex.stats.tallies import change_of_counts, change_of_shares
from satindex.survey.customer_model import KPIS, PERIOD_KINDS, SHARES, PeriodKind

COUNTS: Final = ("customer_base", "new_customers")
LOW_IS_GOOD: Final = ("churn",)


@dataclass(frozen=True)
class Nature:
    """How a KPI varies: its control chart, and how the change between two periods is judged."""

    chart: ChartKind
    change: Callable[[Estimate, Estimate], Estimate]


SHARE, COUNT, MEAN = (
    Nature("p", change_of_shares),
    Nature("c", change_of_counts),
    Nature("XmR", independent),
)


def nature(name: str) -> Nature:
    """Return how a KPI varies."""
    return SHARE if name in SHARES else COUNT if name in COUNTS else MEAN


def kpi_rows(group: Group, keys: Mapping[str, Cell] | None = None) -> Iterator[Row]:
    """Yield a row for every KPI and period of a group; `keys` stand before them."""
    counted = {kind: _counted(group, kind) for kind in PERIOD_KINDS}
    for name in KPIS:
        for kind in PERIOD_KINDS:
            found = counted[kind][name]
            charted = _charted(name, found)
            for period in found:
                yield {
                    **(keys or {}),
                    "kpi": name,
                    "period_kind": kind,
                    "period": period.name,
                    **_figures(found[period]),
                    **_against_target(group, name, period, found[period].of),
                    **_changes(name, period, found),
                    **_within_limits(charted.get(period)),
                    **_said(found[period]),
                }


def _counted(group: Group, kind: PeriodKind) -> dict[str, dict[Period, Found]]:
    """Return every KPI in every period of one kind."""
    found: dict[str, dict[Period, Found]] = {name: {} for name in KPIS}
    for period in group.ledger.periods(kind):
        at = Span(group, period)
        for name in KPIS:
            found[name][period] = kpi(name, at)
    return found


def _figures(found: Found) -> dict[str, Cell]:
    of = found.of
    return {
        "estimate": of.estimate,
        "std_error": of.std_error,
        "ci_low": of.ci_low,
        "ci_high": of.ci_high,
        "numerator": found.numerator,
        "n": of.n,
    }


def _against_target(group: Group, name: str, period: Period, of: Estimate) -> dict[str, Cell]:
    target = group.ledger.records.targets.get(name, {}).get(period.kind)
    if target is None or of.estimate is None:
        return {"target": target, "met": None}
    return {"target": target, "met": of.estimate <= target if name in LOW_IS_GOOD else of.estimate >= target}


def _changes(name: str, period: Period, found: Mapping[Period, Found]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for prefix, other, low, high in (
        (("previous", "change"), period.before, "change_low", "change_high"),
        (("year_before", "change_year"), period.year_before, "change_year_low", "change_year_high"),
    ):
        before = found[other].of if other in found else Estimate(None)
        change = nature(name).change(found[period].of, before)
        cells |= {
            prefix[0]: before.estimate,
            prefix[1]: change.estimate,
            low: change.ci_low,
            high: change.ci_high,
        }
    return cells


def _charted(name: str, found: Mapping[Period, Found]) -> dict[Period, Limits]:
    """Return the control limits of the periods that can be charted: computed, and with all earlier customers known."""
    sound = {period: one.of for period, one in found.items() if one.of.estimate is not None and one.remark is None}
    values: Sequence[float] = [float(of.estimate or 0.0) for of in sound.values()]
    drawn = limits(values, [of.n for of in sound.values()], nature(name).chart)
    return dict(zip(sound, drawn, strict=True)) if drawn else {}


def _within_limits(of: Limits | None) -> dict[str, Cell]:
    if of is None:
        return {"control_centre": None, "control_low": None, "control_high": None, "signal": None}
    return {
        "control_centre": of.centre,
        "control_low": of.low,
        "control_high": of.high,
        "signal": of.signal,
    }


def _said(found: Found) -> dict[str, Cell]:
    said: dict[str, Cell] = {"remark": found.remark} if found.remark else {}
    return said | ({"reason": found.of.reason} if found.of.reason else {})
