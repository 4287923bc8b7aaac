"""Everything that can go wrong, one small tree; each error says where, what, and what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from satindex.language import Words

ROWS_NEEDED = Words(
    "this needs the rows themselves, and a file of moments holds sums only: make the report from the data",
    "此项需要逐行数据，而矩文件只含合计：请用原始数据生成报告",
)


class SatindexError(Exception):
    """Base of all errors that satindex raises on purpose; `str()` speaks the reader's language."""

    def __init__(self, words: Words | str) -> None:
        self.words = Words(words, words) if isinstance(words, str) else words
        super().__init__(self.words.en)

    def __str__(self) -> str:
        return self.words.say()


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a survey definition: its place and what was probably meant."""

    file: str
    line: int
    path: str
    what: Words
    hint: Words | None = None

    def say(self, language: str | None = None) -> str:
        """Return `file:line: path: what. hint` in one line; line 0 is the file as a whole."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        said = f"{place}: {self.path + ': ' if self.path else ''}{self.what.say(language)}"
        return f"{said} {self.hint.say(language)}" if self.hint else said

    def __str__(self) -> str:
        return self.say()


class SurveyError(SatindexError):
    """A survey definition has faults; `faults` holds all of them, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.path)))
        super().__init__(Words(*("\n".join(fault.say(lang) for fault in self.faults) for lang in ("en", "zh"))))


class DataError(SatindexError):
    """An export can't be read, or doesn't fit its survey definition."""


class NoRowsError(DataError):
    """An export has headings and no rows below them; `source` and `columns` are its name and what they say."""

    def __init__(self, words: Words, source: str, columns: tuple[str, ...]) -> None:
        super().__init__(words)
        self.source, self.columns = source, columns


class AnswerError(DataError):
    """The export holds answers that their scales do not know."""


class FigureError(SatindexError):
    """A figure was asked for that does not exist or can't be computed from what was given."""


class RowsNeededError(FigureError):
    """A figure needs respondents' rows themselves, and only sums of them are at hand."""

    def __init__(self) -> None:
        super().__init__(ROWS_NEEDED)


class WriteError(SatindexError):
    """A result could not be written; what stood there before is untouched."""


class MissingExtraError(SatindexError):
    """An optional package is needed and not installed; the message holds the command that installs it."""

    def __init__(self, package: str, extra: str, purpose: Words) -> None:
        command = f'pip install "satindex[{extra}]"'
        super().__init__(
            Words(
                f"{purpose.en} needs the package {package}, which is not installed. Install it with: {command}",
                f"{purpose.zh}需要 {package}，但尚未安装。安装命令：{command}",
            )
        )


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `wrong`, or None when none is alike.

    Examples
    --------
    >>> nearest("tangibels", ["tangibles", "empathy"])
    'tangibles'
    """
    names = list(known)
    by_folded = {name.casefold(): name for name in names}
    found = difflib.get_close_matches(wrong.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def did_you_mean(wrong: str, known: Iterable[str], most: int = 12) -> Words | None:
    """Return a hint: the nearest known name, else the list of what exists; None when nothing exists."""
    names = list(known)
    if not names:
        return None
    guess = nearest(wrong, names)
    if guess is not None:
        return Words(f"Did you mean '{guess}'?", f"是否应为“{guess}”？")
    listed = ", ".join(names[:most]) + (", …" if len(names) > most else "")
    return Words(f"There are: {listed}.", f"可用的有：{listed}。")
