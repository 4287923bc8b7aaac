"""What if a score moved: the change that the model predicts in the outcome, on average over its respondents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from satindex.language import Words
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.predicted import FigureName, Predicted
from satindex.linkage.problem import Problem
from satindex.linkage.reasons import BEYOND, NO_TERMS
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.intervals import quantile, two_sided_p
from satindex.stats.prediction import Average, Move, Prediction, average, column

TOGETHER = "together"
POINTS = 21
MIXED: Mapping[str, object] = {"headings": {"estimate": Words("Change", "变化")}}
"""Of figures that are no shares alone the change has their unit."""
TITLE = Words("what if", "假设分析")
FORMULA = Words(
    "estimate = mean over respondents of (predicted after the move − predicted today); everyone's score is raised by "
    "the same amount, but not beyond the end of its scale, all else as it is; "
    "std_error by the delta method: √(g'Vg), g the derivatives of the mean difference, V the coefficients' covariance",
    "估计值 = 对受访者取（变动后的预测 − 现在的预测）的平均；所有人的得分变动相同，但不超出量表端点，其余不变；"
    "标准误用 delta 方法：√(g'Vg)，g 为平均差对系数的导数，V 为系数的协方差",
)
NOTES = (
    Words(
        "An association, not the effect of an intervention: people whose score is higher may differ in other ways, and "
        "raising it need not bring what goes with it.",
        "这是关联，而非干预的效果：得分较高者可能在其他方面也不同，提高得分未必带来与之相伴的结果。",
    ),
    Words(
        "`today` is what the model predicts for the respondents as they are, `moved` after the move; the sample's "
        "answers are taken as given. `clipped`: respondents whom the end of the scale keeps from moving the whole way.",
        "today 为模型对受访者现状的预测，moved 为变动后的预测；样本的回答视为给定。"
        "clipped：因量表端点而未能变动到位的人数。",
    ),
)
SOURCES = (
    "Greene 2018, Econometric Analysis, 8th ed., 17.3 (partial effects, delta method)",
    "Arel-Bundock, Greifer & Heiss 2024, Journal of Statistical Software 111(9) (counterfactual averages)",
)


@dataclass(frozen=True)
class Scenario:
    """Columns of the model moved together, under the name that the row has."""

    name: str
    moves: Mapping[int, Move]
    asked: float | None


def unusable(linked: Linked, names: tuple[str, ...]) -> dict[str, Words]:
    """Return why each of these predictors can't be moved, where it can't."""
    if linked.problem is None or isinstance(linked.found, Refused):
        reason = linked.found.reason if isinstance(linked.found, Refused) else NO_TERMS
        return dict.fromkeys(names, reason)
    if linked.found.predicted is None:
        return dict.fromkeys(names, linked.found.unpredicted)
    return {name: linked.problem.unusable[name] for name in names if name in linked.problem.unusable}


def asked_moves(linked: Linked, what_if: Mapping[str, float]) -> dict[str, float]:
    """Return the move of each predictor; `x.*` stands for every predictor below x."""
    known = (*linked.data.predictor_names, *linked.data.constant)
    found: dict[str, float] = {}
    for name, by in what_if.items():
        named = [one for one in known if one.startswith(name[:-1])] if name.endswith(".*") else [name]
        found |= dict.fromkeys(named, by)
    return found


def what_if_table(linked: Linked, moves: Mapping[str, float]) -> ModelTable:
    """Return the predicted changes, one row per score and figure and for all together."""
    without = unusable(linked, tuple(moves))
    usable = {name: by for name, by in moves.items() if name not in without}
    rows: list[Row] = []
    if linked.problem is not None and isinstance(linked.found, Fitted) and linked.found.predicted and usable:
        rows += _rows(linked, linked.problem, linked.found.predicted, list(_scenarios(linked.problem, usable)))
    rows += [_missing(linked, name, by, without[name]) for name, by in moves.items() if name in without]
    said = _explained(linked, rows)
    if not isinstance(linked.found, Fitted) or linked.found.predicted is None:
        return ModelTable(".what_if", TITLE, tuple(rows), said)
    predicted = linked.found.predicted
    words = {TOGETHER: Words("all together", "同时变动"), **{str(name): said for name, said in predicted.words.items()}}
    shares = predicted.shares.issuperset(predicted.figures)
    options = {"format": "change_points", "kinds": {"today": "share", "moved": "share"}} if shares else MIXED
    return ModelTable(".what_if", TITLE, tuple(rows), said, "what_if", words, options)


def what_if_curves(linked: Linked, moves: Mapping[str, float], labels: Mapping[str, Words]) -> list[ModelTable]:
    """Return a curve for each score that can be moved."""
    problem, found, without = linked.problem, linked.found, unusable(linked, tuple(moves))
    if problem is None or not isinstance(found, Fitted) or found.predicted is None:
        return []
    usable = [name for name in moves if name not in without]
    return [_curve(problem, found.predicted, name, labels.get(name, Words(name, name))) for name in usable]


def move_of(problem: Problem, name: str, by: float) -> Move:
    """Return the move of one predictor by so much, kept within its reach."""
    low, high = problem.data.reach.get(name, (-np.inf, np.inf))
    return Move(by, low, high)


def _scenarios(problem: Problem, moves: Mapping[str, float]) -> Iterator[Scenario]:
    places = {name: problem.terms.index(name) for name in moves}
    found = {places[name]: move_of(problem, name, by) for name, by in moves.items()}
    for name, by in moves.items():
        yield Scenario(name, {places[name]: found[places[name]]}, by)
    if len(moves) > 1:
        yield Scenario(TOGETHER, found, None)


def _rows(linked: Linked, problem: Problem, predicted: Predicted, scenarios: list[Scenario]) -> Iterator[Row]:
    moves = ({}, *(scenario.moves for scenario in scenarios))
    from satindex.linkage.whole.moved import Moved

    asked = Moved(predicted.prediction, tuple(predicted.figures.values()), moves)
    sums = linked.add(asked)[0] if linked.add else asked.of_matrix(problem.matrix, problem.weights)
    (today, _), *after = sums
    for scenario, (moved, clipped) in zip(scenarios, after, strict=True):
        for name, before, then in zip(predicted.figures, today, moved, strict=True):
            figure = predicted.figures[name]
            now, change = before.of(figure), _change(predicted.prediction, before.of(figure), then.of(figure))
            row: dict[str, Cell] = {"term": scenario.name, "move": scenario.asked, "figure": str(name)}
            yield row | {"today": now.estimate, **change, "clipped": clipped, "n": problem.n}


def _change(prediction: Prediction, today: Average, moved: Average) -> dict[str, Cell]:
    change = moved.minus(today)
    if change.beyond:
        return {"moved": None, "estimate": None, "reason": BEYOND}
    error, df = change.std_error(prediction), prediction.df
    half = quantile(df=df) * error
    return {
        "moved": moved.estimate,
        "estimate": change.estimate,
        "std_error": error,
        "ci_low": change.estimate - half,
        "ci_high": change.estimate + half,
        "p_value": two_sided_p(change.estimate / error, df) if error > 0 else None,
    }


def _average(problem: Problem, predicted: Predicted, name: FigureName, moves: Mapping[int, Move]) -> Average:
    return average(predicted.prediction, predicted.figures[name], problem.matrix, moves, problem.weights)


def _missing(linked: Linked, name: str, by: float, reason: Words) -> Row:
    return {"term": name, "move": by, "figure": None, "estimate": None, "n": linked.data.n, "reason": reason}


def _curve(problem: Problem, predicted: Predicted, name: str, label: Words) -> ModelTable:
    """The first figure against the mean of one score, from everyone at its lowest to everyone at its highest."""
    place, figure = problem.terms.index(name), next(iter(predicted.figures))
    values = column(problem.matrix, place)
    low, high = problem.data.reach.get(name, (float(values.min()), float(values.max())))
    today = float(np.average(values, weights=problem.weights))
    rows = [
        _point(problem, predicted, figure, (place, name), Move(by, low, high))
        for by in np.linspace(low - float(values.max()), high - float(values.min()), POINTS)
    ]
    share = figure in predicted.shares
    options = {"x": "score_today", "today": today, "x_title": label, "format": "share" if share else "coefficient"}
    said = predicted.words[figure]
    options["headings"] = {"estimate": said}
    title = Words(f"{said.en} as {label.en} moves", f"{said.zh} 随{label.zh}的变化")
    explanation = Explanation(FORMULA, (), NOTES, SOURCES)
    return ModelTable(f".what_if.{name}", title, tuple(rows), explanation, "curve", options=options)


def _point(problem: Problem, predicted: Predicted, figure: FigureName, at: tuple[int, str], move: Move) -> Row:
    place, name = at
    found = _average(problem, predicted, figure, {place: move})
    moved = move.moved(column(problem.matrix, place))
    row: dict[str, Cell] = {
        "term": name,
        "move": move.by,
        "score_today": float(np.average(moved, weights=problem.weights)),
        "figure": str(figure),
    }
    if found.beyond:
        return row | {"estimate": None, "n": problem.n, "reason": BEYOND}
    half = quantile(df=predicted.prediction.df) * found.std_error(predicted.prediction)
    ends = (found.estimate - half, found.estimate + half)
    low, high = (max(ends[0], 0.0), min(ends[1], 1.0)) if figure in predicted.shares else ends
    return row | {"estimate": found.estimate, "ci_low": low, "ci_high": high, "n": problem.n}


def _explained(linked: Linked, rows: list[Row]) -> Explanation:
    numbers = [
        Words(
            f"{row['term']} by {row['move']:+g}: {row['moved']:.4f} − {row['today']:.4f} = {row['estimate']:.4f}",
            f"{row['term']} 变动 {row['move']:+g}：{row['moved']:.4f} − {row['today']:.4f} = {row['estimate']:.4f}",
        )
        for row in rows
        if row.get("estimate") is not None and row["move"] is not None
    ]
    base = Words(f"n = {linked.data.n}", f"n = {linked.data.n}")
    return Explanation(FORMULA, (base, *numbers), NOTES, SOURCES)
