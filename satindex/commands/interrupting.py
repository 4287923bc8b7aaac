"""Ctrl-C ends a command soon and leaves nothing half written, also while an engine computes and does not listen."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import Final

from satindex.language import Words

STOPPED: Final = Words("stopped; nothing half written is left.", "已停止，没有留下写了一半的文件。")
INTERRUPTED: Final = 130
"""The exit code of a process that was interrupted, as shells have it: 128 + SIGINT."""

GRACE: Final = 3.0
"""So many seconds an engine has to give way."""


def heed_interrupts(grace: float = GRACE) -> None:
    """Let Ctrl-C end this process after `grace` seconds at the latest.

    Python itself hears of it only once an engine returns, which a query over many rows may not do for hours. A thread
    that waits for the signal then removes what is half written or was put on disk. Windows ends without it.
    """
    if os.name == "nt":
        return
    waiting, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    threading.Thread(target=_wait, args=(waiting, grace), daemon=True).start()


def _wait(waiting: int, grace: float) -> None:
    while signal.SIGINT not in os.read(waiting, 64):
        pass
    time.sleep(grace)
    # Modules that were never loaded have nothing on disk.
    for name, remove in (("results.writing", "remove_unfinished"), ("frames.engines", "remove_all_spools")):
        module = sys.modules.get(f"satindex.{name}")
        if module is not None:
            getattr(module, remove)()
    print(f"\n{STOPPED}", file=sys.stderr, flush=True)  # noqa: T201 - the process ends here
    os._exit(INTERRUPTED)
