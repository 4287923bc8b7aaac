"""Drivers by every measure of importance side by side, and what a reader should be wary of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage.data import Array
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.problem import driver_correlation
from satindex.linkage.sharing import TOO_MANY
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Explanation, Row
from satindex.stats import importance
from satindex.stats.collinearity import variance_inflation

ORDER: Final = 10
OF_ALL: Final = True
TITLE: Final = Words("drivers by other measures of importance", "驱动因素：各种重要性指标")
OVERLAP: Final = 5.0
STRONG_OVERLAP: Final = 10.0
UNCORRELATED: Final = 1e-9


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the table; none where a single driver has everything, or nothing can be shared."""
    found, problem = linked.drivers, linked.problem
    if problem is None or found.r2 is None:
        return ()
    names, correlation, controls = driver_correlation(problem)
    if len(names) < 2:
        return ()
    asked: dict[str, Array] = {found.asked.method: found.shared.shares} if found.shared else {}
    rows = compared(names, correlation, controls, asked, problem.n)
    return (ModelTable(".drivers.compared", TITLE, rows, _explanation(rows, correlation, names), options=OPTIONS),)


def compared(
    names: tuple[str, ...], correlation: Array, controls: int, asked: Mapping[str, Array], n: int
) -> tuple[Row, ...]:
    """Return a row per driver: every measure of its importance, its overlap with the others, a warning in words.

    `asked` holds the shares that are known already, by their method.
    """
    own = importance.without_controls(correlation, controls)
    few = len(names) <= importance.MOST_DRIVERS
    measures = {
        "lmg": asked["lmg"] if "lmg" in asked else importance.lmg(correlation, controls) if few else None,
        "first": importance.first(own),
        "last": importance.last(own),
        "pratt": importance.pratt(own),
        "johnson": importance.johnson(own),
        "car": importance.car(own),
        **{method: shares for method, shares in asked.items() if method == "mcfadden"},
        "std_estimate": importance.standardised_slopes(own),
    }
    inflation = variance_inflation(correlation[:-1, :-1])
    return tuple(
        _row(name, {key: _at(values, place) for key, values in measures.items()}, correlation[place, -1], vif, n)
        for place, (name, vif) in enumerate(zip(names, inflation, strict=False))
    )


def _at(values: Array | None, place: int) -> float | None:
    return None if values is None else float(values[place])


def _row(name: str, measures: Mapping[str, float | None], alone: np.float64, vif: np.float64, n: int) -> Row:
    row: dict[str, Cell] = {"term": name, **measures, "correlation": float(alone), "vif": float(vif)}
    row["flag"] = _flag(measures["std_estimate"] or 0.0, float(alone), float(vif))
    row["n"] = n
    return row if measures["lmg"] is not None else {**row, "reason": TOO_MANY}


def _flag(slope: float, alone: float, vif: float) -> Words | None:
    said: list[Words] = []
    if slope * alone < 0 and min(abs(slope), abs(alone)) > UNCORRELATED:
        said.append(NEGATIVE if alone > 0 else POSITIVE)
    if vif >= OVERLAP:
        strong = vif >= STRONG_OVERLAP
        said.append(
            Words(
                f"{'strong ' if strong else ''}overlap with the others (VIF {vif:.1f})",
                f"与其他驱动因素{'严重' if strong else ''}重叠（VIF {vif:.1f}）",
            )
        )
    return Words("; ".join(one.en for one in said), "；".join(one.zh for one in said)) if said else None


NEGATIVE: Final = Words(
    "negative in the model though positively correlated with the outcome: overlap or suppression",
    "模型中为负，但与结果正相关：重叠或抑制效应",
)
POSITIVE: Final = Words(
    "positive in the model though negatively correlated with the outcome: overlap or suppression",
    "模型中为正，但与结果负相关：重叠或抑制效应",
)


