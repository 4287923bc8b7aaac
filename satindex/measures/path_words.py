"""How a path index was computed, in words: the formulas, the numbers put in, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from satindex.language import Words
from satindex.measures.consistency import ALPHA_SOURCE
from satindex.measures.resampling_words import COVERAGE, RAO_WU, said_drawing
from satindex.results.result import Explanation, Row

if TYPE_CHECKING:
    from satindex.measures.path_figures import Figures, Settings
    from satindex.stats.path_estimate import PathEstimate

TITLES: Final[Mapping[str, Words]] = {
    "paths": Words("path coefficients", "路径系数"),
    "importance_performance": Words("importance and performance", "重要性与绩效"),
    "effects": Words("direct and indirect effects", "直接与间接效应"),
    "weights": Words("outer weights", "外部权重"),
    "loadings": Words("loadings", "载荷"),
}
_PLAIN: Final[Mapping[str, object]] = {"format": "coefficient", "low": None, "high": None}
_IMPORTANCE_HEADING: Final = {"importance": Words("Importance (total effect)", "重要性（总效应）")}
FORMATS: Final[Mapping[str, Mapping[str, object]]] = {
    **dict.fromkeys(TITLES, _PLAIN),
    "weights": {**_PLAIN, "headings": {"estimate": Words("Weight", "权重")}},
    "loadings": {**_PLAIN, "headings": {"estimate": Words("Loading", "载荷")}},
    "importance_performance": {**_PLAIN, "headings": _IMPORTANCE_HEADING},
}
CONSTRUCTS: Final[Mapping[str, Words]] = {
    "image": Words("Image", "企业形象"),
    "expectation": Words("Expectations", "顾客期望"),
    "quality": Words("Perceived quality", "感知质量"),
    "value": Words("Perceived value", "感知价值"),
    "satisfaction": Words("Satisfaction", "顾客满意"),
    "complaints": Words("Complaints", "顾客抱怨"),
    "trust": Words("Trust", "顾客信任"),
    "loyalty": Words("Loyalty", "顾客忠诚"),
}
SOURCES: Final = (
    "Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M. & Lauro, C. (2005). PLS path modeling. "
    "Computational Statistics & Data Analysis 48, 159–205.",
    "Fornell, C., Johnson, M. D., Anderson, E. W., Cha, J. & Bryant, B. E. (1996). The American Customer Satisfaction "
    "Index. Journal of Marketing 60(4), 7–18.",
)
WEIGHTED: Final = "Becker, J.-M. & Ismail, I. R. (2016). European Management Journal (cited from general knowledge)."
MAP: Final = "Ringle, C. M. & Sarstedt, M. (2016). Industrial Management & Data Systems 116, 1865–1886."
_SCHEMES: Final = {
    "path": Words("path", "路径加权"),
    "centroid": Words("centroid", "重心"),
    "factorial": Words("factorial", "因子"),
}


def errors(settings: Settings, estimate: PathEstimate | None) -> Words | None:
    """Return how errors came about where the model is fitted again; None where they are linearised."""
    if not settings.replicates:
        return None
    how = said_drawing(estimate.again.replicates if estimate and estimate.again else None)
    return Words(
        f"Errors: {settings.replicates} bootstrap samples (seed {settings.seed}); {how.en}; the whole model is fitted "
        "again to each. Intervals: of an index and of differences estimate ± t · error, of the model's figures "
        f"percentiles. {COVERAGE.en}",
        f"误差：{settings.replicates} 个自助样本（随机种子 {settings.seed}）；{how.zh}；每次重新拟合整个模型。"
        f"区间：指数及差异为估计值 ± t · 误差，模型各数值取百分位数。{COVERAGE.zh}",
    )


def explain(figures: Figures, rows: list[Row]) -> Explanation:
    """Return the formula of the table that `rows` are, with their own numbers."""
    columns = rows[0] if rows else {}
    notes = (*_notes(figures), *_failed(figures))
    if "importance" in columns:
        numbers = tuple(_importance_numbers(figures, rows))
        return Explanation(_IMPORTANCE, numbers, (*notes, *_negative(figures)), sources(figures, MAP))
    if "total" in columns:
        return Explanation(_EFFECTS, tuple(_effect_numbers(figures, rows)), notes, sources(figures))
    if "from" in columns:
        return Explanation(_PATHS, tuple(_path_numbers(figures)), notes, sources(figures))
    if "item" in columns:
        return Explanation(_WEIGHTS if "normalised" in columns else _LOADINGS, (), notes, sources(figures))
    more = (*_negative(figures), *_refused(figures), *(() if figures.settings.replicates else (_HELD,)))
    return Explanation(_INDEX, tuple(_index_numbers(figures, rows)), (*notes, *more), sources(figures, ALPHA_SOURCE))


def sources(figures: Figures, *more: str) -> tuple[str, ...]:
    """Return what to cite for a table."""
    weighted = (WEIGHTED,) if figures.estimate.weighted else ()
    return (*SOURCES, *weighted, *(RAO_WU if figures.settings.replicates else ()), *more)


_HELD: Final = Words(
    "No bootstrap was asked for: errors of indices hold the weights, so that what these owe to the sample is left out.",
    "未要求自助抽样：指数的误差视权重为固定，未计入权重的抽样误差。",
)
_INDEX: Final = Words(
    "Index of a construct, 0–100, per respondent: 100 · Σ u(x − low)/Σ u(high − low) over its answered items; u = w/σ, "
    "w the outer weights of a PLS path model (mode A); then the (weighted) mean over respondents.",
    "构念的指数（0–100），每位受访者：对已答题目计算 100 · Σ u(x − 最低)/Σ u(最高 − 最低)；u = w/σ，"
    "w 为 PLS 路径模型（模式 A）的外部权重；再对受访者求（加权）均值。",
)
_WEIGHTS: Final = Words(
    "Outer weight w: a construct's score, with variance 1, is Σ w·z of its standardised items; w is proportional to "
    "the covariance of item and inner proxy. unstandardised = w/σ; normalised = (w/σ)/Σ(w/σ): the index weights.",
    "外部权重 w：构念得分（方差为 1）= 其标准化题目的 Σ w·z；w 与题目和内部代理变量的协方差成正比。"
    "unstandardised = w/σ；normalised = (w/σ)/Σ(w/σ)，即指数的权重。",
)
_LOADINGS: Final = Words(
    "Loading = correlation of an item with its construct's score.", "载荷 = 题目与其构念得分的相关系数。"
)
_PATHS: Final = Words(
    "Path coefficients: standardised regression of each construct's score on the scores of the constructs that lead to "
    "it; R² = Σ coefficient · correlation.",
    "路径系数：各构念得分对指向它的构念得分的标准化回归系数；R² = Σ 系数 · 相关系数。",
)
_EFFECTS: Final = Words(
    "Total effect = direct + indirect: the path coefficients multiplied along each way from one construct to the "
    "other, summed over the ways. The error and interval are those of the total effect.",
    "总效应 = 直接效应 + 间接效应：沿每条通路将路径系数相乘，再对各通路求和。误差与区间针对总效应。",
)
_IMPORTANCE: Final = Words(
    "Importance = total effect · σ(target index)/σ(index): how many points the target's 0–100 index differs for one "
    "point of this one; performance = the mean index. The error and interval are those of the importance.",
    "重要性 = 总效应 · σ(目标指数)/σ(该指数)：该构念指数相差 1 分时目标指数（0–100）相差的分数；"
    "绩效 = 指数均值。误差与区间针对重要性。",
)


def _notes(figures: Figures) -> Iterator[Words]:
    estimate, scheme = figures.estimate, _SCHEMES[figures.settings.scheme]
    said = f"{figures.settings.min_answered:.0%}"
    yield Words(
        f"Weights from the {estimate.n} respondents who answered every item of the model; a respondent has an "
        f"index with at least {said} of the construct's items.",
        f"权重来自回答了模型全部题目的 {estimate.n} 位受访者；回答某构念至少 {said} 题目的受访者有该指数。",
    )
    if estimate.fits is not None and estimate.solved:
        steps = int(estimate.fits.iterations[0])
        yield Words(
            f"Inner scheme: {scheme.en}; converged after {steps} iterations (no weight moves by 1e−10).",
            f"内部加权方案：{scheme.zh}；迭代 {steps} 次收敛（权重变化小于 1e−10）。",
        )
    if estimate.weighted:
        yield Words(
            "The respondents' weights weight the correlations that the model is fitted to (WPLS).",
            "拟合模型所用的相关系数按受访者权重加权（WPLS）。",
        )


def _failed(figures: Figures) -> Iterator[Words]:
    again = figures.estimate.again
    failed = 0 if again is None else int((~again.fits.solved).sum()) - again.replicates.lost
    if failed:
        yield Words(
            f"{failed} bootstrap samples gave no model (no convergence, or an item without variance) and are left out.",
            f"{failed} 个自助样本无法得到模型（不收敛，或某题没有变异），已略去。",
        )


def _negative(figures: Figures) -> Iterator[Words]:
    again = figures.estimate.again
    if again is None:
        return
    for construct in figures.names:
        weights = again.weights[:, figures.places(construct)]
        negative = int((again.fits.solved & ~(weights > 0).all(axis=1)).sum())
        if negative and figures.reason(construct) is None:
            yield Words(
                f"{negative} bootstrap samples gave an item of {construct} a weight that is not positive; they are "
                "left out of the interval of its index.",
                f"{negative} 个自助样本使 {construct} 的某题权重不为正；计算其指数区间时已略去。",
            )


def _refused(figures: Figures) -> Iterator[Words]:
    if figures.unsolved is not None:
        yield figures.unsolved
        return
    yield from (reason for name in figures.names if (reason := figures.reason(name)) is not None)


def _index_numbers(figures: Figures, rows: list[Row]) -> Iterator[Words]:
    for construct in figures.constructs:
        weights = figures.index_weights(construct.name)
        if weights is None:
            continue
        places = figures.places(construct.name)
        spans = np.array(weights) * figures.ranges[places]
        means = 100 * (figures.estimate.means[places] - figures.lows[places]) / figures.ranges[places]
        shares = spans / spans.sum()
        terms = " + ".join(
            f"{share:.4f}·{mean:.3f} ({item})" for share, mean, item in zip(shares, means, construct.items, strict=True)
        )
        said = f"{construct.name} = {terms} = {float(shares @ means):.3f}"
        if _is_of_all(figures, construct.name, rows):
            yield Words(said, said)
        else:
            n = figures.estimate.n
            yield Words(f"{said} (the {n} with every item)", f"{said}（回答全部题目的 {n} 人）")


def _is_of_all(figures: Figures, construct: str, rows: list[Row]) -> bool:
    """Whether the table's own base is that of the model, so that its figure is the sum shown."""
    return any(row["construct"] == construct and "level" not in row and row["n"] == figures.estimate.n for row in rows)


