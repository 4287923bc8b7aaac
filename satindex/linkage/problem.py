"""A model's data made ready: usable columns, weights, and how rows were drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from satindex.language import Words
from satindex.linkage.data import Array, ModelData
from satindex.stats.cross_products import Summary
from satindex.stats.model_matrix import ModelMatrix, constant_columns, dependent_columns, matrix_of, summarise
from satindex.stats.score_sums import Sampling
from satindex.survey.model import Model

Errors = Literal["robust", "model", "cluster", "design"]


@dataclass(frozen=True)
class Problem:
    """What a family fits: `matrix` holds controls, then predictors, without the columns named in `unusable`.

    `weights` have mean 1, so that n stays the number of respondents; None where none are declared.
    """

    data: ModelData
    summary: Summary
    matrix: ModelMatrix
    terms: tuple[str, ...]
    unusable: Mapping[str, Words]
    weights: Array | None
    model: Model

    @property
    def errors(self) -> Errors | None:
        """The standard errors asked for by name."""
        return self.model.errors

    @property
    def n(self) -> int:
        """Number of complete cases."""
        return self.data.n

    @property
    def designed(self) -> bool:
        """Whether weights, strata, clusters or a finite population are declared."""
        return self.data.designed

    @property
    def sampling(self) -> Sampling:
        """How the rows were drawn."""
        return Sampling(self.data.strata, self.data.clusters, self.data.sampled_clusters, self.data.undrawn)

    def only(self, terms: tuple[str, ...]) -> Problem:
        """Return the problem with these terms alone."""
        places = [place for place, name in enumerate(self.terms) if name in terms]
        kept = tuple(self.terms[place] for place in places)
        return replace(self, matrix=self.matrix.only(places), terms=kept)

    def errors_or(self, undeclared: Errors) -> Errors:
        """Return the errors asked for; else design where a design is declared, else `undeclared`.

        Profile intervals and a penalty come with the model's own.
        """
        if self.model.intervals == "profile" or self.model.penalty:
            return "model"
        return self.errors or ("design" if self.designed else undeclared)


def with_weight(data: ModelData) -> ModelData:
    """Return the data without respondents of weight 0: they count as left out."""
    if data.weights is None or not np.any(data.weights == 0):
        return data
    return data.only(data.weights > 0)


def prepare(data: ModelData, model: Model) -> Problem:
    """Return the problem that `model` makes of `data`, which has at least one row."""
    weights = None if data.weights is None else data.weights / float(data.weights.mean())
    return problem_of(data, model, summarise((data.controls, data.predictors), data.outcome, weights), weights)


def problem_of(data: ModelData, model: Model, summary: Summary, weights: Array | None) -> Problem:
    """Return the problem of data whose `summary` is known."""
    names = (*data.control_names, *data.predictor_names)
    parts = (data.controls, data.predictors)
    dependent = dependent_columns(summary)
    left_out = [*constant_columns(summary), *dependent]
    unusable = dict.fromkeys(data.constant, CONSTANT)
    unusable |= {names[place]: CONSTANT for place in constant_columns(summary)}
    unusable |= {names[place]: _dependent([names[k] for k in on]) for place, on in dependent.items()}
    terms = tuple(name for place, name in enumerate(names) if place not in left_out)
    return Problem(data, summary, matrix_of(parts, summary, left_out), terms, unusable, weights, model)


CONSTANT = Words("the same for every respondent in the model", "在模型所有受访者中取值相同")


def _dependent(on: list[str]) -> Words:
    listed = ", ".join(on)
    return Words(f"fully determined by {listed} (collinear)", f"完全由 {listed} 决定（共线）")


def columns_by_term(problem: Problem) -> dict[str, tuple[int, ...]]:
    """Return the places of each term's columns in the model matrix: the dummies of one column are one term."""
    found: dict[str, tuple[int, ...]] = {}
    for place, name in enumerate(problem.terms):
        term = name.partition("=")[0] if name in problem.data.control_names else name
        found[term] = (*found.get(term, ()), place)
    return found


def driver_correlation(problem: Problem) -> tuple[tuple[str, ...], Array, int]:
    """Return the usable predictors, the correlations of predictors, controls and outcome, and how many controls."""
    names = (*problem.data.control_names, *problem.data.predictor_names)
    usable = [place for place, name in enumerate(names) if name in problem.terms]
    controls = [place for place in usable if place < len(problem.data.control_names)]
    drivers = [place for place in usable if place not in controls]
    order = [*drivers, *controls, len(names)]
    correlation = problem.summary.correlation[np.ix_(order, order)]
    return tuple(names[place] for place in drivers), correlation, len(controls)
