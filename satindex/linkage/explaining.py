"""How a model's figures came about, in words."""

from __future__ import annotations

import math

from satindex.language import Words
from satindex.linkage.choosing import Family
from satindex.linkage.data import ModelData
from satindex.linkage.fitted import Fitted
from satindex.results.result import Explanation

ERRORS = {
    "HC0": Words(
        "Standard errors: robust (HC0, White 1980, Econometrica 48: 817–838), with normal quantiles.",
        "标准误:稳健(HC0,White 1980),使用正态分位数。",
    ),
    "HC3": Words(
        "Standard errors: robust (HC3), with t quantiles on n − parameters degrees of freedom.",
        "标准误:稳健(HC3),使用自由度为 n − 参数个数的 t 分位数。",
    ),
    "model": Words(
        "Standard errors: the model's own (inverse information), true where the model is.",
        "标准误:模型自身(信息矩阵之逆),模型成立时有效。",
    ),
    "cluster": Words(
        "Standard errors: clustered, with the factor G/(G − 1)·(n − 1)/(n − k) (as statsmodels and Stata).",
        "标准误:聚类稳健,校正因子 G/(G − 1)·(n − 1)/(n − k)(与 statsmodels、Stata 一致)。",
    ),
    "design": Words(
        "Standard errors: of the sampling design (linearised, with-replacement clusters within strata; Binder 1983; "
        "as R survey::svyglm), t with clusters − strata − predictors degrees of freedom.",
        "标准误:基于抽样设计(线性化,层内有放回整群;Binder 1983;同 R survey::svyglm),"
        "t 的自由度 = 群数 − 层数 − 预测变量数。",
    ),
}
ASSOCIATION = Words(
    "Coefficients describe associations between answers of the same people, not what an intervention would do.",
    "系数描述同一批受访者回答之间的关联,并非干预的效果。",
)
DUMMIES = Words(
    "Average marginal effects are derivatives, for 0/1 columns too (statsmodels get_margeff, at='overall', default).",
    "平均边际效应均按导数计算,0/1 变量亦然(同 statsmodels get_margeff 的默认)。",
)
PSEUDO = Words(
    "With weights, strata or clusters the log likelihood is a pseudo-likelihood (weights scaled to mean 1): "
    "AIC and BIC are not given.",
    "存在权重、分层或整群时,对数似然为伪似然(权重均值化为 1),不提供 AIC 与 BIC。",
)
PROPORTIONAL = Words(
    "One odds ratio serves all cut points (proportional odds): an assumption that the data may not bear out.",
    "所有切点共用一个优势比(比例优势假定):数据未必支持该假定。",
)
NEGATIVE = Words(
    "Counts vary more than Poisson allows (test of overdispersion, p < .05), so the negative binomial was fitted.",
    "计数的变异超过泊松分布所允许(过度离散检验 p < .05),因此拟合负二项模型。",
)


def explained_model(family: Family, data: ModelData, fitted: Fitted) -> Explanation:
    """Return formula, numbers and conventions of a fitted model."""
    notes = [ERRORS[fitted.errors], *fitted.notes]
    notes += [DUMMIES] if fitted.effects else []
    notes += [PROPORTIONAL] if fitted.family == "ordinal" else []
    if any(part is not None for part in (data.weights, data.strata, data.clusters)):
        notes.append(PSEUDO)
    return Explanation(
        family.FORMULA, (_base(data), *_worked(data, fitted)), (*notes, _left_out(data), ASSOCIATION), family.SOURCES
    )


def explained_refusal(family: Family, data: ModelData, reason: Words) -> Explanation:
    """Return the explanation of a model that has no estimates."""
    return Explanation(family.FORMULA, (_base(data),), (reason, _left_out(data)), family.SOURCES)


def _base(data: ModelData) -> Words:
    n = len(data.outcome)
    return Words(f"n = {n} respondents with every answer the model needs", f"n = {n} 名受访者回答了模型所需的全部题目")


def _left_out(data: ModelData) -> Words:
    return Words(
        f"{data.left_out} respondents lacked an answer the model needs and were left out of it.",
        f"{data.left_out} 名受访者缺少模型所需的回答,未纳入。",
    )


def _worked(data: ModelData, fitted: Fitted) -> tuple[Words, ...]:
    """The first predictor's own numbers put into the formula."""
    found = next((entry for entry in fitted.coefficients if entry.term in data.predictor_names), None)
    if found is None:
        return ()
    said = [f"b({found.term}) = {found.estimate:.4f}"]
    if fitted.ratio and abs(found.estimate) < 50:
        said.append(f"e^{found.estimate:.4f} = {math.exp(found.estimate):.4f}")
    if found.std_error > 0:
        said.append(f"b/SE = {found.estimate:.4f}/{found.std_error:.4f} = {found.estimate / found.std_error:.3f}")
    line = "; ".join(said)
    return (Words(line, line),)
