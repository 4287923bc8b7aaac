"""A survey definition drafted from an export; it loads, and the export passes its check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from satindex import __version__
from satindex.drafting.asking import asked_of
from satindex.drafting.items import ItemDraft, item_drafts, item_lines, scale_lines
from satindex.drafting.measures import measure_lines, set_lines
from satindex.drafting.questions import Column, columns_of, questions_of
from satindex.drafting.yaml_text import comment, quoted
from satindex.language import Words
from satindex.readers.export import Export, Role

HAN = re.compile(r"[\u3400-\u9fff]")
HANGUL_KANA = re.compile(r"[\uac00-\ud7af\u3040-\u30ff]")
# Columns about the response or the person, and those without an answer, are no questions.
ABOUT = ("personal", "empty", "id", "duration", "date")
MOST_SEGMENTS, FEWEST_LEVELS, MOST_LEVELS = 6, 2, 12


def draft(export: Export) -> str:
    """Return the YAML text of a definition; what it asks the researcher stands in comments that start with `# ?`.

    Scales are taken from the export's own labels, else from its answers; batteries are written as ranges. Columns of
    personal data are left out.
    """
    columns = columns_of(export)
    language = _language(columns)
    roles = export.codebook.roles
    wanted = [column for column in columns if column.name not in roles and column.guess.kind not in ABOUT]
    drafts = item_drafts(export, questions_of(export, wanted))
    sections = [
        _head(export, columns, language),
        _respondent(export, columns, drafts, language),
        scale_lines(drafts),
        item_lines(drafts, language),
        set_lines(export, drafts, language),
        measure_lines(drafts, language),
        asked_of(export, drafts, language),
    ]
    return "\n\n".join("\n".join(lines) for lines in map(list, sections) if lines) + "\n"


def _head(export: Export, columns: Sequence[Column], language: str) -> Iterator[str]:
    rows = columns[0].profile.rows if columns else 0
    source = Path(export.source).name
    said = Words(
        f"Drafted by satindex {__version__} from {source} ({export.kind}): {rows} rows, {len(columns)} columns. "
        "Answer what is asked in lines that start with '# ?', then delete them.",
        f"由 satindex {__version__} 根据 {source}（{export.kind}）起草：{rows} 行，{len(columns)} 列。"
        "请逐条回答以“# ?”开头的问题，然后删去这些行。",
    )
    yield comment(said.say(language))
    left = [
        column.name for column in columns if column.guess.kind == "personal" or column.name in export.codebook.personal
    ]
    if left:
        names = ", ".join(left[:12]) + (" …" if len(left) > 12 else "")
        yield comment(Words(f"Personal data, left out: {names}", f"个人信息，未列入：{names}").say(language))
    yield f"survey: {quoted(_survey_name(source))}"
    yield f"language: {language}"


def _survey_name(source: str) -> str:
    name = re.sub(r"[^\w-]+", "-", Path(source).stem).strip("-_")
    return name or "survey"


def _language(columns: Sequence[Column]) -> str:
    han = sum(bool(HAN.search(column.name)) and not HANGUL_KANA.search(column.name) for column in columns)
    return "zh" if 3 * han > len(columns) else "en"


def _respondent(export: Export, columns: Sequence[Column], drafts: Sequence[ItemDraft], language: str) -> Iterator[str]:
    found = {
        "id": _first(export, columns, ("id",), "id"),
        "duration": _first(export, columns, ("duration",), "duration"),
        "answered": _first(export, columns, ("end", "start"), None),
    }
    lines = [f"  {key}: {quoted(name)}" for key, name in found.items() if name]
    segments = [draft.column.name for draft in drafts if _splits(draft)][:MOST_SEGMENTS]
    if segments:
        ask = Words("groups to report by? delete what is none", "按这些列分组？不需要的请删去").say(language)
        lines += [comment(f"? {ask}", 2), f"  segments: [{', '.join(map(quoted, segments))}]"]
    if lines:
        yield "respondent:"
        yield from lines


def _first(export: Export, columns: Sequence[Column], roles: Sequence[Role], guess: str | None) -> str | None:
    """Return the column of the first of these roles, else one that looks like it and stands once in the file."""
    told: dict[Role, str] = {}
    for name, role in export.codebook.roles.items():
        told.setdefault(role, name)
    for role in roles:
        if role in told and told[role] not in export.repeated and _filled(columns, told[role]):
            return told[role]
    names = (column.name for column in columns if column.guess.kind == guess and column.name not in export.repeated)
    return next(names, None)


def _filled(columns: Sequence[Column], name: str) -> bool:
    return any(column.name == name and column.profile.answered for column in columns)


def _splits(draft: ItemDraft) -> bool:
    """Tell whether a column's answers are a few kinds: names of groups, not points of a scale."""
    several = FEWEST_LEVELS <= draft.column.profile.distinct <= MOST_LEVELS
    alone = len(draft.question.columns) == 1 and draft.column.name == draft.heading
    return draft.is_kind and several and alone
