"""Workbooks that would fill memory: told from their packed parts before anything unpacks them whole."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from satindex.errors import DataError
from satindex.language import Words

MOST_BYTES = 1_500_000_000
MOST_CELLS = 60_000_000
LARGEST_RATIO = 1032  # deflate packs no better
BLOCK = 1 << 20
# Rows are at most 2²⁰: only columns from BA on can make a sheet too large, so that narrow ones are scanned fast.
WIDE_COLUMN = re.compile(rb' r="([B-Z][A-Z]|[A-Z]{3})\d')
ROW = re.compile(rb' r="[A-Z]{0,3}(\d{4,7})"')
LONGEST_REFERENCE = 16
PARTS = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.(xml|bin)$", re.IGNORECASE)


def check_unpacked(path: Path) -> None:
    """Raise DataError where a workbook's parts unpack to more than memory should hold, or its cells span too much."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError):
        return  # the reader says what is wrong with it
    with archive:
        parts = [info for info in archive.infolist() if PARTS.match(info.filename)]
        for info in parts:
            _check_size(path, info)
        for info in parts:
            if info.filename.lower().endswith(".xml") and "worksheets" in info.filename:
                _check_span(path, info)


def _check_size(path: Path, info: zipfile.ZipInfo) -> None:
    """Count what a part really unpacks to, for what the archive declares need not be true."""
    if info.file_size <= MOST_BYTES and info.compress_size * LARGEST_RATIO <= MOST_BYTES:
        return
    size = info.file_size
    if size <= MOST_BYTES:
        size = 0
        for block in _unpacked(path, info):
            size += len(block)
            if size > MOST_BYTES:
                break
    if size > MOST_BYTES:
        raise DataError(
            Words(
                f"{path.name} unpacks to more than {MOST_BYTES / 1e9:.1f} GB (part {info.filename}): damaged, made to "
                "fill memory, or too large for Excel. Save the answers as CSV.",
                f"{path.name} 解压后超过 {MOST_BYTES / 1e9:.1f} GB（{info.filename}）：文件已损坏、"
                "恶意构造，或对 Excel 而言过大。请另存为 CSV。",
            )
        )


def _check_span(path: Path, info: zipfile.ZipInfo) -> None:
    rows, columns = _span(path, info)
    if rows * columns > MOST_CELLS:
        raise DataError(
            Words(
                f"{path.name}: the cells of {info.filename} span {rows:,} rows × {columns:,} columns, probably because "
                "of a lone cell far from the table. Delete the rows and columns around the table, or save as CSV.",
                f"{path.name}：{info.filename} 的单元格跨 {rows:,} 行 × {columns:,} 列，多半是远处有孤立单元格。"
                "请删除表格外的行和列，或另存为 CSV。",
            )
        )


def _span(path: Path, info: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the last row and the last column that any cell of a wide sheet names; of a narrow one, (0, 0)."""
    columns = _named(path, info, WIDE_COLUMN)
    if not columns:
        return 0, 0
    return max(map(int, _named(path, info, ROW)), default=0), max(map(_number, columns))


def _named(path: Path, info: zipfile.ZipInfo, pattern: re.Pattern[bytes]) -> set[bytes]:
    """Return what a pattern finds in a part, each once; a reference may lie across two blocks."""
    found: set[bytes] = set()
    rest = b""
    for block in _unpacked(path, info):
        found.update(pattern.findall(rest + block))
        rest = block[-LONGEST_REFERENCE:]
    return found


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _unpacked(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part's bytes block by block, however much there is; nothing for a part that is not packed by deflate."""
    if info.compress_type != zipfile.ZIP_DEFLATED:
        return
    unpacker = zlib.decompressobj(-15)
    with path.open("rb") as file:
        file.seek(info.header_offset + 26)
        lengths = file.read(4)
        file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
        left = info.compress_size
        while left > 0 and (packed := file.read(min(BLOCK, left))):
            left -= len(packed)
            try:
                while packed:
                    yield unpacker.decompress(packed, BLOCK)
                    packed = unpacker.unconsumed_tail
            except zlib.error:
                return
