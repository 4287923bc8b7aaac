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
        "标准误：稳健（HC0，White 1980），使用正态分位数。",
    ),
    "HC3": Words(
        "Standard errors: robust (HC3), with t quantiles on n − parameters degrees of freedom.",
        "标准误：稳健（HC3），使用自由度为 n − 参数个数的 t 分位数。",
    ),
    "model": Words(
        "Standard errors: the model's own (inverse information), true where the model is.",
        "标准误：模型自身（信息矩阵之逆），模型成立时有效。",
    ),
    "cluster": Words(
        "Standard errors: clustered, with the factor G/(G − 1)·(n − 1)/(n − k) (as statsmodels and Stata).",
        "标准误：聚类稳健，校正因子 G/(G − 1)·(n − 1)/(n − k)（与 statsmodels、Stata 一致）。",
    ),
    "design": Words(
        "Standard errors: of the sampling design (linearised, clusters within strata; Binder 1983; "
        "as R survey::svyglm), t with clusters − strata − predictors degrees of freedom.",
        "标准误：基于抽样设计（线性化，层内整群；Binder 1983；"
        "同 R survey::svyglm），t 的自由度 = 群数 − 层数 − 预测变量数。",
    ),
}
RAKED = Words(
    "Raked weights are taken as given: that they were fitted to margins is not used here, which makes these errors as "
    "a rule too large rather than too small.",
    "此处将加权后的权重视为给定，未利用其已拟合边际这一点；标准误通常偏大而非偏小。",
)
FINITE = Words(
    "Each stratum's part of the variance is multiplied by 1 − (share of its population drawn).",
    "各层的方差部分乘以（1 − 抽样比）。",
)
ASSOCIATION = Words(
    "Coefficients describe associations between answers of the same people, not what an intervention would do.",
    "系数描述同一批受访者回答之间的关联，并非干预的效果。",
)
DUMMIES = Words(
    "Average marginal effects are derivatives, for 0/1 columns too (statsmodels get_margeff, at='overall', default).",
    "平均边际效应均按导数计算，0/1 变量亦然（同 statsmodels get_margeff 的默认）。",
)
PSEUDO = Words(
    "With weights, strata or clusters the log likelihood is a pseudo-likelihood (weights scaled to mean 1): "
    "AIC and BIC are not given.",
    "存在权重、分层或整群时，对数似然为伪似然（权重均值化为 1），不提供 AIC 与 BIC。",
)
PROPORTIONAL = Words(
    "One odds ratio serves all cut points (proportional odds): an assumption that the data may not bear out.",
    "所有切点共用一个优势比（比例优势假定）：数据未必支持该假定。",
)
NEGATIVE = Words(
    "Counts vary more than Poisson allows (test of overdispersion, p < .05), so the negative binomial was fitted.",
    "计数的变异超过泊松分布所允许（过度离散检验 p < .05），因此拟合负二项模型。",
)

FIT_FORMULA = Words(
    "ℓ and ℓ₀: log likelihood of the model and of its intercept alone; McFadden R² = 1 − ℓ/ℓ₀; Cox–Snell R² = "
    "1 − e^(2(ℓ₀ − ℓ)/n); Nagelkerke R² = Cox–Snell R²/(1 − e^(2ℓ₀/n)); AUC = P(an event has the higher predicted "
    "probability), its interval DeLong's (of dependent respondents: from each cluster's influence on it); Brier score "
    "= mean (y − p)²; accuracy = share told right where p > ½ stands for the event; `r2` is "
    "R² of the linear projection, which the drivers share out",
    "ℓ 与 ℓ₀：模型与仅含截距模型的对数似然；McFadden R² = 1 − ℓ/ℓ₀；Cox–Snell R² = 1 − e^(2(ℓ₀ − ℓ)/n)；"
    "Nagelkerke R² = Cox–Snell R²/(1 − e^(2ℓ₀/n))；AUC = P(事件的预测概率更高)，"
    "区间按 DeLong（受访者不独立时由各群的影响得出）；Brier 分数 = (y − p)² 的均值；"
    "判别正确率以 p > ½ 为界；r2 为线性投影的 R²，由驱动因素分摊",
)
FIT_SOURCES = (
    "McFadden 1974, in Zarembka (ed.), Frontiers in Econometrics, 105–142",
    "Nagelkerke 1991, Biometrika 78: 691–692",
    "Hanley & McNeil 1982, Radiology 143: 29–36 (AUC)",
    "DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44: 837–845 (its interval)",
    "Peduzzi et al. 1996, Journal of Clinical Epidemiology 49: 1373–1379 (events per parameter)",
)


def explained_model(family: Family, data: ModelData, fitted: Fitted) -> Explanation:
    """Return formula, numbers and conventions of a fitted model."""
    notes = [ERRORS[fitted.errors], *fitted.notes]
    notes += [DUMMIES] if fitted.effects else []
    notes += [PROPORTIONAL] if fitted.thresholds and fitted.ratio else []
    if data.designed:
        notes.append(PSEUDO)
    notes += [RAKED] if data.raked else []
    notes += [FINITE] if data.undrawn is not None and fitted.errors == "design" else []
    return Explanation(
        fitted.formula or family.FORMULA,
        (_base(data), *_worked(data, fitted)),
        (*notes, _left_out(data), ASSOCIATION),
        (*fitted.sources, *family.SOURCES),
    )


def explained_fit(data: ModelData, fitted: Fitted) -> Explanation:
    """Return how the figures of the fit are defined, with this model's likelihoods put in."""
    value, null = fitted.figures.get("log_likelihood"), fitted.figures.get("null_log_likelihood")
    numbers: tuple[Words, ...] = (_base(data),)
    if isinstance(value, float) and isinstance(null, float) and null and fitted.family not in ("ols", "cox"):
        line = f"McFadden R² = 1 − ({value:.4f})/({null:.4f}) = {1 - value / null:.4f}"
        numbers = (*numbers, Words(line, line))
    notes = (*(note for note in fitted.notes), *((PSEUDO,) if data.designed else ()), _left_out(data))
    return Explanation(FIT_FORMULA, numbers, notes, FIT_SOURCES)


def explained_refusal(family: Family, data: ModelData, reason: Words) -> Explanation:
    """Return the explanation of a model that has no estimates."""
    return Explanation(family.FORMULA, (_base(data),), (reason, _left_out(data)), family.SOURCES)


def _base(data: ModelData) -> Words:
    n = data.n
    return Words(f"n = {n} respondents with every answer the model needs", f"n = {n} 名受访者回答了模型所需的全部题目")


def _left_out(data: ModelData) -> Words:
    return Words(
        f"{data.left_out} respondents lacked an answer the model needs and were left out of it.",
        f"{data.left_out} 名受访者缺少模型所需的回答，未纳入。",
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
