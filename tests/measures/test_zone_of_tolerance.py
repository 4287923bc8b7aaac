"""Zones of tolerance worked by hand."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from satindex.errors import SurveyError
from satindex.results import picture

NAMES = [f"{side}{number}" for side in "ADP" for number in (1, 2, 3)]
DEFINITION = """
    survey: zone
    {person}
    items: {{A1..A3: {{scale: {scale}}}, D1..D3: {{scale: {scale}}}, P1..P3: {{scale: {scale}}}}}
    measures:
      service:
        type: zone_of_tolerance
        dimensions:
          a: {{adequate: A1..A2, desired: D1..D2, perceived: P1..P2{a}}}
          b: {{adequate: A3, desired: D3, perceived: P3{b}}}
    """


def definition(a: str = "", b: str = "", person: str = "", scale: str = "1..9") -> str:
    return DEFINITION.format(a=a, b=b, person=person, scale=scale)


def frame(rows: list[tuple[float | None, ...]]) -> pl.DataFrame:
    """Rows as A1 A2 A3 D1 D2 D3 P1 P2 P3."""
    return pl.DataFrame(rows, schema=dict.fromkeys(NAMES, pl.Float64), orient="row")


def column(scores: Any, name: str) -> list[float | None]:
    return scores.frame[name].to_list()


def rows_of(scores: Any) -> dict[str, dict[str, Any]]:
    return {row["dimension"]: row for row in scores["service"].to_dicts()}


def test_the_textbook_triple(scored: Any) -> None:
    """P 6, adequate 5, desired 7.5: adequacy 6 − 5 = 1, superiority 6 − 7.5 = −1.5, width 7.5 − 5 = 2.5."""
    one = (5, 5, 5, 7.5, 7.5, 7.5, 6, 6, 6)
    row = rows_of(scored(definition(scale="number"), frame([one, one])))["overall"]
    assert (row["adequate"], row["desired"], row["perceived"]) == (5.0, 7.5, 6.0)
    assert (row["estimate"], row["adequacy"], row["superiority"], row["width"]) == (1.0, 1.0, -1.5, 2.5)
    assert (row["below_zone"], row["within_zone"], row["above_zone"]) == (0.0, 1.0, 0.0)


def test_only_items_answered_in_all_three_columns_count(scored: Any) -> None:
    """First: item 1 has 4, 8, 6 → 2 and −2; item 2 lacks what is desired, so its 9 perceived does not count.
    Second: no item of a is complete; b has 5, 7, 8 → 3 and 1, above the zone. Overall: over the dimensions present."""
    scores = scored(definition(), frame([(4, 2, 5, 8, None, 7, 6, 9, 4), (4, 2, 5, None, None, 7, 6, 9, 8)]))
    assert column(scores, "service.a") == [2.0, None]
    assert column(scores, "service.a.superiority") == [-2.0, None]
    assert column(scores, "service.a.perceived") == [6.0, None]
    assert column(scores, "service.b") == [-1.0, 3.0]
    # (2 − 1)/2 and 3; (−2 − 3)/2 and 1.
    assert column(scores, "service") == [0.5, 3.0]
    assert column(scores, "service.superiority") == [-2.5, 1.0]
    b = rows_of(scores)["b"]
    assert (b["below_zone"], b["within_zone"], b["above_zone"], b["n"]) == (0.5, 0.0, 0.5, 2)


def test_the_ends_of_the_zone_are_within(scored: Any) -> None:
    """Perceived = adequate, = desired, just outside either."""
    rows = [(4, 4, 4, 7, 7, 7, p, p, p) for p in (4, 7, 3, 8)]
    row = rows_of(scored(definition(), frame(rows)))["a"]
    assert (row["below_zone"], row["within_zone"], row["above_zone"]) == (0.25, 0.5, 0.25)


def test_weights_and_intervals(scored: Any) -> None:
    """Weights 3 and 1: (3·2 + 1·(−2))/4 = 1; (3·0 + 4)/4 = 1; (3·1 + 1)/4 = 1 … intervals as of a paired t test."""
    rows = [(4, 4, 5, 8, 8, 7, 6, 6, 3), (4, 4, 3, 8, 8, 9, 4, 4, 7), (3, 5, 4, 9, 9, 9, 5, 5, 5)]
    scores = scored(definition(", weight: 3", ", weight: 1"), frame(rows))
    assert column(scores, "service") == pytest.approx([1.0, 1.0, 1.0])
    found = rows_of(scores)
    assert [row["weight"] for row in found.values()] == [3.0, 1.0, None]
    test = stats.ttest_rel([6, 4, 5], [4, 4, 4])
    ends = test.confidence_interval()
    a = found["a"]
    assert [a["estimate"], a["ci_low"], a["ci_high"], a["p_value"]] == pytest.approx(
        [1.0, ends.low, ends.high, test.pvalue]
    )
    assert [a["adequacy_ci_low"], a["adequacy_std_error"]] == [a["ci_low"], a["std_error"]]
    ends = stats.ttest_rel([6, 4, 5], [8, 8, 9]).confidence_interval()
    assert [a["superiority_ci_low"], a["superiority_ci_high"]] == pytest.approx([ends.low, ends.high])


def test_a_zone_the_wrong_way_round_is_counted(scored: Any) -> None:
    rows = [(8, 8, 5, 4, 4, 7, 6, 6, 6), (4, 4, 5, 8, 8, 7, 6, 6, 6)]
    scores = scored(definition(), frame(rows))
    assert [note.en for note in scores.responses.audit.notes] == [
        "service.a: respondents whose adequate service is above the desired one: 1"
    ]
    a = rows_of(scores)["a"]
    assert a["below_zone"] + a["within_zone"] + a["above_zone"] == 1


def test_the_picture_and_the_explanation(scored: Any) -> None:
    result = scored(definition(), frame([(4, 4, 5, 8, 8, 7, 6, 6, 3), (4, 4, 3, 8, 8, 9, 4, 4, 7)]))["service"]
    drawn = picture.spec(result, "zh")
    assert drawn is not None
    (row, *_) = [row for row in drawn["data"]["values"] if row["about"] == "a"]
    assert (row["adequate"], row["desired"], row["perceived"], row["place"]) == (4.0, 8.0, 5.0, "within")
    assert result.plot("en").to_dict()["description"]
    assert result.explanation.numbers[0].en == (
        "a: adequacy 5.0000 − 4.0000 = 1.0000, superiority 5.0000 − 8.0000 = −3.0000, width 8.0000 − 4.0000 = 4.0000 "
        "(n = 2)"
    )
    assert "1994" in result.explanation.sources[0]


cells = st.one_of(st.none(), st.integers(1, 9))
respondents = st.lists(st.tuples(*[cells] * 9), min_size=1, max_size=10)


@given(respondents, st.randoms(use_true_random=False))
@settings(settings.get_profile("costly"))
def test_for_any_answers(scored: Any, rows: list[tuple[int | None, ...]], random: Any) -> None:
    scores = scored(definition(), frame(rows))
    for at, row in enumerate(rows):
        triples = [(row[i], row[i + 3], row[i + 6]) for i in (0, 1)]
        whole = [(a, d, p) for a, d, p in triples if None not in (a, d, p)]
        wanted = float(np.mean([p - a for a, _, p in whole])) if whole else None
        assert column(scores, "service.a")[at] == pytest.approx(wanted)
    shuffled = list(rows)
    random.shuffle(shuffled)
    weighted = frame(shuffled).with_columns(w=pl.lit(2))
    again = rows_of(scored(definition(person="respondent: {weight: w}"), weighted))
    for name, row in rows_of(scores).items():
        for key in ("adequate", "estimate", "superiority", "width", "below_zone", "above_zone", "n"):
            assert again[name][key] == (None if row[key] is None else pytest.approx(row[key], abs=1e-9)), key
        if row["estimate"] is None:
            assert row["reason"] == "no answers in this base"
        else:
            assert row["estimate"] - row["superiority"] == pytest.approx(row["width"], abs=1e-9)
            assert row["below_zone"] + row["within_zone"] + row["above_zone"] == pytest.approx(1)


@pytest.mark.parametrize("empty", [None, float("nan")])
def test_no_answer_is_no_score_on_any_engine(scored: Any, empty: float | None) -> None:
    polars = frame([(4, 4, 5, 8, 8, 7, 6, 6, 3), (empty,) * 9])
    for data in (polars, pd.DataFrame(polars.to_dict(as_series=False)), duckdb.sql("SELECT * FROM polars")):
        scores = scored(definition(), data)
        assert sorted(scores.to_frame()["service"].dropna()) == [0.0]
        assert scores.responses.audit.rows_used == 1
        assert {row["n"] for row in rows_of(scores).values()} == {1}


@pytest.mark.parametrize(
    ("given_text", "instead", "message"),
    [
        ("desired: D1..D2", "desired: [D1]", "The three columns differ in length: adequate 2, desired 1, perceived 2."),
        ("adequate: A3", "adequate: []", "measures.service.dimensions.b.adequate: There is no item"),
        ("          b: {", "          desired: {", "'desired' is a reserved name"),
        ("P1..P2}", "P1..P2, weight: 2}", "Some dimensions are weighted and others are not"),
        ("P1..P3: {scale: 1..9}", "P1..P3: {scale: 1..7}", "scales of different range (A1 1–9, P1 1–7)"),
        ("P1..P3: {scale: 1..9}", "P1..P3: {scale: text}", "P1 is answered in 'text', which has no numbers"),
        ("P1..P2}", "P1..P2, wieght: 2}", "There is no such key. Did you mean 'weight'?"),
    ],
)
def test_bad_definitions(scored: Any, given_text: str, instead: str, message: str) -> None:
    written = definition()
    assert given_text in written
    with pytest.raises(SurveyError) as told:
        scored(written.replace(given_text, instead), frame([(1,) * 9]))
    assert message in str(told.value)


def test_weights_of_nought(scored: Any) -> None:
    with pytest.raises(SurveyError, match=r"measures\.service\.dimensions: All weights are 0"):
        scored(definition(", weight: 0", ", weight: 0"), frame([(1,) * 9]))


def test_scores_reach_as_far_as_their_scale_allows(scored: Any) -> None:
    """Perceived 1 against 9 wanted, and the other way round: −8 … 8; a level itself 1 … 9."""
    zone = scored(definition(), frame([(1,) * 9])).measures["service"]
    assert zone.reach == (-8, 8)
    reached = {side: zone.reach_of(f"service.a{side}") for side in ("", ".superiority", ".desired")}
    assert reached == {"": (-8, 8), ".superiority": (-8, 8), ".desired": (1, 9)}
    assert scored(definition(scale="number"), frame([(1,) * 9])).measures["service"].reach is None
