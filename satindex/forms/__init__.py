"""Lays a questionnaire out as a file to be filled in: one module per format, found by the file's ending.

A format is a module of this room with `SUFFIXES`, `write(questionnaire, path)` and `remarks(questionnaire)`: what the
format can't hold, or what has to be minded when answers given in it are read.
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
    from satindex.forms.questions.questionnaire import Questionnaire


def write_form(form: Questionnaire, path: str | Path) -> Path:
    """Write a questionnaire to `path` in the format that its ending names (.html, .xlsx, .docx, .txt).

    Raises WriteError for an unknown ending or a place that can't be written; what stood there before is then untouched.
    """
    target = Path(path)
    write_atomically(target, partial(format_of(target).write, form))
    return target


def formats() -> dict[str, ModuleType]:
    """Return the modules that write questionnaires, by the endings they write."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__")
    modules = [import_module(f"satindex.forms.{name}") for name in names]
    return {suffix: module for module in modules for suffix in module.SUFFIXES}


def format_of(path: Path) -> ModuleType:
    """Return the module that writes files like `path`; raises WriteError where none does."""
    known = formats()
    module = known.get(path.suffix.lower())
    if module is not None:
        return module
    listed, guess = ", ".join(known), nearest(path.suffix.lower(), known)
    raise WriteError(
        Words(
            f"No questionnaire is written as '{path.suffix}' ({path.name}). There are: {listed}."
            + (f" Did you mean '{guess}'?" if guess else ""),
            f"问卷不能写成“{path.suffix}”（{path.name}）。可用的有：{listed}。"
            + (f"是否应为“{guess}”？" if guess else ""),
        )
    )
