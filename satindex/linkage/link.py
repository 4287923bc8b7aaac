"""Linking scores to repurchase: a model of the survey, fitted."""

from __future__ import annotations

from satindex.errors import FigureError, did_you_mean
from satindex.language import Words
from satindex.linkage.model import LinkResult, fit_model
from satindex.linkage.preparing import model_data, outcome_kind
from satindex.measures.measure import words_of
from satindex.measures.scores import Scores


def link(scores: Scores, name: str) -> LinkResult:
    """Return the survey's model `name` fitted to complete cases: coefficients, fit, drivers.

    Raises FigureError where the survey has no such model or a name in it does not exist.
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
    data = model_data(scores, model)
    return fit_model(model, data, outcome_kind(scores, model.outcome), language=survey.language, labels=_labels(scores))


def _labels(scores: Scores) -> dict[str, Words]:
    labels = scores.item_labels()
    labels |= {
        segment.column: words_of(segment.title, segment.column) for segment in scores.survey.respondent.groupings
    }
    for measure in scores.measures.values():
        title = words_of(measure.title, measure.name)
        labels[measure.name] = title
        parts = measure.labels
        for part in measure.parts:
            known = parts.get(part.rpartition(".")[2])
            if known and part != measure.name:
                labels[part] = known
    return labels
