"""Weights that each respondent gave, 100 points shared among a measure's parts, by hand."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from satindex.errors import SurveyError
from satindex.simulate import simulate

ZONE = """
    survey: s
    items: {A1..A2: {scale: 1..9}, D1..D2: {scale: 1..9}, P1..P2: {scale: 1..9}, W1..W2: {scale: number}}
    measures:
      service:
        type: zone_of_tolerance
        dimensions:
          speed: {adequate: A1, desired: D1, perceived: P1, weight: {item: W1}}
          manner: {adequate: A2, desired: D2, perceived: P2, weight: {item: W2}}
    """
INDEX = """
    survey: s
    items: {S1..S2: {scale: 1..5}, W1..W2: {scale: number}}
    measures:
      index:
        type: composite
        components: {speed: {items: S1, weight: {item: W1}}, manner: {items: S2, weight: {item: W2}}}
    """


def rows_of(table: Any, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in table.to_dicts("en")}


def test_a_zone_by_hand(scored: Any) -> None:
    """Adequacy 1 and 3, points 80, 20: .8 + .6 = 1.4; −2 and 2, points 20, 80: −.4 + 1.6 = 1.2; mean 1.3.
    The product of means, ½·(−.5) + ½·2.5 = 1, is another figure."""
    answers = {"A1": [4, 6], "A2": [4, 4], "D1": [8, 8], "D2": [8, 8], "P1": [5, 4], "P2": [7, 6]}
    scores = scored(ZONE, pl.DataFrame({**answers, "W1": [80, 20], "W2": [20, 80]}))
    assert scores.frame["service"].to_list() == pytest.approx([1.4, 1.2])
    rows = rows_of(scores["service"], "dimension")
    assert (rows["overall"]["estimate"], rows["speed"]["weight"]) == (pytest.approx(1.3), None)
    assert rows["overall"]["superiority"] == pytest.approx((0.8 * -3 + 0.2 * -1 + 0.2 * -4 + 0.8 * -2) / 2)
    assert "Weights: each respondent's own points." in str(scores["service"].explain("en"))


def test_an_index_by_hand(scored: Any) -> None:
    """0–100 scores 25 and 100, points 60, 40: 15 + 40 = 55; 75 and 0, points 30, 90 of 120: 18.75; mean 36.875."""
    scores = scored(INDEX, pl.DataFrame({"S1": [2, 4], "S2": [5, 1], "W1": [60, 30], "W2": [40, 90]}))
    assert scores.frame["index"].to_list() == pytest.approx([55.0, 18.75])
    rows = rows_of(scores["index"], "component")
    assert rows["overall"]["estimate"] == pytest.approx(36.875)
    assert [row["weight"] for row in rows.values()] == [None] * 3
    assert [note.en for note in scores.responses.audit.notes] == ["index: points that do not total 100, rescaled: 1"]
    said = scores["index"].explanation
    assert said.formula.zh.startswith("指数 = Σ w·组成部分/Σ w，w 为受访者自己分配的分数；")
    assert said.numbers[0].en.startswith("speed: 50.00 (n = 2")


def test_without_points_or_with_some_below_0_there_is_no_index(scored: Any) -> None:
    data = pl.DataFrame({"S1": [2, 4, 3], "S2": [5, 1, 3], "W1": [60, -10, None], "W2": [40, 110, 50]})
    scores = scored(INDEX, data)
    assert scores.frame["index"].to_list() == [pytest.approx(55.0), None, None]
    notes = [note.zh for note in scores.responses.audit.notes]
    assert notes == ["index：分配的分数小于 0，不计算指数：1"]


@pytest.mark.parametrize("definition", [ZONE, INDEX])
def test_simulated_points_total_100(defined: Any, definition: str) -> None:
    truth = {"missing": 0, "odd": 0, "empty": 0}
    export = simulate(defined(definition), 100, 1, truth).select(pl.col("W1", "W2").cast(pl.Float64))
    assert set(export["W1"] + export["W2"]) == {100.0}


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        (
            ZONE.replace("weight: {item: W2}", "weight: 3"),
            "measures.service.dimensions: Some dimensions are weighted and others are not, or in another way. Give "
            "every dimension a number, or every one an item with the respondent's points, or none.",
        ),
        (
            INDEX.replace(", weight: {item: W2}", ""),
            "measures.index.components: Some components are weighted and others are not, or in another way. Give every "
            "component a number, or every one an item with the respondent's points, or none.",
        ),
        (
            INDEX.replace("W1..W2: {scale: number}", "W1: {scale: text}, W2: {scale: number}"),
            "measures.index.components.speed.weight.item: W1 is answered in 'text', which has no numbers. Give it a "
            "scale with points, codes, number or count.",
        ),
        (
            INDEX.replace("{item: W2}", "{item: W3}"),
            "measures.index.components.manner.weight.item: There is no item 'W3'. There are: S1..S2, W1..W2.",
        ),
    ],
)
def test_definitions_that_are_none(defined: Any, definition: str, message: str) -> None:
    with pytest.raises(SurveyError) as told:
        defined(definition)
    assert message in [str(fault).split(": ", 1)[1] for fault in told.value.faults]
