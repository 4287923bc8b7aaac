"""A fitted model as figures that sliders move: coefficients, their covariance, and the scores it was fitted to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from satindex.errors import FigureError
from satindex.language import Words, in_language, named
from satindex.linkage import reasons, required
from satindex.linkage.fitted import Fitted
from satindex.linkage.linked import Linked
from satindex.linkage.predicted import Predicted
from satindex.linkage.problem import Problem
from satindex.linkage.what_if import NOTES, TITLE, move_of, unusable
from satindex.results.sliders.packing import packed
from satindex.results.sliders.page import needed
from satindex.results.sliders.texts import texts
from satindex.stats.estimates import Array
from satindex.stats.intervals import quantile
from satindex.stats.prediction import average, column

if TYPE_CHECKING:
    from satindex.linkage.model import LinkResult
    from satindex.results.sliders.widgets import ModelSliders

MOST_NUMBERS: Final = 1_000_000
STEPS: Final = 100
ROWS: Final = Words(
    "Holds the different rows of scores that the model was fitted to, without names, numbers or answers.",
    "内含建模所用的各行不同得分，不含姓名、编号与作答。",
)
REASONS: Final[Mapping[str, Words]] = {
    "alone": reasons.ALONE,
    "beyond": reasons.BEYOND,
    "no_ends": required.NO_ENDS,
    "no_high": required.NO_HIGH,
    "no_low": required.NO_LOW,
    "no_share": required.TARGET_IS_NO_SHARE,
    "no_slope": required.NO_SLOPE,
    "out_of_reach": required.OUT_OF_REACH,
}


def sliders(result: LinkResult, moves: Mapping[str, float], target: float | None, language: str) -> ModelSliders:
    """Return sliders on a model's scores, at these moves; raises MissingExtraError without the package anywidget."""
    linked = result.linked.with_rows
    figures = movable(linked, result.labels, title_of(linked), language)
    with needed():
        from satindex.results.sliders.widgets import ModelSliders
    return ModelSliders(
        figures,
        after=partial(figure_after, linked),
        what_if=result.what_if,
        required=result.required,
        moves=dict(moves),
        target=target,
    )


def title_of(linked: Linked) -> Words:
    """Return what the model is called."""
    en, zh = (in_language(linked.model.title, said, linked.model.name) for said in ("en", "zh"))
    drawn = linked.data.drawn
    return Words(en, zh) if drawn is None else Words(f"{en} ({drawn.words.en})", f"{zh}（{drawn.words.zh}）")


def movable(
    linked: Linked, labels: Mapping[str, Words], title: Words, language: str, most: int = MOST_NUMBERS
) -> dict[str, Any]:
    """Return a model's figures as plain JSON; the rows of scores in it stand in no order and name nobody.

    Raises FigureError where the model predicts nothing, or was fitted to more scores than a page holds (`most`).
    """
    names = linked.data.predictor_names
    without = unusable(linked, (*names, *linked.data.constant))
    usable = [name for name in names if name not in without]
    problem, found = linked.problem, linked.found
    if problem is None or not isinstance(found, Fitted) or found.predicted is None or not usable:
        why = next(iter(without.values()), reasons.NO_TERMS)
        raise FigureError(Words(f"there is nothing to move: {why.en}", f"没有可变动的得分：{why.zh}"))
    unmoved = [named(labels.get(name, Words(name, name)), why).say(language) for name, why in without.items()]
    return {
        "kind": "model",
        "names": ["moves", "target", "score"],
        "moves": {},
        "target": None,
        "score": usable[0],
        "language": language,
        "title": Words(f"{title.en}: {TITLE.en}", f"{title.zh}：{TITLE.zh}").say(language),
        "texts": texts(language),
        "notes": [NOTES[0].say(language), *unmoved, ROWS.say(language)],
        "reasons": {name: words.say(language) for name, words in REASONS.items()},
        **_predicted(found.predicted, language),
        "drivers": [_driver(problem, name, labels, language) for name in usable],
        "rows": _rows(problem, most),
    }


