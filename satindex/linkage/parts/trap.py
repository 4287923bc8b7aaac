"""The satisfaction trap: how many are satisfied with the basics and yet not loyal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from satindex.language import Words
from satindex.linkage.averages import Mask, average
from satindex.linkage.data import Array, ModelData
from satindex.linkage.families import ols
from satindex.linkage.fitted import Refused
from satindex.linkage.labels import labels_of
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.preparing import model_data
from satindex.linkage.problem import prepare, with_weight
from satindex.linkage.reasons import NO_ROWS, NOT_TWO
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Explanation, Row
from satindex.results.small_bases import guarded
from satindex.stats.intervals import quantile
from satindex.survey.model_parts import Trap

ORDER: Final = 65
TITLE: Final = Words("the satisfaction trap", "满意陷阱")


@dataclass(frozen=True)
class Trapped:
    """Who is satisfied with all basics, with all that lies beyond (None: not asked), and loyal (1 or 0)."""

    data: ModelData
    basics: Mask
    beyond: Mask | None
    loyal: Array


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return the trap's shares where the model asks for them."""
    asked = linked.model.trap
    if asked is None:
        return ()
    found = _trapped(scores, linked, asked)
    if isinstance(found, Words):
        row: Row = {"class": TITLE, "estimate": None, "n": len(linked.data.outcome), "reason": found}
        return (ModelTable(".trap", TITLE, (row,), Explanation(FORMULA, (), (found,), SOURCES)),)
    rows = tuple(guarded([*_rows(found), *_difference(found, linked)], scores.survey.small_base))
    said = Explanation(FORMULA, _worked(rows), _notes(scores, linked, asked, found), SOURCES)
    options = {"headings": HEADINGS, "format": "share", "small": scores.survey.small_base}
    return (ModelTable(".trap", TITLE, rows, said, "estimates", options=options),)


def _trapped(scores: Scores, linked: Linked, asked: Trap) -> Trapped | Words:
    names = (*asked.basics, *asked.beyond)
    data = with_weight(model_data(scores, replace(linked.model, predictors=names, controls=())))
    if not len(data.outcome):
        return NO_ROWS
    if asked.loyal is None and len(np.unique(data.outcome)) != 2:
        return NEEDS_A_LINE if len(np.unique(data.outcome)) > 2 else NOT_TWO
    satisfied = {name: _at_least(scores, data, names, name, asked.satisfied) for name in names}
    line = float(data.outcome.max()) if asked.loyal is None else asked.loyal
    basics = np.all([satisfied[name] for name in asked.basics], axis=0)
    beyond = np.all([satisfied[name] for name in asked.beyond], axis=0) if asked.beyond else None
    return Trapped(data, basics, beyond, (data.outcome >= line).astype(np.float64))


def _at_least(scores: Scores, data: ModelData, names: Sequence[str], name: str, line: float) -> Mask:
    """Who has at least so much of a score; one that is the same for all here is not among the model's columns."""
    if name in data.predictor_names:
        return np.asarray(data.predictors[:, data.predictor_names.index(name)] >= line)
    together = scores.sample([data.outcome_name, *names])
    value = together.values[1 + list(names).index(name), together.complete()][0]
    return np.full(len(data.outcome), bool(value >= line))


def _rows(found: Trapped) -> Iterator[Row]:
    """The shares, from those satisfied with the basics to those who are not loyal all the same."""
    everyone = np.ones(len(found.loyal), dtype=bool)
    yield _share(SATISFIED, found, found.basics.astype(np.float64), everyone)
    yield _share(OF_ALL, found, found.basics * (1 - found.loyal), everyone)
    yield _share(TRAPPED, found, 1 - found.loyal, found.basics)
    yield _share(LOYAL, found, found.loyal, found.basics)
    yield _share(OTHERS, found, found.loyal, ~found.basics)
    if found.beyond is not None:
        yield _share(BASICS_ONLY, found, found.loyal, found.basics & ~found.beyond)
        yield _share(BOTH, found, found.loyal, found.basics & found.beyond)


def _share(words: Words, found: Trapped, values: Array, rows: Mask) -> Row:
    return {"class": words, **average(found.data, values, rows, share=True).cells()}


def _difference(found: Trapped, linked: Linked) -> Iterator[Row]:
    """How many more are loyal: of those satisfied against the others, and with what lies beyond against without."""
    yield _compared(MORE, found, linked, found.basics, ~found.basics)
    if found.beyond is not None:
        inner = found.basics & found.beyond
        yield _compared(MORE_BEYOND, found, linked, inner, found.basics & ~found.beyond)


def _compared(words: Words, found: Trapped, linked: Linked, one: Mask, other: Mask) -> Row:
    """The difference of two shares with a t interval, by least squares on a dummy; of the design, if there is one."""
    n = int(one.sum() + other.sum())
    row: dict[str, Cell] = {"class": words, **dict.fromkeys(("estimate", "std_error", "ci_low", "ci_high")), "n": n}
    if not one.any() or not other.any():
        return {**row, "reason": NOBODY}
    data = with_weight(_only(found, one | other, one))
    fitted = ols.fit(prepare(data, replace(linked.model, family=None, predictors=("there",), controls=())))
    if isinstance(fitted, Refused):
        return {**row, "reason": fitted.reason}
    slope = fitted.coefficients[1]
    half = quantile(df=fitted.df) * slope.std_error
    ends = {"ci_low": slope.estimate - half, "ci_high": slope.estimate + half}
    return {**row, "estimate": slope.estimate, "std_error": slope.std_error, **ends}


