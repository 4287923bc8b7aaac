"""Kept moments against exact fractions, whatever the order and the grouping in which parts are put together."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial, reduce
from itertools import pairwise

import narwhals as nw
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.frames.design import Design, Grouping
from satindex.frames.kept_moments import KeptMoments
from satindex.frames.moments import MomentsSum, moments_sums
from satindex.frames.passes import passed
from satindex.stats.base import Base
from satindex.stats.exact import Exact

NAMES = ("x", "y")
BLOCKS = (("x",), ("y",), NAMES)
DESIGNS = (Design(), Design(weight="w"), Design("w", "s", "c"), Design(cluster="c"))


def asked(frame: pl.DataFrame, design: Design, by: str | None = "g") -> MomentsSum:
    levels = tuple(sorted(frame["g"].unique())) if by else (None,)
    (one,) = moments_sums(lambda name: frame[name].unique().to_list(), [Grouping(BLOCKS, by, levels)], design)
    return one


def kept(frame: pl.DataFrame, design: Design, by: str | None = "g") -> KeptMoments:
    one = asked(frame, design, by)
    return one.kept(passed(nw.from_native(frame), [one])[0])


def together(parts: list[KeptMoments], groups: int) -> KeptMoments:
    def add(some: list[KeptMoments]) -> KeptMoments:
        return reduce(KeptMoments.joined, some)

    return add([add(parts[at::groups]) for at in range(groups) if parts[at::groups]])


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    """Decimals around 1e9 and sevenths, with gaps; drawn with a seed."""
    rng, n = np.random.default_rng(5), 2000
    x, y = 1e9 + rng.normal(size=n), rng.integers(1, 8, n) / 7 + rng.normal(size=n)
    x[rng.random(n) < 0.1] = np.nan
    group, stratum, cluster = (rng.choice(list(names), n) for names in ("abc", "st", "klmnopq"))
    columns = {"x": x, "y": y, "g": group, "s": stratum, "c": cluster, "w": rng.uniform(0.5, 2, n)}
    return pl.DataFrame(columns).with_columns(pl.col("x").fill_nan(None))


@pytest.fixture(scope="module")
def cuts(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """A hundred parts, uneven; many lack a group, a stratum or a cluster."""
    at = np.sort(np.random.default_rng(5).choice(np.arange(1, rows.height), 99, replace=False))
    return [rows[start:end] for start, end in pairwise([0, *at.tolist(), rows.height])]


@pytest.mark.parametrize("design", DESIGNS, ids=["plain", "weight", "design", "cluster"])
def test_a_hundred_parts_in_any_order_and_grouping_give_the_same(
    rows: pl.DataFrame, cuts: list[pl.DataFrame], design: Design
) -> None:
    parts, one = [kept(part, design) for part in cuts], asked(rows, design)
    found = []
    for seed, groups in ((1, 1), (2, 1), (3, 7), (4, 50)):
        parts = [parts[at] for at in np.random.default_rng(seed).permutation(len(parts))]
        found.append(one.finished(one.fitted(together(parts, groups))))
    whole = one.finished(passed(nw.from_native(rows), [one])[0])
    for group in range(3):
        first = Base(found[0], group)
        for name in NAMES:
            mean = first.mean(name)
            for other in found[1:]:
                again = Base(other, group).mean(name)
                assert again.estimate == pytest.approx(mean.estimate, rel=1e-15)
                assert again.std_error == pytest.approx(mean.std_error, rel=1e-12)
                assert Base(other, group).covariance(NAMES)[0] == pytest.approx(first.covariance(NAMES)[0], rel=1e-12)
            assert Base(whole, group).mean(name).std_error == pytest.approx(mean.std_error, rel=1e-9)
            assert Base(whole, group).mean(name).df == mean.df


def exact_moments(x: list[float], y: list[float], w: list[float]) -> tuple[Fraction, Fraction, Fraction]:
    """Mean of x, variance of x and covariance of x and y in fractions: Σw(x − x̄)(y − ȳ)/Σw · n/(n − 1)."""
    xs, ys, ws, n = [*map(Fraction, x)], [*map(Fraction, y)], [*map(Fraction, w)], len(x)
    total = sum(ws)
    x_mean = sum((a * b for a, b in zip(ws, xs, strict=True)), Fraction()) / total
    y_mean = sum((a * b for a, b in zip(ws, ys, strict=True)), Fraction()) / total
    scale = Fraction(n, n - 1) / total
    variance = sum((f * (a - x_mean) ** 2 for f, a in zip(ws, xs, strict=True)), Fraction()) * scale
    pairs = zip(ws, xs, ys, strict=True)
    covariance = sum((f * (a - x_mean) * (b - y_mean) for f, a, b in pairs), Fraction()) * scale
    return x_mean, variance, covariance


@pytest.mark.parametrize("weight", [None, "w"])
@pytest.mark.parametrize("offset", [0.0, 1e9])
def test_means_variances_and_covariances_are_those_of_exact_fractions(weight: str | None, offset: float) -> None:
    rng, n = np.random.default_rng(11), 300
    x = offset + rng.normal(size=n)
    frame = pl.DataFrame({"x": x, "y": x + rng.normal(size=n), "w": rng.uniform(0.1, 3, n), "g": ["a"] * n})
    design = Design(weight=weight)
    one = asked(frame, design, by=None)
    parts = [kept(frame[at::7], design, by=None) for at in range(7)]
    base = Base(one.finished(one.fitted(together(parts, 3))))
    mean, variance, covariance = exact_moments(*(frame[name].to_list() for name in NAMES), weights(frame, weight))
    assert base.mean("x").estimate == pytest.approx(float(mean), rel=1e-14)
    found = base.covariance(NAMES)[0]
    assert found[0, 0] == pytest.approx(float(variance), rel=1e-12)
    assert found[0, 1] == pytest.approx(float(covariance), rel=1e-12)


def weights(frame: pl.DataFrame, weight: str | None) -> list[float]:
    return frame[weight].to_list() if weight else [1.0] * frame.height


numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12)


@settings(max_examples=60)
@given(numbers, st.randoms(use_true_random=False), st.floats(-1e3, 1e3))
def test_sums_and_products_keep_what_a_float_loses(found: list[float], order: random.Random, factor: float) -> None:
    """Against fractions: the sum of products is right to the last digit of a float, whatever cancels out."""
    shuffled = [*found, 1e16, *(-one for one in found), -1e16, 0.1]
    order.shuffle(shuffled)
    parts = (Exact.of(np.array([one])).times(np.array([factor])) for one in shuffled)
    whole = reduce(Exact.plus, parts)
    assert whole.value[0] == pytest.approx(float(Fraction(0.1) * Fraction(factor)), rel=1e-12, abs=1e-12)


def test_rows_of_the_same_place_are_added() -> None:
    """By hand: 1 + 3 at place 2, 2 at place 0."""
    found = Exact.of(np.array([[1.0], [2.0], [3.0]])).spread(3, np.array([2, 0, 2]))
    assert found.value.ravel().tolist() == [2.0, 0.0, 4.0]


def test_a_group_that_is_not_asked_for_is_no_silent_loss(rows: pl.DataFrame) -> None:
    one = asked(rows.filter(pl.col("g") != "c"), Design())
    with pytest.raises(ValueError, match="not among those asked for"):
        one.fitted(kept(rows, Design()))


def test_weighted_and_unweighted_sums_do_not_add_up(rows: pl.DataFrame) -> None:
    with pytest.raises(ValueError, match="weighted"):
        kept(rows, Design()).joined(kept(rows, Design(weight="w")))


def test_equal_questions_with_other_levels_are_put_in_their_order(rows: pl.DataFrame) -> None:
    """A part asked for in one order of groups answers another: mean by mean."""
    one = asked(rows, Design())
    (other,) = moments_sums(
        lambda name: rows[name].unique().to_list(), [Grouping(BLOCKS, "g", ("c", "a", "b"))], Design()
    )
    part = passed(nw.from_native(rows), [one])[0]
    found, again = one.finished(part), other.finished(other.fitted(part))
    mean = partial(Base, again)
    assert [mean(at).mean("y").estimate for at in range(3)] == pytest.approx(
        [Base(found, at).mean("y").estimate for at in (2, 0, 1)], rel=1e-14
    )


def test_of_a_constant_answer_nothing_is_left_but_its_mean() -> None:
    """6 with weights whose sums round, beside parts whose other answers move the centre: its error is exactly 0."""
    groups = [["a", "b"], ["a", "b", "b"], ["a", "b"]]
    answers = [[6.0, 1.0], [6.0, 2.0, 1.0], [6.0, 9.0]]
    found = [
        pl.DataFrame({"x": x, "y": [0.1] * len(x), "w": [0.7, 1.1, 1.3][: len(x)], "g": g})
        for x, g in zip(answers, groups, strict=True)
    ]
    design = Design(weight="w")
    one = asked(pl.concat(found), design)
    mean = Base(one.finished(one.fitted(together([kept(part, design) for part in found], 1))), 0).mean("x")
    assert (mean.estimate, mean.std_error) == (6.0, 0.0)
