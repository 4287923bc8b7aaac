"""Parts of a survey put together: their sums add up, their accounts too; what does not belong together is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, TypeVar

from satindex.errors import DataError
from satindex.frames.kept import Kept
from satindex.frames.margin_cells import MarginCells
from satindex.language import Words
from satindex.responses.audit import Audit, SetAside
from satindex.responses.people import in_order
from satindex.summaries.meaning import differences
from satindex.summaries.summary import Account, Source, Summary

Key = TypeVar("Key", bound=Hashable)
_MOST_NAMED = 8


def joined(summaries: Sequence[Summary]) -> Summary:
    """Return parts of one survey as one: the same whatever their order and grouping.

    Raises DataError, with everything that is wrong, where they are of different surveys, definitions or versions of
    satindex, or where a part is given twice.
    """
    if len(summaries) == 1:
        return summaries[0]
    faults = [*_of_others(summaries), *_given_twice(summaries)]
    if faults:
        raise DataError(_together(faults))
    sources = tuple(source for one in summaries for source in one.sources)
    others = [one.otherwise for one in summaries if one.otherwise is not None]
    otherwise = _added(others, sources) if len(others) == len(summaries) else None
    return replace(_added(summaries, sources), otherwise=otherwise)


def _added(summaries: Sequence[Summary], sources: tuple[Source, ...]) -> Summary:
    first = summaries[0]
    return Summary(first.survey, first.meaning, first.version, sources, _account(summaries), _known(summaries))


def _of_others(summaries: Sequence[Summary]) -> Iterator[Words]:
    first = summaries[0]
    for other in summaries[1:]:
        yield from apart(first, other)


def apart(one: Summary, other: Summary) -> Iterator[Words]:
    """Yield why two parts are not of one survey, naming both."""
    names = f"{one.name}, {other.name}"
    if one.survey != other.survey:
        yield Words(
            f"{names}: of different surveys, '{one.survey}' and '{other.survey}'.",
            f"{names}：属于不同的问卷“{one.survey}”与“{other.survey}”。",
        )
        return
    if one.version != other.version:
        yield Words(
            f"{names}: made by satindex {one.version} and {other.version}; summarise the data again with one of them.",
            f"{names}：由不同版本的 satindex（{one.version} 与 {other.version}）生成；请用同一版本重新汇总。",
        )
    differing = [f"{key}.{name}" if name else key for key, name in differences(one.meaning, other.meaning)]
    if differing:
        listed = ", ".join(differing[:_MOST_NAMED]) + (", …" if len(differing) > _MOST_NAMED else "")
        yield Words(f"{names}: by different definitions, in {listed}.", f"{names}：问卷定义不同，差异在 {listed}。")
    if one.account.options != other.account.options:
        yield Words(
            f"{names}: the options of questions with several answers are called differently.",
            f"{names}：多选题各选项的名称不同。",
        )


def _given_twice(summaries: Sequence[Summary]) -> Iterator[Words]:
    seen: dict[str, Summary] = {}
    for one in summaries:
        for source in one.sources:
            before = next((seen[key] for key in source.ids if key in seen), None)
            if before is not None:
                yield Words(
                    f"{before.name}, {one.name}: both hold {source.name}; each of its answers would count twice.",
                    f"{before.name}、{one.name}：都包含 {source.name}，其中每份答卷会重复计算。",
                )
            seen |= dict.fromkeys(source.ids, one)


def _together(faults: Iterable[Words]) -> Words:
    head = Words("these parts can't be put together:", "这些部分无法合并：")
    listed = list(dict.fromkeys(faults))
    return Words(*("\n  ".join((head.say(said), *(one.say(said) for one in listed))) for said in ("en", "zh")))


def _known(summaries: Sequence[Summary]) -> dict[str, Kept]:
    """Return the sums of those questions that every part has answered."""
    asked = [key for key in summaries[0].known if all(key in one.known for one in summaries)]
    return {key: reduce(lambda one, other: one.joined(other), (one.known[key] for one in summaries)) for key in asked}


def _account(summaries: Sequence[Summary]) -> Account:
    accounts = [one.account for one in summaries]
    first = accounts[0]
    levels = {
        name: in_order({level for one in accounts for level in one.levels[name]}, first.orders.get(name, ()))
        for name in first.levels
    }
    clusters = _clusters(accounts)
    sampled = {level: len(names) for level, names in clusters.items()}
    return Account(
        _audit(summaries),
        _counts(one.doubts for one in accounts),
        first.columns,
        levels,
        {name: _merged(one.orders[name] for one in accounts) for name in first.orders},
        sampled or _counts(one.sampled for one in accounts),
        clusters,
        first.options,
        _cells(accounts),
        _stated(accounts),
        (sum(one.even_odd[0] for one in accounts), sum(one.even_odd[1] for one in accounts)),
    )


def _stated(accounts: Sequence[Account]) -> dict[str | None, tuple[float, ...]]:
    """Return the numbers of the finite population that the parts hold, by stratum: more than one is a fault."""
    strata = dict.fromkeys(level for one in accounts for level in one.stated)
    return {
        level: tuple(sorted({number for one in accounts for number in one.stated.get(level, ())})) for level in strata
    }


def _cells(accounts: Sequence[Account]) -> MarginCells | None:
    found = [one.cells for one in accounts if one.cells is not None]
    return reduce(lambda one, other: one.plus(other), found) if found else None


def _merged(orders: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(level for order in orders for level in order))


def _clusters(accounts: Sequence[Account]) -> dict[str | None, tuple[str, ...]]:
    strata = dict.fromkeys(level for one in accounts for level in one.clusters)
    return {
        level: tuple(sorted({name for one in accounts for name in one.clusters.get(level, ())})) for level in strata
    }


def _audit(summaries: Sequence[Summary]) -> Audit:
    audits = [one.account.audit for one in summaries]
    aside = _summed((entry, entry.count) for audit in audits for entry in audit.set_aside)
    cells = _summed((cell, cell.count) for audit in audits for cell in audit.cells)
    return Audit(
        " + ".join(audit.source for audit in audits),
        sum(audit.rows_read for audit in audits),
        tuple(_asides(aside)),
        tuple(cells),
        _counts(audit.empty for audit in audits),
        tuple(_notes(summaries)),
    )


def _asides(found: Iterable[SetAside]) -> Iterator[SetAside]:
    """Yield what the survey's conditions left out after all else, as one part has it."""
    listed = list(found)
    yield from (entry for entry in listed if not entry.by_where)
    yield from (entry for entry in listed if entry.by_where)


def _summed(entries: Iterable[tuple[Any, int]]) -> list[Any]:
    """Return entries that differ by their count only as one."""
    counts: Counter[Any] = Counter()
    for entry, count in entries:
        counts[replace(entry, count=0)] += count
    return [replace(entry, count=count) for entry, count in counts.items()]


def _counts(parts: Iterable[Mapping[Key, int]]) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for part in parts:
        for key, count in part.items():
            found[key] = found.get(key, 0) + count
    return found


def _notes(summaries: Sequence[Summary]) -> Iterator[Words]:
    """Yield what is noted of all parts once, and what of some with their names."""
    of_parts = [(one.account.audit.source, one.account.audit.notes) for one in summaries]
    everywhere = set.intersection(*(set(notes) for _, notes in of_parts))
    yield from (note for note in of_parts[0][1] if note in everywhere)
    for source, notes in of_parts:
        for note in notes:
            if note not in everywhere:
                yield Words(f"{source}: {note.en}", f"{source}：{note.zh}")
