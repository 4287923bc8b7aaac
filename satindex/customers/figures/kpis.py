"""The KPIs of customer loyalty by month, quarter and year; by segment; by tier of the programme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from satindex.customers.group import Group
from satindex.customers.kpi_rows import kpi_rows
from satindex.customers.kpi_words import LABELS, SELECTION, explanation
from satindex.customers.ledger import Ledger, Split
from satindex.customers.splitting import TIER
from satindex.language import Words
from satindex.results.columns import NO_LEVEL
from satindex.results.result import Cell, Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.survey.customer_model import PERIOD_KINDS, SHARES, PeriodKind

ORDER = 10
TITLE = Words("Loyalty KPIs", "客户忠诚度 KPI")
NAME = "kpis"
SHOWN_BY_LEVEL: Final = ("retention", "repeat_rate", "purchase_frequency", "average_spend")
RECENT: Final[Mapping[PeriodKind, int]] = {"month": 13, "quarter": 5, "year": 3}
FORMATS = dict.fromkeys(SHARES, "share") | {
    "customer_base": "count",
    "new_customers": "count",
    "purchase_frequency": "points",
    "average_spend": "money",
}


def tables(ledger: Ledger) -> dict[str, Result]:
    """Return `kpis`, and `kpis by SEGMENT` for each segment of customers."""
    found = {NAME: _table(ledger, NAME, TITLE, list(kpi_rows(ledger.everyone)))}
    for split in ledger.splits.values():
        name = f"{NAME} by {split.name}"
        title = Words(f"{TITLE.en} by {split.title.en}", f"{TITLE.zh}：按{split.title.zh}")
        found[name] = _table(ledger, name, title, list(_by_level(ledger, split)), split)
    return found


def _by_level(ledger: Ledger, split: Split) -> Iterator[Row]:
    for at, level in enumerate(split.levels):
        group = Group(ledger, split.codes == at)
        yield from kpi_rows(group, {"segment": split.name, "level": NO_LEVEL if level is None else level})


def _table(ledger: Ledger, name: str, title: Words, rows: list[Row], split: Split | None = None) -> Result:
    return Result(
        name,
        tuple(guarded(rows, ledger.small)),
        title,
        _explained(ledger, split),
        chart="levels" if split else "control",
        labels=LABELS | ({split.name: split.title} if split else {}),
        options=_options(ledger, rows, split),
        language=ledger.survey.language,
    )


def _options(ledger: Ledger, rows: list[Row], split: Split | None) -> dict[str, Any]:
    recent = RECENT if split is None else dict.fromkeys(PERIOD_KINDS, 1)
    return {
        "page": {"period": frozenset(_recent(ledger, recent))},
        "headings": {"met": Words("Target met", "达标"), "estimate": Words("Figure", "数值")},
        "kinds": {"met": "text"},
        "small": ledger.small,
        "formats": ("kpi", FORMATS),
        "panels": _panels(ledger, rows, split),
    }


def _explained(ledger: Ledger, split: Split | None) -> Explanation:
    """Return the definitions; by segment with what is to be known of it."""
    found = explanation(ledger)
    if split is None:
        return found
    of_tier = (SELECTION,) if split.name == TIER else ()
    return replace(found, notes=(*split.notes, *of_tier, *found.notes))


def _panels(ledger: Ledger, rows: list[Row], split: Split | None) -> list[dict[str, Cell]]:
    """Return what each picture shows: a KPI over the months, or its levels in the last month it is known of."""
    if split is None:
        return [{"kpi": name} for name in _drawable(rows)]
    known = [row for row in rows if row["period_kind"] == "month" and isinstance(row["estimate"], int | float)]
    last = {row["kpi"]: row["period"] for row in known}
    return [{"kpi": name, "period": last[name]} for name in SHOWN_BY_LEVEL if name in last]


def _recent(ledger: Ledger, how_many: Mapping[PeriodKind, int]) -> Iterator[str]:
    """Yield the names of the last periods of each kind that are over by the month of the report."""
    for kind, number in how_many.items():
        over = [period.name for period in ledger.periods(kind) if period.last <= ledger.month]
        yield from over[-number:]


def _drawable(rows: list[Row]) -> list[Cell]:
    """Return the KPIs with figures of at least two months."""
    found = Counter(
        row["kpi"] for row in rows if row["period_kind"] == "month" and isinstance(row["estimate"], int | float)
    )
    return [name for name, months in found.items() if months > 1]
