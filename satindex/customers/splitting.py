"""Segments of customers: columns of the purchases or of the programme, and the programme's tiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from satindex.errors import DataError
from satindex.language import Words
from satindex.responses.people import titled
from satindex.survey.model import Segment

if TYPE_CHECKING:
    from satindex.customers.ledger import Ledger, Split

TIER: Final = "tier"
TIER_TITLE: Final = Words("Tier", "会员等级")
MOST_LEVELS: Final = 100


def splits(ledger: Ledger) -> Mapping[str, Split]:
    """Return each declared segment, and the programme's tier where it has one.

    A customer's level is that of the purchases on their last day that has one (of several on that day, the first in
    the order of the alphabet); the programme's columns hold one level per member, others have none.
    """
    found = {segment.column: _split(ledger, segment) for segment in ledger.records.segments}
    programme = ledger.records.programme
    if programme is not None and programme.tier and TIER not in found:
        segment = Segment(TIER, {"en": TIER_TITLE.en, "zh": TIER_TITLE.zh})
        found[TIER] = _split(ledger, segment)
    return found


def _split(ledger: Ledger, segment: Segment) -> Split:
    from satindex.customers.ledger import Split

    column = f"@{segment.column}"
    purchases, programme = ledger.purchases.to_native(), ledger.programme
    notes: tuple[Words, ...] = ()
    if column in purchases.columns:
        levels, several = _latest(purchases.select("customer", "day", level=column).drop_nulls())
        notes = (_several(segment, several),) if several else ()
    else:
        assert programme is not None  # noqa: S101 -- reading refuses a segment that neither file has
        levels = programme.to_native().select("customer", level=column).drop_nulls()
    known = dict(levels.rows())
    each = [known.get(customer) for customer in ledger.days.ids.to_list()]
    order = _ordered(segment, each)
    place = {level: at for at, level in enumerate(order)}
    codes = np.array([place[level] for level in each], dtype=np.int64)
    return Split(segment.column, titled(segment), order, codes, bool(segment.order), notes)


def _latest(rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return each customer's last level, and how many customers had more than one."""
    each = rows.group_by("customer", "level").agg(pl.col("day").max())
    several = each.group_by("customer").len().filter(pl.col("len") > 1).height
    last = each.sort("day", "level", descending=[True, False]).unique("customer", keep="first", maintain_order=True)
    return last.select("customer", "level"), several


def _ordered(segment: Segment, each: Iterable[str | None]) -> tuple[str | None, ...]:
    found = set(each)
    if len(found) > MOST_LEVELS:
        raise DataError(
            Words(
                f"The segment '{segment.column}' has {len(found)} levels; at most {MOST_LEVELS} make a table.",
                f"分组“{segment.column}”有 {len(found)} 个水平；最多 {MOST_LEVELS} 个。",
            )
        )
    first = [level for level in segment.order if level in found]
    rest = sorted(level for level in found if level is not None and level not in first)
    return (*first, *rest, *([None] if None in found else []))


def _several(segment: Segment, count: int) -> Words:
    return Words(
        f"{count:,} customers changed their '{segment.column}'; each counts where they last bought.",
        f"有 {count:,} 位客户的“{segment.column}”发生过变化，均按最近一次购买归类。",
    )
