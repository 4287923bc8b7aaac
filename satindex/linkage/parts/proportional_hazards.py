"""Which terms of a model of times break the assumption that effects stay the same over time."""

from __future__ import annotations

from collections.abc import Iterable

from satindex.language import Words
from satindex.linkage.fitted import Fitted
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.parts.proportional_odds import DEPENDENT
from satindex.linkage.problem import Problem, columns_by_term
from satindex.measures.scores import Scores
from satindex.results.result import Explanation, Row
from satindex.stats.cox import CoxFit
from satindex.stats.proportional_hazards import proportional_hazards_test

ORDER = 25
GLOBAL = "all terms"
TITLE = Words("proportional hazards by term", "逐项的比例风险检验")
FORMULA = Words(
    "statistic = score test of adding the term × g(t), g(t) = 1 − the share still without the event just before t; "
    "df = columns of the term",
    "统计量 = 加入“该项 × g(t)”的得分检验，g(t) = 1 − t 之前尚未发生事件的比例；自由度 = 该项列数",
)
NOTES = (
    Words(
        "A small p says that the term's effect changes over time: its one hazard ratio is then an average.",
        "p 值小表示该项的作用随时间变化：此时单一风险比只是平均值。",
    ),
)
SOURCES = ("Grambsch & Therneau 1994, Biometrika 81: 515–526", "Therneau 2024, R survival 3.x, cox.zph")


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the table of a proportional hazards model."""
    problem, found = linked.problem, linked.found
    if problem is None or not isinstance(found, Fitted) or not isinstance(found.estimated, CoxFit):
        return ()
    terms = columns_by_term(problem)
    terms |= {GLOBAL: tuple(range(len(problem.terms)))} if len(terms) > 1 else {}
    rows = tuple(_row(term, columns, problem, found.estimated) for term, columns in terms.items())
    said = Explanation(FORMULA, (Words(f"n = {problem.n}", f"n = {problem.n}"),), NOTES, SOURCES)
    words = {GLOBAL: Words("all terms", "全部项")}
    return (ModelTable(".proportional_hazards", TITLE, rows, said, labels=words),)


def _row(term: str, columns: tuple[int, ...], problem: Problem, fit: CoxFit) -> Row:
    if problem.designed:
        return {"term": term, "statistic": None, "df": None, "p_value": None, "n": problem.n, "reason": DEPENDENT}
    found = proportional_hazards_test(fit, columns)
    return {"term": term, "statistic": found.chi2, "df": found.df, "p_value": found.p_value, "n": problem.n}
