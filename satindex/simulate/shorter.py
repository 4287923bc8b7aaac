"""Truths that are written shorter than they are kept: gaps beside expectations, a trend over waves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from satindex.language import Words
from satindex.simulate.groups import groups
from satindex.simulate.targets import targets
from satindex.simulate.truth import Numbers, Truth
from satindex.survey.faults import Faults
from satindex.survey.model import Survey
from satindex.survey.tree import Block

GAPS, TREND = "gaps", "trend"
EXPECTED, PERCEIVED = ".expected", ".perceived"


def gap_names(survey: Survey) -> tuple[str, ...]:
    """Return the score columns that are perceived less expected, both of which a truth can state."""
    names = {target.name for target in targets(survey)}
    both = (name.removesuffix(PERCEIVED) for name in names if name.endswith(PERCEIVED))
    return tuple(sorted(name for name in both if name + EXPECTED in names))


def check_shorter(root: Block, survey: Survey, faults: Faults) -> None:
    """Note what is stated twice, and a trend without waves."""
    means, gaps = root.values.get("means"), root.values.get(GAPS)
    for name in gaps.values if isinstance(gaps, Block) else ():
        if isinstance(means, Block) and name + PERCEIVED in means.values:
            what = Words(
                f"'{name}{PERCEIVED}' is stated too; with the gap it follows from '{name}{EXPECTED}'.",
                f"同时给出了“{name}{PERCEIVED}”；给定差距后，它由“{name}{EXPECTED}”得出。",
            )
            faults.add((GAPS, name), what, Words("Remove one of them.", "请删去其一。"))
    if TREND not in root.values:
        return
    wave, apart = survey.respondent.wave, root.values.get("differences")
    if wave is None:
        faults.add(
            (TREND,),
            Words("A trend needs waves: respondent: {wave: COLUMN}.", "趋势需要波次：respondent: {wave: 列名}。"),
        )
    elif isinstance(apart, Block) and wave.column in apart.values:
        what = Words(f"Differences of '{wave.column}' are stated too.", f"同时给出了“{wave.column}”的组间差异。")
        faults.add((TREND,), what, Words("Remove one of them.", "请删去其一。"))


def with_shorter(truth: Truth, gaps: Numbers, trend: Numbers, survey: Survey) -> Truth:
    """Return a truth with the perceptions that gaps stand for, and with waves that differ by a step each.

    Waves go in their declared order, else by their names.
    """
    means = {name + PERCEIVED: truth.means[name + EXPECTED] + gap for name, gap in gaps.items()}
    truth = replace(truth, means={**truth.means, **means})
    wave = survey.respondent.wave
    if not trend or wave is None:
        return truth
    levels = {group.name: group.levels for group in groups(survey, truth.shares)}
    order = wave.order or tuple(sorted(levels.get(wave.column, ())))
    steps: Mapping[str, Numbers] = {
        level: {name: place * step for name, step in trend.items()} for place, level in enumerate(order)
    }
    return replace(truth, differences={**truth.differences, wave.column: steps})
