"""A chain link by link: every member on those of the stage before it, over outlets."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from satindex.language import Words
from satindex.linkage.chains import words as said
from satindex.linkage.chains.joined import Joined
from satindex.linkage.chains.remarks import remarks
from satindex.linkage.data import ModelData
from satindex.linkage.families import ols
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.linked import ModelTable
from satindex.linkage.problem import Problem, prepare
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.intervals import quantile, two_sided_p
from satindex.survey.model import Model

FIGURES = ("estimate", "ci_low", "ci_high", "unstandardised", "std_error", "statistic", "df", "p_value", "r2")
KINDS = {"unstandardised": "coefficient", "std_error": "coefficient", "statistic": "ratio"}


@dataclass(frozen=True)
class Step:
    """A member of the chain explained by those of the stage before it, or why it can't be."""

    effect: str
    causes: tuple[str, ...]
    n: int
    fit: tuple[Problem, Fitted] | Words


def data_of(found: Joined, causes: tuple[str, ...], effect: str) -> ModelData | Words:
    """Return the outlets that have all of some members; why not, where too few have or one does not vary."""
    names = (*causes, effect)
    rows = found.complete(names)
    needed = len(causes) + 2
    if len(rows) < needed:
        return said.too_few(len(rows), needed)
    if still := found.constant(names):
        return said.the_same(still)
    return ModelData(
        outcome=rows[:, -1],
        predictors=rows[:, :-1],
        predictor_names=causes,
        controls=np.empty((len(rows), 0)),
        control_names=(),
        outcome_name=effect,
        outcome_labels={},
        left_out=len(found.used) - len(rows),
        reach={name: ends for name, ends in found.reach.items() if name in names},
        units=said.UNITS,
    )


def steps_of(found: Joined) -> list[Step]:
    """Return every member after the first stage with its regression."""
    return [_step(found, before, effect) for before, after in pairwise(found.chain.stages) for effect in after]


def _step(found: Joined, causes: tuple[str, ...], effect: str) -> Step:
    data = data_of(found, causes, effect)
    if isinstance(data, Words):
        return Step(effect, causes, len(found.complete((*causes, effect))), data)
    problem = prepare(data, Model(found.chain.name, effect, causes, family="ols"))
    fitted = ols.fit(problem)
    return Step(effect, causes, problem.n, fitted.reason if isinstance(fitted, Refused) else (problem, fitted))


def steps_table(found: Joined) -> ModelTable:
    """Return the slopes of every step, standardised first, with the diagram of them."""
    steps = steps_of(found)
    rows = tuple(row for step in steps for row in _rows(step))
    notes = (said.UNWEIGHTED, said.NOT_OTHERS, said.FIXED_SPREADS, *remarks(found))
    explanation = Explanation(said.LINK_FORMULA, tuple(_worked(rows)), notes, (*said.HC3, *said.SOURCES))
    options = {
        "headings": said.LINK_HEADINGS,
        "kinds": KINDS,
        "format": "coefficient",
        "nodes": list(_nodes(found, steps)),
        "small": said.OF_OUTLETS,
    }
    return ModelTable("", said.TITLES[""], rows, explanation, "path", options=options)


def _rows(step: Step) -> Iterator[Row]:
    for cause in step.causes:
        about: Row = {"from": cause, "to": step.effect, **dict.fromkeys(FIGURES), "n": step.n}
        if isinstance(step.fit, Words):
            yield {**about, "reason": step.fit}
        elif cause in step.fit[0].unusable:
            yield {**about, "reason": step.fit[0].unusable[cause]}
        else:
            yield {**about, **_figures(*step.fit, cause)}


def _figures(problem: Problem, fitted: Fitted, cause: str) -> dict[str, Cell]:
    own = next(one for one in fitted.coefficients if one.term == cause)
    spreads = problem.summary.deviation
    scale = float(spreads[problem.data.predictor_names.index(cause)] / spreads[-1])
    cells: dict[str, Cell] = {
        "estimate": own.estimate * scale,
        "unstandardised": own.estimate,
        "df": fitted.df,
        "r2": fitted.figures["r2"],
    }
    if math.isnan(own.std_error):
        return {**cells, "reason": said.ALONE}
    remark = {"remark": said.REVERSED} if own.estimate < 0 else {}
    half = quantile(df=fitted.df) * own.std_error
    t = own.estimate / own.std_error if own.std_error > 0 else None
    return {
        **cells,
        "ci_low": (own.estimate - half) * scale,
        "ci_high": (own.estimate + half) * scale,
        "std_error": own.std_error,
        "statistic": t,
        "p_value": None if t is None else two_sided_p(t, fitted.df),
        **remark,
    }


def _nodes(found: Joined, steps: list[Step]) -> Iterator[dict[str, object]]:
    """The members with their stage, R², and where they have ends their mean from 0 to 100."""
    explained = {step.effect: step.fit[1].figures["r2"] for step in steps if not isinstance(step.fit, Words)}
    for depth, stage in enumerate(found.chain.stages):
        for name in stage:
            node: dict[str, object] = {"name": name, "depth": depth, "r2": explained.get(name)}
            values = found.complete((name,))
            if name in found.reach and len(values):
                low, high = found.reach[name]
                node["index"] = 100 * (float(values.mean()) - low) / (high - low)
            yield node


def _worked(rows: tuple[Row, ...]) -> Iterator[Words]:
    """The first slope with its error in numbers."""
    for row in rows:
        slope, beta, error = (row[name] for name in ("unstandardised", "estimate", "std_error"))
        if isinstance(slope, float) and isinstance(beta, float) and isinstance(error, float) and slope:
            step = f"{row['from']} → {row['to']}: {slope:.4f} ± t × {error:.4f}; {slope:.4f} × {beta / slope:.4f}"
            yield Words(f"{step} = {beta:.4f}", f"{step} = {beta:.4f}")
            return
