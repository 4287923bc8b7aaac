"""Lays a whole analysis out as a file: one module per format, found by the file's ending.

A format is a module of this room with `SUFFIXES` and `write(analysis, path, language)`; one that takes a template of
the user's says so (`TAKES_TEMPLATE`), and its `write` then has `template`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from satindex.errors import WriteError
from satindex.language import Words
from satindex.results.file_formats import format_in, formats_in
from satindex.results.writing import write_atomically

if TYPE_CHECKING:
    from satindex.analysis.analysis import Analysis


def write_report(
    analysis: Analysis, path: str | Path, language: str | None = None, templates: Sequence[str | Path] = ()
) -> Path:
    """Write `analysis` to `path` in the format that its ending names; returns the path.

    Formats: .html, .json, .xlsx, .docx, .pptx, .md, .tex. The texts are in `language`, else in the analysis' own. Of
    `templates` the one with the ending of `path` gives its styles (.docx, .pptx). Raises WriteError for an unknown
    ending or a place that can't be written; what stood there before is then untouched.
    """
    target = Path(path)
    module = format_of(target)
    write = partial(module.write, analysis, language=language or analysis.language)
    for template in map(Path, templates):
        if template.suffix.lower() == target.suffix.lower():
            write = partial(write, template=template)
    write_atomically(target, write)
    return target


def check_templates(templates: Sequence[str | Path]) -> None:
    """Raise WriteError for a template whose ending no format takes one of."""
    if not templates:
        return
    taken = [suffix for suffix, module in formats().items() if getattr(module, "TAKES_TEMPLATE", False)]
    for template in map(Path, templates):
        if template.suffix.lower() not in taken:
            known = ", ".join(taken)
            raise WriteError(
                Words(
                    f"{template} is no template: templates end in {known}.",
                    f"{template} 不能用作模板：模板的后缀为 {known}。",
                )
            )


def formats() -> dict[str, ModuleType]:
    """Return the modules that write reports, by the endings they write."""
    return formats_in(sys.modules[__name__])


def format_of(path: Path) -> ModuleType:
    """Return the module that writes files like `path`; raises WriteError where none does."""
    unknown = Words(
        f"No report format '{path.suffix}' ({path.name}).",
        f"没有“{path.suffix}”这种报告格式（{path.name}）。",
    )
    return format_in(sys.modules[__name__], path, unknown)
