"""What drives the outcome: each predictor's share of the explained variance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.language import Words
from satindex.linkage.data import ModelData
from satindex.linkage.problem import Problem, driver_correlation
from satindex.results.result import Explanation, Row
from satindex.stats.importance import MOST_DRIVERS, lmg, r_squared, standardised_slopes

TOO_MANY = Words(
    f"exact shares are computed for at most {MOST_DRIVERS} drivers", f"精确份额最多可计算 {MOST_DRIVERS} 个驱动因素"
)
ONE_OUTCOME = Words("everyone in the model has the same outcome", "模型中所有受访者的结果相同")
NOTHING = Words("the drivers explain nothing", "驱动因素没有解释力")
FORMULA = Words(
    "importance of a driver = its gain in R² of the linear projection of the outcome, averaged over all orders in "
    "which the drivers can enter (LMG, Shapley); controls are always in",
    "驱动因素的重要性 = 在结果的线性投影中，对所有进入顺序取平均的 R² 增量（LMG，即 Shapley 分解）；"
    "控制变量始终在模型中",
)
SOURCES = (
    "Lindeman, Merenda & Gold 1980, Introduction to Bivariate and Multivariate Analysis, p. 119 ff.",
    "Grömping 2006, Journal of Statistical Software 17(1) (R relaimpo)",
)


@dataclass(frozen=True)
class Drivers:
    """The rows of the drivers' table, R² of all terms and of the controls alone (None where undefined)."""

    rows: tuple[Row, ...]
    r2: float | None = None
    r2_controls: float | None = None


def no_drivers(data: ModelData, reason: Words) -> Drivers:
    """Return a row with `reason` for each predictor."""
    return Drivers(tuple(_missing(name, data, reason) for name in data.predictor_names))


def drivers(problem: Problem, constant: tuple[str, ...] = ()) -> Drivers:
    """Return each predictor's LMG share of R²; what can't be computed (`constant` predictors too) has its reason."""
    data = problem.data
    if problem.summary.deviation[-1] == 0:
        return no_drivers(data, ONE_OUTCOME)
    names, correlation, controls = driver_correlation(problem)
    r2 = r_squared(correlation)
    r2_controls = r_squared(correlation[len(names) :, len(names) :])
    if len(names) > MOST_DRIVERS:
        return Drivers(no_drivers(data, TOO_MANY).rows, r2, r2_controls)
    importance = lmg(correlation, controls)
    slopes = standardised_slopes(correlation) if len(correlation) > 1 else np.empty(0)
    total = float(importance.sum())
    found = {
        name: _row(name, importance[place], total, slopes[place], correlation[place, -1], problem.n)
        for place, name in enumerate(names)
    }
    rows = tuple(
        found[name] if name in found else _missing(name, data, problem.unusable[name])
        for name in dict.fromkeys((*data.predictor_names, *constant))
    )
    return Drivers(rows, r2, r2_controls)


def explained_drivers(found: Drivers) -> Explanation:
    """Return how the drivers' shares came about, with this table's own sum."""
    numbers: tuple[Words, ...] = ()
    computed = [row for row in found.rows if row.get("importance") is not None]
    if computed and found.r2 is not None and found.r2_controls is not None:
        gain = found.r2 - found.r2_controls
        terms = " + ".join(f"{row['importance']:.4f}" for row in computed)
        numbers = (
            Words(
                f"{terms} = {gain:.4f} = R² {found.r2:.4f} − R² of the controls {found.r2_controls:.4f}",
                f"{terms} = {gain:.4f} = R² {found.r2:.4f} − 控制变量的 R² {found.r2_controls:.4f}",
            ),
        )
    return Explanation(FORMULA, numbers, NOTES, SOURCES)


NOTES = (
    Words(
        "R² is that of the linear projection of the outcome as coded, whatever the family of the model; weights count.",
        "无论模型属于哪一族，R² 均为按编码结果的线性投影的 R²；权重计入。",
    ),
    Words(
        "Importance has no sign: `sign` is that of the driver's slope with all others in; `correlation` is with the "
        "outcome alone.",
        "重要性没有正负号：sign 为其他变量都在模型中时斜率的符号；correlation 为与结果的简单相关。",
    ),
    Words(
        "A driver that is constant, or determined by terms before it, is named and not computed.",
        "取值恒定或由前面各项完全决定的驱动因素会被指明，不予计算。",
    ),
)


def _row(name: str, importance: np.float64, total: float, slope: np.float64, correlation: np.float64, n: int) -> Row:
    row: dict[str, float | int | str | Words | None] = {
        "term": name,
        "importance": float(importance),
        "share": float(importance) / total if total > 1e-12 else None,
        "sign": int(np.sign(slope)),
        "correlation": float(correlation),
        "n": n,
    }
    return row if total > 1e-12 else row | {"reason": NOTHING}


def _missing(name: str, data: ModelData, reason: Words) -> Row:
    return {"term": name, "importance": None, "share": None, "n": len(data.outcome), "reason": reason}
