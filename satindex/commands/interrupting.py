"""Ctrl-C and a request to end (SIGTERM) end a command soon and leave nothing half written, whatever an engine does."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import Final, NoReturn, TextIO

from satindex.language import Words

STOPPED: Final = Words("stopped; nothing half written is left.", "已停止，没有留下写了一半的文件。")
GRACE: Final = 3.0
"""So many seconds an engine has to give way."""
_HEARD: Final[list[KeyboardInterrupt]] = []


class Terminated(KeyboardInterrupt):
    """The process was asked to end: by `kill`, a scheduler, a container that is stopped."""


def exit_code(stopped: KeyboardInterrupt) -> int:
    """Return the exit code of a process that was stopped, as shells have it: 128 + the signal.

    Examples
    --------
    >>> exit_code(KeyboardInterrupt()), exit_code(Terminated())
    (130, 143)
    """
    return 128 + (signal.SIGTERM if isinstance(stopped, Terminated) else signal.SIGINT)


def heard() -> KeyboardInterrupt | None:
    """Return what stopped this process, also where an engine made an error of its own of it."""
    return _HEARD[0] if _HEARD else None


def heed_interrupts(grace: float = GRACE) -> None:
    """Let Ctrl-C and SIGTERM end this process after `grace` seconds at the latest.

    Python itself hears of them only once an engine returns, which a query over many rows may not do for hours. A thread
    that waits for the signal then removes what is half written or was put on disk. Windows ends without it.
    """
    if os.name == "nt":
        return
    signal.signal(signal.SIGTERM, _terminated)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is ignored: that stays
        signal.signal(signal.SIGINT, _interrupted)
    sys.unraisablehook = _said
    waiting, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    # What starts a program may have turned the stream of errors elsewhere when the signal comes.
    errors = os.fdopen(os.dup(2), "w", encoding=sys.stderr.encoding, errors="replace")
    threading.Thread(target=_wait, args=(waiting, grace, errors), daemon=True).start()


def _terminated(*_: object) -> NoReturn:
    _HEARD.append(Terminated())
    raise _HEARD[-1]


def _interrupted(*_: object) -> NoReturn:
    _HEARD.append(KeyboardInterrupt())
    raise _HEARD[-1]


def _said(failed: sys.UnraisableHookArgs) -> None:
    """Say nothing of a signal that is heard where nothing can be raised: the thread that waits for it ends the work."""
    if not issubclass(failed.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(failed)


def _wait(waiting: int, grace: float, errors: TextIO) -> None:
    numbers: list[int] = []
    while not numbers:
        numbers = [number for number in os.read(waiting, 64) if number in (signal.SIGINT, signal.SIGTERM)]
    time.sleep(grace)
    # Modules that were never loaded have nothing on disk.
    for name, remove in (("results.writing", "remove_unfinished"), ("frames.engines", "remove_all_spools")):
        module = sys.modules.get(f"satindex.{name}")
        if module is not None:
            getattr(module, remove)()
    print(f"\n{STOPPED}", file=errors, flush=True)
    os._exit(128 + numbers[0])
