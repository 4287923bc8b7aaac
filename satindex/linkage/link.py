"""Linking scores to repurchase: a model of the survey, fitted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from satindex.errors import FigureError, RowsNeededError, did_you_mean
from satindex.language import Words
from satindex.linkage import parts
from satindex.linkage.fitted import Refused
from satindex.linkage.labels import labels_of
from satindex.linkage.linked import Linked, ModelTable, of_drawn
from satindex.linkage.model import LinkResult, drivers_table, fit, laid_out, own_tables
from satindex.linkage.observed import Records, with_observed
from satindex.linkage.preparing import model_data, outcome_kind
from satindex.linkage.whole.fitting import asks_for_rows, of_all, shares_ask_for_rows
from satindex.measures.scores import Scores, no_figure
from satindex.results.result import Explanation

OF_DRIVERS = ("drivers_compared", "driver_ranks", "importance_performance")


def link(scores: Scores, name: str, records: Records | None = None) -> LinkResult:
    """Return the survey's model `name` fitted to complete cases: coefficients, fit, drivers, and what else it asks for.

    More respondents than are held in memory are fitted in passes over them; what needs the rows themselves is then of
    as many as are drawn, and says so. `records` are the purchases that an outcome was observed in, read once for
    several models; read here where they are wanted and not given. Raises FigureError where the survey has no such
    model or a name in it does not exist.
    """
    survey = scores.survey
    if name not in survey.models:
        hint = did_you_mean(name, survey.models)
        raise FigureError(
            Words(
                f"the survey has no model '{name}'. {hint.en if hint else 'It declares none.'}",
                f"问卷中没有模型“{name}”。{hint.zh if hint else '未声明任何模型。'}",
            )
        )
    model = survey.models[name]
    records = records or Records(survey)
    scores = with_observed(scores, model, records)
    linked = of_all(scores, model) or fit(model, model_data(scores, model), outcome_kind(scores, model))
    unread = records.failure(model)
    linked = linked if unread is None else replace(linked, found=Refused(unread))
    return laid_out(linked, _tables(scores, linked), survey.language, labels_of(scores))


class PartModule(Protocol):
    """A file of `linkage.parts`: where its tables stand among the others, and what makes them.

    A part that has `OF_ALL` needs no rows: of a model fitted in passes it is of all respondents.
    """

    ORDER: int

    def part(self, scores: Scores, linked: Linked) -> Iterable[ModelTable]:
        """Return the model's further tables; none where the definition does not ask for them."""
        ...


def _tables(scores: Scores, linked: Linked) -> Iterator[ModelTable]:
    """Yield a model's tables; those that need the rows, where these are too many, of as many as are drawn."""
    for_rows = linked.few is not None and shares_ask_for_rows(linked.model)
    for table in own_tables(linked):
        if for_rows and table.suffix == ".drivers":
            yield from _where_rows_are(lambda: _drivers_of_rows(linked), table.suffix, table.title)
        else:
            yield of_drawn(table, None if linked.few else linked.data.drawn)
    for name, module in _parts().items():
        of_rows = getattr(module, "OF_ALL", False) is not True or (for_rows and name in OF_DRIVERS)
        if linked.few is None:
            yield from (of_drawn(table, linked.data.drawn) for table in module.part(scores, linked))
        elif not of_rows:
            yield from _where_rows_are(partial(module.part, scores, linked), f".{name}", Words(name, name))
    if linked.few is not None and asks_for_rows(linked.model):
        yield from _where_rows_are(lambda: _of_rows(scores, linked, for_rows), ".rows", FURTHER)


def _drivers_of_rows(linked: Linked) -> Iterator[ModelTable]:
    few = linked.with_rows
    yield of_drawn(drivers_table(few.drivers), few.data.drawn)


def _of_rows(scores: Scores, linked: Linked, for_rows: bool) -> Iterator[ModelTable]:
    """Yield the tables that need the rows themselves, of as many as are drawn."""
    few = linked.with_rows
    for name, module in _parts().items():
        if not hasattr(module, "OF_ALL") or (for_rows and name in OF_DRIVERS):
            yield from (of_drawn(table, few.data.drawn) for table in module.part(scores, few))


def _where_rows_are(made: Callable[[], Iterable[ModelTable]], suffix: str, title: Words) -> list[ModelTable]:
    """Return tables; where they need the rows and only sums are at hand, one that says so."""
    try:
        return list(made())
    except RowsNeededError as error:
        return [ModelTable(suffix, title, (no_figure(error.words),), Explanation(error.words))]


FURTHER = Words("further tables", "其他表")


def _parts() -> dict[str, PartModule]:
    names = [module.name for module in iter_modules(parts.__path__)]
    found = {name: cast("PartModule", import_module(f"{parts.__name__}.{name}")) for name in names}
    return dict(sorted(found.items(), key=lambda one: one[1].ORDER))
