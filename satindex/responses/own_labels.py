"""Stored codes that the file itself labels as other numbers: read as stored, and said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from satindex.language import Words
from satindex.readers.export import Codebook
from satindex.responses.folding import as_number, as_text
from satindex.survey.model import Item


class Answered(Protocol):
    """An item with its column in the export and its distinct stored answers."""

    @property
    def item(self) -> Item: ...

    @property
    def column(self) -> str: ...

    @property
    def answers(self) -> Iterable[Any]: ...


def labelled_otherwise(answered: Iterable[Answered], codebook: Codebook) -> Iterator[Words]:
    """Yield a note for each item on points whose stored codes stand for other numbers by the file's own labels.

    A question from 0 to 10 may be stored as 1 to 11: what is stored decides, unless the definition lists codes.
    """
    for one in answered:
        item, column = one.item, one.column
        others = _others(one.answers, codebook.value_labels.get(column, {}))
        if others and item.scale.kind == "points" and column not in codebook.counted_from:
            code, label = others[0]
            count = len(others)
            yield Words(
                f"{item.name} [{column}]: the file's own label of code {code} is '{label}' ({count} codes are labelled "
                f"with other numbers); answers are read as stored. If the labels are meant, list codes: "
                f"{{{code}: {label}, …}} in the scale",
                f"{item.name}[{column}]：文件自身把编码 {code} 标为“{label}”（共 {count} 个编码的标签是另外的数）；"
                f"答案按所存编码读取。如应按标签读取，请在量表中列出 codes: {{{code}: {label}, …}}",
            )


def _others(stored: Iterable[Any], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the given codes whose labels are other numbers, with those, in the order of the labels."""
    given = {as_text(one) for one in stored if one is not None}
    return [
        (code, label)
        for code, label in labels.items()
        if code in given and (number := as_number(label)) is not None and number != as_number(code)
    ]
