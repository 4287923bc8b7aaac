"""Tables that need the rows, where only sums of them are at hand: each stands under its name and says why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from satindex.analysis.analysis import Part, Section
from satindex.errors import ROWS_NEEDED, RowsNeededError
from satindex.language import Words
from satindex.linkage.labels import labels_of
from satindex.linkage.link import link
from satindex.linkage.linked import ModelTable, results_of
from satindex.linkage.model import FIT, drivers_table
from satindex.linkage.observed import Records
from satindex.linkage.whole.from_sums import drivers_from_sums
from satindex.measures.measure import words_of
from satindex.measures.scores import Scores, no_figure
from satindex.results.result import Explanation, Result, Row

FITTED = Words(
    "its weights are fitted to all rows together, and a file of moments holds sums only: make the report from the data",
    "其权重由全部数据拟合得出，而矩文件只含合计：请用原始数据生成报告",
)
_NOTHING = Explanation(ROWS_NEEDED)


class Making(Protocol):
    """A file that makes a section of the report, of this title."""

    __name__: str
    TITLE: Words

    def part(self, scores: Scores) -> Part | None:
        """Return the section and its tables, None where the survey asks for none."""
        ...


class PartModule(Making, Protocol):
    """A file of `analysis.parts`: where its section stands among the others."""

    ORDER: int


def part_of(module: Making, scores: Scores) -> Part | None:
    """Return a part of the report; where it needs the rows and they are not there, a table that says so."""
    try:
        return module.part(scores)
    except RowsNeededError as error:
        name = getattr(module, "NAME", module.__name__.rpartition(".")[2])
        return Part(Section(name, module.TITLE, (name,)), {name: _empty(name, module.TITLE, error.words, scores)})


def model_tables(scores: Scores, name: str, records: Records) -> dict[str, Result]:
    """Return a model's tables, or those that say that it can't be fitted without the rows."""
    model = scores.survey.models[name]
    withheld = {measure.name for measure in scores.withheld}
    title, reason = words_of(model.title, name), FITTED
    if withheld.isdisjoint(column.partition(".")[0] for column in (model.outcome, *model.predictors, *model.beside)):
        try:
            return link(scores, name, records).tables
        except RowsNeededError as error:
            reason = error.words
    row = {**no_figure(reason), "outcome": model.outcome, "errors": None}
    made = {name: no_figure(reason), f"{name}.fit": row, f"{name}.drivers": no_figure(reason)}
    found = {key: Result(key, (one,), title, _NOTHING, language=scores.survey.language) for key, one in made.items()}
    return found if reason is FITTED else found | _from_sums(scores, name, row)


def _from_sums(scores: Scores, name: str, row: Row) -> dict[str, Result]:
    """Return what sums tell of a model: the drivers' shares of R², and R² with the cases that it is of."""
    model = scores.survey.models[name]
    try:
        data, found = drivers_from_sums(scores, model)
    except RowsNeededError:
        return {}
    title = words_of(model.title, name)
    fit = {**row, "n": data.n, "left_out": data.left_out, "r2": found.r2}
    tables = [ModelTable(".fit", FIT, (fit,), _NOTHING), drivers_table(found)]
    return results_of(name, title, tables, labels_of(scores), scores.survey.language)


def withheld_tables(scores: Scores) -> Iterator[tuple[Section, Result]]:
    """Yield, with its section, a table for each measure that can't be told from sums."""
    for measure in scores.withheld:
        title = words_of(measure.title, measure.name)
        yield Section(measure.name, title, (measure.name,)), _empty(measure.name, title, FITTED, scores)


def _empty(name: str, title: Words, reason: Words, scores: Scores) -> Result:
    return Result(name, (no_figure(reason),), title, _NOTHING, language=scores.survey.language)
