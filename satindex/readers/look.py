"""A first look at an export without any survey definition: what is in it, and what it may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from satindex.language import Words
from satindex.readers.export import PERSONAL_ROLES, Codebook, Export, Role
from satindex.readers.looking.batteries import Battery, batteries_of, pairs_of
from satindex.readers.looking.dates import date_range
from satindex.readers.looking.guess import DATE_GUESS, DURATION_GUESS, ID_GUESS, PERSONAL, Guess, guesses
from satindex.readers.looking.profile import Profile, plain_number, profiles_of
from satindex.results.result import Explanation, Result, Row

MOST_ANSWERS = 12
LONGEST_SHOWN = 40
ENOUGH_TO_HIDE = 20
OTHER_TEXT = re.compile("〖.*?〗")
BY_ROLE: dict[Role, Guess] = {"id": ID_GUESS, "start": DATE_GUESS, "end": DATE_GUESS, "duration": DURATION_GUESS}
Columns = Sequence[tuple[Profile, Guess]]
HOW = Explanation(
    Words(
        "Guesses from headings and answers; nothing was scored. Open answers and personal data are never shown.",
        "根据标题和答案推测，未作任何计分；开放题答案和个人信息一律不显示。",
    )
)
HEADINGS = {
    "headings": {
        "source": Words("Source", "文件"),
        "kind": Words("Kind", "类型"),
        "rows": Words("Rows", "行数"),
        "columns": Words("Columns", "列数"),
        "repeated_headings": Words("Repeated headings", "重复的列名"),
        "first_date": Words("First date", "最早日期"),
        "last_date": Words("Last date", "最晚日期"),
        "likely_nps": Words("Likely NPS", "可能的 NPS 题"),
        "batteries": Words("Batteries", "量表题组"),
        "personal_data": Words("Personal data", "个人信息列"),
        "position": Words("Position", "列序"),
        "guess": Words("Guess", "推测"),
        "answered": Words("Answered", "有回答"),
        "empty": Words("Empty", "空白"),
        "distinct": Words("Distinct", "不同答案"),
        "answers": Words("Answers", "答案"),
        "first": Words("First", "首列"),
        "last": Words("Last", "末列"),
    }
}


@dataclass(frozen=True)
class Look:
    """What a first look shows, as tables: the file, its columns, likely batteries, likely pairs of batteries."""

    summary: Result
    columns: Result
    batteries: Result
    pairs: Result

    def tables(self) -> tuple[Result, ...]:
        """Return the tables that have rows, in reading order."""
        return tuple(one for one in (self.summary, self.columns, self.batteries, self.pairs) if one.rows)

    def __str__(self) -> str:
        return "\n\n".join(str(table) for table in self.tables())

    def _repr_html_(self) -> str:
        return "".join(table._repr_html_() for table in self.tables())


def look(export: Export) -> Look:
    """Look at every column of an export; a bounded number of cells is in memory at a time.

    Raises DataError where the export can't be read.
    """
    columns = [(profile, _told(profile, found, export.codebook)) for profile, found in guesses(profiles_of(export))]
    batteries = batteries_of(columns)
    return Look(
        Result("look", (_summary(export, columns, batteries),), Words("The export", "导出数据"), HOW, options=HEADINGS),
        Result(
            "look.columns",
            tuple(_column_rows(columns, export.codebook)),
            Words("Columns", "各列"),
            HOW,
            options=HEADINGS,
        ),
        Result(
            "look.batteries",
            tuple(map(_battery_row, batteries)),
            Words("Likely batteries", "可能的量表题组"),
            HOW,
            options=HEADINGS,
        ),
        Result(
            "look.pairs",
            tuple(_pair_row(*pair) for pair in pairs_of(batteries)),
            Words("Likely expectation and perception", "可能的期望与感知题组"),
            HOW,
            options=HEADINGS,
        ),
    )


def _summary(export: Export, columns: Columns, batteries: Sequence[Battery]) -> Row:
    first, last = _dates(export, columns) or (None, None)
    return {
        "source": export.source,
        "kind": export.kind,
        "rows": columns[0][0].rows if columns else 0,
        "columns": len(export.columns),
        "repeated_headings": len(export.repeated),
        "first_date": first,
        "last_date": last,
        "likely_nps": ", ".join(_short(profile.name) for profile, found in columns if found.kind == "nps") or None,
        "batteries": len(batteries),
        "personal_data": sum(found.kind == "personal" for _, found in columns),
    }


def _dates(export: Export, columns: Columns) -> tuple[str, str] | None:
    """Return the span of the first date column that is filled everywhere, as when answers were handed in."""
    for profile, found in columns:
        if found is DATE_GUESS and not profile.empty:
            frame = export.read([profile.name]).lazy().collect("polars").to_native()
            span = date_range(frame[profile.name].cast(pl.String))
            if span:
                return span
    return None


def _told(profile: Profile, found: Guess, codebook: Codebook) -> Guess:
    """Return what a column is where its export tells, else the guess; what looks personal stays so."""
    role = codebook.roles.get(profile.name)
    if not profile.answered or found is PERSONAL:
        return found
    if role is not None:
        return PERSONAL if role in PERSONAL_ROLES else BY_ROLE.get(role, found)
    labels = codebook.value_labels.get(profile.name, {})
    if profile.answers is not None and labels and all(answer in labels for answer in profile.answers):
        count = len(labels)
        return Guess("choice", Words(f"choice of {count}, labelled", f"选择题（{count} 个选项，有标签）"), shown=True)
    return found


def _column_rows(columns: Columns, codebook: Codebook) -> Iterator[Row]:
    """Yield a row for each column; where the export has the questions' wordings, they stand beside the headings."""
    for place, (profile, found) in enumerate(columns, start=1):
        question = codebook.questions.get(profile.name)
        yield {
            "position": place,
            "column": profile.name,
            **({"question": _short(question) if question else None} if codebook.questions else {}),
            "guess": found.words,
            "answered": profile.answered,
            "empty": profile.empty,
            "distinct": profile.distinct,
            "answers": _answers(profile, codebook.value_labels.get(profile.name, {})) if found.shown else None,
        }


