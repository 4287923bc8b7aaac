"""Replicates of the drivers' shares of all respondents, from sums within random groups of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from satindex.errors import FigureError
from satindex.frames.batches import is_ordered
from satindex.frames.group_products import GroupProducts
from satindex.frames.unit_groups import groups_of
from satindex.language import Words
from satindex.linkage.drivers import RESAMPLING_DRIVERS
from satindex.linkage.problem import Problem
from satindex.linkage.resampled import Resampled, figures_in
from satindex.linkage.sharing import Shared, places_of
from satindex.linkage.whole.reading import Reading
from satindex.measures.resampling_words import NO_ID, said_grouping
from satindex.measures.scores import Scores
from satindex.stats.linearised import LONELY_UNIT
from satindex.stats.replicated import UnitSums
from satindex.survey.model_parts import Bootstrap


def shares_drawn(
    scores: Scores, problem: Problem, reading: Reading, found: Shared, asked: Bootstrap
) -> Resampled | Words:
    """Return the shares in every replicate, from one pass; `reading` has the outcome first, then the columns.

    Weights that were fitted to margins are kept as they are. Returns why where the sample can't be drawn again.
    """
    if found.of_sums is None:
        raise ValueError("these shares need the rows")
    design = replace(scores.responses.design, calibration=None, beyond=None)
    identity, drawing = scores.responses.identity, (asked.replicates, asked.seed)
    groups = groups_of(scores.frame, design, identity, scores.rows, drawing)
    picks, places = [*reading.picks[1:], reading.picks[0]], places_of(problem)
    summary = problem.summary
    one = GroupProducts(
        (),
        groups,
        design,
        picks=tuple(picks[place] for place in places),
        shift=tuple(summary.mean[places].tolist()),
        scale=tuple(np.where(summary.deviation[places] > 0, summary.deviation[places], 1.0).tolist()),
    )
    (part,) = scores.ask(one)
    if part.unnamed and not is_ordered(scores.frame):
        raise FigureError(NO_ID)
    drawn = one.replicates(part, asked.replicates)
    if drawn is None:
        return LONELY_UNIT
    compute = found.of_sums(UnitSums(len(places), np.ascontiguousarray(drawn[1])))
    figures = figures_in(drawn[0], compute, asked, found.shares, found.at_once, RESAMPLING_DRIVERS)
    said = said_grouping(drawn[0], len(groups.strata), bool(design.cluster))
    return replace(figures, drawn=Words(f"Drawn: {said.en}.", f"抽取方式：{said.zh}。"))
