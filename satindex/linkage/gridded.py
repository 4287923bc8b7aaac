"""A fitted model as averages over its respondents, for the sliders of a report: one for every place they can stand at.

A report is passed on, so that it holds no row of scores: what the model expects on average is computed beforehand.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np

from satindex.language import Words, named
from satindex.linkage.fitted import Fitted
from satindex.linkage.linked import Linked
from satindex.linkage.movable import REASONS, largest_step, title_of
from satindex.linkage.predicted import Predicted
from satindex.linkage.problem import Problem
from satindex.linkage.what_if import NOTES, TITLE, move_of, unusable
from satindex.results.sliders.texts import texts
from satindex.stats.estimates import Array
from satindex.stats.intervals import quantile
from satindex.stats.prediction import Figure, column
from satindex.stats.prediction_grid import averages

LEAST_ROWS: Final = 30
"""Averages over fewer respondents, at so many places, would tell of single ones."""
MOST_SLIDERS: Final = 5
MOST_PLACES: Final = 4096
MOST_WORK: Final = 16_000_000
"""Curves at rows times places that the averages are made of while a report is written: a second's work."""
MOST_STEPS: Final = 101
SHARE_OF_SCALE: Final = 12
"""Sliders of few places move by at most this part of the scale."""
GRID: Final = Words(
    "Averages over the respondents in the model, computed beforehand for every place of the sliders; no respondent's "
    "scores are in this page.",
    "为模型中全体受访者的平均值，已对滑块的每个位置事先算好；本页不含任何受访者的得分。",
)
FEW: Final = Words(
    "{} of the model's {} scores have a slider here; what_if in the definition chooses them.",
    "模型的 {1} 项得分中，此处有 {0} 项可移动；由定义中的 what_if 选择。",
)


@dataclass(frozen=True)
class Axis:
    """The places of one slider: whole multiples of a step, 0 among them, from `first` to `last`."""

    name: str
    step: float
    first: int
    last: int

    @property
    def moves(self) -> list[float]:
        """The moves in order."""
        return [round(at * self.step, 12) for at in range(self.first, self.last + 1)]


def for_report(
    linked: Linked, labels: Mapping[str, Words], moves: Mapping[str, float], language: str
) -> dict[str, Any] | None:
    """Return a model's averages for a report's page, at the moves that can be made; None where it gets no sliders."""
    problem, found = linked.problem, linked.found
    without = unusable(linked, (*linked.data.predictor_names, *linked.data.constant))
    usable = [name for name in linked.data.predictor_names if name not in without]
    if problem is None or not isinstance(found, Fitted) or found.predicted is None or not usable:
        return None
    asked = {name: by for name, by in moves.items() if name in usable}
    shown = usable if len(usable) <= MOST_SLIDERS else list(asked)[:MOST_SLIDERS]
    places = _places(problem.n * _curves(found.predicted), len(shown))
    if problem.n < LEAST_ROWS or not shown or places < 3:
        return None
    axes = [_axis(problem, name, asked.get(name), places) for name in shown]
    title, unmoved = title_of(linked), [named(labels.get(n, Words(n, n)), why) for n, why in without.items()]
    notes = [NOTES[0], *unmoved, *([_few(shown, usable)] if len(shown) < len(usable) else []), GRID]
    return {
        "kind": "grid",
        "moves": {name: by for name, by in asked.items() if name in shown},
        "language": language,
        "title": Words(f"{title.en}: {TITLE.en}", f"{title.zh}：{TITLE.zh}").say(language),
        "texts": texts(language),
        "notes": [note.say(language) for note in notes],
        "reasons": {name: REASONS[name].say(language) for name in ("alone", "beyond")},
        "quantile": quantile(df=found.predicted.prediction.df),
        "figures": list(_figures(problem, found.predicted, axes, language)),
        "drivers": [_driver(problem, axis, labels, language) for axis in axes],
    }


def _few(shown: Sequence[str], usable: Sequence[str]) -> Words:
    return Words(*(said.format(len(shown), len(usable)) for said in (FEW.en, FEW.zh)))


def _curves(predicted: Predicted) -> int:
    """Return how many curves a respondent's figures are made of."""
    return sum(int(np.count_nonzero(figure.steps)) for figure in predicted.figures.values())


