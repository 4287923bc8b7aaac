"""腾讯问卷 (Tencent Wenjuan): `编号, 开始答题时间, 结束答题时间, …`, and `1.题干`, `2.题干:选项`, `3.题干_填空1`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

import narwhals as nw

from satindex.readers.export import Codebook, OptionSet, QuestionType, Role, Table
from satindex.readers.opening.cells import is_no_cell
from satindex.readers.opening.platform_export import PlatformExport, platform_export

SIGNATURE = frozenset({"编号", "开始答题时间", "结束答题时间"})
ROLES: Mapping[str, Role] = {
    "编号": "id",
    "开始答题时间": "start",
    "结束答题时间": "end",
    "答题时长": "duration",
    "语言": "language",
    "IP": "ip",
    "Referrer": "source",
    "昵称": "name",
}
LOCATION = "地理位置"
NUMBERED = re.compile(r"^(\d{1,4})[.．]\s*(.+)$", re.DOTALL)
BLANK = re.compile(r"_填空\d*$")
PART = ":："
LETTER = re.compile(r"^([A-Z])\.\s*(\S.*)$", re.DOTALL)
LETTER_ALONE = r"^[A-Z]\.\s*"
LOOKED_AT = 100

Cells = Mapping[str, frozenset[str]]


def recognises(table: Table) -> bool:
    """Tell whether the columns of the platform's own are there, in whatever order."""
    return frozenset(table.columns) >= SIGNATURE


def of_platform(table: Table) -> PlatformExport:
    """Return the answers; the letter before an option (`A.满意`) is no part of it.

    Columns without a number are about the response, wherever they stand.
    """
    numbered = {name: match for name in table.columns if (match := NUMBERED.match(name))}
    roles = {name: _role(name) for name in table.columns if name not in numbered}
    groups: dict[str, list[str]] = {}
    for name, match in numbered.items():
        groups.setdefault(match[1], []).append(name)
    texts = {name: match[2].strip() for name, match in numbered.items()}
    cells = _distinct(table, [name for names in groups.values() if _parted(names, texts) for name in names])
    sets = {
        stem: options
        for names in groups.values()
        if (found := _options(names, texts, cells))
        for stem, options in [found]
    }
    marked = {name: name_text for options in sets.values() for name, name_text in options.items()}
    types: dict[str, QuestionType] = {name: "text" for name in numbered if BLANK.search(name)}
    codebook = Codebook(
        questions={name: text for names in groups.values() for name, text in _full(names, texts)},
        question_columns={**_by_text(groups, texts), **{number: tuple(names) for number, names in groups.items()}},
        types={**types, **dict.fromkeys(marked, "multiple")},
        roles=roles,
        sets={stem: OptionSet(tuple(options), _counted(options, cells)) for stem, options in sets.items()},
        options=marked,
    )
    lettered = [name for name in numbered if name not in marked and name not in types]
    rewrites = dict.fromkeys(_lettered(table, lettered), _without_letter)
    return platform_export(table, "Tencent Wenjuan", codebook=codebook, rewrites=rewrites)


def _role(name: str) -> Role:
    return "location" if name.startswith(LOCATION) else ROLES.get(name, "embedded")


def _parted(names: Sequence[str], texts: Mapping[str, str]) -> bool:
    """Whether a question has several columns, each named by its text and a part of it after a colon."""
    return len(names) > 1 and _stem(names, texts) != ""


def _stem(names: Sequence[str], texts: Mapping[str, str]) -> str:
    """Return what the headings of a question's columns begin with, up to a colon; empty where they share nothing."""
    alike = takewhile(lambda signs: len(set(signs)) == 1, zip(*(texts[name] for name in names), strict=False))
    shared = "".join(signs[0] for signs in alike)
    return shared[: max(shared.rfind(sign) for sign in PART) + 1]


def _options(names: Sequence[str], texts: Mapping[str, str], cells: Cells) -> tuple[str, dict[str, str]] | None:
    """Return a question's text and the option of each of its columns; None where its columns are no options.

    A column of an option holds the option or nothing; that of another answer may hold what was written, or a column
    of its own (`其他_填空1`) does.
    """
    if not _parted(names, texts):
        return None
    stem = _stem(names, texts)
    options = {name: texts[name][len(stem) :].strip() for name in names if not BLANK.search(name)}
    other = [name for name, option in options.items() if cells[name] and not _says(cells[name], option)]
    if len(other) > 1 or not any(cells[name] for name in options if name not in other):
        return None
    return stem.rstrip(PART).strip(), options


def _says(given: frozenset[str], option: str) -> bool:
    """Whether all cells of a column say that its option was chosen or not."""
    return given <= {"0", "1"} or all(_unlettered(cell) == _unlettered(option) for cell in given)


def _unlettered(text: str) -> str:
    match = LETTER.match(text)
    return "".join((match[2] if match else text).split())


def _counted(options: Mapping[str, str], cells: Cells) -> tuple[str, ...]:
    """Return what means chosen where columns hold 0 and 1; nothing where whatever stands there does."""
    return ("1",) if any(cells[name] and cells[name] <= {"0", "1"} for name in options) else ()


def _full(names: Sequence[str], texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the full text of each column of a question: the question's and, after a dash, the row's or option's."""
    stem = _stem(names, texts) if len(names) > 1 else ""
    for name in names:
        part = texts[name][len(stem) :].strip()
        yield name, f"{stem.rstrip(PART).strip()} — {part}" if stem else part


def _by_text(groups: Mapping[str, Sequence[str]], texts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the columns of each question by its text, where no other question has the same."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for names in groups.values():
        stem = (_stem(names, texts) if len(names) > 1 else "").rstrip(PART).strip()
        found.setdefault(stem or BLANK.sub("", texts[names[0]]), []).append(tuple(names))
    return {text: names[0] for text, names in found.items() if len(names) == 1}


def _distinct(table: Table, names: Sequence[str]) -> dict[str, frozenset[str]]:
    if not names:
        return {}
    frame = table.read(names).lazy().collect()
    return {
        name: frozenset(str(cell).strip() for cell in frame[name].unique().to_list() if not is_no_cell(cell)) - {""}
        for name in names
    }


def _lettered(table: Table, names: Sequence[str]) -> list[str]:
    """Return the columns whose every answer begins with a letter of its own: `A.满意`, `B.一般`."""
    rows = table.first_rows(LOOKED_AT)
    found = []
    for name in names:
        at = table.columns.index(name)
        given = {str(row[at]).strip() for row in rows if not is_no_cell(row[at]) and str(row[at]).strip()}
        letters = [match[1] for cell in given if (match := LETTER.match(cell))]
        if given and len(letters) == len(given) == len(set(letters)):
            found.append(name)
    return found


def _without_letter(column: nw.Expr) -> nw.Expr:
    return column.str.replace_all(LETTER_ALONE, "")
