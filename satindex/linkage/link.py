"""Linking scores to repurchase: a model of the survey, fitted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from satindex.errors import FigureError, did_you_mean
from satindex.language import Words
from satindex.linkage import parts
from satindex.linkage.fitted import Refused
from satindex.linkage.labels import labels_of
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.model import LinkResult, fit, laid_out, own_tables
from satindex.linkage.observed import Records, with_observed
from satindex.linkage.preparing import model_data, outcome_kind
from satindex.measures.scores import Scores


def link(scores: Scores, name: str, records: Records | None = None) -> LinkResult:
    """Return the survey's model `name` fitted to complete cases: coefficients, fit, drivers, and what else it asks for.

    `records` are the purchases that an outcome was observed in, read once for several models; read here where they are
    wanted and not given. Raises FigureError where the survey has no such model or a name in it does not exist.
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
    linked = fit(model, model_data(scores, model), outcome_kind(scores, model))
    unread = records.failure(model)
    linked = linked if unread is None else replace(linked, found=Refused(unread))
    made = [*own_tables(linked), *(table for module in _parts() for table in module.part(scores, linked))]
    return laid_out(linked, made, survey.language, labels_of(scores))


class PartModule(Protocol):
    """A file of `linkage.parts`: where its tables stand among the others, and what makes them."""

    ORDER: int

    def part(self, scores: Scores, linked: Linked) -> Iterable[ModelTable]:
        """Return the model's further tables; none where the definition does not ask for them."""
        ...


def _parts() -> list[PartModule]:
    names = [module.name for module in iter_modules(parts.__path__)]
    found = [cast("PartModule", import_module(f"{parts.__name__}.{name}")) for name in names]
    return sorted(found, key=lambda module: module.ORDER)