def _places(work: int, sliders: int) -> int:
    """Return how many places each slider may have, an odd number, where one place is so much work."""
    together = min(MOST_PLACES, MOST_WORK // max(work, 1))
    each = min(MOST_STEPS, math.floor(math.pow(together, 1 / max(sliders, 1)) + 1e-9))
    return each - 1 + each % 2


def _axis(problem: Problem, name: str, asked: float | None, most: int) -> Axis:
    """Return a slider's places: over the whole scale where they are many enough, else around today's score."""
    values = column(problem.matrix, problem.terms.index(name))
    ends = problem.data.reach.get(name, (float(values.min()), float(values.max())))
    today = float(np.average(values, weights=problem.weights))
    low, high = ends[0] - today, ends[1] - today
    step = _step(high - low, most) if asked is None else _step_to(asked, high - low, most)
    to = 0 if asked is None else round(asked / step)
    first, last = min(math.ceil(low / step - 1e-9), to, 0), max(math.floor(high / step + 1e-9), to, 0)
    below = max(first, -(most // 2))
    above = min(last, below + most - 1)
    return Axis(name, step, max(first, above - most + 1), above)


def _step(span: float, most: int) -> float:
    """Return a step of 1, 2 or 5 tenths, ones, tens: with it `most` places are the whole span, or a part of it.

    Examples
    --------
    >>> _step(6.0, 41), _step(6.0, 15), _step(6.0, 7)
    (0.2, 0.5, 0.5)
    """
    if most <= SHARE_OF_SCALE:
        return largest_step(span / SHARE_OF_SCALE)
    least = span / (most - 1) * (1 - 1e-9)
    power = math.floor(math.log10(least))
    return min(step for step in (float(f"{unit}e{power}") for unit in (1, 2, 5, 10)) if step >= least)


def _step_to(asked: float, span: float, most: int) -> float:
    """Return the finest step that goes to a move exactly and of which a slider has places for the whole span.

    Examples
    --------
    >>> _step_to(0.5, 6.0, 41), _step_to(-0.5, 6.0, 5)
    (0.25, 0.5)
    """
    parts = (part for part in (10, 5, 4, 2) if span * part / abs(asked) + 1 <= most and part <= most // 2)
    return abs(asked) / next(parts, 1)


def _driver(problem: Problem, axis: Axis, labels: Mapping[str, Words], language: str) -> dict[str, Any]:
    """Return one slider: its ends, and the mean score at each of its places."""
    values = column(problem.matrix, problem.terms.index(axis.name))
    scores = np.average(_moved(problem, axis, values), axis=1, weights=problem.weights)
    return {
        "name": axis.name,
        "label": labels.get(axis.name, Words(axis.name, axis.name)).say(language),
        "from": axis.moves[0],
        "to": axis.moves[-1],
        "step": axis.step,
        "scores": scores.tolist(),
    }


def _figures(problem: Problem, predicted: Predicted, axes: Sequence[Axis], language: str) -> Iterator[dict[str, Any]]:
    for name, figure in predicted.figures.items():
        yield {
            "name": name,
            "said": predicted.words[name].say(language),
            "share": name in predicted.shares,
            "averages": _averages(problem, predicted, figure, axes),
        }


def _averages(problem: Problem, predicted: Predicted, figure: Figure, axes: Sequence[Axis]) -> dict[str, str]:
    """Return the mean prediction at every combination of places, the last slider moving first, with its errors.

    Seven digits are kept: a page shows four at most.
    """
    prediction, weights = predicted.prediction, problem.weights
    raw = np.array([column(problem.matrix, place) for place in range(len(problem.terms))], dtype=float)
    places = [problem.terms.index(axis.name) for axis in axes]
    moved = [_moved(problem, axis, raw[place]) for axis, place in zip(axes, places, strict=True)]
    today = averages(prediction, figure, raw, places[0], raw[places[:1]], weights)
    parts: dict[str, list[Array]] = {"estimate": [], "error": [], "change_error": []}
    for others in product(*moved[:-1]):
        columns = raw.copy()
        columns[places[:-1]] = np.reshape(others, (len(others), -1)) if others else raw[:0]
        found = averages(prediction, figure, columns, places[-1], moved[-1], weights)
        parts["estimate"].append(found.estimates)
        parts["error"].append(found.std_errors(prediction))
        parts["change_error"].append(found.minus(today).std_errors(prediction))
    return {name: _text(np.concatenate(part)) for name, part in parts.items()}


def _moved(problem: Problem, axis: Axis, values: Array) -> Array:
    """Return a column's values at each place of its slider."""
    return np.array([move_of(problem, axis.name, by).moved(values) if by else values for by in axis.moves])


def _text(numbers: Array) -> str:
    return base64.b64encode(numbers.astype("<f4").tobytes()).decode("ascii")
