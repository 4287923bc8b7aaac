"""Which columns of two files of one survey are the same question."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from satindex.readers.export import Codebook, Export


def matched_columns(export: Export, names: Sequence[str], book: Codebook) -> dict[str, str]:
    """Return, for each column of an export that is known, the name it is known by; each name once.

    Columns match by heading as written, by heading loosely, by the platform's id, by the question's text, and by the
    heading of one that is the other's question; never where two would match.
    """
    # A heading that stands twice here and once there can't be told from its double.
    sure = [one for one in export.columns if one not in export.repeated or f"{one} (2)" in names]
    found: dict[str, str] = {}
    for own, known in _ways(export, names, book):
        free = {key: name for key, name in _single(names, known).items() if name not in found.values()}
        for key, column in _single([one for one in sure if one not in found], own).items():
            if key in free:
                found[column] = free[key]
    return found


def _ways(
    export: Export, names: Sequence[str], book: Codebook
) -> Iterator[tuple[Callable[[str], str], Callable[[str], str]]]:
    """Yield pairs of what a column of the export, and a known one, may be recognised by; empty: by nothing."""
    told = export.codebook
    yield str, str
    yield _folded, _folded
    yield _of(told.ids), _of(book.ids)
    yield _of(told.questions), _of(book.questions)
    yield _of(told.questions), _folded
    yield _folded, _of(book.questions)


def _of(texts: Mapping[str, str]) -> Callable[[str], str]:
    return lambda column: _folded(texts.get(column, ""))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _single(columns: Sequence[str], key_of: Callable[[str], str]) -> dict[str, str]:
    """Return the columns by their keys, without keys that are empty or stand for several."""
    counts = Counter(key_of(column) for column in columns)
    return {key_of(column): column for column in columns if key_of(column) and counts[key_of(column)] == 1}
