"""Moments in one pass against sums written out with numpy, for any batches, weights, strata and clusters."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.frames import passes as passing
from satindex.frames.batches import batches
from satindex.frames.design import Design, Grouping
from satindex.frames.made import Difference, Indicator, Rescaled
from satindex.frames.moments import moments
from satindex.stats.base import Base

Rows = list[tuple[float | None, float | None, float, str, str, str | None]]
SCHEMA = {"x": pl.Float64, "y": pl.Float64, "w": pl.Float64, "s": pl.String, "c": pl.String, "g": pl.String}
LEVELS = ("g1", "g2", None)
value = st.one_of(st.none(), st.integers(-5, 9).map(float))
data = st.lists(
    st.tuples(
        value,
        value,
        st.sampled_from([0.0, 0.25, 1.0, 2.0, 7.5]),
        st.sampled_from(["s1", "s2"]),
        st.sampled_from(["c1", "c2", "c3", "c4"]),
        st.sampled_from(LEVELS),
    ),
    min_size=1,
    max_size=40,
)
designs = st.builds(Design, st.sampled_from([None, "w"]), st.sampled_from([None, "s"]), st.sampled_from([None, "c"]))


def frame(rows: Rows) -> nw.DataFrame[Any]:
    return nw.from_native(pl.DataFrame(rows, schema=SCHEMA, orient="row"))


def brute_force(rows: Rows, design: Design, member: list[bool]) -> tuple[float | None, float | None, float | None]:
    """Mean, standard error and df of x over the rows that are members and answered, as R's svymean on a subset."""
    base = [row[0] is not None and inside for row, inside in zip(rows, member, strict=True)]
    x = np.array([row[0] or 0.0 for row in rows])
    w = np.array([row[2] if design.weight else 1.0 for row in rows]) * base
    if w.sum() == 0:
        return None, None, None
    mean = float(w @ x / w.sum())
    influence = w * (x - mean) / w.sum()
    if not design.declared:
        n = sum(base)
        return mean, math.sqrt(n / (n - 1) * float(influence @ influence)) if n > 1 else None, n - 1
    strata = [row[3] if design.stratum else "all" for row in rows]
    units = [row[4] if design.cluster else str(at) for at, row in enumerate(rows)]
    variance, present, strata_present = 0.0, 0, 0
    for stratum in set(strata):
        here = [at for at, s in enumerate(strata) if s == stratum]
        if not any(base[at] for at in here):
            continue
        names = sorted({units[at] for at in here})
        totals = np.array([sum(influence[at] for at in here if units[at] == name) for name in names])
        present += len({units[at] for at in here if base[at]})
        strata_present += 1
        if len(names) < 2:
            return mean, None, None
        variance += len(names) / (len(names) - 1) * float(((totals - totals.mean()) ** 2).sum())
    df = present - strata_present
    return mean, math.sqrt(variance) if df > 0 else None, df


@given(data, designs)
@settings(max_examples=150, deadline=None)
def test_means_and_errors(rows: Rows, design: Design) -> None:
    blocks = (("x",),)
    overall, by_group = moments(frame(rows), [Grouping(blocks), Grouping(blocks, "g", LEVELS)], design)
    cases = [(Base(overall), [True] * len(rows))]
    cases += [(Base(by_group, at), [row[5] == level for row in rows]) for at, level in enumerate(LEVELS)]
    for base, member in cases:
        mean, error, df = brute_force(rows, design, member)
        found = base.mean("x")
        assert found.estimate == (None if mean is None else pytest.approx(mean, abs=1e-9))
        assert found.std_error == (None if error is None else pytest.approx(error, abs=1e-9))
        assert (found.reason is None) == (found.std_error is not None)
        assert found.n == sum(row[0] is not None and inside for row, inside in zip(rows, member, strict=True))
        if error is not None:
            assert found.df == df


@pytest.mark.parametrize("answers", [[-3.0, 5.0, 5.0], [-1e6, 4.7, 4.7], [1 / 3, 0.1, 0.1]])
@pytest.mark.parametrize("weight", [1.0, 1 / 3, 7.3])
def test_equal_answers_beside_one_of_weight_0_have_no_spread(answers: list[float], weight: float) -> None:
    """The mean of equal answers has error 0, whatever an answer that counts nothing is far from."""
    rows: Rows = [
        (x, None, w, "s1", f"c{at}", "g1") for at, (x, w) in enumerate(zip(answers, [0, weight, weight], strict=True))
    ]
    for design in (Design(weight="w"), Design(weight="w", stratum="s"), Design(weight="w", cluster="c")):
        (found,) = moments(frame(rows), [Grouping((("x",),))], design)
        assert Base(found).mean("x").std_error == 0.0


