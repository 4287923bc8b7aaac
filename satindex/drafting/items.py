"""Items of a drafted definition: each with its scale, batteries as ranges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from satindex.drafting.drafted import Drafted, is_number, range_of
from satindex.drafting.options import joined_options
from satindex.drafting.questions import Column, Question, runs
from satindex.drafting.scales import missing_text, number_of, scale_of
from satindex.drafting.yaml_text import comment, quoted
from satindex.frames.batches import distinct_counts
from satindex.language import Words
from satindex.readers.export import Export
from satindex.readers.looking.guess import RECOMMEND
from satindex.responses.folding import as_text, is_blank

TEXT, DATE, MULTI, RANK = (Drafted(name) for name in ("text", "date", "multi", "rank"))
OPTIONS_FOUND = Words(
    "options found in the answers; are they all, and each one whole? What fewer than 5 gave is left out.",
    "由答案推测的选项；是否齐全、各自完整？不足 5 人给出的已略去。",
)
POSITIONS_ALONE = Words(
    "the numbers are the positions of options, which say nothing of what was answered: give the same answers exported "
    "as text (--codebook), or, where the options stood from the lowest point to the highest, write scale: 1..5 or so",
    "数字是选项的序号，无法得知所答内容：请用 --codebook 给出同一批答卷的文本导出；"
    "若选项由低到高排列，可写 scale: 1..5 等",
)
LONGEST_TEXT = 300


@dataclass(frozen=True)
class ItemDraft:
    """An item: its name, its column and scale, the question it belongs to and its place there.

    `heading` is how the definition names the column, which differs from the column's own name where the heading
    stands more than once; `is_kind` tells that the answers are names of a few groups.
    """

    name: str
    column: Column
    scale: Drafted
    question: Question
    heading: str
    is_kind: bool = False


def item_drafts(export: Export, questions: Sequence[Question]) -> list[ItemDraft]:
    """Return every item, those of a question on one scale where their answers fit one."""
    drafts = [draft for question in questions for draft in _of_question(export, question)]
    return _scales_named(drafts)


def _of_question(export: Export, question: Question) -> Iterator[ItemDraft]:
    shared = _shared_scale(export, question)
    in_set = {name for one in export.codebook.sets.values() for name in one.columns}
    for column, name in zip(question.columns, question.names, strict=True):
        scale = TEXT if column.name in in_set else _scale(export, column, shared)
        heading = f"{column.name} (1)" if column.name in export.repeated else column.name
        is_kind = scale is TEXT and (bool(column.labels) or column.guess.kind == "choice") and column.name not in in_set
        yield ItemDraft(name, column, scale, question, heading, is_kind)


def _shared_scale(export: Export, question: Question) -> Drafted | None:
    """Return the scale on which the answers of all the question's columns are, where they are several."""
    if len(question.columns) < 2 or any(_is_open(export, column) for column in question.columns):
        return None
    first, *others = question.columns
    if any(column.labels != first.labels for column in others):
        return None
    answers = dict.fromkeys(answer for column in question.columns for answer in column.answers)
    declared = tuple(code for column in question.columns for code in column.missing)
    return scale_of(answers, first.labels, declared, any(map(asks_to_recommend, question.columns)))


def asks_to_recommend(column: Column) -> bool:
    """Tell whether a column seems to ask for a recommendation, by its answers, heading or question."""
    return column.guess.kind == "nps" or RECOMMEND.search(column.question) is not None


def _is_open(export: Export, column: Column) -> bool:
    return column.profile.answers is None or export.codebook.types.get(column.name) in (
        "text",
        "multiple",
        "date",
        "rank",
    )


def _scale(export: Export, column: Column, shared: Drafted | None) -> Drafted:
    told = {"text": TEXT, "multiple": MULTI, "date": DATE, "rank": RANK}.get(export.codebook.types.get(column.name, ""))
    if told is MULTI:
        return _several(export, column)
    if told is not None:
        return told
    if column.name in export.codebook.counted_from and not column.labels:
        return replace(TEXT, asks=(POSITIONS_ALONE,))
    if shared is not None:
        return _at_positions(export, column, shared)
    if column.guess.kind in ("date", "duration"):
        return TEXT
    if column.profile.answers is not None:
        found = scale_of(column.answers, column.labels, column.missing, asks_to_recommend(column))
        if found is not None:
            return _at_positions(export, column, found)
    return _number(export, column) or TEXT


def _at_positions(export: Export, column: Column, found: Drafted) -> Drafted:
    """Return the scale of positions that have labels: points, since labels tell what a position means."""
    if column.name not in export.codebook.counted_from or not found.own or found.points is None:
        return found
    values = found.points.values
    if any(is_number(label) for label in column.labels.values()):
        return range_of(int(values[0]), int(values[-1]), found.missing)
    return found


