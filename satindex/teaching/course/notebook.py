"""A notebook as text: without outputs, and the same for the same cells."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

from satindex.teaching.course.source import Cell, Edition


def notebook_text(cells: Iterable[Cell], language: str, edition: Edition) -> str:
    """Return a notebook in format 4.5; the ids of its cells are made from what the cells say."""
    seen: Counter[str] = Counter()
    made = []
    for cell in cells:
        said = f"{cell.kind}\n{cell.source}"
        seen[said] += 1
        made.append(_cell(cell, _id(said, seen[said]), edition))
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "satindex": {"edition": edition, "language": language},
    }
    book = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def _id(said: str, count: int) -> str:
    return hashlib.sha256(f"{count}\n{said}".encode()).hexdigest()[:12]


def _cell(cell: Cell, name: str, edition: Edition) -> dict[str, object]:
    metadata: dict[str, object] = {}
    if edition == "slides":
        metadata["slideshow"] = {"slide_type": cell.slide or "skip"}
    kept = sorted(cell.tags & {"exercise", "answer", "check", "trainer"})
    if kept:
        metadata["tags"] = kept
    found: dict[str, object] = {"cell_type": cell.kind, "id": name, "metadata": metadata}
    if cell.kind == "code":
        found |= {"execution_count": None, "outputs": []}
    return found | {"source": cell.source.splitlines(keepends=True)}
