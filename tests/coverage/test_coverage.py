"""Do 95% intervals hold the truth 95 times in 100? 10,000 samples from each truth of a grid, through the real path.

Each sample is a level of a segment, so that scores, moments and intervals are those of any report. The truth of a
cell is exact: the mean of the scores over the stated distribution of answers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from satindex.frames.design import Grouping
from satindex.frames.moments import moments
from satindex.measures.composite import Component, Composite
from satindex.measures.mean import Mean
from satindex.measures.measure import Measure
from satindex.measures.nps import Nps
from satindex.measures.scores import Scores, score
from satindex.measures.servqual import Dimension, Servqual
from satindex.measures.top_box import TopBox
from satindex.responses.audit import Audit
from satindex.responses.responses import Responses, about
from satindex.results.result import Row
from satindex.stats.base import Base
from satindex.stats.comparison import between
from satindex.survey.model import Item, Respondent, Scale, Segment, Survey

FULL = 10_000
REPLICATES = int(os.environ.get("COVERAGE_SAMPLES", FULL))
# A check of minutes draws fewer samples; the bounds then leave room for what they know less: three standard errors.
SLACK = 3 * np.sqrt(0.95 * 0.05) * (REPLICATES**-0.5 - FULL**-0.5)
SEVEN = np.arange(1, 8)
ELEVEN = np.arange(11)
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Truth:
    """A cell of the grid: how many respondents, the answers' distribution, the true figure."""

    name: str
    n: int
    draw: Callable[[np.random.Generator, int], Mapping[str, np.ndarray]]
    figure: float


def rounded_normal(mean: float, sd: float, points: np.ndarray) -> np.ndarray:
    """Return the chances of the points when a normal variable is rounded to the nearest."""
    from scipy.special import ndtr

    edges = ndtr((np.concatenate([points[:-1] + 0.5]) - mean) / sd)
    return np.diff(np.concatenate([[0.0], edges, [1.0]]))


def covered(measure: Measure, truth: Truth, rows: Mapping[str, str] | None = None) -> float:
    """Return the share of samples whose interval holds the truth."""
    rng = np.random.default_rng(20_000 + truth.n)
    total = REPLICATES * truth.n
    data = {name: values.astype(float) for name, values in truth.draw(rng, total).items()}
    levels = tuple(f"{number:05d}" for number in range(REPLICATES))
    sample = pl.Series(np.repeat(np.array(levels), truth.n))
    frame = nw.from_native(pl.DataFrame({**data, about("sample"): sample}))
    survey = Survey(
        "coverage",
        items={name: Item(name, Scale("number", "number")) for name in data},
        measures={measure.name: measure},
        respondent=Respondent(segments=(Segment("sample"),)),
    )
    responses = Responses(survey, frame, Audit("drawn", total), {}, {"sample": levels})
    kept = [
        row
        for row in rows_of(score(responses), measure.name, levels)
        if all(row.get(key) == value for key, value in (rows or {}).items())
    ]
    assert len(kept) == REPLICATES
    inside = [row["ci_low"] <= truth.figure <= row["ci_high"] for row in kept if row["ci_low"] is not None]
    return sum(inside) / REPLICATES


def rows_of(scores: Scores, name: str, levels: tuple[str, ...]) -> Iterator[Row]:
    """Yield the measure's rows of every sample, as its table by segment has them; nothing is compared or explained."""
    measure = scores.measures[name]
    needs = measure.needs()
    (found,) = moments(scores.frame, [Grouping(needs.blocks, about("sample"), levels)], made=needs.made)
    for at in range(len(levels)):
        yield from measure.rows(Base(found, at))


def check(found: Mapping[str, float]) -> None:
    """The grid's mean lies within 94–96%, every cell within 92.5–98%."""
    assert 0.94 - SLACK <= np.mean(list(found.values())) <= 0.96 + SLACK, found
    assert all(0.925 - SLACK <= share <= 0.98 + SLACK for share in found.values()), found


def answers(points: np.ndarray, chances: np.ndarray) -> Callable[[np.random.Generator, int], np.ndarray]:
    return lambda rng, total: rng.choice(points, size=total, p=chances)


def test_means() -> None:
    cells = {}
    for n in (30, 100, 300):
        for mean, sd in ((3.0, 1.2), (4.5, 1.5), (5.8, 1.0)):
            chances = rounded_normal(mean, sd, SEVEN)
            true = float(SEVEN @ chances)
            draw = answers(SEVEN, chances)
            name = f"n={n} mean={mean}"
            truth = Truth(name, n, lambda rng, total, draw=draw: {"x": draw(rng, total)}, true)
            cells[name] = covered(Mean("m", {}, ("x",)), truth)
    check(cells)


def test_gaps() -> None:
    """Pairs that share half of their variance: expected high, perceived lower."""
    cells = {}
    for n in (30, 100, 300):
        for expected, perceived in ((6.2, 5.0), (5.5, 5.4), (6.6, 3.8)):
            truth = _pairs(n, expected, perceived)
            measure = Servqual("q", {}, (Dimension("d", {}, ("P1", "P2"), ("E1", "E2"), None),), span=(1.0, 7.0))
            cells[truth.name] = covered(measure, truth, {"dimension": "overall"})
    check(cells)


