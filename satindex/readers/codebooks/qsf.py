"""Qualtrics questionnaires (QSF): full texts, options with codes, rows and names of an export's columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.export import Export
from satindex.readers.opening import platform_export
from satindex.readers.opening.platform_export import PlatformExport
from satindex.readers.opening.source import Source
from satindex.readers.qualtrics.metadata import LOOKED_AT, numeric_cells

if TYPE_CHECKING:
    from satindex.readers.qualtrics.questionnaire import Question

WHAT = Words("a Qualtrics questionnaire (QSF)", "Qualtrics 问卷（QSF）")
_START = 4096


def recognises(source: Source) -> bool:
    """Tell whether the file is JSON that begins as a survey of Qualtrics."""
    head = source.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"{") and (b'"SurveyEntry"' in head[:_START] or b'"SurveyElements"' in head[:_START])


def described(source: Source, export: Export) -> Export:
    """Return the export with what the questionnaire says of its columns.

    Raises DataError where the file is damaged, or the questionnaire is that of another survey.
    """
    # Every file that is opened is asked first whether it is a questionnaire: what describes by one is loaded by need.
    from satindex.readers.qualtrics.describing import described_by
    from satindex.readers.qualtrics.matching import matched

    questions = _questions(source)
    places = matched(export, questions)
    if not places:
        raise _another(source, export, questions)
    cells = _first_cells(export)
    numeric = numeric_cells([cell for name in _own(export) for cell in cells.get(name, ())])
    told = described_by(places, cells, numeric)
    found = platform_export.described(export, told.codebook, told.rewrites)
    return replace(found, repeated=found.repeated | told.repeated)  # type: ignore[type-var]  # every one is a dataclass


def _questions(source: Source) -> tuple[Question, ...]:
    from satindex.readers.qualtrics.questionnaire import questions_of

    assert source.path is not None  # noqa: S101 - recognised by its bytes
    try:
        told: Any = json.loads(Path(source.path).read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _damaged(source) from error
    questions = questions_of(told) if isinstance(told, Mapping) else ()
    if not questions:
        raise _damaged(source)
    return questions


def _own(export: Export) -> list[str]:
    """Return the columns of Qualtrics' own that hold codes or texts as the answers do."""
    status = [name for name, role in export.codebook.roles.items() if role == "status"]
    return [name for name in status if name.casefold() in ("status", "finished")]


def _first_cells(export: Export) -> dict[str, Sequence[str]]:
    """Return the filled first cells of each column, before anything is rewritten in them."""
    table = export.table if isinstance(export, PlatformExport) else export
    origin = export.origin if isinstance(export, PlatformExport) else {name: name for name in export.columns}
    rows = table.first_rows(LOOKED_AT)  # type: ignore[attr-defined]  # every export that is no platform's is a table
    places = {name: at for at, name in enumerate(table.columns)}
    return {name: [cell for row in rows if (cell := row[places[origin[name]]])] for name in export.columns}


def _another(source: Source, export: Export, questions: Sequence[Question]) -> DataError:
    tags = ", ".join(one.tag for one in questions[:5])
    return DataError(
        Words(
            f"{source.name} describes no column of {export.source}: it is the questionnaire of another survey. "
            f"Its questions are {tags} …",
            f"{source.name} 与 {export.source} 的任何一列都不符：它是另一项调查的问卷。其题目为 {tags} …",
        )
    )


def _damaged(source: Source) -> DataError:
    return DataError(
        Words(
            f"{source.name} is a Qualtrics questionnaire that is cut off or has no questions. Export it again.",
            f"{source.name} 是不完整或没有题目的 Qualtrics 问卷。请重新导出。",
        )
    )
