"""Coded answers from whatever is given: files, folders, frames, relations, or a list of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from satindex.readers.stacking import StackedExport, open_exports
from satindex.responses.files_as_waves import with_files_as_waves
from satindex.responses.in_parts import read_part
from satindex.responses.reading import read_responses
from satindex.responses.responses import Responses
from satindex.survey.model import Survey


def read_source(source: Any, survey: Survey, codebook: str | Path | None = None, *, part: bool = False) -> Responses:
    """Return the coded answers of what is given; see `satindex.read_responses` and, of a `part`, `summarise`."""
    given = source if isinstance(source, (list, tuple)) else [source]
    export = open_exports(given, codebook)
    if isinstance(export, StackedExport) and len(given) == len(export.exports):
        survey = with_files_as_waves(survey, export.columns[-1], [one.source for one in export.exports])
    return read_part(export, survey) if part else read_responses(export, survey)
