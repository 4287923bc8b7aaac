"""Which encoding a text file is in: its mark, strict UTF-8 over the whole file, else the likeliest older one."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import polars as pl

from satindex.errors import DataError
from satindex.frames.engines import engine
from satindex.language import Words
from satindex.readers.opening.source import Source
from satindex.readers.text.legacy import SAMPLE_BYTES, likeliest

BLOCK = 1 << 18
LINE = 1 << 20
LONGEST_CHARACTER = 4
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Text:
    """The bytes of a text file as UTF-8: where they lie on disk, or in memory where they had to be transcoded.

    What is large is transcoded to a file in the folder for what memory can't hold.
    """

    data: Path | bytes
    encoding: str

    def open(self) -> BinaryIO:
        """Open the UTF-8 bytes for reading."""
        return self.data.open("rb") if isinstance(self.data, Path) else BytesIO(self.data)

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self.data.stat().st_size if isinstance(self.data, Path) else len(self.data)


def as_utf8(source: Source) -> Text:
    """Return the file's text as UTF-8; raises DataError where its bytes are damaged or of no known encoding."""
    assert source.path is not None  # noqa: S101 - a text source is a file
    encoding = _marked(source.head) or _wide(source.head)
    if encoding in (None, "utf-8-sig"):
        if _is_utf8(source.path):
            return Text(source.path, encoding or "utf-8")
        encoding = encoding or likeliest(_telling(source.path), source.name)
    if not engine().leaves_on_disk(source.path.stat().st_size):
        return Text("".join(_decoded(source.path, encoding)).encode("utf-8"), encoding)
    path = engine().spool() / "utf-8.txt"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(_decoded(source.path, encoding))
    return Text(path, encoding)


def _telling(path: Path) -> bytes:
    """Return the first lines that hold other than ASCII bytes."""
    found = b""
    with path.open("rb") as file:
        while len(found) <= SAMPLE_BYTES and (line := file.readline(LINE)):
            found += b"" if line.isascii() else line
    return found


def _marked(head: bytes) -> str | None:
    return next((encoding for mark, encoding in MARKS if head.startswith(mark)), None)


def _wide(head: bytes) -> str | None:
    """Recognise UTF-16 without a mark: every second byte of its ASCII characters is 0."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    enough = len(head) // 10
    if odd > max(enough, 9 * even):
        return "utf-16-le"
    return "utf-16-be" if even > max(enough, 9 * odd) else None


def _is_utf8(path: Path) -> bool:
    rest = b""
    try:
        with path.open("rb", buffering=0) as file:
            while block := file.read(BLOCK):
                whole, rest = _whole_characters(rest + block)
                _validate(whole)
        _validate(rest)
    except pl.exceptions.PolarsError:
        return False
    return True


def _whole_characters(block: bytes) -> tuple[bytes, bytes]:
    """Part a block before its last character, which may go on in the next block."""
    within = range(1, min(LONGEST_CHARACTER, len(block)) + 1)
    last = next((place for place in within if block[-place] & 0xC0 != 0x80), 0)
    return (block[:-last], block[-last:]) if last else (block, b"")


def _validate(block: bytes) -> None:
    """Raise PolarsError where bytes are no UTF-8: several times as fast as decoding them."""
    pl.Series([block], dtype=pl.Binary).cast(pl.String)


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    """Yield a file's text block by block."""
    decoder, lines = codecs.getincrementaldecoder(encoding)(), 1
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            try:
                yield decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                line = lines + error.object.count(b"\n", 0, error.start)
                raise _damaged(path, encoding, line, error.object[error.start : error.start + 4]) from error
            if not block:
                return
            lines += block.count(b"\n")


def _damaged(path: Path, encoding: str, line: int, found: bytes) -> DataError:
    shown = " ".join(f"{byte:02X}" for byte in found)
    name = encoding.removesuffix("-sig")
    return DataError(
        Words(
            f"{path.name} looks like {name}, but line {line} holds bytes that are none ({shown}): the file is "
            "damaged or mixes encodings. Export it again as UTF-8.",
            f"{path.name} 看似 {name} 编码，但第 {line} 行含有无效字节（{shown}）：文件已损坏或混用了多种编码。"
            "请重新导出为 UTF-8。",
        )
    )
