"""Effects of predictors on an outcome, direct and through mediators, with the sample drawn again for intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage.data import ModelData
from satindex.linkage.equations import Equations, Flow, Scale
from satindex.linkage.linked import Linked
from satindex.linkage.preparing import model_data
from satindex.linkage.problem import Problem, prepare, with_weight
from satindex.linkage.reasons import CAUSES, NO_ROWS, NOT_COUNTS, NOT_TWO, refusal
from satindex.linkage.resampled import Resampled, resampled
from satindex.measures.scores import Scores
from satindex.stats.estimates import NotFitted
from satindex.survey.model import Model
from satindex.survey.model_parts import Through

SCALES: Final[Mapping[str, Scale]] = {"logit": "probability", "poisson": "rate", "negative_binomial": "rate"}
NO_PATH: Final = Words("no predictor or no mediator can be used", "没有可用的自变量或中介变量")
DRAWING: Final = Words("bootstrap of the mediation", "中介效应的自助法")
AT_ONCE: Final = 64


@dataclass(frozen=True)
class Mediated:
    """A mediation computed: its equations, the figures, and the same in every replicate (or why there are none)."""

    equations: Equations
    flow: Flow
    again: Resampled | Words | None

    @property
    def problem(self) -> Problem:
        """The respondents who have everything."""
        return self.equations.problem


def mediated(scores: Scores, linked: Linked, through: Through) -> Mediated | Words:
    """Return the effects through mediators, or why there are none; all equations have the same respondents."""
    wider = replace(linked.model, predictors=(*linked.model.predictors, *through.mediators))
    return mediation(with_weight(model_data(scores, wider)), wider, through, SCALES.get(linked.chosen, "mean"))


def mediation(data: ModelData, model: Model, through: Through, scale: Scale) -> Mediated | Words:
    """Return the effects through mediators, which are among the predictors of `data`, or why there are none."""
    if not len(data.outcome):
        return NO_ROWS
    impossible = _impossible(data.outcome, scale)
    if impossible is not None:
        return impossible
    problem = prepare(data, model)
    equations = Equations.of(problem, through, scale)
    if equations is None:
        return NO_PATH
    fitted = equations.fitted()
    if problem.n <= equations.system.width:
        return CAUSES["too_few_rows"]
    if isinstance(fitted, NotFitted):
        named = replace(problem, terms=equations.names)
        return refusal(named, fitted).reason if fitted.columns else CAUSES[fitted.cause]
    flow = equations.whole(fitted)
    again = None
    if through.bootstrap.replicates:
        estimates = flow.figures(equations.system)
        again = resampled(problem, through.bootstrap, estimates, equations.replicated(fitted), AT_ONCE, DRAWING)
    return Mediated(equations, flow, again)


def _impossible(outcome: np.ndarray[tuple[int, ...], np.dtype[np.float64]], scale: Scale) -> Words | None:
    if np.ptp(outcome) == 0:
        return CAUSES["one_outcome"]
    if scale == "probability" and len(np.unique(outcome)) != 2:
        return NOT_TWO
    if scale == "rate" and not (np.all(outcome >= 0) and np.all(outcome == np.round(outcome))):
        return NOT_COUNTS
    return None
