"""How well a model does on respondents it has not seen: fitted without each fold in turn, held against that fold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from satindex.language import Words
from satindex.linkage.data import Array, Codes, ModelData
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.predicted import Predicted
from satindex.linkage.problem import prepare
from satindex.linkage.unseen import figures_of
from satindex.results.result import Explanation, Row
from satindex.stats.folds import folds

TITLE = Words("cross-validated fit", "交叉验证的拟合")
FORMULA = Words(
    "respondents are dealt into k folds; the model is fitted without each fold in turn and predicts it; estimate = the "
    "figure over these predictions, in_sample = the same figure where the model predicts those it was fitted to; "
    "R² = 1 − Σ(y − predicted)²/Σ(y − ȳ of the others)²; McFadden R² = 1 − ℓ/ℓ₀ likewise; calibration: "
    "logit P(event) = intercept + logit(predicted), and the slope where it is free",
    "将受访者分为 k 折；逐折留出，用其余各折拟合模型并预测该折；估计值 = 基于这些预测的指标，"
    "in_sample = 对拟合所用者的同一指标；"
    "R² = 1 − Σ(y − 预测)²/Σ(y − 其余各折的 ȳ)²；McFadden R² = 1 − ℓ/ℓ₀ 同理；"
    "校准：logit P(事件) = 截距 + logit(预测)，以及自由斜率",
)
SOURCES = (
    "Stone 1974, JRSS B 36: 111–147",
    "Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, 2nd ed., 7.10",
    "Steyerberg 2019, Clinical Prediction Models, 2nd ed., ch. 17",
)
TOO_FEW = Words("fewer respondents (or clusters) than folds", "受访者（或群）少于折数")


@dataclass(frozen=True)
class Unseen:
    """Respondents of one fold, and the model that was fitted without them: Σ b x of its slopes on each."""

    rows: Codes
    data: ModelData
    predicted: Predicted
    linear: Array
    train: ModelData


def cross_validated_table(linked: Linked, number: int, seed: int) -> ModelTable:
    """Return each figure of the fit in the sample and out of it."""
    rows: list[Row] = []
    found, fitted = _unseen(linked, number, seed), linked.found
    if isinstance(found, Words):
        rows = [{"figure": "cross_validation", "estimate": None, "n": len(linked.data.outcome), "reason": found}]
    elif isinstance(fitted, Fitted) and fitted.predicted is not None and linked.problem is not None:
        beside = {"n": linked.problem.n, "folds": number, "seed": seed}
        rows = [row | beside for row in figures_of(linked.problem, fitted, fitted.predicted, found)]
    return ModelTable(
        ".cross_validated", TITLE, tuple(rows), _explained(linked, number, seed), labels=FIGURES, options=OPTIONS
    )


OPTIONS = {"format": "coefficient", "headings": {"estimate": Words("On those not seen", "对未见者")}}
FIGURES = {
    "cross_validation": Words("cross-validation", "交叉验证"),
    "auc": Words("AUC", "AUC"),
    "brier": Words("Brier score", "Brier 分数"),
    "log_likelihood": Words("log likelihood", "对数似然"),
    "mcfadden": Words("McFadden R²", "McFadden R²"),
    "r2": Words("R² of the mean", "均值的 R²"),
    "rmse": Words("RMSE", "均方根误差"),
    "calibration_intercept": Words("calibration intercept", "校准截距"),
    "calibration_slope": Words("calibration slope", "校准斜率"),
    "concordance": Words("concordance C", "一致性指数 C"),
}


def _unseen(linked: Linked, number: int, seed: int) -> tuple[Unseen, ...] | Words:
    problem = linked.problem
    if problem is None or isinstance(linked.found, Refused):
        return linked.found.reason if isinstance(linked.found, Refused) else TOO_FEW
    if linked.found.predicted is None:
        return linked.found.unpredicted
    data = problem.data
    units = problem.n if data.clusters is None else len(np.unique(data.clusters))
    if units < number:
        return TOO_FEW
    classes = data.outcome if linked.found.family in ("logit", "ordinal") else None
    place = folds(problem.n, number, seed, data.clusters, classes)
    found: list[Unseen] = []
    for fold in _fitted_without(linked, data, place, number):
        if isinstance(fold, Words):
            return fold
        found.append(fold)
    return tuple(found)


def _fitted_without(linked: Linked, data: ModelData, place: Codes, number: int) -> Iterator[Unseen | Words]:
    """The model without each fold; errors play no part, so the cheapest are taken."""
    model = replace(linked.model, errors="model", intervals="wald", within=None)
    for fold in range(number):
        train, test = data.only(place != fold), data.only(place == fold)
        problem = prepare(train, model)
        found = linked.kind.fit(problem) if problem.terms else None
        if not isinstance(found, Fitted) or found.predicted is None:
            said = found.reason if isinstance(found, Refused) else TOO_FEW if found is None else found.unpredicted
            yield Words(f"without fold {fold + 1}: {said.en}", f"留出第 {fold + 1} 折时：{said.zh}")
            return
        columns = test.columns(problem.terms)
        linear = columns @ found.predicted.prediction.slopes
        yield Unseen(np.flatnonzero(place == fold), test, found.predicted, linear, train)


def _explained(linked: Linked, number: int, seed: int) -> Explanation:
    whole = linked.data.clusters is not None
    said = Words(
        f"{number} folds by seed {seed}{', clusters kept whole' if whole else ''}.",
        f"{number} 折，随机种子 {seed}{'，群保持完整' if whole else ''}。",
    )
    base = Words(f"n = {len(linked.data.outcome)}", f"n = {len(linked.data.outcome)}")
    return Explanation(FORMULA, (base,), (said,), SOURCES)
