"""Shares of boxes of answers by hand, and their intervals against R survey 4.1.1."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import satindex as si
from satindex.errors import FigureError, SurveyError
from satindex.stats.intervals import wilson

DEFINITION = """
    survey: csat
    {respondent}
    scales:
      happy: {{points: [1, 5], labels: {{en: [Bad, Poor, Fair, Good, Great], zh: [很差, 差, 一般, 好, 很好]}}}}
    items: {{S1: {{scale: {scale}{reverse}}}}}
    measures: {{csat: {{type: top_box, item: S1{box}}}}}
    """


def definition(box: str = "", scale: str = "1..5", reverse: str = "", respondent: str = "") -> str:
    return DEFINITION.format(box=box, scale=scale, reverse=reverse, respondent=respondent)


def data(answers: list[int | None]) -> pl.DataFrame:
    return pl.DataFrame({"S1": answers}, schema={"S1": pl.Int64})


@pytest.mark.parametrize(
    ("box", "scores"),
    [
        ("", [0, 0, 0, 100, 100, None]),
        (", top: 2", [0, 0, 0, 100, 100, None]),
        (", top: 1", [0, 0, 0, 0, 100, None]),
        (", bottom: 2", [100, 100, 0, 0, 0, None]),
        (", codes: [1, 5]", [100, 0, 0, 0, 100, None]),
        (", codes: 3", [0, 0, 100, 0, 0, None]),
    ],
)
def test_each_box(scored: Any, box: str, scores: list[float | None]) -> None:
    assert scored(definition(box), data([1, 2, 3, 4, 5, None])).frame["csat"].to_list() == scores


def test_by_hand(scored: Any) -> None:
    """Three of four answer 4 or 5: 75; error of the mean of 0/100: √(7500/3/4)… = 25; Wilson(.75, 4)."""
    (row,) = scored(definition(), data([5, 4, 4, 2, None]))["csat"].to_dicts()
    interval = wilson(0.75, 4)
    assert (row["estimate"], row["n"], row["box"]) == (75.0, 4, "4, 5")
    assert row["std_error"] == pytest.approx(25.0)
    assert interval is not None
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([100 * interval.low, 100 * interval.high])


def test_labels_name_answers(scored: Any) -> None:
    scores = scored(definition(", codes: [很好, good]", scale="happy"), data([1, 2, 3, 4, 5]))
    assert scores.frame["csat"].to_list() == [0, 0, 0, 100, 100]
    assert scores["csat"].to_dicts("zh")[0]["box"] == "4（好）、5（很好）"


def test_a_reverse_keyed_item_has_its_favourable_answers_at_the_other_end(scored: Any) -> None:
    """'I regret buying here', 1–5: after reverse-keying the two best are the given answers 1 and 2."""
    scores = scored(definition(", top: 2", reverse=", reverse: true"), data([1, 2, 3, 4, 5]))
    assert scores.frame["csat"].to_list() == [100, 100, 0, 0, 0]
    result = scores["csat"]
    assert result.to_dicts()[0]["box"] == "1, 2"
    assert result.explanation.notes[0].en == (
        "S1 is reverse-keyed: the box holds the most favourable answers after reverse-keying, as given 1, 2."
    )
    assert "最有利" in result.explanation.notes[0].zh


def test_codes_are_answers_as_given(scored: Any) -> None:
    scores = scored(definition(", codes: [1, 2]", reverse=", reverse: true"), data([1, 2, 3, 4, 5]))
    assert scores.frame["csat"].to_list() == [100, 100, 0, 0, 0]


# R survey 4.1.1, apiclus1 (dnum, without fpc), svyciprop(~I(sch.wide == "Yes"), method = …); Wilson with t by hand.
@pytest.mark.parametrize(
    ("interval", "low", "high"),
    [("logit", 0.82322, 0.91222), ("beta", 0.82312, 0.91508), ("wilson", 0.82376, 0.91192)],
)
def test_intervals_of_a_clustered_share(scored: Any, shared: Path, interval: str, low: float, high: float) -> None:
    (row,) = _schools(scored, shared, "apiclus1.csv", "weight: pw, cluster: dnum", "sch.wide", interval)
    assert row["estimate"] == pytest.approx(87.432, abs=5e-4)
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([100 * low, 100 * high], abs=6e-4)


# R survey 4.1.1, svyciprop(~I(awards == "Yes"), design, method = "logit"), without fpc.
@pytest.mark.parametrize(
    ("file", "design", "estimate", "low", "high"),
    [
        ("apistrat.csv", "weight: pw, stratum: stype", 0.638936064050578, 0.567690055736938, 0.704551291227852),
        ("apistrat.csv", "weight: pw", 0.638936064050578, 0.565373849176961, 0.706510817356945),
        ("apiclus1.csv", "weight: pw, cluster: dnum", 0.710382513660853, 0.634036311092055, 0.776418029168899),
    ],
)
def test_logit_intervals(
    scored: Any, shared: Path, file: str, design: str, estimate: float, low: float, high: float
) -> None:
    (row,) = _schools(scored, shared, file, design, "awards", "logit")
    found = [row["estimate"], row["ci_low"], row["ci_high"]]
    assert found == pytest.approx([100 * estimate, 100 * low, 100 * high], abs=1e-9)


def _schools(scored: Any, shared: Path, file: str, design: str, column: str, interval: str) -> list[dict[str, Any]]:
    written = f"""
    survey: schools
    respondent: {{{design}}}
    scales: {{wide: {{codes: {{"No": 0, "Yes": 1}}}}}}
    items: {{WIDE: {{scale: wide, column: {column}}}}}
    measures: {{share: {{type: top_box, item: WIDE, top: 1, interval: {interval}}}}}
    """
    return scored(written, shared / "data" / "design" / file)["share"].to_dicts()


def test_beta_without_a_design_is_clopper_and_pearsons_at_n_minus_1(scored: Any) -> None:
    """As svyciprop on a simple random sample: p(1 − p)/se² = n − 1."""
    (row,) = scored(definition(", interval: beta"), data([5] * 7 + [1] * 3))["csat"].to_dicts()
    low, high = stats.beta.ppf(0.025, 6.3, 3.7), stats.beta.ppf(0.975, 7.3, 2.7)
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([100 * low, 100 * high])


@pytest.mark.parametrize(("answer", "estimate"), [(5, 100.0), (1, 0.0)])
def test_the_ends_of_the_range_are_reached(scored: Any, answer: int, estimate: float) -> None:
    answers = data([answer] * 6)
    (row,) = scored(definition(), answers)["csat"].to_dicts()
    assert (row["estimate"], row["std_error"]) == (estimate, 0.0)
    assert 0 <= row["ci_low"] < row["ci_high"] <= 100
    # Clopper & Pearson at n: the far end is 1 − .025^(1/6) away.
    (row,) = scored(definition(", interval: beta"), answers)["csat"].to_dicts()
    assert row["ci_high"] - row["ci_low"] == pytest.approx(100 * (1 - 0.025 ** (1 / 6)))
    (row,) = scored(definition(", interval: logit"), answers)["csat"].to_dicts()
    assert (row["ci_low"], row["ci_high"]) == (None, None)
    assert row["reason"] == "all answers alike: no interval on the logit scale (use wilson or beta)"


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
@pytest.mark.parametrize("empty", [None, float("nan")])
def test_no_answer_is_no_score(scored: Any, engine: str, empty: float | None) -> None:
    polars = pl.DataFrame({"S1": [5.0, empty, 1.0]})
    frame = {
        "pandas": pd.DataFrame({"S1": [5.0, empty, 1.0]}),
        "polars": polars,
        "duckdb": duckdb.sql("SELECT * FROM polars"),
    }[engine]
    scores = scored(definition(), frame)
    assert sorted(scores.to_frame()["csat"].dropna()) == [0, 100]
    assert [row["n"] for row in scores["csat"].to_dicts()] == [2]
    assert scores.responses.audit.rows_used == 2


answered = st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=1, max_size=25)


@given(answered, st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_top_and_bottom_make_up_all(scored: Any, answers: list[int | None], boxes: int) -> None:
    (top,) = scored(definition(f", top: {boxes}"), data(answers))["csat"].to_dicts()
    (bottom,) = scored(definition(f", bottom: {5 - boxes}"), data(answers))["csat"].to_dicts()
    valid = [answer for answer in answers if answer is not None]
    assert top["n"] == bottom["n"] == len(valid)
    if not valid:
        assert (top["estimate"], top["reason"]) == (None, "no answers in this base")
        return
    assert top["estimate"] == pytest.approx(100 * np.mean([a > 5 - boxes for a in valid]))
    assert top["estimate"] + bottom["estimate"] == pytest.approx(100)
    assert top["ci_low"] == pytest.approx(100 - bottom["ci_high"], abs=1e-9)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=25), st.integers(2, 4), st.randoms(use_true_random=False))
@settings(settings.get_profile("costly"))
def test_equal_weights_are_no_weights_in_any_order(scored: Any, answers: list[int], weight: int, random: Any) -> None:
    shuffled = list(answers)
    random.shuffle(shuffled)
    for interval in ("wilson", "beta"):
        box = f", interval: {interval}"
        (plain,) = scored(definition(box), data(answers))["csat"].to_dicts()
        weighted = data(shuffled).with_columns(w=pl.lit(weight))
        (equal,) = scored(definition(box, respondent="respondent: {weight: w}"), weighted)["csat"].to_dicts()
        for key in ("estimate", "std_error", "ci_low", "ci_high"):
            assert equal[key] == pytest.approx(plain[key], abs=1e-7), (interval, key)


@pytest.mark.parametrize(
    ("box", "scale", "message"),
    [
        (", top: 2, bottom: 1", "1..5", "measures.csat: 'top' and 'bottom' stand together; a box is one of them"),
        (", top: 5", "1..5", "measures.csat.top: The top 5 of 5 answers leave none outside the box"),
        (", bottom: 6", "1..5", "measures.csat.bottom: The bottom 6 of 5 answers leave none outside the box"),
        ("", "yes_no", "measures.csat: The top 2 of 2 answers leave none outside the box"),
        (", codes: []", "1..5", "measures.csat: 'codes' lists no answer"),
        (", codes: [4, Grate]", "happy", "'Grate' is not an answer to S1. Did you mean 'Great'?"),
        (", codes: [4, 6]", "1..5", "'6' is not an answer to S1. There are: 1, 2, 3, 4, 5."),
        ("", "number", "S1 has no list of answers, so it has no top or bottom"),
        ("", "text", "S1 is answered in 'text', which has no numbers"),
        (", top: 0", "1..5", "measures.csat.top"),
        (", interval: wald", "1..5", "'wald' is not one of: wilson, beta, logit."),
    ],
)
def test_bad_definitions(scored: Any, box: str, scale: str, message: str) -> None:
    with pytest.raises(SurveyError) as told:
        scored(definition(box, scale=scale), data([1]))
    assert message in str(told.value)


def test_straight_from_a_column() -> None:
    (row,) = si.top_box([5, 4, None, 2, 4], points=(1, 5)).to_dicts()
    assert (row["estimate"], row["n"], row["box"]) == (75.0, 4, "4, 5")
    assert si.top_box([5, 4, 2, 4], bottom=2, points=(1, 5)).rows[0]["estimate"] == 25.0
    assert si.top_box([5, 4, 2, 4], codes=[2, 4]).rows[0]["estimate"] == 75.0
    # Weights 1, 1, 2: (1 + 1)/4.
    assert si.top_box([5, 4, 1], points=(1, 5), weight=[1, 1, 2]).rows[0]["estimate"] == 50.0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "the scale's ends are needed: points=(1, 5); or name the answers: codes=[4, 5]."),
        ({"points": (1, 4)}, "answers are not on the scale 1–4: 5."),
        ({"points": (1, 5), "top": 5}, "a box of 5 of 5 points leaves nothing inside or outside."),
        ({"points": (1, 5), "bottom": 0}, "a box of 0 of 5 points leaves nothing inside or outside."),
        ({"points": (1, 5), "top": 1, "codes": [5]}, "a box is one of top, bottom and codes."),
    ],
)
def test_a_column_without_a_box(options: dict[str, Any], message: str) -> None:
    with pytest.raises(FigureError) as told:
        si.top_box([5, 4], **options)
    assert str(told.value) == message


def test_the_explanation_puts_the_numbers_in(scored: Any) -> None:
    explained = scored(definition(), data([5, 4, 4, 2]))["csat"].explanation
    assert explained.numbers[0].en == "100 × 3/4 = 75.00"
    assert explained.formula.en.startswith("100 × respondents who answered 4, 5 to S1 / all with a valid answer")
    assert explained.sources[0].startswith("Wilson")