def _explanation(rows: tuple[Row, ...], correlation: Array, names: tuple[str, ...]) -> Explanation:
    total = importance.r_squared(correlation)
    alone = importance.r_squared(correlation[len(names) :, len(names) :])
    sums = [f"Σ {key} = {sum(float(str(row[key])) for row in rows):.4f}" for key in SUMS if rows[0][key] is not None]
    line = Words(
        f"{', '.join(sums)}; R² − R² of the controls = {total:.4f} − {alone:.4f} = {total - alone:.4f}",
        f"{'，'.join(sums)}；R² − 控制变量的 R² = {total:.4f} − {alone:.4f} = {total - alone:.4f}",
    )
    flagged = [row for row in rows if isinstance(row["flag"], Words)]
    return Explanation(FORMULA, (line,), (*(_warned(row) for row in flagged), *NOTES), SOURCES)


def _warned(row: Row) -> Words:
    flag = row["flag"]
    said = flag if isinstance(flag, Words) else Words("", "")
    return Words(f"{row['term']}: {said.en}.", f"{row['term']}：{said.zh}。")


SUMS: Final = ("lmg", "pratt", "johnson", "car", "first", "last")
OPTIONS: Final = {
    "headings": {
        "lmg": Words("LMG", "LMG"),
        "first": Words("Alone", "单独进入"),
        "last": Words("After all others", "最后进入"),
        "pratt": Words("Pratt (β·r)", "Pratt（β·r）"),
        "johnson": Words("Johnson", "Johnson"),
        "car": Words("CAR", "CAR"),
        "mcfadden": Words("LMG of McFadden R²", "McFadden R² 的 LMG"),
        "std_estimate": Words("Standardised β", "标准化 β"),
    },
    "kinds": dict.fromkeys(("lmg", "first", "last", "pratt", "johnson", "car", "mcfadden"), "coefficient"),
}
FORMULA: Final = Words(
    "alone: R² of the driver by itself; after all others: its gain in R² as the last; LMG: the mean gain over all "
    "orders; Pratt: β·r; Johnson: relative weights (Genizi's decomposition is the same); CAR: squared correlation with "
    "the driver made uncorrelated with the others; β: slope in standard deviations; controls are always in",
    "单独进入：仅该驱动因素时的 R²；最后进入：最后加入时的 R² 增量；LMG：所有顺序的平均增量；Pratt：β·r；Johnson："
    "相对权重（与 Genizi 分解相同）；CAR：与去相关后驱动因素的相关之平方；β：以标准差计的斜率；控制变量始终在模型中",
)
NOTES: Final = (
    Words(
        "LMG, Pratt, Johnson and CAR sum to what the drivers explain; alone and last do so only where drivers are "
        "uncorrelated. Pratt's can be negative.",
        "LMG、Pratt、Johnson 与 CAR 之和等于驱动因素的解释力；单独进入与最后进入仅在互不相关时如此。Pratt 可为负。",
    ),
    Words(
        "Where drivers overlap, the data can't tell well whose the shared part is: LMG splits it, the slope does not. "
        "VIF from 5 is remarked upon, from 10 called strong: conventions (O'Brien 2007, Quality & Quantity 41: "
        "673–690).",
        "驱动因素重叠时，数据难以区分共有部分归谁：LMG 予以分摊，斜率则不然。VIF ≥ 5 给出提示，≥ 10 称为严重：均为惯例"
        "（O'Brien 2007）。",
    ),
    Words(
        "A sign against the correlation is no proof of harm: with the others held equal the rest of the driver goes "
        "the other way (Tzelgov & Henik 1991, Psychological Bulletin 109: 524–536).",
        "与相关方向相反的符号并不证明其有害：仅表示在其他因素不变时，其剩余部分方向相反（Tzelgov & Henik 1991）。",
    ),
    Words(
        "Thomas et al. (2014) advise against Johnson's weights; they stand here for comparison.",
        "Thomas 等（2014）不建议使用 Johnson 权重；此处仅供比较。",
    ),
)
SOURCES: Final = (
    "Grömping 2006, Journal of Statistical Software 17(1) (R relaimpo)",
    "Pratt 1987, Proc. 2nd Tampere Conference in Statistics, 245–260",
    "Johnson 2000, Multivariate Behavioral Research 35: 1–19; Genizi 1993, Statistica Sinica 3: 407–420",
    "Thomas, Zumbo, Kwan & Schweitzer 2014, Multivariate Behavioral Research 49: 329–338",
    "Zuber & Strimmer 2011, Statistical Applications in Genetics and Molecular Biology 10(1): 34 (CAR)",
)
