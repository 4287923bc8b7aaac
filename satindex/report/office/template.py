"""A template of the user's, opened; what is wrong with it said in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from satindex.errors import WriteError
from satindex.language import Words
from satindex.report.office.words import BAD_TEMPLATE, NO_TEMPLATE


def opened(template: Path | None, open_it: Callable[[str | None], Any]) -> Any:
    """Return the document that `open_it` makes of a template, its own where none is given; raises WriteError."""
    if template is None:
        return open_it(None)
    if not template.is_file():
        raise _wrong(NO_TEMPLATE, template)
    try:
        return open_it(str(template))
    except Exception as error:  # the libraries raise whatever a broken file makes them raise
        raise _wrong(BAD_TEMPLATE, template) from error


def _wrong(words: Words, template: Path) -> WriteError:
    return WriteError(Words(words.en.format(template, template.suffix), words.zh.format(template, template.suffix)))
