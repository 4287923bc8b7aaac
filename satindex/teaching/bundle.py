"""The checks as one file that stands beside a learner's notebook, for where satindex can't be installed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from satindex import language
from satindex.teaching import practice

BUNDLE = "satindex_practice.zip"

_LICENCE = "# Part of satindex: GPL-3.0-or-later.\n"
_EMPTY = ("teaching/__init__.py", "results/__init__.py")
_SHARED = ("errors.py", "language.py", "results/inert.py", "results/writing.py", "teaching/reading.py")
_WHEN = (1980, 1, 1, 0, 0, 0)


@cache
def bundle() -> bytes:
    """Return a zip file that Python imports `satindex` from, the same at every call.

    It holds `check` and `open_exercise` alone and needs nothing but Python. The notebook puts it at the end of
    `sys.path`, so that an installed satindex comes first.
    """
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as archive:
        for name, text in sorted(_files()):
            archive.writestr(zipfile.ZipInfo(f"satindex/{name}", _WHEN), _LICENCE + text)
    return raw.getvalue()


def _files() -> Iterator[tuple[str, str]]:
    home, rooms = Path(language.__file__).parent, Path(practice.__file__).parent
    yield "__init__.py", (rooms / "alone.py").read_text(encoding="utf-8")
    yield from ((name, "") for name in _EMPTY)
    files = [*(home / name for name in _SHARED), *rooms.glob("*.py")]
    yield from ((file.relative_to(home).as_posix(), file.read_text(encoding="utf-8")) for file in files)
