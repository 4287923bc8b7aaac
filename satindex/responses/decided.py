"""What the answers in each item's column mean: of all that occur, or of all that may within the column's bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from satindex.frames.batches import Frame
from satindex.frames.counts import bounds
from satindex.frames.footers import Bounds
from satindex.readers.export import Codebook
from satindex.responses.answers import Answer, Coder
from satindex.responses.coding import coder_of
from satindex.survey.model import Item, Survey

_MOST_ANSWERS: Final = 1000


@dataclass(frozen=True)
class Decided:
    """An item's distinct answers, each with its count and meaning.

    Where they are not `counted`, all are answers that may be there, and only how many are missing is told.
    """

    item: Item
    column: str
    answers: Mapping[Any, tuple[int, Answer]]
    counted: bool = True

    def of(self, meaning: str) -> Iterator[tuple[Any, int]]:
        """Yield the stored answers of one meaning with their counts."""
        return ((stored, count) for stored, (count, answer) in self.answers.items() if answer.meaning == meaning)


def decided_by(coder: Coder, column: str, counts: Mapping[Any, int]) -> Decided:
    """Return what answers of a column mean that occur so often."""
    return Decided(coder.item, column, {stored: (count, coder.read(stored)) for stored, count in counts.items()})


def within_bounds(frame: Frame, survey: Survey, columns: Mapping[str, str], codebook: Codebook) -> dict[str, Decided]:
    """Return the items, by name, whose columns are known without their rows to hold answers of their scales alone."""
    items = {name: item for name, item in survey.items.items() if item.scale.is_numeric and item.scale.values}
    found = bounds(frame, list(dict.fromkeys(columns[name] for name in items)))
    told = (
        (name, _within(coder_of(item, survey, codebook, columns[name]), columns[name], found[columns[name]]))
        for name, item in items.items()
        if columns[name] in found and not _is_labelled(columns[name], codebook)
    )
    return {name: one for name, one in told if one is not None}


def _is_labelled(column: str, codebook: Codebook) -> bool:
    """Whether which codes occur decides what is said of the labels that the file has of them."""
    return column in codebook.value_labels or column in codebook.labels_elsewhere or column in codebook.counted_from


def _within(coder: Coder, column: str, found: Bounds) -> Decided | None:
    if found.low is None or found.high is None or found.high - found.low > _MOST_ANSWERS:
        return None
    answers = {stored: (0, coder.read(stored)) for stored in range(found.low, found.high + 1)}
    if any(answer.meaning != "value" for _, answer in answers.values()):
        return None
    missing = {None: (found.missing, coder.read(None))} if found.missing else {}
    return Decided(coder.item, column, {**answers, **missing}, counted=False)
