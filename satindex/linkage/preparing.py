"""From scores to the complete cases of a model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from satindex.errors import FigureError, did_you_mean
from satindex.frames.batches import Frame
from satindex.frames.passes import passed
from satindex.frames.samples import Pick, sample
from satindex.frames.thinned import SEED, Thinned, ThinnedSum
from satindex.language import Words
from satindex.linkage.choosing import OutcomeKind
from satindex.linkage.data import Array, Codes, Drawn, ModelData
from satindex.linkage.reach import reaches
from satindex.measures.scores import Scores
from satindex.responses.folding import as_number
from satindex.responses.responses import about
from satindex.stats.sample import Sample
from satindex.survey.model import Item, Model

MOST_NUMBERS: Final = 12_500_000
"""Rows times columns that a model holds in memory: 100 MB. Of more rows it is fitted in passes over them."""
MOST_DRAWN: Final = 500_000
"""So many rows are drawn, of more than that, for what needs them all at once."""
BOUGHT = {0.0: Words("did not buy again", "未再次购买"), 1.0: Words("bought again", "再次购买")}


@dataclass(frozen=True)
class Term:
    """One column of a model matrix, under the name it has in the model's tables."""

    name: str
    pick: Pick
    reference: bool = False


@dataclass(frozen=True)
class Terms:
    """The columns that a model asks for: outcome, predictors, controls (dummies of text columns), event.

    `references` are the dummies of the levels that the other dummies of their columns are compared with.
    """

    outcome: Term
    predictors: tuple[Term, ...]
    controls: tuple[Term, ...]
    event: Term | None = None
    references: tuple[Term, ...] = ()

    @property
    def all(self) -> tuple[Term, ...]:
        """Every column, the event last."""
        return (self.outcome, *self.predictors, *self.controls, *([self.event] if self.event else []))


@dataclass(frozen=True)
class Gathered:
    """The complete cases of a model at hand, columns as in `terms.all`; `drawn` where they are only some of all."""

    terms: Terms
    used: Sample
    left_out: int
    drawn: Drawn | None


def terms_of(scores: Scores, model: Model) -> Terms:
    """Return a model's columns; raises FigureError for a name that is neither a score, an item nor a column."""
    controls = [term for name in model.controls for term in _control_terms(scores, name)]
    return Terms(
        _numeric_term(scores, model.outcome),
        tuple(_numeric_term(scores, name) for name in predictor_names(scores, model.predictors)),
        tuple(term for term in controls if not term.reference),
        None if model.event is None else _numeric_term(scores, model.event),
        tuple(term for term in controls if term.reference),
    )


def too_many(scores: Scores, model: Model) -> bool:
    """Whether the model's columns of all respondents are more than is held in memory."""
    columns = 1 + len(predictor_names(scores, model.predictors)) + len(model.controls)
    return scores.rows * columns > MOST_NUMBERS


def model_data(scores: Scores, model: Model) -> ModelData:
    """Return the rows of `scores` that have the outcome, every predictor and every control.

    Of more respondents than the model wants, or than are held in memory, as many are drawn at random. Raises
    FigureError for a name that is neither a score, an item nor a column.
    """
    return data_of(scores, model, gathered(scores, model))


def gathered(scores: Scores, model: Model) -> Gathered:
    """Return the complete cases of all respondents, or of as many as are drawn."""
    terms = terms_of(scores, model)
    if model.sample is None and not too_many(scores, model):
        return _complete(scores, terms, scores.frame, None)
    asked = drawing(scores, model, terms)
    return of_drawn(scores, terms, asked.finished(passed(scores.frame, [asked], scores.progress)[0]))


