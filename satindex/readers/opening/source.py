"""What was handed over to be read: a file with its first bytes, or a frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from satindex.errors import DataError, did_you_mean
from satindex.language import Words
from satindex.readers.opening.parts import parts_of
from satindex.readers.opening.zip_limits import check_unpacked

HEAD_BYTES = 1 << 16
ZIP = b"PK\x03\x04"
PARQUET = b"PAR1"


@dataclass(frozen=True)
class Source:
    """A file (`path` and its first bytes `head`) or anything else that was given (`path` is None).

    Where Parquet files hold the rows in `parts`, `path` is the first of them; other files of a folder come one by one,
    each of which `is_part`.
    """

    given: Any
    path: Path | None
    head: bytes = b""
    parts: tuple[Path, ...] = ()
    is_part: bool = False

    @property
    def size(self) -> int:
        """How many bytes the file has, or all its parts have."""
        return sum(path.stat().st_size for path in self.parts or ((self.path,) if self.path else ()))

    @property
    def suffix(self) -> str:
        """The file's ending in lower case, with its dot; empty for a frame."""
        return self.path.suffix.lower() if self.path else ""

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        if self.parts:
            return f"{self.given} ({len(self.parts)} files)"
        return self.path.name if self.path else type(self.given).__name__


def sources_of(given: Any) -> list[Source]:
    """Look at what was given: a frame, a file, or a folder or pattern of files; Parquet files are one source."""
    parts = parts_of(given) if isinstance(given, (str, Path)) else None
    if parts is None:
        return [source_of(given)]
    found = [source_of(part) for part in parts]
    if all(one.head.startswith(PARQUET) for one in found):
        return [replace(found[0], given=given, parts=parts)]
    return [replace(one, is_part=True) for one in found]


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
