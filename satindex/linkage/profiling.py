"""Intervals from the profile of the likelihood, where the definition asks for them."""

from __future__ import annotations

from satindex.language import Words
from satindex.linkage.fitted import INTERCEPT
from satindex.linkage.problem import Problem
from satindex.stats.canonical import CanonicalFit
from satindex.stats.estimates import Array
from satindex.stats.newton import Maximum, maximise
from satindex.stats.ordinal import OrdinalFit
from satindex.stats.profile import Evaluate, Profile, profile, profiles

PROFILED = Words(
    "Intervals hold every value whose profile likelihood ratio is below χ²(1) at 95% (Venzon & Moolgavkar 1988, "
    "Applied Statistics 37: 87–94; as R confint); `statistic` is the signed root of the likelihood ratio of 0.",
    "区间包含剖面似然比低于 χ²(1) 95% 分位数的所有取值（Venzon & Moolgavkar 1988；同 R confint）；"
    "statistic 为对 0 的似然比的带符号平方根。",
)


def canonical_profiles(problem: Problem, found: CanonicalFit) -> dict[str, Profile]:
    """Return the profiles of a logit's or Poisson model's terms; none where none are asked for."""
    if problem.model.intervals != "profile":
        return {}
    made = profiles(found.likelihood_of, problem.matrix, found.at, _to_the_end)
    return dict(zip((INTERCEPT, *problem.terms), made, strict=True))


def ordinal_profiles(problem: Problem, found: OrdinalFit) -> dict[str, Profile]:
    """Return the profiles of an ordinal model's slopes; none where none are asked for."""
    if problem.model.intervals != "profile":
        return {}
    return {
        term: profile(found.model.evaluate, found.at, found.thresholds + place, _to_the_end).scaled(
            1 / float(problem.matrix.scale[place])
        )
        for place, term in enumerate(problem.terms)
    }


def profile_notes(problem: Problem) -> tuple[Words, ...]:
    """Return what a reader must know of profile intervals, where they are asked for."""
    return (PROFILED,) if problem.model.intervals == "profile" else ()


def _to_the_end(evaluate: Evaluate, start: Array) -> Maximum:
    return maximise(evaluate, start, to_the_end=True)
