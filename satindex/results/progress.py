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
_WIDTH: Final = 76
_SHOWING: Final[list[Progress]] = []


class Progress:
    """Shows the stage of a long work on standard error; writes nothing where that is not a terminal.

    Used as a context: `with Progress() as progress: progress.stage(…)`; the line is wiped at the end.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._stage, self._rows, self._total, self._pass = Words("", ""), 0, 0, 1
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
        self._stage, self._rows, self._total, self._pass, self._begun = words, 0, total, 1, time.monotonic()

    def rows(self, done: int) -> None:
        """Say how many rows are done; a smaller number than before begins another pass over them."""
        if done <= self._rows:
            self._begun, self._pass = time.monotonic(), self._pass + 1
        self._rows = done

    def _show(self) -> None:
        if self._done.wait(PATIENCE):
            return
        while not self._done.wait(EVERY):
            self._shown = True
            self._write(self._line())

    def _line(self) -> str:
        so_far = _lasting(time.monotonic() - self._started)
        if not (self._total and self._rows):
            return f"{self._stage} … {so_far}"
        left = (time.monotonic() - self._begun) * (self._total / self._rows - 1)
        said = Words(f", {_lasting(left)} left", f"，还需约 {_lasting(left)}") if left >= 1 else ""
        again = Words(f" (pass {self._pass})", f"(第 {self._pass} 遍)") if self._pass > 1 else ""
        return f"{self._stage} {self._rows:,}/{self._total:,}{again} · {so_far}{said}"

    def _write(self, line: str) -> None:
        self._stream.write(f"\r{line[:_WIDTH]:{_WIDTH}}\r{line[:_WIDTH]}")
        self._stream.flush()

    @contextmanager
    def instead(self, words: Words, total: int) -> Iterator[Callable[[int], None]]:
        """Say what is being done within; then what was being done before, again."""
        before = self._stage, self._rows, self._total, self._pass, self._begun
        self.stage(words, total)
        try:
            yield self.rows
        finally:
            self._stage, self._rows, self._total, self._pass, self._begun = before


def _lasting(seconds: float) -> str:
    """Return how long something lasts.

    Examples
    --------
    >>> _lasting(48.2), _lasting(200), _lasting(7500)
    ('48 s', '3 min', '2 h 5 min')
    """
    if seconds < 120:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


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
