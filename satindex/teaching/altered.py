"""The data set as a mistaken learner reads it, scored again by the same survey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import narwhals as nw
import numpy as np
import numpy.typing as npt

from satindex.errors import FigureError
from satindex.measures.measure import Measure
from satindex.measures.scores import Scores, score
from satindex.responses.responses import Responses, about
from satindex.survey.model import Item
from satindex.teaching.figures import Figures, Found
from satindex.teaching.naming import OVERALL, keys_of_row, parts_of

Array = npt.NDArray[np.float64]
Change = Callable[[Item, nw.Expr], nw.Expr]
Misread = Callable[[Measure, Responses], Responses | None]


@dataclass(frozen=True)
class Asked:
    """The figure that a task asks for, and the data set it is of."""

    found: Found
    figures: Figures

    @property
    def right(self) -> float:
        """The right figure."""
        figure = self.found.figure()
        assert figure is not None  # noqa: S101 -- Figures.figure refuses missing ones
        return figure

    @property
    def scores(self) -> Scores:
        """The learner's data, scored."""
        return self.figures.scores

    @property
    def measure(self) -> Measure | None:
        """The measure that the figure is of; None for figures of models and of answers."""
        return self.figures.measures.get(parts_of(self.found.name)[0].split(" ")[0])

    @property
    def part(self) -> str:
        """The dimension or component that the row is about; `overall` where it is about the whole measure."""
        level = self.found.row.get("level")
        keys = [key for key in keys_of_row(self.found.table, self.found.row) if key != level]
        return keys[-1] if keys else OVERALL

    @property
    def column(self) -> str:
        """The score column whose mean the figure is, for `estimate`, `expected` and `perceived`."""
        name = self.measure.name if self.measure else ""
        stem = name if self.part == OVERALL else f"{name}.{self.part}"
        return stem if self.found.column == "estimate" else f"{stem}.{self.found.column}"

    def answered(self, *columns: str) -> tuple[Array, ...] | None:
        """Return columns of the row's respondents, missing as NaN, and last their weights; None where one is unknown.

        Items hold their scored answers.
        """
        frame, weight = self.scores.frame, self.scores.responses.design.weight
        if not set(columns) <= set(frame.collect_schema().names()):
            return None
        segment, level = self.found.row.get("segment"), self.found.row.get("level")
        if isinstance(segment, str):
            frame = frame.filter(nw.col(about(segment)) == str(level))
        chosen = frame.select(*(nw.col(name).cast(nw.Float64) for name in dict.fromkeys((*columns, weight)) if name))
        eager = chosen.collect(backend="polars") if isinstance(chosen, nw.LazyFrame) else chosen
        found = {name: np.array(eager[name].to_list(), dtype=np.float64) for name in eager.columns}
        weights = found[weight] if weight else np.ones(len(eager))
        return (*(found[name] for name in columns), weights)

    def with_answers(self, change: Change) -> float | None:
        """Return the figure after a change to the answers of the measure's items."""
        return self._mistaken(change, lambda measure, responses: _changed(measure, responses, change))

    def without_weights(self) -> float | None:
        """Return the figure with everyone counted once; None where they are anyway."""
        return self._mistaken("unweighted", _unweighted)

    def _mistaken(self, how: object, misread: Misread) -> float | None:
        """Return the figure of the data set as it is misread; each misreading is scored once for a measure."""
        measure = self.measure
        if measure is None:
            return None
        key = how, measure.name
        if key not in self.figures.mistaken:
            responses = misread(measure, self.scores.responses)
            self.figures.mistaken[key] = None if responses is None else Figures(score(_alone(measure, responses)))
        figures = self.figures.mistaken[key]
        try:
            return None if figures is None else figures.figure(self.found.name).figure()
        except FigureError:
            return None


def _changed(measure: Measure, responses: Responses, change: Change) -> Responses | None:
    """Return the responses after the change; None where it leaves every answer as it is."""
    items = [responses.survey.items[name] for name in measure.items]
    answers = {item.name: (item, nw.col(item.name)) for item in items if item.scale.is_numeric}
    changed = {name: change(item, answer) for name, (item, answer) in answers.items()}
    new = [found.alias(name) for name, found in changed.items() if found is not answers[name][1]]
    return replace(responses, frame=responses.frame.with_columns(*new)) if new else None


def _unweighted(measure: Measure, responses: Responses) -> Responses | None:
    if responses.design.weight is None:
        return None
    person = replace(responses.survey.respondent, weight=None, rake={}, trim=None)
    survey = replace(responses.survey, respondent=person)
    return replace(responses, survey=survey, weighting=None, calibration=None)


def _alone(measure: Measure, responses: Responses) -> Responses:
    """Leave the other measures out, where this one is made of items alone: they do not matter to its figures."""
    if measure.uses:
        return responses
    survey = responses.survey
    alone = replace(survey, measures={measure.name: survey.measures[measure.name]}, models={}, chains={})
    return replace(responses, survey=alone)
