"""The plain mean by hand, and straight from columns."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import satindex as si
from satindex.errors import FigureError, SurveyError

THREE = """
    survey: three
    items: {A..C: {scale: 1..5}}
    measures: {m: {type: mean, items: [A1, A2, A3]}}
    """.replace("A..C", "A1..A3")


def frame(*rows: tuple[int | None, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(["A1", "A2", "A3"], pl.Int64), orient="row")


def test_half_of_three_items_are_two(scored: Any) -> None:
    """(1 + 2 + 3)/3, (4 + 5)/2, one of three is too few, none."""
    scores = scored(THREE, frame((1, 2, 3), (4, None, 5), (5, None, None), (None, None, None)))
    assert scores.frame["m"].to_list() == [2.0, 4.5, None, None]
    assert scores.responses.audit.rows_used == 2


@pytest.mark.parametrize(("share", "needed"), [(0.34, 2), (0.33, 1), (0.66, 2), (0.67, 3), (1, 3)])
def test_min_answered_is_a_share_rounded_up(scored: Any, share: float, needed: int) -> None:
    definition = THREE.replace("[A1, A2, A3]", f"[A1, A2, A3], min_answered: {share}")
    scores = scored(definition, frame((4, None, None), (4, 4, None), (4, 4, 4)))
    assert [value is not None for value in scores.frame["m"].to_list()] == [count >= needed for count in (1, 2, 3)]


def test_items_of_different_range_are_refused(scored: Any) -> None:
    definition = """
    survey: mixed
    items: {A: {scale: 1..5}, B: {scale: 0..10}}
    measures: {m: {type: mean, items: [A, B]}}
    """
    with pytest.raises(SurveyError, match=r"The items have scales of different range \(A 1–5, B 0–10\)"):
        scored(definition, pl.DataFrame({"A": [1], "B": [1]}))


@given(st.lists(st.one_of(st.none(), st.integers(-100, 100)), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_mean_error_and_interval(values: list[int | None]) -> None:
    (row,) = si.mean(values).to_dicts()
    known = np.array([value for value in values if value is not None], dtype=float)
    assert row["n"] == len(known)
    if len(known) < 2:
        assert row["std_error"] is None
        assert row["reason"] == (
            "fewer than two answers: no standard error" if len(known) else "no answers in this base"
        )
        return
    error = known.std(ddof=1) / math.sqrt(len(known))
    margin = stats.t.ppf(0.975, len(known) - 1) * error
    found = [row[key] for key in ("estimate", "std_error", "ci_low", "ci_high")]
    assert found == pytest.approx([known.mean(), error, known.mean() - margin, known.mean() + margin], abs=1e-9)


def test_weighted_mean_by_hand() -> None:
    """(1·2 + 3·4)/4 = 3.5; influence w(x − 3.5)/4: −.375, .375 → variance 2/1 · 2·.375² = .5625, error .75."""
    (row,) = si.mean([2, 4], weight=[1, 3]).to_dicts()
    assert [row["estimate"], row["std_error"]] == pytest.approx([3.5, 0.75])


def test_a_missing_weight_leaves_the_row_out() -> None:
    (row,) = si.mean([2, 4, 100], weight=[1, 3, None]).to_dicts()
    assert (row["estimate"], row["n"]) == (3.5, 2)


@pytest.mark.parametrize(
    "values",
    [
        [1, None, 3],
        (1.0, float("nan"), 3.0),
        pl.Series([1, None, 3]),
        pl.Series([1.0, float("nan"), 3.0]),
        pd.Series([1, None, 3]),
        pd.Series([1, pd.NA, 3], dtype="Int64"),
        pd.Series(["1", "", "３"]),
        np.array([1, np.nan, 3]),
    ],
)
def test_kinds_of_columns(values: Any) -> None:
    (row,) = si.mean(values).to_dicts()
    assert (row["estimate"], row["n"]) == (2.0, 2)


def test_columns_of_different_length() -> None:
    with pytest.raises(FigureError) as told:
        si.mean([1, 2], weight=[1])
    assert str(told.value) == "the columns have different lengths: values 2, @weight 1."


def test_a_negative_weight() -> None:
    with pytest.raises(FigureError, match=r"^a weight is negative\.$"):
        si.mean([1, 2], weight=[1, -1])


def test_numbers_too_large_to_square_have_a_reason() -> None:
    (row,) = si.mean([1e300, -1e300, 5]).to_dicts()
    assert (row["std_error"], row["ci_low"], row["reason"]) == (None, None, "numbers too large to compute with")
