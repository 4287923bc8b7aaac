"""The file of moments: magic, format, a head in JSON, packed sums, a checksum; nothing in it is ever run.

14 bytes  b"satindex-sums\\n"
 2 bytes  version of the format, little-endian
 8 bytes  length of the head, then the head: JSON in UTF-8, which says what the file holds
 8 bytes  length of the body, 8 bytes its length unpacked, then the body: zlib of packed sums
32 bytes  SHA-256 of all of it before
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from satindex.errors import DataError
from satindex.frames.counts import CountsPart
from satindex.frames.kept import Kept
from satindex.frames.kept_moments import KeptMoments, KeptSums
from satindex.frames.margin_cells import MarginCells
from satindex.frames.packing import packed, unpacked
from satindex.language import Words
from satindex.linkage.whole.cases import CasesPart
from satindex.linkage.whole.cell_cases import CellCases
from satindex.responses.audit import Audit, CellsMissing, SetAside
from satindex.results.writing import write_atomically
from satindex.stats.cross_products import CrossProducts
from satindex.stats.exact import Exact
from satindex.summaries.joining import joined
from satindex.summaries.meaning import hash_of
from satindex.summaries.summary import Account, Source, Summary

MAGIC: Final = b"satindex-sums\n"
FORMAT: Final = 3
_SHORT, _LONG, _SUM = struct.Struct("<H"), struct.Struct("<Q"), 32
_MOST_TIMES: Final = 1032
"""Deflate never packs more than so many bytes into one."""
_KINDS = (
    Words,
    CellsMissing,
    SetAside,
    Audit,
    Account,
    KeptMoments,
    KeptSums,
    Exact,
    CountsPart,
    CasesPart,
    CellCases,
    CrossProducts,
    MarginCells,
)
ALLOWED: Final = frozenset(kind.__name__ for kind in _KINDS)


def write_moments(summary: Summary, path: Path) -> None:
    """Write a summary; the file stands whole at `path`, or what stood there before does."""
    write_atomically(path, partial(_write, content=_bytes(summary)))


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _bytes(summary: Summary) -> bytes:
    head = json.dumps(_head(summary), ensure_ascii=False).encode()
    body = packed([{"account": one.account, "known": dict(one.known)} for one in (summary, summary.otherwise) if one])
    small = zlib.compress(body, 6)
    parts = (_LONG.pack(len(head)), head, _LONG.pack(len(small)), _LONG.pack(len(body)), small)
    content = b"".join((MAGIC, _SHORT.pack(FORMAT), *parts))
    return content + hashlib.sha256(content).digest()


def _head(summary: Summary) -> dict[str, Any]:
    return {
        "satindex": summary.version,
        "survey": summary.survey,
        "definition": hash_of(summary.meaning),
        "meaning": summary.meaning,
        "rows": summary.rows,
        "sources": [asdict(source) for source in summary.sources],
        "questions": len(summary.known),
    }


def read_file(path: Path) -> Summary:
    """Return the summary in a file; raises DataError where it is none, of another format, damaged or cut off."""
    try:
        content = path.read_bytes()
    except OSError as error:
        said = error.strerror or str(error)
        raise DataError(Words(f"{path} could not be read: {said}.", f"无法读取 {path}：{said}。")) from error
    start = len(MAGIC) + _SHORT.size
    if content[: len(MAGIC)] != MAGIC or len(content) < start:
        raise DataError(
            Words(
                f"{path} is no file of moments: those are written by satindex summarise.",
                f"{path} 不是矩文件：矩文件由 satindex summarise 生成。",
            )
        )
    (written,) = _SHORT.unpack_from(content, len(MAGIC))
    if written != FORMAT:
        raise DataError(
            Words(
                f"{path} has format {written} of moments, this satindex reads {FORMAT}: summarise the data again.",
                f"{path} 的矩文件格式为 {written}，当前版本只读取格式 {FORMAT}：请重新汇总数据。",
            )
        )
    if hashlib.sha256(content[:-_SUM]).digest() != content[-_SUM:]:
        raise _damaged(path)
    try:
        return _read(content[start:-_SUM], str(path))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError, struct.error, zlib.error):
        raise _damaged(path) from None


def read_files(paths: Sequence[str | Path]) -> Summary:
    """Return the parts in files as one; a name with * or ? stands for all files that it matches."""
    found = [file for path in paths for file in _matching(Path(path))]
    return joined([read_file(file) for file in found])


def _matching(path: Path) -> list[Path]:
    if not set("*?[") & set(str(path)) or path.exists():
        return [path]
    folder, pattern = Path(path.anchor or "."), str(path.relative_to(path.anchor) if path.anchor else path)
    found = sorted(one for one in folder.glob(pattern) if one.is_file())
    if not found:
        raise DataError(Words(f"no file matches {path}.", f"没有与 {path} 匹配的文件。"))
    return found


def hashes_of(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return what tells exports from others: the SHA-256 of each file; nothing where one is no single file.

    Examples
    --------
    >>> hashes_of([Path("/no/such/file")])
    ()
    """
    if not all(path.is_file() for path in paths):
        return ()
    found = []
    for path in paths:
        with path.open("rb") as file:
            found.append(hashlib.file_digest(file, "sha256").hexdigest())
    return tuple(found)


def _read(content: bytes, file: str) -> Summary:
    (length,) = _LONG.unpack_from(content, 0)
    head, rest = json.loads(content[_LONG.size :][:length]), content[_LONG.size + length :]
    (small,), (size,) = _LONG.unpack_from(rest, 0), _LONG.unpack_from(rest, _LONG.size)
    body = rest[2 * _LONG.size :]
    if len(body) != small or size > _MOST_TIMES * (small + 1):
        raise ValueError("lengths")
    found = unpacked(_inflated(body, size), ALLOWED)
    if not 1 <= len(found) <= 2 or not all(map(_is_sound, found)):
        raise ValueError("parts")
    sources = tuple(Source(str(one["name"]), int(one["rows"]), tuple(map(str, one["ids"]))) for one in head["sources"])
    if hash_of(head["meaning"]) != head["definition"]:
        raise ValueError("meaning")
    whole, *otherwise = [
        Summary(
            str(head["survey"]), head["meaning"], str(head["satindex"]), sources, one["account"], one["known"], file
        )
        for one in found
    ]
    return replace(whole, otherwise=otherwise[0]) if otherwise else whole


def _is_sound(found: Any) -> bool:
    return isinstance(found["account"], Account) and all(isinstance(one, Kept) for one in found["known"].values())


def _inflated(body: bytes, size: int) -> bytes:
    inflating = zlib.decompressobj()
    found = inflating.decompress(body, size + 1)
    if len(found) != size or not inflating.eof:
        raise ValueError("size")
    return found


def _damaged(path: Path) -> DataError:
    return DataError(
        Words(
            f"{path} is damaged or cut off: copy it again, or summarise the data again.",
            f"{path} 已损坏或不完整：请重新复制，或重新汇总数据。",
        )
    )
