"""How well the model does on respondents it has not seen: where the definition asks for it."""

from __future__ import annotations

from collections.abc import Iterable

from satindex.linkage.cross_validated import cross_validated_table
from satindex.linkage.linked import Linked, ModelTable
from satindex.measures.scores import Scores

ORDER = 35


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the table of `cross_validation:`."""
    asked = linked.model.cross_validation
    return () if asked is None else (cross_validated_table(linked, asked.folds, asked.seed),)
