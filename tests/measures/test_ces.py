"""Customer effort in both variants, by hand."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from satindex.errors import SurveyError
from satindex.stats.intervals import wilson


def definition(variant: str = '"2.0"', scale: str = "1..7", more: str = "", person: str = "") -> str:
    return f"""
    survey: effort
    {person}
    items: {{F1: {{scale: {scale}{more}}}}}
    measures: {{effort: {{type: ces, item: F1, variant: {variant}}}}}
    """


def data(answers: list[int | None]) -> pl.DataFrame:
    return pl.DataFrame({"F1": answers}, schema={"F1": pl.Int64})


def test_2_0_by_hand(scored: Any) -> None:
    """7, 5, 4, 2: mean 4.5 with its t interval; 5 and 7 are positive: 2 of 4 with Wilson's interval."""
    result = scored(definition(), data([7, 5, 4, 2, None]))["effort"]
    (row,) = result.to_dicts()
    interval, ends = wilson(0.5, 4), stats.ttest_1samp([7, 5, 4, 2], 0).confidence_interval()
    assert (row["variant"], row["estimate"], row["n"], row["positive"]) == ("2.0", 4.5, 4, 0.5)
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([ends.low, ends.high])
    assert interval is not None
    assert [row["positive_low"], row["positive_high"]] == pytest.approx([interval.low, interval.high])
    assert result.explanation.numbers[0].en == "4.5000 (n = 4, 95% CI 1.1876 … 7.8124); positive 2/4 = 0.5000"
    assert "positive = share of answers 5–7, 0–1." in [note.en for note in result.explanation.notes]


def test_1_0_by_hand(scored: Any) -> None:
    """1, 2, 2, 5 is little effort: mean 2.5, and nothing is called positive."""
    (row,) = scored(definition('"1.0"', "1..5"), data([1, 2, 2, 5]))["effort"].to_dicts()
    assert (row["estimate"], row["n"]) == (2.5, 4)
    assert "positive" not in row


@pytest.mark.parametrize(("variant", "scale", "low", "high"), [('"1.0"', "1..5", 1, 5), ("2.0", "1..7", 1, 7)])
def test_the_ends_of_the_range_are_reached(scored: Any, variant: str, scale: str, low: int, high: int) -> None:
    for end in (low, high):
        (row,) = scored(definition(variant, scale), data([end] * 3))["effort"].to_dicts()
        assert (row["estimate"], row["std_error"]) == (end, 0.0)
        assert row.get("positive") == (None if high == 5 else float(end == high))


@given(st.lists(st.one_of(st.none(), st.integers(1, 7)), min_size=1, max_size=20), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_equal_weights_and_row_order(scored: Any, answers: list[int | None], random: Any) -> None:
    (plain,) = scored(definition(), data(answers))["effort"].to_dicts()
    given_answers = [answer for answer in answers if answer is not None]
    random.shuffle(given_answers)
    if not given_answers:
        assert (plain["estimate"], plain["positive"], plain["reason"]) == (None, None, "no answers in this base")
        return
    weighted = data(given_answers).with_columns(w=pl.lit(3))
    (equal,) = scored(definition(person="respondent: {weight: w}"), weighted)["effort"].to_dicts()
    for key in ("estimate", "std_error", "ci_low", "positive", "positive_low", "positive_high", "n"):
        assert equal[key] == (None if plain[key] is None else pytest.approx(plain[key], abs=1e-7)), key


@pytest.mark.parametrize("empty", [None, float("nan")])
def test_no_answer_is_no_score_on_any_engine(scored: Any, empty: float | None) -> None:
    polars = pl.DataFrame({"F1": [7.0, empty, 1.0]})
    for frame in (polars, pd.DataFrame({"F1": [7.0, empty, 1.0]}), duckdb.sql("SELECT * FROM polars")):
        scores = scored(definition(), frame)
        assert sorted(scores.to_frame()["effort"].dropna()) == [1.0, 7.0]
        (row,) = scores["effort"].to_dicts()
        assert (row["n"], row["positive"]) == (2, 0.5)


@pytest.mark.parametrize(
    ("variant", "scale", "more", "message"),
    [
        (
            '"1.0"',
            "1..7",
            "",
            'item: CES 1.0 needs answers from 1 to 5, but F1 is answered 1–7. The scale is that of variant "2.0".',
        ),
        (
            '"2.0"',
            "1..5",
            "",
            'item: CES 2.0 needs answers from 1 to 7, but F1 is answered 1–5. The scale is that of variant "1.0".',
        ),
        ('"2.0"', "0..10", "", "CES 2.0 needs answers from 1 to 7, but F1 is answered 0–10"),
        ('"2.0"', "number", "", "CES 2.0 needs answers from 1 to 7, but F1 is answered 'number'"),
        ('"1.0"', "1..5", ", reverse: true", "F1 is reverse-keyed; CES 1.0 takes the answers as given (how much"),
        ('"3.0"', "1..7", "", "'3.0' is not one of: 1.0, 2.0."),
    ],
)
def test_bad_definitions(scored: Any, variant: str, scale: str, more: str, message: str) -> None:
    with pytest.raises(SurveyError) as told:
        scored(definition(variant, scale, more), data([1]))
    assert message in str(told.value)


def test_the_variant_must_be_named(scored: Any) -> None:
    with pytest.raises(SurveyError, match="variant"):
        scored(definition().replace(', variant: "2.0"', ""), data([1]))