def figure_after(linked: Linked, moves: Mapping[str, float]) -> float | None:
    """Return the model's first figure after these moves together, all else as it is; None where it is too large."""
    problem, found = linked.problem, linked.found
    if problem is None or not isinstance(found, Fitted) or found.predicted is None:
        return None
    places = {problem.terms.index(name): move_of(problem, name, by) for name, by in moves.items()}
    figure = next(iter(found.predicted.figures.values()))
    after = average(found.predicted.prediction, figure, problem.matrix, places, problem.weights)
    return None if after.beyond else after.estimate


def _predicted(predicted: Predicted, language: str) -> dict[str, Any]:
    prediction = predicted.prediction
    return {
        "curve": prediction.curve.name,
        "farthest": _or_none(prediction.curve.farthest),
        "cuts": prediction.cuts.tolist(),
        "slopes": prediction.slopes.tolist(),
        "covariance": [[_or_none(cell) for cell in row] for row in prediction.covariance.tolist()],
        "quantile": quantile(df=prediction.df),
        "figures": [
            {
                "name": name,
                "said": predicted.words[name].say(language),
                "share": name in predicted.shares,
                "base": figure.base,
                "steps": figure.steps.tolist(),
            }
            for name, figure in predicted.figures.items()
        ],
    }


def _driver(problem: Problem, name: str, labels: Mapping[str, Words], language: str) -> dict[str, Any]:
    place = problem.terms.index(name)
    values = column(problem.matrix, place)
    reach = problem.data.reach.get(name)
    ends = reach or (float(values.min()), float(values.max()))
    today = float(np.average(values, weights=problem.weights))
    low, high = ends[0] - today, ends[1] - today
    step = _step(high - low)
    return {
        "name": name,
        "label": labels.get(name, Words(name, name)).say(language),
        "place": place,
        "low": reach[0] if reach else None,
        "high": reach[1] if reach else None,
        "ends": ends,
        "from": round(math.ceil(low / step - 1e-9) * step, 12),
        "to": round(math.floor(high / step + 1e-9) * step, 12),
        "step": step,
    }


def _step(span: float) -> float:
    """Return the largest of …, 0.1, 0.2, 0.5, 1, … of which a slider has at least `STEPS`.

    Examples
    --------
    >>> _step(12.0), _step(18.5), _step(400.0)
    (0.1, 0.1, 2.0)
    """
    return largest_step(span / STEPS)


def largest_step(most: float) -> float:
    """Return the largest of …, 0.1, 0.2, 0.5, 1, … that is not above `most`."""
    most *= 1 + 1e-9
    power = math.floor(math.log10(most))
    return max(step for step in (float(f"{unit}e{power}") for unit in (1, 2, 5)) if step <= most)


def _rows(problem: Problem, most: int) -> dict[str, Any]:
    """Return the different rows of scores, sorted, each with the weight of all who gave it."""
    columns = np.column_stack([column(problem.matrix, place) for place in range(len(problem.terms))])
    different, at = np.unique(columns, axis=0, return_inverse=True)
    weights = np.bincount(at.ravel(), problem.weights, minlength=len(different)).astype(np.float64)
    _refuse_too_many(different, most)
    return {"columns": [packed(values) for values in different.T], "weights": packed(weights)}


def _refuse_too_many(rows: Array, most: int) -> None:
    if rows.size > most:
        raise FigureError(
            Words(
                f"sliders would carry {len(rows)} different rows of scores, more than a page holds "
                f"({most} numbers). Ask what_if({{…}}) for single moves.",
                f"滑块须携带 {len(rows)} 行不同的得分，超出一页所能容纳（{most} 个数值）。"
                "请用 what_if({…}) 计算单个变动。",
            )
        )


def _or_none(number: float) -> float | None:
    return number if math.isfinite(number) else None
