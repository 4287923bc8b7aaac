"""Files that are no export at all: refused with words that say what they are and what to do."""

from __future__ import annotations

import re

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.export import Export
from satindex.readers.opening.source import Source

ASKED = 1  # asked before plain text, after every reader that may know the kind
READ = (
    ".csv",
    ".tsv",
    ".txt",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".parquet",
    ".sav",
    ".zsav",
    ".por",
    ".dta",
    ".xpt",
    ".sas7bdat",
)
HTML = re.compile(rb"(?is)^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|meta|table|div|body)\b")
XML = re.compile(rb"(?is)^(?:\xef\xbb\xbf)?\s*<\?xml\b")
SIGNATURES: tuple[tuple[bytes, Words], ...] = (
    (b"%PDF", Words("a PDF document", "PDF 文档")),
    (b"**COMPRESSED** **COMPRESSED**", Words("a SAS file by PROC CPORT", "SAS 的 PROC CPORT 文件")),
    (b"\x1f\x8b", Words("a gzip archive", "gzip 压缩文件")),
    (b"7z\xbc\xaf", Words("a 7z archive", "7z 压缩文件")),
    (b"Rar!", Words("a RAR archive", "RAR 压缩文件")),
    (b"PK\x03\x04", Words("a zip archive without a workbook", "不含工作簿的 zip 压缩文件")),
    (b"PK\x05\x06", Words("an empty zip archive", "空的 zip 压缩文件")),
    (b"\xd0\xcf\x11\xe0", Words("an old Office file without a readable workbook", "不含可读工作簿的旧版 Office 文件")),
    (b"\x89PNG", Words("a picture", "图片")),
    (b"\xff\xd8\xff", Words("a picture", "图片")),
    (b"SQLite format 3", Words("an SQLite database", "SQLite 数据库")),
)


def recognises(source: Source) -> bool:
    """Tell whether the file is of a kind that no reader here knows."""
    return source.path is not None and _kind(source) is not None


def open_source(source: Source) -> Export:
    """Raise DataError that names what the file is."""
    kind = _kind(source) or Words("", "")
    misnamed = source.suffix in READ
    named = f" (although it is named {source.suffix})" if misnamed else ""
    named_zh = f"(虽然扩展名是 {source.suffix})" if misnamed else ""
    raise DataError(
        Words(
            f"{source.name} is {kind.en}{named}, which can't be read. Export the answers as CSV or Excel (.xlsx).",
            f"{source.name} 是{kind.zh}{named_zh}，无法读取。请把答卷导出为 CSV 或 Excel(.xlsx)。",
        )
    )


def _kind(source: Source) -> Words | None:
    for signature, kind in SIGNATURES:
        if source.head.startswith(signature):
            return kind
    if HTML.match(source.head):
        return Words("a web page (HTML)", "网页（HTML）")
    return Words("an XML file", "XML 文件") if XML.match(source.head) else None
