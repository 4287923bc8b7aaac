"""A notebook as text: without outputs, and the same for the same cells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class NotebookCell:
    """A cell of a notebook; its name is the same whenever what it is made of is."""

    name: str
    kind: str
    source: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


def notebook_text(cells: Iterable[NotebookCell], about: Mapping[str, str]) -> str:
    """Return a notebook in format 4.5; `about` is what its metadata say under `satindex`."""
    made = [
        {
            "cell_type": cell.kind,
            "id": cell.name,
            "metadata": dict(cell.metadata),
            **({"execution_count": None, "outputs": []} if cell.kind == "code" else {}),
            "source": cell.source.splitlines(keepends=True),
        }
        for cell in cells
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}, "satindex": dict(about)}
    book = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"
