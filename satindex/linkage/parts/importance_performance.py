"""Importance of a model's drivers against how well one does on them, in four quadrants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from satindex.errors import ROWS_NEEDED
from satindex.language import Words
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.problem import Problem
from satindex.linkage.reach import OPEN
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.row_mean import RowMean, row_mean

ORDER: Final = 12
OF_ALL: Final = True
TITLE: Final = Words("importance and performance", "重要性与绩效")
QUADRANTS: Final = {
    (True, False): Words("Concentrate here", "优先改进"),
    (True, True): Words("Keep it up", "继续保持"),
    (False, False): Words("Low priority", "次要改进"),
    (False, True): Words("Possible overkill", "可能过度"),
}


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the map; none where fewer than two drivers have an importance."""
    problem = linked.problem
    known = [row for row in linked.drivers.rows if row.get("importance") is not None]
    if problem is None or len(known) < 2:
        return ()
    rows = placed([row | _performance(problem, str(row["term"])) for row in map(_importance, known)])
    options = {**linked.drivers.options}
    said = _explanation(rows, linked.drivers.notes)
    return (ModelTable(".importance_performance", TITLE, rows, said, "importance_performance", options=options),)


def _importance(row: Row) -> dict[str, Cell]:
    return {name: row[name] for name in ("term", "importance", "ci_low", "ci_high", "sign") if name in row}


def _performance(problem: Problem, term: str) -> dict[str, Cell]:
    """The driver's mean with its interval, 0 at the lowest it can be and 100 at the highest."""
    reach = problem.data.reach.get(term)
    names = ("performance", "performance_low", "performance_high")
    if reach is None:
        return {**dict.fromkeys(names), "n": problem.n, "reason": OPEN}
    low, high = reach
    found = _average(problem, term).rescaled(low, high)
    bounds = found.interval
    ends = (bounds.low, bounds.high) if bounds else (None, None)
    without: dict[str, Cell] = {} if bounds or len(problem.data.outcome) else {"reason": ROWS_NEEDED}
    return {**dict(zip(names, (found.estimate, *ends), strict=True)), "n": problem.n, **without}


def _average(problem: Problem, term: str) -> RowMean:
    if problem.data.whole is not None:
        return problem.data.whole.averages[term]
    values = problem.data.predictors[:, problem.data.predictor_names.index(term)]
    return row_mean(values, problem.weights, problem.sampling if problem.designed else None)


def placed(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows with the quadrant each lies in, cut at the means of those that have both figures."""
    both = [row for row in rows if row["performance"] is not None]
    if not both:
        return tuple(rows)
    cuts = {axis: sum(float(str(row[axis])) for row in both) / len(both) for axis in ("importance", "performance")}
    return tuple({**row, "quadrant": _quadrant(row, cuts)} if row in both else row for row in rows)


def _quadrant(row: Row, cuts: dict[str, float]) -> Words:
    above = {axis: float(str(row[axis])) >= cut for axis, cut in cuts.items()}
    return QUADRANTS[above["importance"], above["performance"]]


def _explanation(rows: Sequence[Row], notes: tuple[Words, ...]) -> Explanation:
    numbers: list[Words] = []
    both = [row for row in rows if row["performance"] is not None]
    for axis, said in (("importance", Words("importance", "重要性")), ("performance", Words("performance", "绩效"))):
        values = [float(str(row[axis])) for row in both]
        if values:
            terms = f"({' + '.join(f'{value:.4f}' for value in values)})/{len(values)}"
            mean = f"{sum(values) / len(values):.4f}"
            numbers.append(
                Words(f"cut of {said.en} = {terms} = {mean}", f"{said.zh}的划分点 = {terms} = {mean}"),
            )
    return Explanation(FORMULA, tuple(numbers), (*notes, *NOTES), SOURCES)


FORMULA: Final = Words(
    "performance = mean of the driver, 0 at its lowest possible value and 100 at its highest, among those in the "
    "model; importance = its share of what is explained; quadrants are cut at the means of both",
    "绩效 = 模型中受访者在该驱动因素上的均值，以其可能最低值为 0、最高值为 100；重要性 = 其所占解释力；"
    "象限以两者的均值划分",
)
NOTES: Final = (
    Words(
        "Cutting at the means is a convention: which quadrant a driver near a line falls into is not sure.",
        "以均值划分只是惯例：靠近分界线的驱动因素属于哪一象限并不确定。",
    ),
    Words(
        "Of a gap (perceived − expected) 50 is expectations just met. Importance here is derived from the model, not "
        "what customers say is important to them.",
        "对于差距（感知 − 期望），50 表示恰好达到期望。此处的重要性由模型得出，而非顾客自述。",
    ),
)
SOURCES: Final = ("Martilla & James 1977, Journal of Marketing 41(1): 77–79",)
