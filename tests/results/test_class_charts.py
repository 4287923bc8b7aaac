"""Classes as bars, Kano's features and the heat map of two scores: drawn where the figures say."""

from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from satindex.results import picture
from satindex.results.placing import placed
from satindex.results.ranking import ranked


def rows_of(spec: dict) -> list[dict]:
    return spec["data"]["values"]


def test_classes_keep_their_order_and_print_their_shares(sample) -> None:
    rows = rows_of(picture.spec(sample.ladder(), "en"))
    assert [row["about"] for row in rows] == ["Not satisfied", "Satisfied", "returns"]
    assert rows[0]["said"] == "31.0%  [27.1%, 34.9%]"


def test_worse_is_drawn_without_its_sign_and_its_interval_turned_round(sample) -> None:
    row = rows_of(picture.spec(sample.features(), "en"))[1]
    assert (row["x"], row["y"], row["said_x"]) == (0.66, 0.62, "−0.660")
    assert math.isclose(row["x_low"], 0.61)
    assert math.isclose(row["x_high"], 0.71)


def test_the_heat_map_prints_the_share_of_each_quadrant(sample) -> None:
    spec = picture.spec(sample.advocacy_cells(), "en")
    texts = spec["layer"][-1]["data"]["values"]
    assert {text["about"]: text["share"] for text in texts} == {
        "defector": "20.0%",
        "hostage": "10.0%",
        "Loyalists": "70.0%",
    }
    # Two values of each score: cells 0–1 and 1–2; both cuts stand between them.
    rules = [layer["encoding"] for layer in spec["layer"] if layer["mark"]["type"] == "rule"]
    assert [rule["x"]["datum"] for rule in rules if "y2" in rule] == [1.0]
    assert [rule["y"]["datum"] for rule in rules if "x2" in rule] == [1.0]
    assert "cuts: S1 3.5; loyalty 50" in spec["title"]["subtitle"][0]


def test_a_continuous_picture_widens_below_zero(sample) -> None:
    rows = tuple(
        {**row, "functional": 1.5, "functional_std_error": 0.5, "dysfunctional": -0.75, "dysfunctional_std_error": 0.5}
        for row in sample.features().rows
    )
    spec = picture.spec(replace(sample.features(), rows=rows, options={"picture": "continuous"}), "en")
    row = rows_of(spec)[0]
    assert [row[end] for end in ("x_low", "x_high", "y_low", "y_high")] == [-1.25, -0.25, 1.0, 2.0]
    assert spec["encoding"]["x"]["scale"]["domain"] == [-2.0, 4.0]


points = st.lists(st.tuples(st.floats(0, 560), st.floats(0, 400), st.text("ab c", min_size=1, max_size=12)), max_size=8)


@given(points)
def test_every_point_has_a_place_for_its_label(found) -> None:
    assert len(placed(found, 560, 400)) == len(found)


def test_levels_are_ranked_within_each_component() -> None:
    """88 > 85 > 83 in the overall index; in the other component the order is turned; no estimate, no rank."""
    rows = [
        {"segment": "outlet", "level": level, "component": component, "estimate": estimate}
        for level, overall, other in (("a", 83.0, 3.0), ("b", 88.0, 1.0), ("c", 85.0, None), ("(missing)", 99.0, 9.0))
        for component, estimate in (("overall", overall), ("other", other))
    ]
    assert [row["rank"] for row in ranked(rows)] == [3, 1, 1, 2, 2, None, None, None]
