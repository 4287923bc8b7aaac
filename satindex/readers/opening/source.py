"""What was handed over to be read: a file with its first bytes, or a frame."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from satindex.errors import DataError, did_you_mean
from satindex.language import Words
from satindex.readers.opening.zip_limits import check_unpacked

HEAD_BYTES = 1 << 16
ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Source:
    """A file (`path` and its first bytes `head`) or anything else that was given (`path` is None)."""

    given: Any
    path: Path | None
    head: bytes = b""

    @property
    def suffix(self) -> str:
        """The file's ending in lower case, with its dot; empty for a frame."""
        return self.path.suffix.lower() if self.path else ""

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name if self.path else type(self.given).__name__


def source_of(given: Any) -> Source:
    """Look at what was given; raises DataError for a missing file, a folder, an empty or unreadable file, a
    workbook that would fill memory."""
    if not isinstance(given, (str, Path)):
        return Source(given, None)
    path = Path(given)
    try:
        if path.is_dir():
            raise DataError(Words(f"{path} is a folder; name a file in it.", f"{path} 是文件夹，请给出其中的文件。"))
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise _missing(path) from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise DataError(Words(f"{path} could not be read: {said}.", f"无法读取 {path}：{said}。")) from error
    if not head:
        raise DataError(Words(f"{path} is empty (0 bytes).", f"{path} 是空文件（0 字节）。"))
    if head.startswith(ZIP):
        check_unpacked(path)
    return Source(given, path, head)


def _missing(path: Path) -> DataError:
    folder = path.parent
    if not folder.is_dir():
        return DataError(
            Words(
                f"There is no file {path}: the folder {folder} does not exist.",
                f"找不到文件 {path}：文件夹 {folder} 不存在。",
            )
        )
    names = sorted(entry.name for entry in folder.iterdir() if entry.is_file() and not entry.name.startswith("."))
    hint = did_you_mean(path.name, names)
    if hint is None:
        return DataError(Words(f"There is no file {path}; its folder is empty.", f"找不到文件 {path}，文件夹是空的。"))
    return DataError(Words(f"There is no file {path}. {hint.en}", f"找不到文件 {path}。{hint.zh}"))
