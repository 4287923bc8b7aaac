"""Sums of whole numbers are exact, whatever their type, the groups and the batches; many levels cost no loop."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import reduce

import narwhals as nw
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.frames.batch import Batch
from satindex.frames.counts import all_counts
from satindex.frames.design import Design, Grouping
from satindex.frames.made import Difference, Indicator
from satindex.frames.moments import MomentsSum, moments
from satindex.stats.base import Base

LEVELS = ("a", "b", "c", None)
cell = st.one_of(st.none(), st.integers(-100, 100))
rows = st.lists(st.tuples(cell, cell, st.sampled_from(LEVELS)), min_size=1, max_size=60)


@given(rows, st.sampled_from([pl.Int8, pl.Int64, pl.Float64]), st.integers(1, 25), st.booleans())
@settings(max_examples=120, deadline=None)
def test_products_are_exact_fractions(
    given: list[tuple[int | None, int | None, str | None]], kind: type[pl.DataType], size: int, large: bool
) -> None:
    factor = 10_000 if large and kind != pl.Int8 else 1  # beyond what float32 holds exactly
    answers = [(None if x is None else x * factor, None if y is None else y * factor, g) for x, y, g in given]
    frame = pl.DataFrame(answers, schema={"x": kind, "y": kind, "g": pl.String}, orient="row")
    made = {"y−x": Difference("y", "x"), "x>0": Indicator("x", "above", 0.0)}
    one = MomentsSum(Grouping((("x",), ("y−x",), ("x>0",), ("x", "y")), "g", LEVELS), made, Design(), (None,), (None,))
    parts = [frame[at : at + size] for at in range(0, frame.height, size)]
    ready = one.prepared(Batch(parts[0]))
    found = ready.finished(reduce(ready.plus, [ready.of(Batch(part)) for part in parts]))
    for at, level in enumerate(LEVELS):
        mine = [(x, y) for x, y, g in answers if g == level]
        block = found.blocks["x", "y"]
        cx, cy = (Fraction(float(c)) for c in block.centre)
        both = [(x - cx, y - cy) for x, y in mine if x is not None and y is not None]
        assert Fraction(float(block.cross[at, 2, 3])) == sum(a * b for a, b in both)
        assert Fraction(float(block.cross[at, 2, 2])) == sum((x - cx) ** 2 for x, _ in mine if x is not None)
        assert Fraction(float(block.cross[at, 2, 1])) == sum(a for a, _ in both)
        gap = found.blocks["y−x",]
        squares = sum((y - x) ** 2 for x, y in mine if x is not None and y is not None)
        assert Fraction(float(gap.cross[at, 1, 1])) == squares
        assert gap.count[at, 0, 0] == len(both)
        assert found.blocks["x>0",].cross[at, 0, 1] == sum(x > 0 for x, _ in mine if x is not None)


@pytest.mark.parametrize("weight", [None, "w"])
def test_thousands_of_levels(weight: str | None) -> None:
    random = np.random.default_rng(3)
    n, number = 60_000, 3_000
    answers = random.integers(1, 8, (2, n)).astype(np.int8)
    frame = pl.DataFrame(
        {
            "x": pl.Series(answers[0]).set(pl.Series(random.random(n) < 0.1), None),
            "y": answers[1],
            "w": random.integers(1, 4, n).astype(np.float64),
            "g": [f"level {code}" for code in random.integers(0, number, n)],
        }
    )
    levels = tuple(sorted(frame["g"].unique()))
    (found,) = moments(nw.from_native(frame.lazy()), [Grouping((("x",), ("x", "y")), "g", levels)], Design(weight))
    w, x, y = pl.col("w") if weight else pl.lit(1.0), pl.col("x").cast(pl.Float64), pl.col("y").cast(pl.Float64)
    there = pl.when(pl.col("x").is_not_null()).then(w)
    expected = (
        frame.group_by("g")
        .agg((there * x).sum() / there.sum(), ((there * x * y).sum()).alias("xy"), n=pl.col("x").count())
        .sort("g")
    )
    bases = [Base(found, at) for at in range(len(levels))]
    assert [base.n("x") for base in bases] == expected["n"].to_list()
    means = [base.mean("x").estimate for base in bases]
    assert means == pytest.approx(expected["w" if weight else "literal"].to_list(), abs=1e-12)
    block = found.blocks["x", "y"]
    cx, cy = block.centre
    cross = block.cross
    products = cross[:, 2, 3] + cx * cross[:, 0, 3] + cy * cross[:, 2, 1] + cx * cy * cross[:, 0, 1]
    assert products.tolist() == pytest.approx(expected["xy"].to_list(), abs=1e-9)


@given(st.lists(st.one_of(st.none(), st.integers(-128, 127)), min_size=1, max_size=50))
def test_counts_of_small_whole_numbers(answers: list[int | None]) -> None:
    frame = nw.from_native(pl.DataFrame({"x": answers}, schema={"x": pl.Int8}).lazy())
    assert all_counts(frame, ["x"])["x"] == Counter(answers)
