"""问卷星 (Wenjuanxing) for SPSS: `index, totalseconds`, then a variable per question, row or option, labelled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from satindex.readers.export import Codebook, Export, OptionSet, Role, Table
from satindex.readers.opening.platform_export import PlatformExport, platform_export
from satindex.readers.platforms.wenjuanxing_forms import CODE_MISSING, POINTS, REASONS, as_code, is_filled
from satindex.readers.platforms.wenjuanxing_texts import ROW_SIGN, STEM_AND_ROW, plain

PLATFORM = "Wenjuanxing (labelled)"
ROLES: Mapping[str, Role] = {"index": "id", "totalseconds": "duration"}
VARIABLE = re.compile(r"^Q(\d{1,4})(?:_.+)?$")
NUMBER = re.compile(r"^\s*\d{1,4}\s*[、.．:：](?!\d)\s*")
PART = re.compile(r"^(.+?)[(（](.+)[)）]$", re.DOTALL)
MARKS = frozenset({"0", "1", *CODE_MISSING})


def recognises(table: Table) -> bool:
    """Tell whether the variables that the platform makes are there, and some of a question."""
    return frozenset(table.columns) >= frozenset(ROLES) and any(map(VARIABLE.match, table.columns))


def is_labelled(export: Export) -> bool:
    """Tell whether an export is one of this platform's with value labels."""
    return isinstance(export, PlatformExport) and export.platform == PLATFORM


def of_platform(table: Table) -> PlatformExport:
    """Return the answers; numbers are positions of options, and their labels say what was answered."""
    told, groups = table.codebook, questions_of(table.columns)
    texts = {name: _text(name, told) for names in groups.values() for name in names}
    labels = {name: _without_sign(told.value_labels[name]) for name in texts if name in told.value_labels}
    sets = {number: names for number, names in groups.items() if _is_marked(table, names)}
    marked = {name for names in sets.values() for name in names}
    stems = {number: _parts(names, texts) for number, names in groups.items()}
    own = Codebook(
        questions={name: text for names, parts in _both(groups, stems) for name, text in _full(names, parts)},
        value_labels=labels,
        missing={name: (*told.missing.get(name, ()), *CODE_MISSING) for name in texts},
        missing_reasons=REASONS,
        question_columns={**_by_text(groups, stems), **groups},
        roles={name: role for name, role in ROLES.items() if name in table.columns},
        sets={stems[number][0] or f"Q{number}": OptionSet(names, ("1",)) for number, names in sets.items()},
        options={
            name: part for number, names in sets.items() for name, part in zip(names, stems[number][1], strict=True)
        },
        counted_from={name: 1 for name, said in labels.items() if name not in marked and _are_positions(said)},
    )
    return platform_export(table, PLATFORM, codebook=own)


def questions_of(columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the variables of each question by its number.

    Examples
    --------
    >>> questions_of(["index", "Q1", "Q2_Row1", "Q2_Row2"])
    {'1': ('Q1',), '2': ('Q2_Row1', 'Q2_Row2')}
    """
    found: dict[str, tuple[str, ...]] = {}
    for name in columns:
        if (match := VARIABLE.match(name)) is not None:
            found[match[1]] = (*found.get(match[1], ()), name)
    return found


def _text(name: str, told: Codebook) -> str:
    return plain(NUMBER.sub("", told.questions.get(name, name)))


def _parts(names: Sequence[str], texts: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return a question's text and the rows or options of its variables: `题干(题干—行1)`, `题干(行2)`."""
    found = [PART.match(texts[name]) for name in names]
    stems = {match[1] if match else None for match in found}
    if len(names) < 2 or len(stems) > 1 or None in stems:
        return (texts[names[0]] if len(names) == 1 else ""), [texts[name] for name in names]
    parts = [(match[1].strip(), match[2].strip()) for match in found if match]
    return parts[0][0], [part.removeprefix(f"{stem}{ROW_SIGN}").strip() for stem, part in parts]


Parts = tuple[str, list[str]]


def _both(groups: Mapping[str, tuple[str, ...]], stems: Mapping[str, Parts]) -> list[tuple[tuple[str, ...], Parts]]:
    return [(names, stems[number]) for number, names in groups.items()]


def _full(names: Sequence[str], parts: Parts) -> list[tuple[str, str]]:
    stem, rows = parts
    return [
        (name, f"{stem}{STEM_AND_ROW}{row}" if stem and len(names) > 1 else row)
        for name, row in zip(names, rows, strict=True)
    ]


def _by_text(groups: Mapping[str, tuple[str, ...]], stems: Mapping[str, Parts]) -> dict[str, tuple[str, ...]]:
    texts = [stem for stem, _ in stems.values()]
    return {
        stems[number][0]: names
        for number, names in groups.items()
        if stems[number][0] and texts.count(stems[number][0]) == 1
    }


def _is_marked(table: Table, names: Sequence[str]) -> bool:
    """Whether a question's variables are 0 and 1: options, chosen or not."""
    if len(names) < 2:
        return False
    frame = table.read(names).lazy().collect()
    given = {as_code(cell) for name in names for cell in frame[name].unique().to_list() if is_filled(cell)}
    return "0" in given and given <= MARKS


def _are_positions(labels: Mapping[str, str]) -> bool:
    return all(code.isdecimal() and int(code) >= 1 for code in labels if code not in CODE_MISSING)


def _without_sign(labels: Mapping[str, str]) -> dict[str, str]:
    """Return the labels, points without their sign: `4分` is the answer 4."""
    return {code: re.sub(r"\s*分\s*$", "", label) if POINTS.match(label) else label for code, label in labels.items()}
