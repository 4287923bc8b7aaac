"""Which terms of an ordinal model break the assumption of one slope for all cut points."""

from __future__ import annotations

from collections.abc import Iterable

from satindex.language import Words
from satindex.linkage.fitted import Fitted
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.problem import Problem, columns_by_term
from satindex.linkage.reasons import CAUSES
from satindex.measures.scores import Scores
from satindex.results.result import Explanation, Row
from satindex.stats.brant import ProportionalOdds
from satindex.stats.estimates import NotFitted
from satindex.stats.ordinal import OrdinalFit
from satindex.stats.proportionality import proportional_odds_of

ORDER = 20
OF_ALL = True
MOST_WORK = 50_000
"""The likelihood-ratio test refits the model once per term: beyond so many rows × terms Brant's test stands alone."""

TITLE = Words("proportional odds by term", "逐项的比例优势检验")
FORMULA = Words(
    "statistic = 2(ℓ₁ − ℓ₀), ℓ₁ the log likelihood with the term's slopes free at each cut point, ℓ₀ with one slope; "
    "df = columns of the term × (cut points − 1)",
    "统计量 = 2(ℓ₁ − ℓ₀)，ℓ₁ 为允许该项在各切点斜率不同时的对数似然，ℓ₀ 为斜率相同时的对数似然；"
    "自由度 = 该项列数 ×（切点数 − 1）",
)
NOTES = (
    Words(
        "`brant_chi2` is Wald's test of the same, from a logit at each cut point (link logit only).",
        "brant_chi2 为对同一假定的 Wald 检验，由各切点的 logit 得出（仅限 logit 连接）。",
    ),
    Words(
        "A small p says that the term's effect is not the same at all levels: its one coefficient is then an average.",
        "p 值小表示该项的作用在各等级并不相同：此时单一系数只是平均值。",
    ),
)
SOURCES = (
    "Peterson & Harrell 1990, Applied Statistics 39: 205–217 (partial proportional odds)",
    "Christensen 2022, R ordinal, nominal_test",
    "Brant 1990, Biometrics 46: 1171–1178",
)
DEPENDENT = Words(
    "a likelihood-ratio test needs unweighted, independent respondents", "似然比检验要求受访者未加权且相互独立"
)
TOO_LARGE = Words(
    f"with more than {MOST_WORK:,} respondents × terms only Brant's test is computed",
    f"受访者数 × 项数超过 {MOST_WORK:,} 时只计算 Brant 检验",
)


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the table of an ordinal model with at least three levels."""
    problem, found = linked.problem, linked.found
    if problem is None or not isinstance(found, Fitted) or len(found.thresholds) < 2:
        return ()
    fit, terms = found.estimated if isinstance(found.estimated, OrdinalFit) else None, columns_by_term(problem)
    rows = tuple(_row(term, columns, problem, fit, found.brant) for term, columns in terms.items())
    return (ModelTable(".proportional_odds", TITLE, rows, _explained(problem)),)


def _row(
    term: str, columns: tuple[int, ...], problem: Problem, fit: OrdinalFit | None, brant: ProportionalOdds | None
) -> Row:
    row: dict[str, float | int | str | Words | None] = {"term": term, "statistic": None, "df": None, "p_value": None}
    wald = None if brant is None else brant.of(columns)
    beside = {
        "brant_chi2": None if wald is None else wald.chi2,
        "brant_p_value": None if wald is None else wald.p_value,
        "n": problem.n,
    }
    if problem.designed:
        return row | beside | {"reason": DEPENDENT}
    if fit is None or problem.n * len(problem.terms) > MOST_WORK:
        return row | beside | {"reason": TOO_LARGE}
    found = proportional_odds_of(fit, columns)
    if isinstance(found, NotFitted):
        return row | beside | {"reason": CAUSES[found.cause]}
    return row | {"statistic": found.chi2, "df": found.df, "p_value": found.p_value} | beside


def _explained(problem: Problem) -> Explanation:
    base = Words(f"n = {problem.n}", f"n = {problem.n}")
    return Explanation(FORMULA, (base,), NOTES, SOURCES)
