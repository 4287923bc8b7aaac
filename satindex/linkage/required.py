"""How far a score must move for the predicted outcome to reach a target."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from satindex.language import Words
from satindex.linkage.fitted import Fitted
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.predicted import FigureName, Predicted
from satindex.linkage.problem import Problem
from satindex.linkage.what_if import NOTES, SOURCES, unusable
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.intervals import quantile
from satindex.stats.prediction import Move, average, column

TITLE = Words("what a target requires", "达到目标所需的提升")
FORMULA = Words(
    "estimate = the move of everyone's score at which the mean prediction is the target; its interval holds every move "
    "whose predicted mean is not significantly off the target: |m(δ) − target| ≤ z·SE(m(δ)) (Fieller's way)",
    "估计值 = 使平均预测等于目标的得分变动量；区间为平均预测与目标无显著差异的所有变动量："
    "|m(δ) − 目标| ≤ z·SE(m(δ))（Fieller 法）",
)
NEEDED = Words("Move needed", "所需变动")
WITHIN = Words(
    "Scores are not moved beyond their scale, nor, where it has no ends, beyond the scores seen.",
    "得分不会移出量表端点；量表无端点时，不超出样本中出现的得分。",
)
FIELLER = "Fieller 1954, JRSS B 16: 175–185 (sets of values that are not rejected)"
NO_LOW = Words("the interval has no lower end within the scale", "在量表范围内，区间没有下限")
NO_HIGH = Words("the interval has no upper end within the scale", "在量表范围内，区间没有上限")
NO_ENDS = Words("the interval has no end within the scale on either side", "在量表范围内，区间两侧均无界")
NO_SLOPE = Words("the model's prediction does not move with this score", "模型的预测不随该得分变化")
TARGET_IS_NO_SHARE = Words("the target is a share: it lies between 0 and 1", "目标为比例：须在 0 与 1 之间")

OUT_OF_REACH = Words(
    "out of reach: with everyone's {name} between {low} and {high} the prediction stays between {least} and {most}",
    "无法达到：所有人的 {name} 在 {low} 与 {high} 之间变动时，预测始终在 {least} 与 {most} 之间",
)


def required_table(linked: Linked, names: tuple[str, ...], target: float) -> ModelTable:
    """Return the move that each of these predictors alone would need, or why there is none."""
    without = unusable(linked, names)
    predicted = linked.found.predicted if isinstance(linked.found, Fitted) else None
    rows: list[Row] = []
    for name in names:
        if linked.problem is None or predicted is None or name in without:
            rows.append(_missing(linked, name, target, without[name]))
        else:
            rows.append(_row(linked.problem, predicted, name, target))
    words = {} if predicted is None else {str(name): said for name, said in predicted.words.items()}
    base = Words(f"n = {len(linked.data.outcome)}", f"n = {len(linked.data.outcome)}")
    said = Explanation(FORMULA, (base,), (NOTES[0], WITHIN), (FIELLER, *SOURCES))
    shares = predicted is not None and next(iter(predicted.figures)) in predicted.shares
    kinds = {"estimate": "sign_number", "ci_low": "sign_number", "ci_high": "sign_number"}
    kinds |= {"today": "share", "target": "share"} if shares else {"target": "coefficient"}
    options = {"kinds": kinds, "headings": {"estimate": NEEDED}}
    return ModelTable(".required", TITLE, tuple(rows), said, None, words, options)


@dataclass(frozen=True)
class _Moved:
    """One predictor moved by δ: the mean prediction less the target, and its error."""

    problem: Problem
    predicted: Predicted
    figure: FigureName
    place: int
    ends: tuple[float, float]
    target: float

    def off(self, by: float) -> tuple[float, float]:
        """Return how far the mean prediction is above the target after a move, and half its interval."""
        move = Move(by, *self.ends)
        figure, prediction = self.predicted.figures[self.figure], self.predicted.prediction
        found = average(prediction, figure, self.problem.matrix, {self.place: move}, self.problem.weights)
        return found.estimate - self.target, quantile(df=prediction.df) * found.std_error(prediction)


def _row(problem: Problem, predicted: Predicted, name: str, target: float) -> Row:
    place, figure = problem.terms.index(name), next(iter(predicted.figures))
    values = column(problem.matrix, place)
    ends = problem.data.reach.get(name, (float(values.min()), float(values.max())))
    moved = _Moved(problem, predicted, figure, place, ends, target)
    low, high = ends[0] - float(values.max()), ends[1] - float(values.min())
    row: dict[str, Cell] = {
        "term": name,
        "figure": str(figure),
        "target": target,
        "today": moved.off(0.0)[0] + target,
        "estimate": None,
        "n": problem.n,
    }
    if figure in predicted.shares and not 0 < target < 1:
        return row | {"reason": TARGET_IS_NO_SHARE}
    lowest, highest = moved.off(low)[0], moved.off(high)[0]
    if lowest == highest:
        return row | {"reason": NO_SLOPE}
    if lowest * highest > 0:
        return row | {"reason": _out_of_reach(name, ends, (lowest + target, highest + target))}
    by = _root(lambda at: moved.off(at)[0], low, high)
    bounds = _bounds(moved, low, by, high)
    move = Move(by, *ends)
    row |= {"estimate": by, "ci_low": bounds[0], "ci_high": bounds[1]}
    row |= {
        "score_today": float(np.average(values, weights=problem.weights)),
        "score_needed": float(np.average(move.moved(values), weights=problem.weights)),
        "clipped": int(move.clipped(values).sum()),
        "n": problem.n,
    }
    return row | _open_ends(bounds)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    from scipy import optimize

    return float(optimize.brentq(function, low, high, xtol=1e-10, rtol=1e-12))


def _bounds(moved: _Moved, low: float, by: float, high: float) -> tuple[float | None, float | None]:
    """Return where the target leaves the interval of the mean prediction, on either side of the estimate."""

    def outside(at: float) -> float:
        off, half = moved.off(at)
        return abs(off) - half

    if math.isnan(outside(by)):
        return math.nan, math.nan
    if outside(by) >= 0:  # no error at all: only the estimate itself meets the target
        return by, by
    first = _root(outside, low, by) if outside(low) > 0 else None
    return first, _root(outside, by, high) if outside(high) > 0 else None


def _open_ends(bounds: tuple[float | None, float | None]) -> dict[str, Cell]:
    reasons = {(True, False): NO_LOW, (False, True): NO_HIGH, (True, True): NO_ENDS}
    reason = reasons.get((bounds[0] is None, bounds[1] is None))
    return {} if reason is None else {"reason": reason}


def _out_of_reach(name: str, ends: tuple[float, float], reached: tuple[float, float]) -> Words:
    numbers = {"name": name, "low": f"{ends[0]:g}", "high": f"{ends[1]:g}"}
    numbers |= {"least": f"{min(reached):.3f}", "most": f"{max(reached):.3f}"}
    return Words(OUT_OF_REACH.en.format(**numbers), OUT_OF_REACH.zh.format(**numbers))


def _missing(linked: Linked, name: str, target: float, reason: Words) -> Row:
    return {"term": name, "target": target, "estimate": None, "n": len(linked.data.outcome), "reason": reason}