def _only(found: Trapped, rows: Mask, one: Mask) -> ModelData:
    data = found.data
    return replace(
        data,
        outcome=found.loyal[rows],
        predictors=one[rows].astype(np.float64)[:, None],
        predictor_names=("there",),
        controls=np.empty((int(rows.sum()), 0)),
        control_names=(),
        constant=(),
        weights=None if data.weights is None else data.weights[rows],
        strata=None if data.strata is None else data.strata[rows],
        clusters=None if data.clusters is None else data.clusters[rows],
    )


def _worked(rows: Iterable[Row]) -> tuple[Words, ...]:
    said = {str(row["class"]): row for row in rows if row["estimate"] is not None}
    first, trapped = said.get(str(SATISFIED)), said.get(str(TRAPPED))
    of_all = said.get(str(OF_ALL))
    if first is None or trapped is None or of_all is None:
        return ()
    line = f"{first['estimate']:.4f} × {trapped['estimate']:.4f} = {of_all['estimate']:.4f}"
    return (Words(f"satisfied × of these not loyal: {line}", f"满意 × 其中不忠诚：{line}"),)


def _notes(scores: Scores, linked: Linked, asked: Trap, found: Trapped) -> tuple[Words, ...]:
    words = labels_of(scores)
    names = [words.get(name, Words(name, name)) for name in asked.basics]
    listed = Words(", ".join(name.en for name in names), "、".join(name.zh for name in names))
    outcome = words.get(linked.model.outcome, Words(linked.model.outcome, linked.model.outcome))
    loyal = Words("the event", "该事件") if asked.loyal is None else Words(*(f"≥ {asked.loyal:g}",) * 2)
    lines = Words(
        f"Satisfied with the basics: each of {listed.en} ≥ {asked.satisfied:g}; loyal: {outcome.en} {loyal.en}.",
        f"对基本需求满意：{listed.zh} ≥ {asked.satisfied:g}；忠诚：{outcome.zh} {loyal.zh}。",
    )
    base = Words(
        f"n = {len(found.loyal)} respondents have everything; {found.data.left_out} lack something and are left out.",
        f"n = {len(found.loyal)} 名受访者数据完整；{found.data.left_out} 名有缺失，未纳入。",
    )
    if not asked.beyond:
        return (lines, base, *NOTES)
    further = [words.get(name, Words(name, name)) for name in asked.beyond]
    more = Words(
        f"Beyond the basics: each of {', '.join(name.en for name in further)} ≥ {asked.satisfied:g}.",
        f"超出基本：{'、'.join(name.zh for name in further)}均 ≥ {asked.satisfied:g}。",
    )
    return (lines, more, base, *NOTES)


NEEDS_A_LINE: Final = Words(
    "the outcome has more than two values: say from which on somebody is loyal (trap: {loyal: …})",
    "结果多于两个取值：请说明达到何值为忠诚（trap: {loyal: …}）",
)
NOBODY: Final = Words("nobody is in one of the two groups", "两组之一无人")
SATISFIED: Final = Words("satisfied with the basics", "对基本需求满意")
OF_ALL: Final = Words("satisfied with the basics, not loyal (of all)", "满意却不忠诚（占全部）")
TRAPPED: Final = Words("the trap: not loyal, of those satisfied", "陷阱：满意者中不忠诚")
LOYAL: Final = Words("loyal, of those satisfied", "满意者中忠诚")
OTHERS: Final = Words("loyal, of those not satisfied", "不满意者中忠诚")
BASICS_ONLY: Final = Words("loyal, of those satisfied with the basics only", "仅对基本需求满意者中忠诚")
BOTH: Final = Words("loyal, of those satisfied beyond the basics too", "对超出基本者亦满意者中忠诚")
MORE: Final = Words("difference in loyal: satisfied − not", "忠诚率之差：满意 − 不满意")
MORE_BEYOND: Final = Words("difference in loyal: beyond − basics only", "忠诚率之差：超出基本 − 仅基本")
FORMULA: Final = Words(
    "shares with Wilson's interval (at n/deff under a design); a difference with a t interval (HC3, or of the design); "
    "satisfied: at least so much of each",
    "比例附 Wilson 区间（有抽样设计时按 n/deff）；差异附 t 区间（HC3 或基于设计）；满意：各项均达到该值",
)
NOTES: Final = (
    Words(
        "Where the lines are drawn is a choice that moves every share: see the satisfaction–loyalty curve beside it.",
        "界限的选取会改变所有比例：请参照满意度—忠诚度曲线。",
    ),
    Words(
        "That satisfaction of basic needs brings no loyalty is what courses call the satisfaction trap; here it is "
        "checked, not assumed.",
        "“基本需求得到满足并不带来忠诚”即课程所称的满意陷阱；此处为检验而非假定。",
    ),
)
HEADINGS: Final = {"class": Words("Customers", "顾客"), "estimate": Words("Share", "比例")}
SOURCES: Final = (
    "Kano, Seraku, Takahashi & Tsuji 1984, Hinshitsu 14(2): 39–48 (basic needs)",
    "Jones & Sasser 1995, Harvard Business Review 73(6): 88–99",
    "Wilson 1927, JASA 22: 209–212",
)