@given(data, designs)
@settings(max_examples=100, deadline=None)
def test_ratios_and_errors(rows: Rows, design: Design) -> None:
    """Σwy/Σwx by its influence w(y − ratio·x)/Σwx: the mean of z = y − ratio·x, its error over |mean of x|."""
    complete = [row for row in rows if row[0] is not None and row[1] is not None]
    weight = [row[2] if design.weight else 1.0 for row in complete]
    below = sum(w * row[0] for w, row in zip(weight, complete, strict=True) if row[0] is not None)
    masked: Rows = [row if row in complete else (None, None, *row[2:]) for row in rows]
    (found,) = moments(frame(masked), [Grouping((("y", "x"),))], design)
    ratio = Base(found).ratio("y", "x")
    if sum(weight) == 0 or abs(below) < 1e-9:
        assert ratio.estimate is None
        assert ratio.reason is not None
        return
    value = sum(w * row[1] for w, row in zip(weight, complete, strict=True) if row[1] is not None) / below
    z = [None if row[0] is None or row[1] is None else row[1] - value * row[0] for row in masked]
    residuals: Rows = [(left, *row[1:]) for left, row in zip(z, masked, strict=True)]
    mean, error, _ = brute_force(residuals, design, [True] * len(rows))
    assert ratio.estimate == pytest.approx(value, abs=1e-9)
    assert mean == pytest.approx(0, abs=1e-9)
    scale = abs(below) / sum(weight)
    assert ratio.std_error == (None if error is None else pytest.approx(error / scale, rel=1e-6, abs=1e-7))


@given(data, designs, st.integers(1, 7))
@settings(settings.get_profile("costly"))
def test_the_size_of_batches_does_not_matter(rows: Rows, design: Design, size: int) -> None:
    grouping = [Grouping((("x",), ("x", "y"), ("x−y",))), Grouping((("x",), ("x", "y")), "g", LEVELS)]
    made = {"x−y": Difference("x", "y")}
    whole = moments(frame(rows), grouping, design, made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passing, "batches", partial(batches, rows=size))
        parts = moments(frame(rows), grouping, design, made)
    for one, other in zip(whole, parts, strict=True):
        assert one.design_units == pytest.approx(other.design_units)
        for group in range(len(one.levels)):
            a, b = Base(one, group), Base(other, group)
            assert a.n("x") == b.n("x")
            _same(a.mean("x"), b.mean("x"))
            _same(a.ratio("x", "y"), b.ratio("x", "y"))
            (left, n), (right, again) = a.covariance(("x", "y")), b.covariance(("x", "y"))
            assert (n, left) == (again, pytest.approx(right, abs=1e-9, nan_ok=True))


def _same(one: Any, other: Any) -> None:
    for key in ("estimate", "std_error", "df"):
        left, right = getattr(one, key), getattr(other, key)
        assert left == (None if right is None else pytest.approx(right, rel=1e-7, abs=1e-7)), key
    assert (one.n, one.reason) == (other.n, other.reason)


@given(data, st.builds(Design, st.sampled_from([None, "w"]), st.sampled_from([None, "s"])))
@settings(max_examples=60, deadline=None)
def test_groups_pooled_are_everybody(rows: Rows, design: Design) -> None:
    blocks = (("x",), ("x", "y"))
    overall, by_group = moments(frame(rows), [Grouping(blocks), Grouping(blocks, "g", LEVELS)], design)
    pooled = by_group.pooled()
    assert pooled.levels == (None,)
    _same(Base(pooled).mean("x"), Base(overall).mean("x"))
    _same(Base(pooled).ratio("x", "y"), Base(overall).ratio("x", "y"))
    assert Base(pooled).covariance(("x", "y"))[0] == pytest.approx(
        Base(overall).covariance(("x", "y"))[0], abs=1e-9, nan_ok=True
    )