def _several(export: Export, column: Column) -> Drafted:
    options = joined_options(distinct_counts(export.read([column.name]), column.name))
    return replace(MULTI, options=options, asks=(OPTIONS_FOUND,)) if options else MULTI


def _number(export: Export, column: Column) -> Drafted | None:
    """Return the scale of numbers where every answer is one or means none; an id is no number to average."""
    if column.profile.low is None or column.labels or column.guess.kind in ("id", "constant"):
        return None
    answers = export.read([column.name], numeric=[column.name]).lazy().collect("polars").to_native()[column.name]
    distinct = (as_text(answer) for answer in answers.drop_nulls().unique().to_list())
    return number_of(answer for answer in distinct if answer not in column.missing and not is_blank(answer))


def _scales_named(drafts: Sequence[ItemDraft]) -> list[ItemDraft]:
    """Return the items with a name for each scale of their own, alike scales under one name."""
    names: dict[str, str] = {}
    for draft in drafts:
        if draft.scale.own:
            names.setdefault(draft.scale.own, f"scale{len(names) + 1}")
    return [
        replace(draft, scale=replace(draft.scale, name=names[draft.scale.own])) if draft.scale.own else draft
        for draft in drafts
    ]


def scale_lines(drafts: Sequence[ItemDraft]) -> Iterator[str]:
    """Yield the section of scales that are none of the ready ones."""
    own = {draft.scale.name: draft.scale.own for draft in drafts if draft.scale.own}
    if own:
        yield "scales:"
        yield from (f"  {name}: {entry}" for name, entry in own.items())


def item_lines(drafts: Sequence[ItemDraft], language: str) -> Iterator[str]:
    """Yield the section of items: a range where a question's columns allow one, else an entry for each."""
    if not drafts:
        return
    yield "items:"
    of_question: dict[int, list[ItemDraft]] = {}
    for draft in drafts:
        of_question.setdefault(id(draft.question), []).append(draft)
    for members in of_question.values():
        yield from _asks(members, language)
        yield from _range(members) if _is_range(members) else _singles(members)


def _asks(members: Sequence[ItemDraft], language: str) -> Iterator[str]:
    said = dict.fromkeys(ask.say(language) for draft in members for ask in draft.scale.asks)
    for ask in said:
        yield comment(f"? {members[0].name}{'…' if len(members) > 1 else ''}: {ask}", 2)


def _is_range(members: Sequence[ItemDraft]) -> bool:
    names = [draft.name for draft in members]
    if len(members) < 2 or len(list(runs(names))) > 1:
        return False
    return members[0].question.key is not None or all(draft.name == draft.heading for draft in members)


def _range(members: Sequence[ItemDraft]) -> Iterator[str]:
    first = members[0]
    named = all(draft.name == draft.heading for draft in members)
    common = max((draft.scale for draft in members), key=[draft.scale for draft in members].count)
    keys = {} if named else {"question": quoted(first.question.key or "")}
    yield f"  {first.name}..{members[-1].name}: {_entry(keys | _scale_keys(common))}"
    for draft in members:
        own = {} if draft.scale == common else _scale_keys(draft.scale)
        if lines := own | _text(draft, draft.name):
            yield f"  {draft.name}: {_entry(lines)}"


def _singles(members: Sequence[ItemDraft]) -> Iterator[str]:
    for draft in members:
        keys = {} if draft.name == draft.heading else {"column": quoted(draft.heading)}
        yield f"  {draft.name}: {_entry(keys | _scale_keys(draft.scale) | _text(draft, draft.heading))}"


def _scale_keys(scale: Drafted) -> dict[str, str]:
    keys = {"scale": scale.name} | ({"missing": missing_text(scale.missing)} if scale.missing else {})
    return keys | ({"options": f"[{', '.join(map(quoted, scale.options))}]"} if scale.options else {})


def _text(draft: ItemDraft, shown: str) -> dict[str, str]:
    """Return the question's wording, where it is not what reports show without it."""
    text = " ".join(draft.column.question.split())
    if text in (shown, " ".join(draft.column.name.split())) and shown == draft.heading:
        return {}
    return {"text": quoted(text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…")}


def _entry(keys: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{key}: {value}' for key, value in keys.items())}}}"


def numeric(drafts: Sequence[ItemDraft]) -> list[ItemDraft]:
    """Return the items whose answers are points that can be averaged."""
    return [draft for draft in drafts if draft.scale.points is not None]
