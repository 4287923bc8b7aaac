"""The codebook that `satindex convert` writes beside a csv."""

from __future__ import annotations

from pathlib import Path

from satindex.language import Words
from satindex.readers.export import Export
from satindex.readers.opening.platform_export import described as with_codebook
from satindex.readers.opening.source import Source
from satindex.readers.tidy.attached import from_file, is_codebook
from satindex.readers.tidy.rows import codebook_of

WHAT = Words("a codebook that satindex wrote (.codebook.csv)", "satindex 写出的编码本（.codebook.csv）")


def recognises(source: Source) -> bool:
    """Tell whether the file starts with the headings of such a codebook."""
    return is_codebook(source.head)


def described(source: Source, export: Export) -> Export:
    """Return the export with what the codebook says of its columns."""
    return with_codebook(export, codebook_of(from_file(Path(source.given)) or ()))
