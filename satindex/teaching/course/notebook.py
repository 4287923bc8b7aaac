"""An edition of a chapter as a notebook: its cells with their tags and slides, named by what they say."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from satindex.teaching.course.source import Cell, Edition
from satindex.teaching.notebook_file import NotebookCell
from satindex.teaching.notebook_file import notebook_text as as_text


def notebook_text(cells: Iterable[Cell], language: str, edition: Edition) -> str:
    """Return a notebook in format 4.5; the ids of its cells are made from what the cells say."""
    seen: Counter[str] = Counter()
    made = []
    for cell in cells:
        said = f"{cell.kind}\n{cell.source}"
        seen[said] += 1
        made.append(_cell(cell, _id(said, seen[said]), edition))
    return as_text(made, {"edition": edition, "language": language})


def _id(said: str, count: int) -> str:
    return hashlib.sha256(f"{count}\n{said}".encode()).hexdigest()[:12]


def _cell(cell: Cell, name: str, edition: Edition) -> NotebookCell:
    metadata: dict[str, object] = {}
    if edition == "slides":
        metadata["slideshow"] = {"slide_type": cell.slide or "skip"}
    kept = sorted(cell.tags & {"exercise", "answer", "check", "trainer"})
    if kept:
        metadata["tags"] = kept
    return NotebookCell(name, cell.kind, cell.source, metadata)
