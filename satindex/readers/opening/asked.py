"""The columns a caller asks for must exist."""

from __future__ import annotations

from collections.abc import Sequence

from satindex.errors import DataError, did_you_mean
from satindex.language import Words


def check_asked(asked: Sequence[str], columns: Sequence[str], source: str) -> list[str]:
    """Return the asked columns, each once; raises DataError for one that the export does not have."""
    known = frozenset(columns)
    for name in asked:
        if name not in known:
            hint = did_you_mean(name, columns) or Words("", "")
            raise DataError(Words(f"{source} has no column '{name}'. {hint.en}", f"{source} 没有列“{name}”。{hint.zh}"))
    return list(dict.fromkeys(asked))
