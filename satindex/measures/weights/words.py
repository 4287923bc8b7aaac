"""How an index's weights came about, in words: the method, its own numbers, its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from satindex.language import Words
from satindex.measures.resampling_words import COVERAGE, said_drawing
from satindex.measures.weights.fitted import FromData
from satindex.measures.weights.refits import Refits
from satindex.measures.weights.weighed import Weighed
from satindex.results.result import Cell, Explanation, Row

OECD: Final = "OECD & JRC (2008). Handbook on Constructing Composite Indicators (cited from general knowledge)."
_AHP: Final = "Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill"
SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "given": (),
    "expert_points": (OECD,),
    "ahp": (
        f"{_AHP}; random indices: Saaty, T. L. & Tran, L. T. (2007). On the invalidity of fuzzifying numerical "
        "judgments in the analytic hierarchy process. Mathematical and Computer Modelling 46, 962–975.",
        "Groups: Aczél, J. & Saaty, T. L. (1983). Procedures for synthesizing ratio judgements. Journal of "
        "Mathematical Psychology 27, 93–102.",
    ),
    "entropy": (
        "Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27, 379–423; "
        "Theil, H. (1967). Economics and Information Theory. North-Holland.",
    ),
    "pca": (
        "Nicoletti, G., Scarpetta, S. & Boylaud, O. (2000). Summary indicators of product market regulation. OECD "
        "Economics Department Working Papers 226.",
        OECD,
    ),
    "regression": (OECD,),
}
METHODS: Final[Mapping[str, Words]] = {
    "given": Words("as declared", "按声明"),
    "expert_points": Words("experts' points", "专家打分"),
    "ahp": Words("AHP", "层次分析法（AHP）"),
    "entropy": Words("entropy", "熵权法"),
    "pca": Words("first principal component", "第一主成分"),
    "regression": Words("regression", "回归"),
}
_FORMULAS: Final[Mapping[str, Words]] = {
    "given": Words("declared weights, brought to sum 1", "声明的权重，换算为合计 1"),
    "expert_points": Words(
        "each expert's points brought to sum 1, then the mean over experts",
        "每位专家的分数先换算为合计 1，再对专家求均值",
    ),
    "ahp": Words(
        "the eigenvector of the judgements' largest eigenvalue λ, brought to sum 1; CI = (λ − k)/(k − 1), "
        "CR = CI/RI; several experts' judgements are joined by the geometric mean of each",
        "判断矩阵最大特征值 λ 的特征向量，换算为合计 1；CI = (λ − k)/(k − 1)，CR = CI/RI；多位专家的判断逐项取几何平均",
    ),
    "entropy": Words(
        "of each component p = x/Σx over respondents, e = −Σ p ln p/ln n, weight ∝ 1 − e: a component counts "
        "by how unevenly respondents score on it",
        "各组成部分对受访者取 p = x/Σx，e = −Σ p ln p/ln n，权重 ∝ 1 − e：受访者得分差异越大，权重越大",
    ),
    "pca": Words(
        "first principal component of the components' correlations: weight = squared loading/λ",
        "各组成部分相关矩阵的第一主成分：权重 = 载荷²/λ",
    ),
    "regression": Words(
        "regression of the outcome on the components: weight ∝ standardised coefficient",
        "以各组成部分对结果回归：权重 ∝ 标准化系数",
    ),
}
_LMG: Final = Words(
    "regression of the outcome on the components: weight ∝ share of R² averaged over all orders of entry (LMG)",
    "以各组成部分对结果回归：权重 ∝ 对所有进入顺序取平均的 R² 份额（LMG）",
)
_SCALING: Final[Mapping[str, Words]] = {
    "entropy": Words(
        "Entropy is taken from the components as scored, 0–100 between the declared ends; other ends (a shift of the "
        "scale) give other weights.",
        "熵按各组成部分的 0–100 得分（两端如声明）计算；改变两端（平移量尺）会改变权重。",
    ),
    "pca": Words(
        "Components count in standard deviations for the weights, and by their 0–100 scores in the index.",
        "求权重时各组成部分按标准差计，指数则按 0–100 得分计。",
    ),
    "regression": Words(
        "Components count in standard deviations for the weights, and by their 0–100 scores in the index.",
        "求权重时各组成部分按标准差计，指数则按 0–100 得分计。",
    ),
}


def formula_of(weighed: Weighed) -> Words:
    """Return how the method makes weights."""
    return _LMG if "importance" in weighed.figures else _FORMULAS[weighed.method]


def said_method(weighed: Weighed) -> Words:
    """Return the method with its own figures, in one clause: `AHP (λ = 3.0385, CI = 0.0193, CR = 0.0367)`."""
    figures = _figures(weighed.whole)
    method = METHODS[weighed.method]
    if not figures:
        return method
    return Words(f"{method.en} ({figures})", f"{method.zh}（{figures}）")


def _figures(whole: Mapping[str, Cell]) -> str:
    said = {
        "eigenvalue": "λ",
        "consistency_index": "CI",
        "random_index": "RI",
        "consistency_ratio": "CR",
        "explained": "λ/k",
        "r2": "R²",
        "n": "n",
    }
    return ", ".join(
        f"{sign} = {value:.4f}" if isinstance(value, float) else f"{sign} = {value}"
        for key, sign in said.items()
        if (value := whole.get(key)) is not None
    )


def notes_of(weighed: Weighed) -> tuple[Words, ...]:
    """Return what a reader of the index must know of its weights: contradictions, refusals, the scaling."""
    warnings = [Words(f"{w.en[:1].upper()}{w.en[1:]}.", f"{w.zh}。") for w in weighed.warnings]
    if weighed.reason is not None:
        why = weighed.reason
        warnings.append(Words(f"No weights, so no index: {why.en}.", f"没有权重，因此没有指数：{why.zh}。"))
    if weighed.method in _SCALING:
        warnings.append(_SCALING[weighed.method])
    return tuple(warnings)


def said_refits(method: FromData, refits: Refits) -> Words:
    """Return how the errors of an index with fitted weights come about, with the seed."""
    if (why := refits.why_none) is not None:
        return Words(f"No errors of the index and its weights: {why.en}.", f"指数及其权重没有误差：{why.zh}。")
    how = said_drawing(refits.drawn)
    lost = method.replicates - refits.kept - (refits.drawn.lost if refits.drawn else 0)
    left_out = Words(
        f"; {lost} in which the method refuses the weights left out", f"；其中 {lost} 次权重不成立，已略去"
    )
    more = left_out if lost else Words("", "")
    return Words(
        f"Errors of the index and its weights: bootstrap, {method.replicates} replicates, seed {method.seed}; "
        f"{how.en}; the weights are taken anew in each{more.en}. Intervals: of the index and its differences "
        f"estimate ± t · error, of the weights percentiles. {COVERAGE.en} Errors of single components are linearised.",
        f"指数及其权重的误差：自助法，{method.replicates} 次，随机种子 {method.seed}；{how.zh}；"
        f"每次重新求权重{more.zh}。区间：指数及其差异为估计值 ± t · 误差，权重取百分位数。"
        f"{COVERAGE.zh}单个组成部分的误差为线性化误差。",
    )


def explain_weights(weighed: Weighed, rows: list[Row]) -> Explanation:
    """Return how a table of weights was made, with its own numbers."""
    said = [Words(_row_said(row), _row_said(row)) for row in rows if isinstance(row.get("estimate"), float)]
    figures = _figures(weighed.whole)
    whole = (Words(figures, figures),) if figures else ()
    sources = SOURCES[weighed.method]
    return Explanation(formula_of(weighed), (*said, *whole), notes_of(weighed), sources)


def _row_said(row: Row) -> str:
    more = ", ".join(
        f"{name} {value:.4f}"
        for name in ("entropy", "loading", "std_estimate", "importance", "std_dev", "std_error")
        if isinstance(value := row.get(name), float)
    )
    who = " · ".join(str(row[key]) for key in ("expert", "component") if row.get(key) is not None)
    return f"{who}: {row['estimate']:.4f}" + (f" ({more})" if more else "")