def _answers(profile: Profile, labels: Mapping[str, str]) -> str:
    """Return the answers with their counts: numbers in order, labels by frequency, no more than a dozen.

    A label that one respondent alone gave may be their own words: such are only counted, and what stands in the
    brackets of an `other` option is left out. A code stands with the export's own label.
    """
    counts = list((profile.answers or {}).items())
    alone = 0
    if profile.low is not None:
        counts.sort(key=_by_number)
    elif profile.answered >= ENOUGH_TO_HIDE and not labels:
        alone = sum(count == 1 for _, count in counts)
        counts = [(answer, count) for answer, count in counts if count > 1]
    said = [(f"{answer} = {labels[answer]}" if answer in labels else answer, count) for answer, count in counts]
    shown = [f"{_short(OTHER_TEXT.sub('〖…〗', answer))} ({count})" for answer, count in said[:MOST_ANSWERS]]
    left = len(counts) + alone - len(shown)
    return ", ".join(shown) + (f", … +{left}" if left else "")


def _by_number(counted: tuple[str, int]) -> tuple[bool, float, str]:
    number = plain_number(counted[0])
    return number is None, number or 0.0, counted[0]


def _battery_row(battery: Battery) -> Row:
    answers = sorted(battery.answers, key=lambda answer: (len(answer), answer))
    return {
        "first": battery.columns[0],
        "last": battery.columns[-1],
        "items": len(battery.columns),
        "answers": ", ".join(_short(answer) for answer in answers[:MOST_ANSWERS]),
    }


def _pair_row(expected: Battery, perceived: Battery) -> Row:
    return {
        "expected": f"{expected.columns[0]} … {expected.columns[-1]}",
        "perceived": f"{perceived.columns[0]} … {perceived.columns[-1]}",
        "items": len(expected.columns),
    }


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"
