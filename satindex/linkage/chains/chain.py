"""A chain of the survey: its outlets joined, its links, correlations, effects, laid out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from satindex.errors import FigureError, SatindexError, did_you_mean
from satindex.language import Words, in_language
from satindex.linkage.chains import words as said
from satindex.linkage.chains.effects import effects_tables
from satindex.linkage.chains.joined import Joined, joined
from satindex.linkage.chains.outlets import join_table, outlets_table, reliability_table
from satindex.linkage.chains.pairs import pairs_table
from satindex.linkage.chains.steps import steps_table
from satindex.linkage.linked import ModelTable, results_of
from satindex.linkage.named_tables import NamedTables
from satindex.measures.scores import Scores
from satindex.results.result import Explanation
from satindex.survey.chain_model import Chain


@dataclass(frozen=True, repr=False)
class ChainResult(NamedTables):
    """A chain as a reader meets it: its links first; `tables` holds every table by name.

    NAME (links), NAME.correlations, NAME.mediation and NAME.mediation.paths (NAME.END.mediation where the chain has
    several ends), NAME.outlets, NAME.reliability, NAME.join.
    """


def chain(scores: Scores, name: str) -> ChainResult:
    """Return the survey's chain `name`, joined and laid out; where a side can't be read, one table that says why.

    Raises FigureError where the survey has no such chain.
    """
    survey = scores.survey
    if name not in survey.chains:
        hint = did_you_mean(name, survey.chains)
        raise FigureError(
            Words(
                f"the survey has no chain '{name}'. {hint.en if hint else 'It declares none.'}",
                f"问卷中没有链“{name}”。{hint.zh if hint else '未声明任何链。'}",
            )
        )
    asked = survey.chains[name]
    title = Words(*(in_language(asked.title, language, name) for language in ("en", "zh")))
    try:
        found = joined(scores, asked)
    except SatindexError as error:
        return ChainResult(name, results_of(name, title, [_unread(asked, error.words)], {}, survey.language))
    made = _tables(found, survey.compare.adjust)
    return ChainResult(name, results_of(name, title, made, found.labels, survey.language))


def _tables(found: Joined, adjust: str) -> Iterator[ModelTable]:
    yield steps_table(found)
    yield pairs_table(found, adjust)
    yield from effects_tables(found)
    yield outlets_table(found)
    yield reliability_table(found)
    yield join_table(found)


def _unread(asked: Chain, reason: Words) -> ModelTable:
    rows = [{"from": None, "to": name, "estimate": None, "n": 0, "reason": reason} for name in asked.stages[-1]]
    explanation = Explanation(said.LINK_FORMULA, (), (reason,), said.SOURCES)
    options = {"headings": said.LINK_HEADINGS, "small": said.OF_OUTLETS}
    return ModelTable("", said.TITLES[""], tuple(rows), explanation, options=options)
