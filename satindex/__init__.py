"""satindex: satisfaction, loyalty and repurchase from survey exports."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "load_survey": "satindex.api",
    "load_customers": "satindex.api",
    "load_exercise": "satindex.api",
    "read_responses": "satindex.api",
    "score": "satindex.api",
    "summarise": "satindex.api",
    "write_moments": "satindex.api",
    "read_moments": "satindex.api",
    "link": "satindex.api",
    "chain": "satindex.api",
    "analyse": "satindex.api",
    "draft": "satindex.api",
    "convert": "satindex.api",
    "look": "satindex.api",
    "plan": "satindex.api",
    "write_form": "satindex.api",
    "write_report": "satindex.api",
    "write_reports": "satindex.api",
    "check": "satindex.teaching.practice",
    "open_exercise": "satindex.teaching.practice",
    "nps": "satindex.columns",
    "gap": "satindex.columns",
    "mean": "satindex.columns",
    "top_box": "satindex.columns",
    "agreement": "satindex.columns",
    "SatindexError": "satindex.errors",
    "SurveyError": "satindex.errors",
    "DataError": "satindex.errors",
    "AnswerError": "satindex.errors",
    "FigureError": "satindex.errors",
    "WriteError": "satindex.errors",
}

__all__ = [
    "AnswerError",
    "DataError",
    "FigureError",
    "SatindexError",
    "SurveyError",
    "WriteError",
    "__version__",
    "agreement",
    "analyse",
    "chain",
    "check",
    "convert",
    "draft",
    "gap",
    "link",
    "load_customers",
    "load_exercise",
    "load_survey",
    "look",
    "mean",
    "nps",
    "open_exercise",
    "plan",
    "read_moments",
    "read_responses",
    "score",
    "summarise",
    "top_box",
    "write_form",
    "write_moments",
    "write_report",
    "write_reports",
]

if TYPE_CHECKING:
    from satindex.api import (
        analyse,
        chain,
        convert,
        draft,
        link,
        load_customers,
        load_exercise,
        load_survey,
        look,
        plan,
        read_moments,
        read_responses,
        score,
        summarise,
        write_form,
        write_moments,
        write_report,
        write_reports,
    )
    from satindex.columns import agreement, gap, mean, nps, top_box
    from satindex.errors import AnswerError, DataError, FigureError, SatindexError, SurveyError, WriteError
    from satindex.teaching.practice import check, open_exercise


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import satindex` itself is instant."""
    if name not in _HOMES:
        raise AttributeError(f"module 'satindex' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