def _pairs(n: int, expected: float, perceived: float) -> Truth:
    def draw(rng: np.random.Generator, total: int) -> dict[str, np.ndarray]:
        common = rng.normal(size=total)
        found = {}
        for side, mean in (("E", expected), ("P", perceived)):
            for number in (1, 2):
                latent = mean + np.sqrt(0.5) * common + np.sqrt(0.5) * rng.normal(size=total)
                found[f"{side}{number}"] = np.clip(np.round(latent), 1, 7)
        return found

    true = float(SEVEN @ rounded_normal(perceived, 1.0, SEVEN) - SEVEN @ rounded_normal(expected, 1.0, SEVEN))
    return Truth(f"n={n} E={expected} P={perceived}", n, draw, true)


@pytest.mark.parametrize("method", ["adjusted_wald", "score"])
def test_nps(method: str) -> None:
    """Wald is offered by name only: at n = 20 it covers 91% (stats/intervals)."""
    cells = {}
    for n in (30, 100, 300):
        for mean, sd in ((5.0, 2.5), (7.5, 2.0), (8.8, 1.5)):
            chances = rounded_normal(mean, sd, ELEVEN)
            true = 100 * float(chances[9:].sum() - chances[:7].sum())
            draw = answers(ELEVEN, chances)
            name = f"n={n} mean={mean}"
            truth = Truth(name, n, lambda rng, total, draw=draw: {"x": draw(rng, total)}, true)
            cells[name] = covered(Nps("nps", {}, "x", method), truth)
    check(cells)


def test_composites() -> None:
    """A count with anchors and a rating, weighted 0.4 and 0.6."""
    cells = {}
    for n in (30, 100, 300):
        for rate, mean in ((2.0, 5.0), (5.0, 4.0), (8.0, 6.0)):
            chances = rounded_normal(mean, 1.2, SEVEN)
            counts = np.arange(13)
            poisson = np.cumprod(np.concatenate([[1.0], rate / counts[1:]]))
            poisson /= poisson.sum()
            true = 0.4 * float(counts @ poisson) / 12 * 100 + 0.6 * (float(SEVEN @ chances) - 1) / 6 * 100
            first, second = answers(counts, poisson), answers(SEVEN, chances)
            name = f"n={n} rate={rate} mean={mean}"
            truth = Truth(name, n, lambda rng, total, a=first, b=second: {"c": a(rng, total), "r": b(rng, total)}, true)
            components = (
                Component("behavioural", {}, ("c",), ((0.0, 12.0),), 0.4, 0.5),
                Component("affective", {}, ("r",), ((1.0, 7.0),), 0.6, 0.5),
            )
            cells[name] = covered(Composite("l", {}, components), truth, {"component": "overall"})
    check(cells)


@pytest.mark.parametrize("method", ["wilson", "beta"])
def test_top_boxes(method: str) -> None:
    """The share of the best two of seven answers; the beta (Korn–Graubard) interval may cover more, never less."""
    cells = {}
    for n in (30, 100, 300):
        for mean, sd in ((3.0, 1.5), (5.0, 1.3), (6.3, 1.0)):
            chances = rounded_normal(mean, sd, SEVEN)
            draw = answers(SEVEN, chances)
            name = f"n={n} mean={mean}"
            true = 100 * float(chances[-2:].sum())
            truth = Truth(name, n, lambda rng, total, draw=draw: {"x": draw(rng, total)}, true)
            item = Item("x", Scale("1..7", "points", 1, 7))
            cells[name] = covered(TopBox("t", {}, item, (6.0, 7.0), "top", method), truth)
    if method == "wilson":
        check(cells)
    else:
        assert all(0.94 - SLACK <= share <= min(0.995 + SLACK, 1.0) for share in cells.values()), cells


def test_differences() -> None:
    """Two independent groups, of equal and unequal size and spread: Welch."""
    cells = {}
    for n, m in ((30, 30), (30, 120), (150, 150)):
        for first, second in (((5.0, 1.0), (5.5, 1.0)), ((4.0, 1.6), (5.8, 0.8))):
            cells[f"{n}/{m} {first} {second}"] = _covered_difference(n, m, first, second)
    check(cells)


def _covered_difference(n: int, m: int, first: tuple[float, float], second: tuple[float, float]) -> float:
    rng = np.random.default_rng(n + m)
    chances = [rounded_normal(*one, SEVEN) for one in (first, second)]
    drawn = [rng.choice(SEVEN, size=(REPLICATES, size), p=p) for size, p in zip((n, m), chances, strict=True)]
    levels = tuple(f"{number:05d}" for number in range(2 * REPLICATES))
    values = np.concatenate([drawn[0], drawn[1]], axis=1).ravel().astype(float)
    groups = np.tile(np.repeat([0, 1], [n, m]), REPLICATES) + 2 * np.repeat(np.arange(REPLICATES), n + m)
    frame = nw.from_native(pl.DataFrame({"x": values, "g": np.array(levels)[groups]}))
    (found,) = moments(frame, [Grouping((("x",),), "g", levels)])
    true = float(SEVEN @ chances[0] - SEVEN @ chances[1])
    estimates = [between(found, "x", 2 * number, 2 * number + 1).found for number in range(REPLICATES)]
    return sum(one.ci_low <= true <= one.ci_high for one in estimates) / REPLICATES