@given(data)
@settings(max_examples=60, deadline=None)
def test_covariances_are_pairwise_complete(rows: Rows) -> None:
    (found,) = moments(frame(rows), [Grouping((("x", "y"),))])
    covariance, n = Base(found).covariance(("x", "y"))
    both = [(row[0], row[1]) for row in rows if row[0] is not None and row[1] is not None]
    for at in (0, 1):
        alone = [row[at] for row in rows if row[at] is not None]
        wanted = np.var(alone, ddof=1) if len(alone) > 1 else math.nan
        assert covariance[at, at] == pytest.approx(wanted, abs=1e-9, nan_ok=True)
    wanted = np.cov(np.array(both, dtype=float).T)[0, 1] if len(both) > 1 else math.nan
    assert covariance[0, 1] == pytest.approx(wanted, abs=1e-9, nan_ok=True)
    assert n == sum(row[0] is not None or row[1] is not None for row in rows)


@given(data)
@settings(max_examples=40, deadline=None)
def test_made_columns(rows: Rows) -> None:
    made = {"d": Difference("x", "y"), "up": Indicator("x", "above", 2.0), "r": Rescaled("x", 0.0, 5.0)}
    (found,) = moments(frame(rows), [Grouping((("d",), ("up",), ("r",)))], made=made)
    x = [row[0] for row in rows if row[0] is not None]
    d = [row[0] - row[1] for row in rows if row[0] is not None and row[1] is not None]
    wanted = {"d": d, "up": [float(v > 2) for v in x], "r": [min(max(20 * v, 0), 100) for v in x]}
    for name, values in wanted.items():
        estimate = Base(found).mean(name).estimate
        assert estimate == (pytest.approx(np.mean(values), abs=1e-9) if values else None)


@pytest.mark.parametrize(("relation", "share"), [("equal", 0.5), ("below", 0.25), ("above", 0.25)])
def test_rounding_is_no_difference(relation: Any, share: float) -> None:
    """.1 + .2 − .3 is 5.6e-17, not above 0."""
    column = nw.from_native(pl.DataFrame({"gap": [0.1 + 0.2 - 0.3, 0.0, 1 / 3, -1 / 3]}))
    (found,) = moments(column, [Grouping((("i",),))], made={"i": Indicator("gap", relation, 0.0)})
    assert Base(found).mean("i").estimate == share


def test_numbers_far_from_nought_keep_their_digits() -> None:
    """A variance by Σx² − n·x̄² of 10⁹ + {1, 2, 3} loses all its digits; the exact one is 1."""
    column = nw.from_native(pl.DataFrame({"x": [1e9 + 1, 1e9 + 2, 1e9 + 3]}))
    (found,) = moments(column, [Grouping((("x",),))])
    assert Base(found).mean("x").std_error == pytest.approx(math.sqrt(1 / 3), rel=1e-12)


def test_a_first_batch_of_missing_values_keeps_the_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums are centred at the first rows' mean; where these are all missing, at 0: digits must not be lost then."""
    monkeypatch.setattr(passing, "batches", partial(batches, rows=2))
    column = nw.from_native(pl.DataFrame({"x": [None] * 20 + [1e6 + 1, 1e6 + 2, 1e6 + 3]}))
    (found,) = moments(column, [Grouping((("x",),))])
    assert Base(found).mean("x").std_error == pytest.approx(math.sqrt(1 / 3), rel=1e-3)


def test_an_empty_frame() -> None:
    (found,) = moments(nw.from_native(pl.DataFrame(schema=SCHEMA)), [Grouping((("x",),))])
    assert Base(found).mean("x").reason is not None
    assert Base(found).n("x") == 0


def test_totals_of_large_clusters_without_weights_are_not_rounded() -> None:
    """Whole answers are summed as small floats; products of clusters' totals are no small numbers: Σ of three t·t′."""
    x = np.tile(np.array([7.0, 7.0, 1.0, 6.0, 7.0]), 9_000)
    cluster = np.repeat(["a", "b", "c"], [20_001, 14_998, 10_001])
    frame = nw.from_native(pl.DataFrame({"x": x, "c": cluster}).with_columns(pl.col("x").cast(pl.Int8)))
    (found,) = moments(frame, [Grouping((("x",),))], Design(cluster="c"))
    block = found.blocks["x",]
    totals = [[len(x[cluster == c]), int((x[cluster == c] - block.centre[0]).sum())] for c in "abc"]
    assert block.square[0, 0].tolist() == [[sum(t[i] * t[j] for t in totals) for j in (0, 1)] for i in (0, 1)]
