"""Frames that are not there: what can be said without the rows is said from sums that were asked before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, cast

from satindex.errors import RowsNeededError
from satindex.frames.batches import Frame
from satindex.frames.kept import Kept
from satindex.frames.passes import Answered, Progress, Sum


class _Away:
    """Stands in the place of a frame: whatever asks for its rows or columns is told that there are none."""

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):  # what looks modules through asks for these of everything
            raise AttributeError(name)
        raise RowsNeededError

    def __len__(self) -> NoReturn:
        raise RowsNeededError

    def __getitem__(self, name: object) -> NoReturn:
        raise RowsNeededError


AWAY = cast("Frame", _Away())


class Recorded(Answered):
    """Answers questions about a frame that nobody else may read, and keeps every answer that may be kept.

    `answered` is what is known of the frame so far. A question is refused, as without the rows, where its parts hold
    more than sums or where it reads a `hidden` column.
    """

    def __init__(self, frame: Frame, answered: Answered, hidden: Sequence[str] = ()) -> None:
        super().__init__(answered.known)
        self.frame, self.hidden = frame, frozenset(hidden)
        self.asked: dict[str, Sum[Any]] = {}

    def ask(self, frame: Frame, sums: Sequence[Sum[Any]], progress: Progress | None = None) -> list[Any]:
        if not all(one.keepable for one in sums) or any(self.hidden.intersection(one.columns) for one in sums):
            raise RowsNeededError
        self.asked |= {one.key: one for one in sums}
        return super().ask(self.frame, sums, progress)

    def kept(self) -> Mapping[str, Kept]:
        """Return everything that was asked, as it is kept."""
        return {key: one.kept(self.known[key]) for key, one in self.asked.items()}
