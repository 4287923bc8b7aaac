"""The report as JSON: every table's rows under its name, figures unrounded, missing figures null with their reason."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from satindex.analysis.analysis import Analysis
from satindex.language import Words
from satindex.results.result import PlainRow
from satindex.results.writing import write_text

SUFFIXES = (".json",)
NOT_FINITE = Words("not a finite number", "不是有限数")


def write(analysis: Analysis, path: Path, language: str) -> None:
    """Write the report to `path` as UTF-8 JSON."""
    text = json.dumps(content(analysis, language), ensure_ascii=False, indent=1, allow_nan=False, default=_plain)
    write_text(path, text + "\n")


def content(analysis: Analysis, language: str) -> dict[str, Any]:
    """Return the report as plain dicts and lists; texts in `language`."""
    survey = analysis.survey
    return {
        analysis.subject.definition: survey.name,
        "title": survey.label(language),
        "language": language,
        "version": analysis.version,
        "definition_hash": survey.definition_hash,
        analysis.subject.rows: _account(analysis, language),
        **analysis.details,
        "tables": {
            name: [_finite(row, language) for row in table.to_dicts(language)]
            for name, table in analysis.tables.items()
        },
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
