"""What drives the outcome: each predictor's share of what is explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from satindex.language import Words
from satindex.linkage.data import Array, ModelData
from satindex.linkage.problem import Problem, driver_correlation
from satindex.linkage.resampled import SOURCES as RESAMPLING
from satindex.linkage.resampled import Resampled, explained_resampling, resampled
from satindex.linkage.sharing import Shared, shared
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.importance import r_squared, standardised_slopes
from satindex.survey.model_parts import Bootstrap, DriversAsked

Draw = Callable[[Shared, Bootstrap], Resampled | Words]
ONE_OUTCOME = Words("everyone in the model has the same outcome", "模型中所有受访者的结果相同")
NOTHING = Words("the drivers explain nothing", "驱动因素没有解释力")
RESAMPLING_DRIVERS = Words("bootstrap of the drivers", "驱动因素的自助法")
FEW_DRIVERS = 10
MODERATE_ROWS = 20_000
"""Up to so many drivers and respondents 1,000 replicates take about a second, and are drawn unasked."""


@dataclass(frozen=True)
class Drivers:
    """The rows of the drivers' table, R² of all terms and of the controls alone (None where undefined).

    `shared` and `resampled` are what the rows were made from; None where there are no shares, and no replicates.
    """

    rows: tuple[Row, ...]
    r2: float | None = None
    r2_controls: float | None = None
    asked: DriversAsked = field(default_factory=DriversAsked)
    shared: Shared | None = None
    resampled: Resampled | Words | None = None
    notes: tuple[Words, ...] = ()

    @property
    def options(self) -> Mapping[str, object]:
        """What the table and its chart call the importance."""
        return {"headings": {"importance": HEADINGS[self.asked.method]}, "part_of": PART_OF[self.asked.method]}


def no_drivers(data: ModelData, reason: Words) -> Drivers:
    """Return a row with `reason` for each predictor."""
    return Drivers(tuple(_missing(name, data, reason) for name in data.predictor_names))


def drivers(problem: Problem, constant: tuple[str, ...] = (), draw: Draw | None = None) -> Drivers:
    """Return each predictor's share of what is explained; what can't be computed (`constant` too) has its reason.

    `draw` draws the replicates that are asked for where the rows are not at hand.
    """
    data, asked = problem.data, problem.model.drivers
    if problem.summary.deviation[-1] == 0:
        return no_drivers(data, ONE_OUTCOME)
    names, correlation, _ = driver_correlation(problem)
    r2, r2_controls = r_squared(correlation), r_squared(correlation[len(names) :, len(names) :])
    found = shared(problem, asked) if names else NOTHING
    if isinstance(found, Words):
        rows = {name: _missing(name, data, found) for name in names}
        return Drivers(_in_order(rows, problem, constant), r2, r2_controls, asked)
    again = _replicates(problem, found, asked, draw)
    slopes = standardised_slopes(correlation)
    rows = {name: _row(problem, found, again, place, correlation, slopes) for place, name in enumerate(names)}
    notes = explained_resampling(problem, again) if isinstance(again, Resampled) else ()
    return Drivers(_in_order(rows, problem, constant), r2, r2_controls, asked, found, again, notes)


def _replicates(problem: Problem, found: Shared, asked: DriversAsked, draw: Draw | None) -> Resampled | Words | None:
    """Draw as asked; unasked where it costs little."""
    cheap = (
        draw is None and len(found.names) <= FEW_DRIVERS and problem.n <= MODERATE_ROWS and asked.method != "mcfadden"
    )
    bootstrap = asked.bootstrap or (Bootstrap() if cheap else Bootstrap(0))
    if not bootstrap.replicates or not found.shares.sum() > 1e-12:
        return None
    if draw is not None:
        return draw(found, bootstrap)
    return resampled(problem, bootstrap, found.shares, found.again, found.at_once, RESAMPLING_DRIVERS)


def _in_order(rows: Mapping[str, Row], problem: Problem, constant: tuple[str, ...]) -> tuple[Row, ...]:
    data = problem.data
    return tuple(
        rows[name] if name in rows else _missing(name, data, problem.unusable[name])
        for name in dict.fromkeys((*data.predictor_names, *constant))
    )


def _row(
    problem: Problem,
    found: Shared,
    again: Resampled | Words | None,
    place: int,
    correlation: Array,
    slopes: Array,
) -> Row:
    importance, total = float(found.shares[place]), float(found.shares.sum())
    row: dict[str, Cell] = {"term": found.names[place], "importance": importance}
    if isinstance(again, Resampled):
        row |= again.cells(importance, place)
    row |= {
        "share": importance / total if total > 1e-12 else None,
        "sign": int(np.sign(slopes[place])),
        "correlation": float(correlation[place, -1]),
        "n": problem.n,
    }
    reason = again if isinstance(again, Words) else None if total > 1e-12 else NOTHING
    return row | {"reason": reason} if reason else row


def _missing(name: str, data: ModelData, reason: Words) -> Row:
    return {"term": name, "importance": None, "share": None, "n": data.n, "reason": reason}


def explained_drivers(found: Drivers) -> Explanation:
    """Return how the drivers' shares came about, with this table's own sum."""
    numbers: tuple[Words, ...] = ()
    computed = [row for row in found.rows if row.get("importance") is not None]
    if computed and found.shared is not None:
        whole, controls = found.shared.total, found.shared.controls
        name = MEASURES[found.asked.method]
        terms = " + ".join(f"{row['importance']:.4f}" for row in computed)
        said = f"{terms} = {whole - controls:.4f} = {name} {whole:.4f}"
        numbers = (
            Words(f"{said} − {name} of the controls {controls:.4f}", f"{said} − 控制变量的 {name} {controls:.4f}"),
        )
    sources = SOURCES[found.asked.method] + (RESAMPLING if found.notes else ())
    return Explanation(
        FORMULAS[found.asked.method], numbers, (*found.notes, *NOTES[found.asked.method], *EVERYWHERE), sources
    )


MEASURES = {"lmg": "R²", "johnson": "R²", "mcfadden": "McFadden R²"}
HEADINGS = {
    "lmg": Words("Importance (LMG)", "重要性(LMG)"),
    "johnson": Words("Importance (Johnson)", "重要性(Johnson)"),
    "mcfadden": Words("Importance (LMG of McFadden R²)", "重要性(McFadden R² 的 LMG)"),
}
PART_OF = {
    "lmg": Words("part of R²", "占 R² 的部分"),
    "johnson": Words("part of R²", "占 R² 的部分"),
    "mcfadden": Words("part of McFadden's R²", "占 McFadden R² 的部分"),
}
FORMULAS = {
    "lmg": Words(
        "importance of a driver = its gain in R² of the linear projection of the outcome, averaged over all orders in "
        "which the drivers can enter (LMG, Shapley); controls are always in",
        "驱动因素的重要性 = 在结果的线性投影中，对所有进入顺序取平均的 R² 增量（LMG，即 Shapley 分解）；"
        "控制变量始终在模型中",
    ),
    "johnson": Words(
        "importance of a driver = Σ λ²·β², λ its loadings on the orthogonal columns nearest to the drivers, β² the "
        "outcome's R² on each of those (Johnson's relative weights); controls are partialled out first",
        "驱动因素的重要性 = Σ λ²·β²，λ 为其在最接近各驱动因素的正交变量上的载荷，β² 为结果对各正交变量的 R²"
        "（Johnson 相对权重）；先偏除控制变量",
    ),
    "mcfadden": Words(
        "importance of a driver = its gain in McFadden's R² = 1 − ℓ/ℓ₀ of the logit, averaged over all orders in which "
        "the drivers can enter (2^p logits); controls are always in",
        "驱动因素的重要性 = 对所有进入顺序取平均的 logit 之 McFadden R²（1 − ℓ/ℓ₀）增量（共 2^p 个 logit）；"
        "控制变量始终在模型中",
    ),
}
SOURCES: Mapping[str, tuple[str, ...]] = {
    "lmg": (
        "Lindeman, Merenda & Gold 1980, Introduction to Bivariate and Multivariate Analysis, p. 119 ff.",
        "Grömping 2006, Journal of Statistical Software 17(1) (R relaimpo)",
    ),
    "johnson": (
        "Johnson 2000, Multivariate Behavioral Research 35: 1–19",
        "Thomas, Zumbo, Kwan & Schweitzer 2014, Multivariate Behavioral Research 49: 329–338",
    ),
    "mcfadden": (
        "Azen & Traxel 2009, Journal of Educational and Behavioral Statistics 34: 319–347",
        "McFadden 1974, in Zarembka (ed.), Frontiers in Econometrics, 105–142",
    ),
}
PROJECTION = Words(
    "R² is that of the linear projection of the outcome as coded, whatever the family of the model; weights count.",
    "无论模型属于哪一族，R² 均为按编码结果的线性投影的 R²；权重计入。",
)
NOTES = {
    "lmg": (PROJECTION,),
    "johnson": (
        PROJECTION,
        Words(
            "Thomas et al. (2014) show that these weights rest on an arbitrary step and advise against them: LMG is "
            "the default here.",
            "Thomas 等（2014）指出该权重依赖任意的一步，建议不再使用：此处默认为 LMG。",
        ),
    ),
    "mcfadden": (
        Words(
            "McFadden's R² is on the likelihood's own scale: it is not a share of variance, and runs lower than R².",
            "McFadden R² 是似然尺度上的指标，并非方差比例，数值通常低于 R²。",
        ),
    ),
}
EVERYWHERE = (
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
