"""Customers who look like leaving now, counted; who they are stands only in a file that the user asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from satindex.customers.group import Flags
from satindex.customers.ledger import Ledger, Split
from satindex.customers.signs import LEVEL, MONTHS, RECENT, Signs, signs_of_leaving
from satindex.language import Words
from satindex.results.columns import NO_LEVEL, written
from satindex.results.result import Cell, Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats import tallies
from satindex.stats.base import Estimate

ORDER = 40
TITLE = Words("Who looks like leaving", "有流失迹象的客户")
SIGN_WORDS: Final = {
    "any": Words("Either sign", "任一迹象"),
    "frequency": Words("Buys less often", "购买频率下降"),
    "spend": Words("Spends less", "消费金额下降"),
}
NOBODY: Final = Words("nobody buys often enough to tell", "没有购买足够频繁、可供判断的客户")


def tables(ledger: Ledger) -> dict[str, Result]:
    """Return `leaving`, and `leaving by SEGMENT` for each segment."""
    signs = signs_of_leaving(ledger)
    if isinstance(signs, Words):
        row = {"figure": "any", **Estimate(None, reason=signs).cells()}
        return {"leaving": _result(ledger, "leaving", TITLE, [row], _explained(ledger, None))}
    rows = [_row({"figure": "any"}, ledger, signs, signs.tested, signs.flagged, alarms=True)]
    rows += [_row({"figure": name}, ledger, signs, signs.tested, flags) for name, flags in signs.by_sign.items()]
    found = [_result(ledger, "leaving", TITLE, rows, _explained(ledger, signs))]
    found += [_by_segment(ledger, signs, split) for split in ledger.splits.values()]
    return {table.name: table for table in found}


def _by_segment(ledger: Ledger, signs: Signs, split: Split) -> Result:
    rows = []
    for at, level in enumerate(split.levels):
        here = signs.tested & (split.codes == at)
        keys: dict[str, Cell] = {"segment": split.name, "level": level or NO_LEVEL}
        rows.append(_row(keys, ledger, signs, here, signs.flagged, alarms=True))
    title = Words(f"{TITLE.en}, by {split.title.en}", f"{TITLE.zh}，按{split.title.zh}")
    return _result(ledger, f"leaving by {split.name}", title, rows, _explained(ledger, signs), chart="estimates")


def _row(keys: dict[str, Cell], ledger: Ledger, signs: Signs, here: Flags, flags: Flags, alarms: bool = False) -> Row:
    flagged = here & flags
    count = int(flagged.sum())
    found = tallies.share(count, int(here.sum()))
    row: dict[str, Cell] = {**keys, "count": count, **(found.cells() if found.estimate is not None else _nobody())}
    row["silent"] = int((flagged & (signs.recent[0] == 0)).sum())
    if alarms:
        row["false_alarms"] = float(signs.alarm[here].sum())
    at_risk = None if ledger.small.is_withheld(count) else _at_risk(ledger, signs, flagged)
    return row if at_risk is None else {**row, "at_risk": at_risk}


def _nobody() -> Row:
    return Estimate(None, reason=NOBODY).cells()


def _at_risk(ledger: Ledger, signs: Signs, flagged: Flags) -> float | None:
    """Return what the flagged spent a year in the months before, as margin where its rate is declared."""
    if len(signs.before) < 2:
        return None
    yearly = float(signs.before[1][flagged].sum()) * 12 / (MONTHS - RECENT)
    return yearly * (1.0 if ledger.costs.margin_rate is None else ledger.costs.margin_rate)


def _result(
    ledger: Ledger, name: str, title: Words, rows: list[Row], explanation: Explanation, chart: str | None = None
) -> Result:
    worth = Words("Yearly margin at risk", "面临风险的年毛利")
    if ledger.costs.margin_rate is None:
        worth = Words("Yearly revenue at risk", "面临风险的年收入")
    return Result(
        name,
        tuple(guarded(rows, ledger.small)),
        title,
        explanation,
        chart=chart,
        labels=SIGN_WORDS,
        options={"format": "share", "small": ledger.small, "headings": {"at_risk": worth}},
    )


def _explained(ledger: Ledger, signs: Signs | None) -> Explanation:
    return Explanation(
        Words(
            f"A customer is counted when the last {RECENT} months are low among their own {MONTHS}: fewer purchases, "
            f"or less spent, than in all but a few of the choices of {RECENT} of these months (permutation test, "
            f"{LEVEL:.0%} for both signs together).",
            f"若客户最近 {RECENT} 个月在其自身 {MONTHS} 个月中偏低，则计入：购买次数或金额低于从这些月份中任取 "
            f"{RECENT} 个月的绝大多数组合（置换检验，两种迹象合计 {LEVEL:.0%}）。",
        ),
        tuple(_numbers(signs)) if signs else (),
        (
            Words(
                "n: customers who first bought before these months, have not left, and bought in them often enough "
                "that some choice of months would count them.",
                "n：首次购买早于这些月份、未退出、且其间购买足够频繁（存在某种月份组合会被计入）的客户。",
            ),
            Words(
                "False alarms: how many would be counted although nothing had changed. A season that is low for "
                "everybody adds to them.",
                "误报数：即使没有任何变化也会被计入的人数。若最近正值普遍淡季，误报会更多。",
            ),
            Words(
                "Who they are stands in no report: --leaving FILE writes the list.",
                "名单不出现在任何报告中：用 --leaving FILE 写出。",
            ),
        ),
        ("Pitman, E. J. G. (1937). Supplement to the Journal of the Royal Statistical Society 4, 119–130.",),
    )


def _numbers(signs: Signs) -> Iterator[Words]:
    tested, count = int(signs.tested.sum()), int(signs.flagged.sum())
    seldom = int((signs.known & ~signs.tested).sum())
    expected = float(signs.alarm.sum())
    yield Words(
        f"{count} of {tested} customers are counted; {expected:.1f} would be by chance alone. {seldom} others buy too "
        "seldom to be told.",
        f"{tested} 位客户中有 {count} 位被计入；仅凭偶然预计 {expected:.1f} 位。另有 {seldom} 位购买过少，无法判断。",
    )
    before = float(signs.before[0].sum()) / (MONTHS - RECENT)
    recent = float(signs.recent[0].sum()) / RECENT
    if before > 0:
        change = written(recent / before - 1, "change")
        yield Words(
            f"All of them together bought {recent:,.0f} times a month of late, {before:,.0f} before: {change}.",
            f"全部可判断客户近期每月购买 {recent:,.0f} 次，此前 {before:,.0f} 次：{change}。",
        )
