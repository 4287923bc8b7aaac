"""Lays a questionnaire out as a file to be filled in: one module per format, found by the file's ending.

A format is a module of this room with `SUFFIXES`, `write(questionnaire, path)` and `remarks(questionnaire)`: what the
format can't hold, or what has to be minded when answers given in it are read.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from satindex.language import Words
from satindex.results.file_formats import format_in
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


def format_of(path: Path) -> ModuleType:
    """Return the module that writes files like `path`; raises WriteError where none does."""
    unknown = Words(
        f"No questionnaire is written as '{path.suffix}' ({path.name}).",
        f"问卷不能写成“{path.suffix}”（{path.name}）。",
    )
    return format_in(sys.modules[__name__], path, unknown)
