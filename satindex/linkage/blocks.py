"""What each block of predictors adds over those before it: nested models, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from satindex.language import Words
from satindex.linkage.auc_gain import gain_cells
from satindex.linkage.data import Array
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.problem import Problem
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.chi_square import chi_square, wald
from satindex.stats.prediction import expected

NONE = "none"
REST = "rest"
TITLE = Words("what each block adds", "各组变量的增量")
FORMULA = Words(
    "models with the controls alone, then with one block of predictors more each; gain = rise of the measure of fit "
    "over the row before; lr_chi2 = 2(ℓ − ℓ of the row before); wald_chi2 = b'V⁻¹b of the block's coefficients with V "
    "of the model's own kind of errors (an F test where they have degrees of freedom)",
    "先拟合仅含控制变量的模型，再逐组加入自变量；gain = 拟合指标较上一行的提高；lr_chi2 = 2(ℓ − 上一行的 ℓ)；"
    "wald_chi2 = 该组系数的 b'V⁻¹b，V 为模型所用标准误的协方差（有自由度时为 F 检验）",
)
NOTES = (
    Words(
        "What a block adds depends on the order: what it tells beyond the blocks above it, not all that it tells.",
        "增量取决于加入顺序：它是该组在前面各组之外的信息，而非其全部信息。",
    ),
    Words(
        "The interval of the gain in AUC is DeLong's for two areas of the same respondents, their predictions taken as "
        "they are. It is no test of a gain of 0: between nested models the gain is not normal there (Demler, Pencina & "
        "D'Agostino 2012); the likelihood ratio and Wald's test are.",
        "AUC 增量的区间为 DeLong 对同一批受访者两个 AUC 之差的区间，预测视为给定。它不是对增量为 0 的检验："
        "嵌套模型的增量在该处并非正态（Demler, Pencina & D'Agostino 2012）；检验请看似然比与 Wald 检验。",
    ),
    Words(
        "The likelihood ratio is given for unweighted, independent respondents only.",
        "似然比仅在受访者未加权且相互独立时给出。",
    ),
)
SOURCES = (
    "Wald 1943, Transactions of the American Mathematical Society 54: 426–482",
    "DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44: 837–845",
    "Demler, Pencina & D'Agostino 2012, Statistics in Medicine 31: 2577–2587",
)


@dataclass(frozen=True)
class Step:
    """A model of the sequence: its name, the terms that are new in it, and its fit; None where it has no terms."""

    name: str
    added: tuple[str, ...]
    found: Fitted | Refused | None
    terms: tuple[str, ...]


def blocks_table(linked: Linked, blocks: Mapping[str, tuple[str, ...]], labels: Mapping[str, Words]) -> ModelTable:
    """Return a row per block, in order; `blocks` holds the usable predictors of each."""
    rows: list[Row] = []
    if linked.problem is None or isinstance(linked.found, Refused):
        reason = linked.found.reason if isinstance(linked.found, Refused) else None
        rows = [{"block": name, "n": len(linked.data.outcome), "reason": reason} for name in (NONE, *blocks)]
    else:
        before: dict[str, Cell] = {}
        last: Step | None = None
        for step in _steps(linked.problem, linked.found, linked, blocks):
            row = _row(linked.problem, linked.found, step, before)
            rows.append({**row, **_auc_gain(linked.problem, linked.found, last, step)})
            before, last = dict(row), step
    words = {NONE: Words("controls alone", "仅控制变量"), REST: Words("all others", "其余变量")}
    if linked.problem is not None and not any(name in linked.data.control_names for name in linked.problem.terms):
        words[NONE] = Words("nothing", "无自变量")
    base = Words(f"n = {len(linked.data.outcome)}", f"n = {len(linked.data.outcome)}")
    said = Explanation(FORMULA, (base,), NOTES, SOURCES)
    return ModelTable(".blocks", TITLE, tuple(rows), said, labels={**labels, **words})


def _steps(problem: Problem, whole: Fitted, linked: Linked, blocks: Mapping[str, tuple[str, ...]]) -> list[Step]:
    terms = tuple(name for name in problem.terms if name in problem.data.control_names)
    plain = replace(problem, model=replace(problem.model, intervals="wald"))
    found = [Step(NONE, terms, linked.kind.fit(plain.only(terms)) if terms else None, terms)]
    for name, members in blocks.items():
        added = tuple(term for term in members if term in problem.terms)
        terms = tuple(term for term in problem.terms if term in (*terms, *added))
        fit = whole if terms == problem.terms else linked.kind.fit(plain.only(terms)) if terms else None
        found.append(Step(name, added, fit, terms))
    return found


def _row(problem: Problem, whole: Fitted, step: Step, before: Mapping[str, Cell]) -> Row:
    row: dict[str, Cell] = {"block": step.name, "terms": ", ".join(step.added), "n": problem.n}
    if isinstance(step.found, Refused):
        return row | {"reason": step.found.reason}
    figures = dict(step.found.figures) if step.found is not None else _of_nothing(whole)
    measure = "r2" if whole.family == "ols" else "mcfadden"
    fit = {"log_likelihood": figures.get("log_likelihood"), measure: _measure(figures, measure)}
    row |= fit | {"gain": _difference(fit[measure], before.get(measure))}
    for name in ("auc", "concordance"):
        if name in whole.figures:
            row |= {name: figures.get(name), f"{name}_gain": _difference(figures.get(name), before.get(name))}
    if not before:
        return row
    return row | _likelihood_ratio(problem, fit["log_likelihood"], before, len(step.added)) | _wald(step)


def _auc_gain(problem: Problem, whole: Fitted, last: Step | None, step: Step) -> dict[str, Cell]:
    if last is None or "auc" not in whole.figures or not step.added:
        return {}
    before, after = (_chances(problem, one) for one in (last, step))
    return {} if before is None or after is None else gain_cells(problem, whole.errors, before, after)


def _chances(problem: Problem, step: Step) -> Array | None:
    """Return the probability that a step's model gives each respondent; without terms it is the same for all."""
    if step.found is None:
        return np.full(problem.n, 0.5)
    if isinstance(step.found, Refused) or step.found.predicted is None:
        return None
    predicted = step.found.predicted
    return expected(predicted.prediction, predicted.figures["probability"], problem.only(step.terms).matrix)


