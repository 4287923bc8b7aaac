"""Stored codes that the file itself labels as other points: read as stored, and said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.export import Codebook
from satindex.responses.answers import Coder
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
    """Yield a note for each item on points whose stored codes stand for other points by the file's own labels.

    A question from 0 to 10 may be stored as 1 to 11, or the best answer as 1: what is stored decides, unless the
    definition lists codes.
    """
    for one in answered:
        item, column = one.item, one.column
        if item.scale.kind != "points" or column in codebook.counted_from:
            continue
        others = _others(item, one.answers, codebook.value_labels.get(column, {}))
        if others:
            code, label, point = others[0]
            count = len(others)
            yield Words(
                f"{item.name} [{column}]: the file's own label of code {code} is '{label}' ({count} codes are labelled "
                f"as other points); answers are read as stored. If the labels are meant, list codes: "
                f"{{{code}: {point:g}, …}} in the scale",
                f"{item.name}[{column}]：文件自身把编码 {code} 标为“{label}”（共 {count} 个编码的标签是另一个分值）；"
                f"答案按所存编码读取。如应按标签读取，请在量表中列出 codes: {{{code}: {point:g}, …}}",
            )


def refuse_labelled_apart(answered: Iterable[Answered], codebook: Codebook) -> None:
    """Raise DataError where one code has labels of two points in the files that stand one below the other."""
    for one in answered:
        by_words = Coder(replace(one.item, reverse=False), (), {})
        labels = codebook.value_labels.get(one.column, {})
        for code, others in codebook.labels_elsewhere.get(one.column, {}).items():
            first = labels.get(code, "")
            for label in others:
                point, other = _point(by_words, first), _point(by_words, label)
                if point is not None and other is not None and point != other:
                    name = f"{one.item.name} [{one.column}]"
                    raise DataError(
                        Words(
                            f"{name}: code {code} is '{first}' in one file and '{label}' in another: other answers "
                            "under one code. Export both with the same codes, or as texts.",
                            f"{name}：编码 {code} 在一个文件中为“{first}”，在另一个文件中为“{label}”："
                            "同一编码表示不同的回答。请按同一编码或以文本导出。",
                        )
                    )


def _others(item: Item, stored: Iterable[Any], labels: Mapping[str, str]) -> list[tuple[str, str, float]]:
    """Return the given codes whose labels are other points, with those, in the order of the labels."""
    given = {as_text(one) for one in stored if one is not None}
    by_words = Coder(replace(item, reverse=False), (), {})
    points = ((code, label, _point(by_words, label)) for code, label in labels.items() if code in given)
    return [
        (code, label, point)
        for code, label, point in points
        if point is not None and as_number(code) is not None and point != as_number(code)
    ]


def _point(by_words: Coder, label: str) -> float | None:
    number = as_number(label)
    return by_words.read(label).value if number is None else number
