"""What drives an outcome where only sums of the complete cases are at hand: R², and each driver's share of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from satindex.errors import RowsNeededError
from satindex.linkage import reasons
from satindex.linkage.data import ModelData, Whole
from satindex.linkage.drivers import Drivers, drivers, no_drivers
from satindex.linkage.model import constant_predictors
from satindex.linkage.preparing import Gathered, Terms, data_of, terms_of
from satindex.linkage.problem import problem_of
from satindex.linkage.whole.cases import CasesPart
from satindex.linkage.whole.fitting import of_mean_weight
from satindex.linkage.whole.reading import Reading
from satindex.linkage.whole.sampled import effective_share
from satindex.linkage.whole.summing import CasesSum
from satindex.measures.scores import Scores
from satindex.stats.cross_products import described
from satindex.stats.sample import Sample
from satindex.survey.model import Model
from satindex.survey.model_parts import Bootstrap


def drivers_from_sums(scores: Scores, model: Model) -> tuple[ModelData, Drivers]:
    """Return the drivers' shares of R² without intervals, with what is known of the complete cases but no row.

    Raises RowsNeededError where shares are not those of R², or the outcome is a time.
    """
    if model.is_timed or model.observed or model.drivers.method == "mcfadden":
        raise RowsNeededError
    terms = terms_of(scores, model)
    names = tuple(dict.fromkeys(term.name for term in (*terms.all, *terms.references)))
    picks = {term.name: term.pick for term in (*terms.all, *terms.references)}
    reading = Reading(tuple(picks[name] for name in names), scores.responses.design.weight)
    (cases,) = scores.ask(CasesSum(reading, names, by_cell=scores.responses.by_cell))
    data = _data(scores, model, terms, cases)
    if cases.bad or not cases.n:
        return data, no_drivers(data, reasons.BAD_WEIGHTS if cases.bad else reasons.NO_ROWS)
    return data, _shares(model, terms, cases, data)


def _data(scores: Scores, model: Model, terms: Terms, cases: CasesPart) -> ModelData:
    nobody = Sample(np.empty((len(terms.all), 0)))
    varies = (cases.low < cases.high).tolist()
    varying = {name for name, there in zip(cases.names, varies, strict=True) if there}
    data = data_of(scores, model, Gathered(terms, nobody, cases.left_out, None), varying)
    return replace(data, whole=Whole(cases.n, effective_share(cases) if cases.n else 1.0))


def _shares(model: Model, terms: Terms, cases: CasesPart, data: ModelData) -> Drivers:
    columns = (*data.control_names, *data.predictor_names)
    used = cases.over((terms.outcome.name, *columns))
    summary = of_mean_weight(described(used.products.only(np.array([*range(1, len(columns) + 1), 0]))))
    undrawn = replace(model, drivers=replace(model.drivers, bootstrap=Bootstrap(0)))
    problem = problem_of(data, undrawn, summary, None)
    return drivers(problem, constant_predictors(problem))