def _of_nothing(whole: Fitted) -> dict[str, Cell]:
    null = whole.figures.get("null_log_likelihood")
    return {"log_likelihood": null, "null_log_likelihood": null, "auc": 0.5, "concordance": 0.5}


def _measure(figures: Mapping[str, Cell], measure: str) -> float | None:
    """R² of least squares, else McFadden's, from the likelihoods."""
    value, null = figures.get("log_likelihood"), figures.get("null_log_likelihood")
    if measure == "r2":
        found = figures.get("r2", 0.0)
        return float(found) if isinstance(found, int | float) else None
    if not isinstance(value, float) or not isinstance(null, float) or null == 0:
        return None
    return 1 - value / null


def _difference(now: Cell, then: Cell) -> float | None:
    return float(now) - float(then) if isinstance(now, int | float) and isinstance(then, int | float) else None


def _likelihood_ratio(problem: Problem, now: Cell, before: Mapping[str, Cell], df: int) -> dict[str, Cell]:
    gained = _difference(now, before.get("log_likelihood"))
    if gained is None or problem.designed or df == 0:
        return {"df": df, "lr_chi2": None, "lr_p_value": None}
    found = chi_square(2 * gained, df)
    return {"df": df, "lr_chi2": found.chi2, "lr_p_value": found.p_value}


def _wald(step: Step) -> dict[str, Cell]:
    nothing: dict[str, Cell] = {"wald_chi2": None, "wald_p_value": None}
    if not isinstance(step.found, Fitted) or step.found.predicted is None or not step.added:
        return nothing
    prediction = step.found.predicted.prediction
    places = [step.terms.index(name) for name in step.added]
    shifted = np.array(places) + len(prediction.cuts)
    found = wald(prediction.slopes[places], prediction.covariance[np.ix_(shifted, shifted)])
    if found is None:
        return nothing
    if prediction.df is None:
        return {"wald_chi2": found.chi2, "wald_p_value": found.p_value}
    from scipy import special

    return {
        "wald_chi2": found.chi2,
        "wald_p_value": float(special.fdtrc(found.df, prediction.df, found.chi2 / found.df)),
    }