def drawing(scores: Scores, model: Model, terms: Terms) -> ThinnedSum:
    """Return what to ask for the rows of as many respondents as the model wants, or as are held in memory."""
    most = model.sample or max(1, min(MOST_DRAWN, MOST_NUMBERS // len(terms.all)))
    columns = dict.fromkeys((*(term.pick.column for term in terms.all), *scores.responses.design.columns))
    return ThinnedSum(tuple(columns), scores.responses.identity, scores.rows, most, SEED)


def of_drawn(scores: Scores, terms: Terms, part: Thinned) -> Gathered:
    """Return the complete cases among the rows drawn."""
    drawn = Drawn(len(part.frame), part.total, part.seed) if part.drawn else None
    return _complete(scores, terms, part.frame, drawn)


def _complete(scores: Scores, terms: Terms, frame: Frame, drawn: Drawn | None) -> Gathered:
    picks = [term.pick for term in terms.all]
    found = sample(frame, picks, scores.responses.design, of=scores.frame)
    complete = found.complete()
    return Gathered(terms, found.only(complete), int((~complete).sum()), drawn)


def data_of(scores: Scores, model: Model, found: Gathered, varying: Collection[str] | None = None) -> ModelData:
    """Return complete cases as a model's data: the columns that are not the same on every row, or those named."""
    terms, values = found.terms, found.used.values
    first = 1 + len(terms.predictors)
    predictors, X = _varying(terms.predictors, values[1:first], varying)
    controls, Z = _varying(terms.controls, values[first : first + len(terms.controls)], varying)
    return ModelData(
        outcome=values[0],
        predictors=X.T,
        predictor_names=tuple(term.name for term in predictors),
        controls=Z.T,
        control_names=tuple(term.name for term in controls),
        outcome_name=model.outcome,
        outcome_labels=BOUGHT if model.observed else _outcome_labels(scores.survey.items.get(model.outcome)),
        sampled_clusters=_sampled(scores),
        undrawn=_undrawn(scores, found.drawn if varying is None else None),
        raked=scores.responses.design.calibration is not None,
        left_out=found.left_out,
        constant=_constant((*terms.predictors, *terms.controls), (*predictors, *controls)),
        event=None if model.event is None else _event(scores, model.event, values[-1]),
        event_label=_event_label(scores, model.event),
        reach=reaches(scores, [term.name for term in predictors]),
        weights=found.used.weights,
        strata=found.used.strata,
        clusters=found.used.clusters,
        drawn=found.drawn,
    )


def outcome_kind(scores: Scores, model: Model) -> OutcomeKind:
    """Return how an outcome is measured: two codes, an ordered scale, a count, or a number (any score)."""
    if model.observed:
        return "binary"
    item = scores.survey.items.get(model.outcome)
    if item is None or item.scale.kind == "number":
        return "number"
    if item.scale.kind == "count":
        return "count"
    return "binary" if len(item.scale.values) == 2 else "ordered"


def _event(scores: Scores, name: str, answers: Array) -> Array:
    """Return 1 for the higher of an item's two codes, 0 for the other; any other answers as they are."""
    item = scores.survey.items.get(name)
    codes = item.scale.values if item is not None else ()
    return (answers == codes[1]).astype(np.float64) if len(codes) == 2 else answers


def _event_label(scores: Scores, name: str | None) -> Words | None:
    """Return what the event is called: the item and the answer of its higher code."""
    if name is None:
        return None
    item = scores.survey.items.get(name)
    code = item.scale.values[1] if item is not None and len(item.scale.values) == 2 else 1.0
    label = _outcome_labels(scores.survey.items.get(name)).get(code, Words(f"{code:g}", f"{code:g}"))
    return Words(f"{name} = {label.en}", f"{name} = {label.zh}")


def _sampled(scores: Scores) -> Codes | None:
    """Return the sampling units of each stratum, in the order of the strata's codes."""
    design = scores.responses.design
    if not design.declared:
        return None
    return np.array([design.sampled[level] for level in _strata(scores)], dtype=np.int64)


def _undrawn(scores: Scores, drawn: Drawn | None) -> Array | None:
    """Return the share of each stratum's population of sampling units that was not drawn."""
    design = scores.responses.design
    if not design.population:
        return None
    share = drawn.rows / drawn.total if drawn and not design.cluster else 1.0
    return np.array([1 - share * design.sampled[level] / design.population[level] for level in _strata(scores)])


def _strata(scores: Scores) -> list[str | None]:
    stratum = scores.responses.design.stratum
    return list(codes_by_level(scores, stratum)) if stratum else [None]


def predictor_names(scores: Scores, predictors: Iterable[str]) -> list[str]:
    """Return the scores and items that predictors stand for: `measure.*` is all of its dimensions or components."""
    found: list[str] = []
    for name in predictors:
        measure = scores.measures.get(name.removesuffix(".*")) if name.endswith(".*") else None
        found += measure.parts if measure else [name]
    return list(dict.fromkeys(found))


def _numeric_column(scores: Scores, name: str) -> str:
    items = {item.name for item in scores.survey.items.values() if item.scale.is_numeric}
    if name in scores.names or name in items:
        return name
    hint = did_you_mean(name, (*scores.names, *items))
    raise FigureError(
        Words(
            f"'{name}' is neither a score nor a numeric item. {hint.en if hint else ''}".rstrip(),
            f"“{name}”既不是得分，也不是数值题。{hint.zh if hint else ''}",
        )
    )


def _numeric_term(scores: Scores, name: str) -> Term:
    return Term(name, Pick(_numeric_column(scores, name)))


def _control_terms(scores: Scores, name: str) -> list[Term]:
    if name in scores.survey.items or name in scores.names:
        return [_numeric_term(scores, name)]
    column = about(name)
    levels = levels_of(scores, name)
    if levels and all(as_number(level) is not None for level in levels) and name not in scores.responses.levels:
        return [Term(name, Pick(column))]
    return [Term(f"{name}={level}", Pick(column, level), at == 0) for at, level in enumerate(levels)]


def levels_of(scores: Scores, name: str) -> list[str]:
    """Return the levels of a text column in label order; the first is the reference."""
    known = scores.responses.levels.get(name)
    if known is not None:
        return [level for level in known if level is not None]
    return list(codes_by_level(scores, about(name)))


def codes_by_level(scores: Scores, column: str) -> dict[str, int]:
    """Return the code of each level of a text column, in label order, as `frames.samples` codes them."""
    levels = sorted({str(value) for value in scores.counts(column)[column] if value is not None})
    return {level: code for code, level in enumerate(levels)}


def _varying(terms: Sequence[Term], values: Array, known: Collection[str] | None) -> tuple[list[Term], Array]:
    """Return the columns that are not the same on every row; which they are may be `known`."""
    if known is not None:
        varies = np.array([term.name in known for term in terms], dtype=bool)
    elif values.shape[1] == 0:
        return list(terms), values
    else:
        varies = values.max(axis=1, initial=-np.inf) > values.min(axis=1, initial=np.inf)
    return [term for term, keep in zip(terms, varies, strict=True) if keep], values[varies]


def _constant(asked: Sequence[Term], kept: Sequence[Term]) -> tuple[str, ...]:
    names = {term.name for term in kept}
    return tuple(term.name for term in asked if term.name not in names)


def _outcome_labels(item: Item | None) -> dict[float, Words]:
    if item is None:
        return {}
    by_language: Mapping[str, Mapping[float, str]] = item.scale.labels
    found: dict[float, Words] = {}
    for value in item.scale.values:
        texts = {language: labels[value] for language, labels in by_language.items() if value in labels}
        fallback = texts.get("en") or next(iter(texts.values()), f"{value:g}")
        found[value] = Words(texts.get("en", fallback), texts.get("zh", fallback))
    return found
