"""Files are written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from satindex.errors import WriteError
from satindex.language import Words
from satindex.results.inert import LOST

_UNFINISHED: set[Path] = set()
_HALF = re.compile("[\ud800-\udfff]")


def remove_unfinished() -> None:
    """Remove what is half written, where the process ends before the writing does."""
    for path in list(_UNFINISHED):
        path.unlink(missing_ok=True)


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file beside `path`, then move it there in one step.

    A failed write raises WriteError and leaves what stood at `path` untouched; nothing half written stays.
    """
    if path.is_dir():
        raise WriteError(Words(f"{path} is a folder; name a file.", f"{path} 是文件夹，请给出文件名。"))
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    except OSError as error:
        raise _not_written(path, error) from error
    os.close(handle)
    temporary = Path(name)
    _UNFINISHED.add(temporary)
    try:
        write(temporary)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)
        _UNFINISHED.discard(temporary)


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8; half a sign that stands alone (a surrogate), which UTF-8 can't hold, is marked."""
    write_texts(path, [text])


def write_texts(path: Path, texts: Iterable[str]) -> None:
    """Write texts one after the other, as `write_text` does one."""
    with path.open("wb") as file:
        for text in texts:
            try:
                file.write(text.encode("utf-8"))
            except UnicodeEncodeError:
                file.write(_HALF.sub(LOST, text).encode("utf-8"))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _not_written(path: Path, error: OSError) -> WriteError:
    said = error.strerror or str(error)
    return WriteError(Words(f"{path} could not be written: {said}.", f"无法写入 {path}：{said}。"))
