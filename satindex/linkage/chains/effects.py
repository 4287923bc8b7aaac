"""What the first stage of a chain does to its end, directly and through what lies between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from satindex.language import Words
from satindex.linkage.chains import words as said
from satindex.linkage.chains.joined import Joined
from satindex.linkage.chains.remarks import remarks
from satindex.linkage.chains.steps import data_of
from satindex.linkage.linked import ModelTable
from satindex.linkage.mediating import mediation
from satindex.linkage.mediation_words import FORMULAS, SOURCES
from satindex.linkage.parts.mediation import EFFECTS, mediation_tables
from satindex.linkage.problem import prepare
from satindex.results.result import Explanation, Row
from satindex.survey.chain_model import Link
from satindex.survey.model import Model

MOST_ARROWS: Final = 10
"""More arrows than this make no picture."""


def effects_tables(found: Joined) -> Iterator[ModelTable]:
    """Yield effects and paths for every member of the last stage; nothing where no stage lies between."""
    ends = found.chain.stages[-1]
    columns = [Link(end).column for end in ends]
    for end in ends if len(found.chain.stages) > 2 else ():
        short = Link(end).column
        before = "" if len(ends) == 1 else f".{short if columns.count(short) == 1 else end}"
        for table in _of_end(found, end):
            explanation = replace(table.explanation, notes=(*table.explanation.notes, *remarks(found)))
            title = table.title if len(ends) == 1 else _named(table.title, found.label(end))
            options = {**table.options, "small": said.OF_OUTLETS}
            yield replace(table, suffix=before + table.suffix, title=title, explanation=explanation, options=options)


def _named(title: Words, end: Words) -> Words:
    return Words(f"{title.en} ({end.en})", f"{title.zh}（{end.zh}）")


def _of_end(found: Joined, end: str) -> tuple[ModelTable, ...]:
    chain = found.chain
    causes = tuple(name for stage in chain.stages[:-1] for name in stage)
    data = data_of(found, causes, end)
    if isinstance(data, Words):
        return (_refused(found, end, data),)
    model = Model(chain.name, end, causes, family="ols", through=chain.through)
    unusable = prepare(data, model).unusable
    if unusable:
        name, why = next(iter(unusable.items()))
        of = found.label(name)
        return (_refused(found, end, Words(f"{of.en}: {why.en}", f"{of.zh}：{why.zh}")),)
    mediated = mediation(data, model, chain.through, "mean")
    if isinstance(mediated, Words):
        return (_refused(found, end, mediated),)
    effects, paths = mediation_tables(mediated, found.labels)
    return effects, replace(paths, chart=paths.chart if len(paths.rows) <= MOST_ARROWS else None)


def _refused(found: Joined, end: str, reason: Words) -> ModelTable:
    n = len(found.complete((*(name for stage in found.chain.stages[:-1] for name in stage), end)))
    rows: tuple[Row, ...] = tuple(
        {"term": name, "effect": "total", "through": None, "estimate": None, "n": n, "reason": reason}
        for name in found.chain.stages[0]
    )
    return ModelTable(".mediation", EFFECTS, rows, Explanation(FORMULAS["mean"], (), (reason,), SOURCES))
