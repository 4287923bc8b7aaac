"""The files that are handed in: in folders, one by one, or in the archives that learning platforms give out."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from satindex.errors import DataError
from satindex.language import Words
from satindex.teaching.bundle import BUNDLE

LARGEST = 2_000_000
"""Bytes of one submission: a thousand times what a learner's answers take."""
MOST_MEMBERS = 50_000
_UNREAD = (".ipynb_checkpoints", "__MACOSX", BUNDLE)
TOO_LARGE = Words(
    f"is larger than {LARGEST / 1e6:g} MB, which no submission is", f"大于 {LARGEST / 1e6:g} MB，不可能是作答文件"
)


@dataclass(frozen=True)
class Handed:
    """A file that was handed in: where it stands, and its bytes, or why it has none."""

    place: str
    raw: bytes = b""
    fault: Words | None = None


def handed_in(sources: Iterable[Path]) -> Iterator[Handed]:
    """Yield the JSON files and notebooks of folders, files and zip archives, in order of their names.

    Raises DataError for a source that is not there. No more of a file is read than a submission may have, whatever an
    archive declares.
    """
    for source in sources:
        if source.is_dir():
            for path in sorted(path for path in source.rglob("*") if _is_read(path.relative_to(source).parts)):
                yield from _of_file(path) if path.is_file() else ()
        elif source.exists():
            yield from _of_file(source, named=True)
        else:
            raise DataError(Words(f"There is no {source}.", f"没有 {source}。"))


def _is_read(parts: tuple[str, ...]) -> bool:
    return not any(part in _UNREAD or part.startswith("._") for part in parts)


def _of_file(path: Path, *, named: bool = False) -> Iterator[Handed]:
    suffix = path.suffix.lower()
    if suffix == ".zip":
        yield from _of_archive(path)
    elif suffix == ".ipynb":
        yield Handed(str(path))
    elif suffix == ".json" or named:
        try:
            with path.open("rb") as file:
                yield _handed(str(path), file.read(LARGEST + 1))
        except OSError as error:
            reason = error.strerror or str(error)
            yield Handed(str(path), fault=Words(f"can't be read: {reason}", f"无法读取：{reason}"))


def _handed(place: str, raw: bytes) -> Handed:
    return Handed(place, raw) if len(raw) <= LARGEST else Handed(place, fault=TOO_LARGE)


def _of_archive(path: Path) -> Iterator[Handed]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if _is_read(PurePosixPath(info.filename).parts)]
            if len(members) > MOST_MEMBERS:
                count = len(members)
                yield Handed(str(path), fault=Words(f"holds {count:,} files", f"含 {count:,} 个文件，过多"))
                return
            for info in sorted(members, key=lambda info: info.filename):
                yield from _of_member(path, archive, info)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        yield Handed(str(path), fault=Words(f"is a damaged archive: {error}", f"压缩包已损坏：{error}"))


def _of_member(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Handed]:
    place, suffix = f"{path}/{info.filename}", PurePosixPath(info.filename).suffix.lower()
    if suffix == ".ipynb":
        yield Handed(place)
    elif suffix == ".zip":
        yield Handed(place, fault=Words("is an archive in an archive: unpack it", "是嵌套的压缩包：请先解压"))
    elif suffix == ".json":
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield Handed(
                place, fault=Words("is packed in a way that is not read: unpack it", "压缩方式不支持：请先解压")
            )
            return
        try:
            with archive.open(info) as file:
                yield _handed(place, file.read(LARGEST + 1))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            yield Handed(place, fault=Words(f"can't be unpacked: {error}", f"无法解压：{error}"))
