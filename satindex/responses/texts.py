"""Answers that are read as texts: open answers, several answers in a cell, what is about the respondent."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import narwhals as nw

from satindex.frames.batches import Frame, distinct_counts
from satindex.readers.export import Codebook
from satindex.responses.audit import CellsMissing
from satindex.responses.folding import as_text
from satindex.responses.people import DECLARED


def as_written(column: str, name: str, missing: Collection[str] = ()) -> nw.Expr:
    """Return the texts of a column without white space around them; null where empty or declared missing."""
    text = nw.col(column).cast(nw.String).str.strip_chars()
    given = (text != "") & ~text.is_in(list(missing)) if missing else text != ""
    return nw.when(given).then(text).alias(name)


def no_texts(frame: Frame, name: str, column: str, codebook: Codebook) -> Iterator[CellsMissing]:
    """Yield the texts of a column that the export's codebook declares to be no answer."""
    declared = frozenset(codebook.missing.get(column, ()))
    for stored, count in distinct_counts(frame, column) if declared else ():
        text = as_text(stored).strip()
        if text in declared:
            yield CellsMissing(name, column, text, count, codebook.missing_reasons.get(text, DECLARED))
