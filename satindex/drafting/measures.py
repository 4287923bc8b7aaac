"""Measures of a drafted definition: a recommendation's NPS, the mean of each battery, sets of options."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from satindex.drafting.items import ItemDraft, asks_to_recommend
from satindex.drafting.questions import runs
from satindex.drafting.yaml_text import flow, quoted
from satindex.readers.export import Export

FEWEST = 2
NPS_POINTS = tuple(float(point) for point in range(11))


def names_of(names: Sequence[str]) -> str:
    """Return items as a definition lists them, those that count up by one as ranges."""
    parts = [
        names[start] if end - start == 1 else f"{names[start]}..{names[end - 1]}" for start, end in runs(list(names))
    ]
    return parts[0] if len(parts) == 1 else f"[{', '.join(parts)}]"


def batteries(drafts: Sequence[ItemDraft]) -> list[list[ItemDraft]]:
    """Return the items of each question that share a scale of points: at least two."""
    of_question: dict[tuple[int, str], list[ItemDraft]] = {}
    for draft in drafts:
        if draft.scale.points is not None:
            of_question.setdefault((id(draft.question), draft.scale.name), []).append(draft)
    return [members for members in of_question.values() if len(members) >= FEWEST]


def measure_lines(drafts: Sequence[ItemDraft], language: str) -> Iterator[str]:
    """Yield the section of measures."""
    recommends = [draft for draft in drafts if asks_to_recommend(draft.column) and _is_eleven(draft)]
    lines: list[str] = []
    taken = {draft.name for draft in drafts}
    for number, draft in enumerate(recommends, start=1):
        name = _free("nps" if number == 1 else f"nps-{number}", taken)
        lines.append(f"  {name}: {flow({'type': 'nps', 'item': draft.name})}")
    for members in batteries(drafts):
        name = _free(f"mean-{members[0].name}", taken)
        stem = members[0].question.stem
        title = {"title": quoted(stem)} if stem else {}
        entries = {"type": "mean", "items": names_of([draft.name for draft in members])} | title
        lines.append(f"  {name}: {flow(entries)}")
    if not lines:
        lines = [
            f"  {_free(f'mean-{draft.name}', taken)}: {flow({'type': 'mean', 'items': draft.name})}"
            for draft in drafts
            if draft.scale.points is not None or draft.scale.name in ("number", "count")
        ]
    if lines:
        yield "measures:"
        yield from lines


def _is_eleven(draft: ItemDraft) -> bool:
    return draft.scale.points is not None and draft.scale.points.values == NPS_POINTS


def _free(name: str, taken: set[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    taken.add(free)
    return free


def set_lines(export: Export, drafts: Sequence[ItemDraft], language: str) -> Iterator[str]:
    """Yield the section of questions with a column per option."""
    by_column = {draft.column.name: draft for draft in drafts}
    taken = {draft.name for draft in drafts}
    lines: list[str] = []
    for number, (text, one) in enumerate(export.codebook.sets.items(), start=1):
        members = [by_column[name] for name in one.columns if name in by_column]
        if len(members) < FEWEST:
            continue
        options = [export.codebook.options.get(draft.column.name, draft.column.question) for draft in members]
        entries = {"items": names_of([draft.name for draft in members])}
        entries["counted"] = f"[{', '.join(map(quoted, one.counted))}]" if one.counted else "any"
        entries |= {
            "options": f"[{', '.join(map(quoted, options))}]",
            "title": quoted(members[0].question.stem or " ".join(text.split())),
        }
        lines.append(f"  {_free(f'choices-{number}', taken)}: {flow(entries)}")
    if lines:
        yield "multiple:"
        yield from lines
