"""What if scores moved, and how far they would have to move: where the definition asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from satindex.linkage.labels import labels_of
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.movable import for_report
from satindex.linkage.required import required_table
from satindex.linkage.what_if import asked_moves, what_if_tables
from satindex.measures.scores import Scores

ORDER = 10


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the tables of `what_if:` and `target:`; the target is of the scores moved, else of every predictor."""
    moves = asked_moves(linked, linked.model.what_if)
    if moves:
        labels = labels_of(scores)
        table, *curves = what_if_tables(linked, moves, labels)
        yield replace(table, options={**table.options, "sliders": partial(for_report, linked, labels, moves)})
        yield from curves
    if linked.model.target is not None:
        names = tuple(moves) or (*linked.data.predictor_names, *linked.data.constant)
        yield required_table(linked, names, linked.model.target)
