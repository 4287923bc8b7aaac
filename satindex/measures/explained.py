"""How a measure's table was computed: its own words, its numbers level by level, and whom they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from satindex.language import Words, listed
from satindex.measures.measure import Measure
from satindex.responses.audit import Audit
from satindex.responses.weighting_words import design_sources, errors_words
from satindex.results.result import Explanation, Row

if TYPE_CHECKING:
    from satindex.measures.scores import Scores

_MOST_VALUES = 6
MOST_IN_NUMBERS: Final = 200
"""Levels whose numbers are put into the formula; the others' stand in their rows."""


def explained(scores: Scores, measure: Measure, rows: Sequence[Row], labels: Mapping[str, Words]) -> Explanation:
    """Return the measure's explanation of `rows`, with how errors came about and what was set aside."""
    by_level = _is_by_segment(measure, rows)
    of_level, beyond = _first_levels(rows) if by_level else ({}, 0)
    said = measure.explanation([row for found in of_level.values() for row in found] if by_level else list(rows))
    person = scores.survey.respondent
    errors = measure.errors or errors_words(person)
    sources = dict.fromkeys((*said.sources, *design_sources(person)))
    return replace(
        said,
        numbers=_by_level(measure, of_level, beyond, labels) if by_level else said.numbers,
        notes=(*said.notes, errors),
        sources=tuple(sources),
        base=tuple(_base(scores, measure)),
    )


def _is_by_segment(measure: Measure, rows: Sequence[Row]) -> bool:
    return measure.numbers_by_level and bool(rows) and "segment" in rows[0]


def _first_levels(rows: Sequence[Row]) -> tuple[dict[str, list[Row]], int]:
    """Return the rows of the first levels, and how many levels there are beyond."""
    of_level: dict[str, list[Row]] = {}
    beyond: set[str] = set()
    for row in rows:
        level = str(row["level"])
        if level in of_level or len(of_level) < MOST_IN_NUMBERS:
            of_level.setdefault(level, []).append(row)
        else:
            beyond.add(level)
    return of_level, len(beyond)


def _by_level(
    measure: Measure, of_level: Mapping[str, list[Row]], beyond: int, labels: Mapping[str, Words]
) -> tuple[Words, ...]:
    """Return each level's numbers after its name; numbers that no level changes stand once."""
    numbers = {
        level: measure.explanation([as_of_all(row) for row in found]).numbers for level, found in of_level.items()
    }
    if len(set(numbers.values())) == 1:
        return next(iter(numbers.values()))
    said = {level: labels.get(level, Words(level, level)) for level in numbers}
    lines = [_of(said[level], line) for level, lines in numbers.items() for line in lines]
    return (*lines, _and_so_on(beyond)) if beyond > 0 else tuple(lines)


def _and_so_on(levels: int) -> Words:
    return Words(
        f"{levels} more levels: in the same way, from the numbers in their rows.",
        f"其余 {levels} 个水平：同样由各行中的数值计算。",
    )


def _of(level: Words, line: Words) -> Words:
    return Words(f"{level.en} · {line.en}", f"{level.zh} · {line.zh}")


def as_of_all(row: Row) -> Row:
    """Return a row by segment as it is in the table of all respondents."""
    kept = {name: cell for name, cell in row.items() if name not in ("segment", "level", "class")}
    return {"level": row["class"], **kept} if "class" in row else kept


def _base(scores: Scores, measure: Measure) -> Iterator[Words]:
    audit = scores.responses.audit
    yield _rows(audit)
    yield from _missing(audit, measure)
    yield from (note for note in audit.notes if note.en.startswith((f"{measure.name}:", f"{measure.name}.")))


def _rows(audit: Audit) -> Words:
    aside = sum(entry.count for entry in audit.set_aside)
    read, used = audit.rows_read, audit.rows_used
    en, zh = f"{read} rows read, {used} used", f"读取 {read} 行，使用 {used} 行"
    if not aside:
        return Words(f"{en}, none set aside.", f"{zh}，无剔除。")
    reasons = [entry for entry in audit.set_aside if entry.count]
    counts = [f" × {entry.count}" if len(reasons) > 1 else "" for entry in reasons]
    why = listed(
        Words(f"{entry.reason.en}{count}", f"{entry.reason.zh}{count}")
        for entry, count in zip(reasons, counts, strict=True)
    )
    return Words(f"{en}, {aside} set aside ({why.en}).", f"{zh}，剔除 {aside} 行（{why.zh}）。")


def _missing(audit: Audit, measure: Measure) -> Iterator[Words]:
    """Yield how many answers to the measure's items are missing, by how they were written."""
    items = set(measure.items)
    empty = sum(count for item, count in audit.empty.items() if item in items)
    written: Counter[str] = Counter()
    for cell in audit.cells:
        if cell.item in items:
            written[cell.value] += cell.count
    total = empty + written.total()
    if not total:
        return
    listed = [(f"'{value}' × {count}", f"“{value}” × {count}") for value, count in written.most_common(_MOST_VALUES)]
    listed = [(f"empty or not asked × {empty}", f"空白或未被问到 × {empty}"), *listed] if empty else listed
    en, zh = ", ".join(one for one, _ in listed), "，".join(other for _, other in listed)
    yield Words(
        f"Answers missing, of {len(items)} item{'s' if len(items) > 1 else ''}: {total} ({en}).",
        f"所用 {len(items)} 个题目中缺失的回答：{total}（{zh}）。",
    )
