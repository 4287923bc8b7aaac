"""The pictures of a chain's links: two members each, with the line between them and its band."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage.chains.joined import Joined
from satindex.linkage.chains.remarks import neighbours
from satindex.linkage.chains.steps import data_of
from satindex.linkage.problem import prepare
from satindex.stats.estimates import NotFitted
from satindex.stats.intervals import quantile
from satindex.stats.ols import fit_ols
from satindex.survey.model import Model

POINTS: Final = 25
Picture = dict[str, object]


def panels(found: Joined) -> list[Picture]:
    """Return a panel for every member of a stage with every one of the next: x, y, n, points of the line with band."""
    return [_panel(found, one, other) for one, other in neighbours(found)]


def _panel(found: Joined, one: str, other: str) -> Picture:
    data = data_of(found, (one,), other)
    if isinstance(data, Words):
        return {"x": one, "y": other, "n": len(found.complete((one, other))), "line": []}
    problem = prepare(data, Model(found.chain.name, other, (one,), family="ols"))
    fit = fit_ols(problem.matrix, data.outcome)
    if isinstance(fit, NotFitted):
        return {"x": one, "y": other, "n": problem.n, "line": []}
    spread, (at, slope) = fit.hc3(), fit.likelihood.coefficients
    if not np.isfinite(spread.matrix).all():
        return {"x": one, "y": other, "n": problem.n, "line": []}
    x = data.predictors[:, 0]
    half, line = quantile(df=spread.df), []
    for value in np.linspace(x.min(), x.max(), POINTS):
        design = np.array([1.0, value])
        error = half * math.sqrt(max(float(design @ spread.matrix @ design), 0.0))
        middle = float(at + slope * value)
        line.append((float(value), middle, middle - error, middle + error))
    return {"x": one, "y": other, "n": problem.n, "line": line}