def _path_numbers(figures: Figures) -> Iterator[Words]:
    fits = figures.estimate.fits
    if fits is None or not figures.estimate.solved:
        return
    for effect in figures.model.explained:
        causes = figures.model.causes(effect)
        terms = " + ".join(
            f"{fits.paths[0, cause, effect]:.4f}·{fits.correlations[0, cause, effect]:.4f}" for cause in causes
        )
        said = f"R²({figures.names[effect]}) = {terms} = {fits.r2[0, effect]:.4f}".replace("-", "−")
        yield Words(said, said)


def _effect_numbers(figures: Figures, rows: list[Row]) -> Iterator[Words]:
    for row in rows:
        direct, indirect, total = (row.get(name) for name in ("direct", "indirect", "total"))
        if row["to"] == figures.settings.target and isinstance(direct, float) and isinstance(indirect, float):
            said = f"{row['from']} → {row['to']}: {direct:.4f} + {indirect:.4f} = {total:.4f}".replace("-", "−")
            yield Words(said, said)


def _importance_numbers(figures: Figures, rows: list[Row]) -> Iterator[Words]:
    fits, target = figures.estimate.fits, figures.names.index(figures.settings.target)
    if fits is None or not figures.estimate.solved:
        return
    spreads = {
        name: 100 / float(figures.estimate.weights[figures.places(name)] @ figures.ranges[figures.places(name)])
        for name in figures.names
    }
    for row in rows:
        cause, importance = str(row["construct"]), row.get("importance")
        if isinstance(importance, float):
            total = fits.totals[0, figures.names.index(cause), target]
            ratio = f"{spreads[figures.settings.target]:.3f}/{spreads[cause]:.3f}"
            said = f"{cause}: {total:.4f} · {ratio} = {importance:.4f}".replace("-", "−")
            yield Words(said, said)
