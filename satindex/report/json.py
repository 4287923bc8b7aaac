"""The report as JSON: every table's rows under its name, figures unrounded, missing figures null with their reason."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from satindex.analysis.analysis import Analysis
from satindex.language import Words
from satindex.results.packed import Packed
from satindex.results.packed_json import written_piece
from satindex.results.result import PlainRow, Result
from satindex.results.writing import write_texts

SUFFIXES = (".json",)
BETWEEN: Final = ",\n   "
NOT_FINITE = Words("not a finite number", "不是有限数")


def write(analysis: Analysis, path: Path, language: str) -> None:
    """Write the report to `path` as UTF-8 JSON, row after row: a table of many rows never stands there twice."""
    write_texts(path, _written(analysis, language))


def _written(analysis: Analysis, language: str) -> Iterator[str]:
    """Yield the report piece by piece: what `content` returns, a row of a table to a line."""
    for place, (key, value) in enumerate(_contents(analysis, language, {}).items()):
        yield f"{',' if place else '{'}\n {_json(key)}: "
        yield from _tables(analysis, language) if key == "tables" else [_json(value, indent=1).replace("\n", "\n ")]
    yield "\n}\n"


def _tables(analysis: Analysis, language: str) -> Iterator[str]:
    for place, (name, table) in enumerate(analysis.tables.items()):
        yield f"{',' if place else '{'}\n  {_json(name)}: "
        for at, rows in enumerate(_rows(table.in_language(language), language)):
            yield f"{',' if at else '['}\n   {rows}"
        yield "\n  ]" if table.rows else "[]"
    yield "\n }" if analysis.tables else "{}"


def _rows(table: Result, language: str) -> Iterator[str]:
    """Yield the rows of a table, those of a piece together where they are packed."""
    if not isinstance(table.rows, Packed):
        yield from (_row(row, language) for row in table.plain_rows(language))
        return
    for piece in table.rows.pieces:
        written = written_piece(piece, table.columns, language, BETWEEN)
        some = replace(table, rows=tuple(piece)) if written is None else table
        yield BETWEEN.join(_row(row, language) for row in some.plain_rows()) if written is None else written


def _row(row: PlainRow, language: str) -> str:
    try:
        return _ENCODER.encode(row)
    except ValueError:  # not a finite number
        return _ENCODER.encode(_finite(row, language))


def content(analysis: Analysis, language: str) -> dict[str, Any]:
    """Return the report as plain dicts and lists; texts in `language`."""
    tables = {
        name: [_finite(row, language) for row in table.plain_rows(language)] for name, table in analysis.tables.items()
    }
    return _contents(analysis, language, tables)


def _contents(analysis: Analysis, language: str, tables: Any) -> dict[str, Any]:
    survey = analysis.survey
    return {
        analysis.subject.definition: survey.name,
        "title": survey.label(language),
        "language": language,
        "version": analysis.version,
        "definition_hash": survey.definition_hash,
        analysis.subject.rows: _account(analysis, language),
        **analysis.details,
        "tables": tables,
        "missing": _missing(analysis, language),
        "notes": [note.say(language) for note in analysis.audit.notes],
        "methods": {"en": analysis.methods.en, "zh": analysis.methods.zh},
    }


def _account(analysis: Analysis, language: str) -> dict[str, Any]:
    audit = analysis.audit
    reasons: dict[str, int] = {}
    for entry in audit.set_aside:
        said = entry.reason.say(language)
        reasons[said] = reasons.get(said, 0) + entry.count
    return {"read": audit.rows_read, "used": audit.rows_used, "set_aside": reasons}


def _missing(analysis: Analysis, language: str) -> list[dict[str, Any]]:
    return [
        {
            "item": cell.item,
            "column": cell.column,
            "value": cell.value,
            "count": cell.count,
            "reason": cell.reason.say(language),
        }
        for cell in analysis.audit.cells
    ] + [
        {"item": item, "column": None, "value": "", "count": count, "reason": EMPTY.say(language)}
        for item, count in analysis.audit.empty.items()
    ]


EMPTY = Words("empty cell", "空单元格")


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False, default=_plain)


def _finite(row: PlainRow, language: str) -> PlainRow:
    """The row with null in place of what JSON can't hold, and a reason beside it."""
    if all(not isinstance(cell, float) or math.isfinite(cell) for cell in row.values()):
        return row
    kept: PlainRow = {
        name: None if isinstance(cell, float) and not math.isfinite(cell) else cell for name, cell in row.items()
    }
    return kept | {"reason": row.get("reason") or NOT_FINITE.say(language)}


def _plain(value: Any) -> Any:
    """A NumPy scalar as the Python number it holds."""
    plain = value.item()
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_plain)
