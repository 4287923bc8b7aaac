"""A line on the terminal that says what is being done, once it takes longer than a second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Final, TextIO

from satindex.language import Words

PATIENCE: Final = 1.0
EVERY: Final = 0.2
_WIDTH: Final = 60
_SHOWING: Final[list[Progress]] = []


class Progress:
    """Shows the stage of a long work on standard error; writes nothing where that is not a terminal.

    Used as a context: `with Progress() as progress: progress.stage(…)`; the line is wiped at the end.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._stage, self._rows, self._total = Words("", ""), 0, 0
        self._started = self._begun = time.monotonic()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)
        self._shown = False

    def __enter__(self) -> Progress:
        _SHOWING.append(self)
        if self._stream.isatty():
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        _SHOWING.remove(self)
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._shown:
            self._write("")

    def stage(self, words: Words, total: int = 0) -> None:
        """Say what is being done now, and of how many rows."""
        self._stage, self._rows, self._total, self._begun = words, 0, total, time.monotonic()

    def rows(self, done: int) -> None:
        """Say how many rows are done; a smaller number than before begins another pass over them."""
        if done <= self._rows:
            self._begun = time.monotonic()
        self._rows = done

    def _show(self) -> None:
        if self._done.wait(PATIENCE):
            return
        while not self._done.wait(EVERY):
            self._shown = True
            self._write(self._line())

    def _line(self) -> str:
        passed = time.monotonic() - self._started
        seconds = f"{passed:.0f} s"
        if self._total and self._rows:
            left = (time.monotonic() - self._begun) * (self._total / self._rows - 1)
            said = Words(f", {left:.0f} s left", f"，还需约 {left:.0f} 秒") if left >= 1 else Words("", "")
            return f"{self._stage} {self._rows:,}/{self._total:,} · {seconds}{said}"
        return f"{self._stage} … {seconds}"

    def _write(self, line: str) -> None:
        self._stream.write(f"\r{line[:_WIDTH]:{_WIDTH}}\r{line[:_WIDTH]}")
        self._stream.flush()

    @contextmanager
    def instead(self, words: Words, total: int) -> Iterator[Callable[[int], None]]:
        """Say what is being done within; then what was being done before, again."""
        before = self._stage, self._rows, self._total
        self.stage(words, total)
        try:
            yield self.rows
        finally:
            self._stage, self._rows, self._total = before


@contextmanager
def counting(words: Words, total: int) -> Iterator[Callable[[int], None]]:
    """Tell of a long work on the line that is shown already, else on one of its own; yields what hears how far it is.

    Whoever computes need not know who is watching: `with counting(words, 200) as done: done(3)`.
    """
    if _SHOWING:
        with _SHOWING[-1].instead(words, total) as done:
            yield done
        return
    with Progress() as progress:
        progress.stage(words, total)
        yield progress.rows
