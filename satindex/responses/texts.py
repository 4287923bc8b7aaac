"""Answers that are read as texts: open answers, several answers in a cell, what is about the respondent."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import narwhals as nw

from satindex.frames.batches import Frame, distinct_counts
from satindex.frames.recode import recoded
from satindex.readers.export import Codebook
from satindex.responses.audit import CellsMissing
from satindex.responses.folding import as_text, is_blank, loosely
from satindex.responses.multi import JOINERS, parts
from satindex.responses.people import DECLARED
from satindex.survey.model import Item


def as_written(column: str, name: str, missing: Collection[str] = ()) -> nw.Expr:
    """Return the texts of a column without white space around them; null where empty or declared missing."""
    text = nw.col(column).cast(nw.String).str.strip_chars()
    given = (text != "") & ~text.is_in(list(missing)) if missing else text != ""
    return nw.when(given).then(text).alias(name)


def kept_text(frame: Frame, item: Item, column: str, codebook: Codebook) -> nw.Expr:
    """Return the texts of an item; codes that stand for answers it lists, several in a cell, become these."""
    missing, labels = codebook.missing.get(column, ()), codebook.value_labels.get(column, {})
    listed = {loosely(option) for option in item.options}
    told = {code: said for code, said in labels.items() if loosely(code) not in listed and loosely(said) in listed}
    if not told:
        return as_written(column, item.name, missing)
    mapping: dict[object, str | None] = {}
    for stored, _ in distinct_counts(frame, column):
        if not is_blank(stored):
            text = as_text(stored).strip()
            answers = (told.get(part, part) for part in parts(text, (*told, *item.options)))
            mapping[stored] = None if text in missing else JOINERS[0].join(answers)
    return recoded(frame, column, mapping, item.name)


def no_texts(frame: Frame, name: str, column: str, codebook: Codebook) -> Iterator[CellsMissing]:
    """Yield the texts of a column that the export's codebook declares to be no answer."""
    declared = frozenset(codebook.missing.get(column, ()))
    for stored, count in distinct_counts(frame, column) if declared else ():
        text = as_text(stored).strip()
        if text in declared:
            yield CellsMissing(name, column, text, count, codebook.missing_reasons.get(text, DECLARED))
