"""Further processes that do part of the work: each has a Python of its own, so that none waits for another's."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process, resource_tracker
from types import ModuleType
from typing import Any, Final

from satindex.language import Words

ENDED: Final = Words(
    "a process that did part of the work was ended from outside: is there too little memory?",
    "一个分担工作的进程被外部终止：是否内存不足？",
)
IDLE: Final = 20.0
"""Seconds after which processes that have nothing to do are ended."""

ONE_EACH: Final = {
    "POLARS_MAX_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # What a batch gave back, the next one takes: memory that went to the system and came again would be cleared anew.
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 25),
    "MALLOC_TOP_PAD_": str(1 << 26),
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:-1,muzzy_decay_ms:-1",
}
"""What processes are told that have a processor each."""


def processes(
    number: int, begin: Callable[..., None] | None = None, *given: Any, at_end: Callable[[], None] | None = None
) -> ProcessPoolExecutor:
    """Return so many processes, which start when they are first given work; each begins with `begin(*given)`.

    They do not hear Ctrl-C: whoever asked for the work does, and ends them. Where that process is gone, or they are
    asked to end themselves (SIGTERM, which may go to all processes of a group), they do what `at_end` says and end.
    """
    _track_quietly()
    # None is forked from one that has threads.
    return ProcessPoolExecutor(number, get_context("spawn"), _begun, (begin, given, at_end))


def _track_quietly() -> None:
    """Start what clears up after processes that were ended, so that it does not warn of having had to."""
    before = os.environ.get("PYTHONWARNINGS")
    quiet = "ignore::UserWarning:multiprocessing.resource_tracker"
    os.environ["PYTHONWARNINGS"] = f"{before},{quiet}" if before else quiet
    try:
        if os.name != "nt":  # Windows has none
            resource_tracker.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONWARNINGS"]
        else:
            os.environ["PYTHONWARNINGS"] = before


def can_start() -> bool:
    """Whether this process may start others: it is none of those that were started themselves."""
    return parent_process() is None


@contextmanager
def starting(environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """Hand over work within, so that processes start in peace.

    They do not hear Ctrl-C while they load, when they would end with a traceback each. They do not run the script
    anew that asked for the work, as processes would whose main module has a file.
    """
    main, before = sys.modules["__main__"], {name: os.environ.get(name) for name in environment or {}}
    in_main = threading.current_thread() is threading.main_thread()
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN) if in_main else None
    sys.modules["__main__"] = ModuleType("__main__")
    os.environ.update(environment or {})
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        if in_main:
            signal.signal(signal.SIGINT, heard)


class Kept:
    """Processes that are kept for the work that follows, until they have had nothing to do for a while."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._number = 0
        self._timer: threading.Timer | None = None
        self._users = 0
        self._lock = threading.Lock()

    @property
    def running(self) -> bool:
        """Whether there are processes."""
        return self._pool is not None

    @contextmanager
    def used(self, number: int) -> Iterator[ProcessPoolExecutor]:
        """Use the processes within, no more than `number`; those that fail are replaced the next time."""
        if self._number > number:
            self._end()
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            if self._pool is None:
                self._pool, self._number = processes(number), number
            pool, self._users = self._pool, self._users + 1
        try:
            yield pool
        except GeneratorExit:
            raise  # whoever asked has enough
        except BaseException:
            self.end()
            raise
        finally:
            with self._lock:
                self._users -= 1
                if not self._users and self._pool is not None:
                    self._timer = threading.Timer(IDLE, self._end)
                    self._timer.daemon = True
                    self._timer.start()

    def end(self) -> None:
        """End the processes when they have done what they are at."""
        self._end(unless_used=False)

    def _end(self, *, unless_used: bool = True) -> None:
        """End the processes; where their time is over, not those that were given work just then."""
        with self._lock:
            if unless_used and self._users:
                return
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)


KEPT: Final = Kept()
atexit.register(KEPT.end)


def _begun(begin: Callable[..., None] | None, given: tuple[Any, ...], at_end: Callable[[], None] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: _end(at_end))
    threading.Thread(target=_end_with_parent, args=(at_end,), daemon=True).start()
    if begin is not None:
        begin(*given)


def _end_with_parent(at_end: Callable[[], None] | None) -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    _end(at_end)


def _end(at_end: Callable[[], None] | None) -> None:
    if at_end is not None:
        at_end()
    os._exit(1)
