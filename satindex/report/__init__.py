"""Lays a whole analysis out as a file: one module per format, found by the file's ending.

A format is a module of this room with `SUFFIXES` and `write(analysis, path, language)`.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from satindex.errors import WriteError, nearest
from satindex.language import Words
from satindex.results.writing import write_atomically

if TYPE_CHECKING:
    from satindex.analysis.analysis import Analysis


def write_report(analysis: Analysis, path: str | Path, language: str | None = None) -> Path:
    """Write `analysis` to `path` in the format that its ending names (.html, .json, .xlsx); returns the path.

    The texts are in `language`, else in the analysis' own. Raises WriteError for an unknown ending or a place that
    can't be written; what stood there before is then untouched.
    """
    target = Path(path)
    module = format_of(target)
    write_atomically(target, partial(module.write, analysis, language=language or analysis.language))
    return target


def formats() -> dict[str, ModuleType]:
    """Return the modules that write reports, by the endings they write."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__")
    modules = [import_module(f"satindex.report.{name}") for name in names]
    return {suffix: module for module in modules for suffix in module.SUFFIXES}


def format_of(path: Path) -> ModuleType:
    """Return the module that writes files like `path`; raises WriteError where none does."""
    known = formats()
    module = known.get(path.suffix.lower())
    if module is not None:
        return module
    listed = ", ".join(known)
    guess = nearest(path.suffix.lower(), known)
    raise WriteError(
        Words(
            f"No report format '{path.suffix}' ({path.name}). There are: {listed}."
            + (f" Did you mean '{guess}'?" if guess else ""),
            f"没有“{path.suffix}”这种报告格式（{path.name}）。可用的有：{listed}。"
            + (f"是否应为“{guess}”？" if guess else ""),
        )
    )
