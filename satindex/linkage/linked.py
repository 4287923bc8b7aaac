"""A model fitted, before it is laid out: what every further table of it is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from satindex.language import Words
from satindex.linkage.choosing import Family
from satindex.linkage.data import ModelData
from satindex.linkage.drivers import Drivers
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.problem import Problem
from satindex.results.result import Explanation, Row
from satindex.survey.model import Model


@dataclass(frozen=True)
class Linked:
    """A model of the survey with its complete cases, and the fit or why there is none.

    `chosen` names the family that was asked for or that the outcome called for; `kind` is the one that was fitted.
    `problem` is None where the data allow no model at all.
    """

    model: Model
    data: ModelData
    chosen: str
    kind: Family
    problem: Problem | None
    found: Fitted | Refused
    drivers: Drivers


@dataclass(frozen=True)
class ModelTable:
    """One table of a model before it has the model's name: `suffix` is "" or begins with a dot."""

    suffix: str
    title: Words
    rows: tuple[Row, ...]
    explanation: Explanation
    chart: str | None = None
    labels: Mapping[str, Words] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
