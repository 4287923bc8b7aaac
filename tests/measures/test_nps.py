"""The net promoter score by hand, its intervals, and what must hold for any answers."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import satindex as si
from satindex.errors import FigureError, SurveyError

DEFINITION = """
    survey: nps
    items: {Q: {scale: likely11}}
    measures: {nps: {type: nps, item: Q}}
    """
any_answers = st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=1, max_size=40)


def test_every_answer_has_its_class(scored: Any) -> None:
    """0–6 detractors (zero counts), 7–8 passives, 9–10 promoters; no answer, no class."""
    scores = scored(DEFINITION, pl.DataFrame({"Q": [*range(11), None]}))
    assert scores.frame["nps"].to_list() == [-100.0] * 7 + [0.0] * 2 + [100.0] * 2 + [None]
    assert scores.frame["nps.group"].to_list() == ["detractor"] * 7 + ["passive"] * 2 + ["promoter"] * 2 + [None]


# formulas: D, N, P → Wald, adjusted Wald, score (Tango); R NPS 2.0.999 and Rocks 2016 for the middle one.
@pytest.mark.parametrize(
    ("counts", "interval", "low", "high"),
    [
        ((10, 30, 60), "wald", 36.85, 63.15),
        ((10, 30, 60), "adjusted_wald", 35.47, 61.62),
        ((10, 30, 60), "score", 35.57, 61.88),
        ((0, 1, 9), "wald", 71.41, 108.59),
        ((0, 1, 9), "adjusted_wald", 38.08, 100.0),
        ((0, 1, 9), "score", 37.27, 98.21),
    ],
)
def test_intervals(counts: tuple[int, int, int], interval: Any, low: float, high: float) -> None:
    answers = [0] * counts[0] + [7] * counts[1] + [10] * counts[2]
    (row,) = si.nps(answers, interval=interval).to_dicts()
    assert (round(row["ci_low"], 2), round(row["ci_high"], 2)) == (low, high)
    assert row["estimate"] == pytest.approx(100 * (counts[2] - counts[0]) / sum(counts), abs=1e-12)


def test_weighted_by_hand() -> None:
    """Weights 1, 1, 2: 100·(2 − 1)/4 = 25; shares 2/4, 1/4, 1/4."""
    (row,) = si.nps([0, 8, 10], weight=[1, 1, 2]).to_dicts()
    assert row["estimate"] == pytest.approx(25)
    assert [row["promoters"], row["passives"], row["detractors"]] == pytest.approx([0.5, 0.25, 0.25])


@given(any_answers)
@settings(max_examples=60, deadline=None)
def test_for_any_answers(answers: list[int | None]) -> None:
    (row,) = si.nps(pl.Series(answers, dtype=pl.Int64)).to_dicts()
    given_answers = [answer for answer in answers if answer is not None]
    if not given_answers:
        assert (row["estimate"], row["n"], row["reason"]) == (None, 0, "no answers in this base")
        return
    n = len(given_answers)
    promoters, detractors = sum(a >= 9 for a in given_answers), sum(a <= 6 for a in given_answers)
    assert row["n"] == n
    assert row["estimate"] == pytest.approx(100 * (promoters - detractors) / n, abs=1e-9)
    assert row["promoters"] + row["passives"] + row["detractors"] == pytest.approx(1, abs=1e-12)
    assert min(row["promoters"], row["passives"], row["detractors"]) >= 0
    assert -100 <= row["ci_low"] <= row["ci_high"] <= 100
    assert (row["std_error"] is None) == (n == 1)


@given(any_answers)
@settings(max_examples=40, deadline=None)
def test_promoters_and_detractors_change_places(answers: list[int | None]) -> None:
    turned = [{None: None, 7: 7, 8: 8}.get(a, 0 if a is not None and a >= 9 else 10) for a in answers]
    there, back = (
        si.nps(pl.Series(given_answers, dtype=pl.Int64)).to_dicts()[0] for given_answers in (answers, turned)
    )
    if there["estimate"] is None:
        assert back["estimate"] is None
        return
    assert back["estimate"] == pytest.approx(-there["estimate"], abs=1e-9)
    assert (back["ci_low"], back["ci_high"]) == pytest.approx((-there["ci_high"], -there["ci_low"]), abs=1e-7)
    assert back["std_error"] == pytest.approx(there["std_error"], abs=1e-9)


@given(any_answers, st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_equal_weights_are_no_weights(answers: list[int | None], weight: int) -> None:
    """With a declared weight a missing answer still is a sampled unit, so that errors agree where none is missing."""
    column = pl.Series(answers, dtype=pl.Int64)
    (plain,), (weighted,) = si.nps(column).to_dicts(), si.nps(column, weight=[weight] * len(answers)).to_dicts()
    complete = None not in answers
    for key in ("estimate", "promoters", "n", *(("std_error", "ci_low", "ci_high") if complete else ())):
        assert weighted[key] == (None if plain[key] is None else pytest.approx(plain[key], abs=1e-7)), key


def test_a_missing_answer_is_still_a_sampled_unit() -> None:
    """Scores −100, 0 of three sampled: Σ(x − x̄)²/4 = 1250, times 3/2 as R survey on a subset (2/1 without weights)."""
    (weighted,) = si.nps([None, 0, 7], weight=[2, 2, 2]).to_dicts()
    (plain,) = si.nps([None, 0, 7]).to_dicts()
    assert weighted["std_error"] == pytest.approx(math.sqrt(1250 * 3 / 2))
    assert plain["std_error"] == pytest.approx(math.sqrt(1250 * 2 / 1))


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([10, 11], "NPS needs whole answers from 0 to 10; found 11. Missing codes must be made empty first."),
        ([7.5, 10], "NPS needs whole answers from 0 to 10; found 7.5. Missing codes must be made empty first."),
        ([-1, 99], "NPS needs whole answers from 0 to 10; found -1, 99. Missing codes must be made empty first."),
        (["10", "ten"], "'answers' holds 'ten', which is not a number. Labels need a definition."),
        ([True], "'answers' holds 'True', which is not a number. Labels need a definition."),
        ("10", "'answers' is not a column or a list."),
        (7, "'answers' is not a column or a list."),
    ],
)
def test_answers_that_are_none(answers: Any, message: str) -> None:
    with pytest.raises(FigureError) as told:
        si.nps(answers)
    assert str(told.value) == message


@pytest.mark.parametrize(
    ("scale", "said"),
    [
        ("1..10", "Q is answered 1–10"),
        ("1..5", "Q is answered 1–5"),
        ("0..100", "Q is answered 0–100"),
        ("number", "Q is answered on scale number"),
        ("count", "Q is answered on scale count"),
    ],
)
def test_scales_that_have_no_nps_are_refused_by_name(scored: Any, scale: str, said: str) -> None:
    with pytest.raises(SurveyError) as told:
        scored(DEFINITION.replace("likely11", scale), pl.DataFrame({"Q": [10]}))
    assert f"NPS needs answers from 0 to 10, but {said}" in str(told.value)


def test_a_reverse_keyed_item_is_refused(scored: Any) -> None:
    with pytest.raises(SurveyError, match="Q is reverse-keyed; NPS takes 10 as most likely"):
        scored(DEFINITION.replace("{scale: likely11}", "{scale: likely11, reverse: true}"), pl.DataFrame({"Q": [10]}))
