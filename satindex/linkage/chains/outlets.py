"""The outlets of a chain: their means and counts, how reliable the means are, which were set aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from satindex.language import Words
from satindex.linkage.chains import words as said
from satindex.linkage.chains.joined import Joined
from satindex.linkage.chains.panels import panels
from satindex.linkage.chains.remarks import remarks
from satindex.linkage.linked import ModelTable
from satindex.measures import intraclass_rows
from satindex.responses.audit import Audit
from satindex.results.result import Cell, Explanation, Row
from satindex.results.small_bases import guarded
from satindex.survey.chain_model import Side

MOST_NAMED = 8


def outlets_table(found: Joined) -> ModelTable:
    """Return the outlets that are used, with each member's mean; those of small bases are withheld."""
    rows = tuple(guarded(_all(found), found.small, "outlet"))
    headings = {name: found.label(name) for name in found.names}
    options: dict[str, object] = {"headings": headings, "links": panels(found)}
    asked = {link.name: "number" if link.side == "outlets" else "points" for link in found.chain.links}
    options |= {
        "kinds": asked,
        "small": found.small,
    }
    explanation = Explanation(said.OUTLET_FORMULA, (), (said.UNWEIGHTED, *remarks(found)), said.HC3)
    return ModelTable(".outlets", said.TITLES[".outlets"], rows, explanation, "outlets", options=options)


def _all(found: Joined) -> list[Row]:
    columns: dict[Side, str] = {"customers": "n_customers", "staff": "n_staff"}
    fewest = {columns[side]: answers.fewest for side, answers in found.answers.items()}
    return [
        {
            "outlet": found.spelled(outlet),
            **{column: of[outlet] for column, of in fewest.items()},
            **{name: _number(found.values[name][at]) for name in found.names},
        }
        for at, outlet in enumerate(found.used)
    ]


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def reliability_table(found: Joined) -> ModelTable:
    """Return, for every mean of answers, the intraclass correlation and the reliability of outlets' means."""
    rows = []
    for link in found.chain.links:
        if link.side != "outlets":
            one, counts = found.answers[link.side].alike(link.column, found.used)
            below = one.of_means is not None and one.of_means < intraclass_rows.RELIABLE
            remark = {"remark": said.BELOW} if below else {}
            rows.append({"figure": link.name, **intraclass_rows.cells(one, counts), **remark})
    notes = (intraclass_rows.INTERVAL, said.ATTENUATED, *remarks(found))
    sources = (*intraclass_rows.SOURCES, *said.BLIESE)
    headings = {"figure": said.OF_MEAN, **intraclass_rows.HEADINGS}
    options = {"headings": headings, "kinds": intraclass_rows.KINDS, "small": said.OF_OUTLETS}
    explanation = Explanation(intraclass_rows.FORMULA, (), notes, sources)
    return ModelTable(".reliability", said.TITLES[".reliability"], tuple(rows), explanation, options=options)


def join_table(found: Joined) -> ModelTable:
    """Return how many outlets were joined and what became of the others, with the answers that they hold."""
    by_fate: dict[str, list[str]] = defaultdict(list)
    for outlet, fate in found.fates.items():
        by_fate[fate].append(outlet)
    first = [said.USED, *(fate for fate in by_fate if fate != said.USED)]
    rows = tuple(_fate(found, fate, by_fate.get(fate, [])) for fate in first)
    kinds = {"fate": "text", "which": "text", **dict.fromkeys(("outlets", "customers", "staff"), "count")}
    options = {"headings": said.JOIN_HEADINGS, "kinds": kinds, "small": said.OF_OUTLETS}
    explanation = Explanation(said.JOIN_FORMULA, (), tuple(_noticed(found)))
    return ModelTable(".join", said.TITLES[".join"], rows, explanation, options=options)


def _fate(found: Joined, fate: str, outlets: list[str]) -> Row:
    answers: dict[str, Cell] = {
        side: sum(one.fewest[outlet] for outlet in outlets if outlet in one.spelled)
        for side, one in found.answers.items()
    }
    words = said.fate_words(fate, found.chain.min_answers)
    return {"fate": words, "outlets": len(outlets), **answers, "which": _which(found, fate, outlets)}


def _which(found: Joined, fate: str, outlets: list[str]) -> str | None:
    """The names of those that could not be joined, as far as their bases are not too small to be named."""
    if fate in (said.USED, said.SMALL):
        return None
    shown = [outlet for outlet in outlets if not _is_hidden(found, outlet)]
    listed = ", ".join(found.spelled(outlet) for outlet in shown[:MOST_NAMED])
    return (listed + (" …" if len(shown) > MOST_NAMED else "")) or None


def _is_hidden(found: Joined, outlet: str) -> bool:
    sides = [one for one in found.answers.values() if outlet in one.spelled]
    return any(found.small.is_withheld(one.fewest[outlet]) for one in sides)


def _audited(audit: Audit) -> Iterator[Words]:
    yield Words(
        f"{audit.source}: {audit.rows_read} rows read, {audit.rows_used} used.",
        f"{audit.source}：读取 {audit.rows_read} 行，使用 {audit.rows_used} 行。",
    )
    for entry in audit.set_aside:
        if entry.count:
            yield Words(
                f"{entry.count} of them were set aside ({entry.reason.en}).",
                f"其中 {entry.count} 行被剔除（{entry.reason.zh}）。",
            )


def _noticed(found: Joined) -> Iterator[Words]:
    """What else happened on the way: staff's audit, spellings joined, rows without an outlet, cells not read."""
    if found.audit is not None:
        yield from _audited(found.audit)
    for side, one in found.answers.items():
        whose = said.SIDES[side]
        if one.nowhere:
            yield Words(
                f"{whose.en}: {one.nowhere} respondents have no outlet.", f"{whose.zh}：{one.nowhere} 人没有网点。"
            )
        if one.respelled:
            yield Words(
                f"{whose.en}: {one.respelled} other spellings of an outlet's name were joined to one.",
                f"{whose.zh}：{one.respelled} 种网点名称的其他写法已合并。",
            )
    figures = found.figures
    if figures is not None and figures.repeated:
        yield Words(
            f"the file of outlets: {figures.repeated} rows that repeat another one were left out.",
            f"网点文件：剔除 {figures.repeated} 行重复。",
        )
    if figures is not None and figures.nowhere:
        yield Words(
            f"the file of outlets: {figures.nowhere} rows name no outlet.",
            f"网点文件：{figures.nowhere} 行没有网点名称。",
        )
    if figures is not None and figures.unread:
        yield Words(
            f"the file of outlets: {figures.unread} cells are no numbers and were read as missing.",
            f"网点文件：{figures.unread} 个单元格不是数值，按缺失处理。",
        )
