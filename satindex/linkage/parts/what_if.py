"""What if scores moved, and how far they would have to move: where the definition asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from satindex.language import Words
from satindex.linkage.gridded import for_report
from satindex.linkage.labels import labels_of
from satindex.linkage.linked import Linked, ModelTable, of_drawn
from satindex.linkage.required import required_table
from satindex.linkage.what_if import asked_moves, what_if_curves, what_if_table
from satindex.measures.scores import Scores

ORDER = 10
OF_ALL = True


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the tables of `what_if:` and `target:`; the target is of the scores moved, else of every predictor."""
    moves = asked_moves(linked, linked.model.what_if)
    if moves:
        labels = labels_of(scores)
        table = what_if_table(linked, moves)
        yield replace(table, options={**table.options, "sliders": partial(_sliders, linked, labels, moves)})
        few = linked.with_rows
        yield from (of_drawn(curve, few.data.drawn) for curve in what_if_curves(few, moves, labels))
    if linked.model.target is not None:
        few, names = linked.with_rows, tuple(moves) or (*linked.data.predictor_names, *linked.data.constant)
        yield of_drawn(required_table(few, names, linked.model.target), few.data.drawn)


def _sliders(
    linked: Linked, labels: Mapping[str, Words], moves: Mapping[str, float], language: str
) -> dict[str, Any] | None:
    return for_report(linked.with_rows, labels, moves, language)
