"""Path diagrams: boxes and lines keep apart, point downwards, say what the table says; importance and performance."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.results import picture
from satindex.results.layered import LANES, MOST_IN_ROW, Layered, layered

ECSI = {
    "expectation": ("image",),
    "quality": ("expectation",),
    "value": ("expectation", "quality"),
    "satisfaction": ("image", "expectation", "quality", "value"),
    "complaints": ("satisfaction",),
    "loyalty": ("image", "satisfaction", "complaints"),
}
DEPTHS = {name: depth for depth, name in enumerate(("image", *ECSI))}
EDGES = [(cause, effect) for effect, causes in ECSI.items() for cause in causes]


def in_row(found: Layered, row: int) -> list[tuple[float, bool]]:
    """What stands in a row, from left to right: its middle, and whether it is a box."""
    boxes = [(found.middles[name], True) for name, at in found.rows.items() if at == row]
    return sorted([*boxes, *((lanes[row], False) for lanes in found.lanes.values() if row in lanes)])


def keeps_apart(found: Layered) -> None:
    for row in range(found.number):
        places = in_row(found, row)
        for (x, is_box), (other, is_other_box) in pairwise(places):
            assert (
                other - x >= (found.box * (is_box + is_other_box) + LANES[-1] * (2 - is_box - is_other_box)) / 2 - 1e-9
            )
        assert all(found.box / 2 - 1e-9 <= x <= 1 - found.box / 2 + 1e-9 for x, is_box in places if is_box)


def test_the_ecsi_model_has_a_row_each_and_lanes_beside_the_boxes() -> None:
    found = layered(DEPTHS, EDGES)
    assert found.rows == DEPTHS
    assert {edge: list(lanes) for edge, lanes in found.lanes.items() if lanes} == {
        ("expectation", "value"): [2],
        ("image", "satisfaction"): [1, 2, 3],
        ("expectation", "satisfaction"): [2, 3],
        ("quality", "satisfaction"): [3],
        ("image", "loyalty"): [1, 2, 3, 4, 5],
        ("satisfaction", "loyalty"): [5],
    }
    keeps_apart(found)
    # 330 px on a phone: boxes of 40% hold "Perceived quality" in one line
    assert found.box > 0.4


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 9).flatmap(
        lambda n: st.lists(
            st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), min_size=1, max_size=14, unique=True
        )
    )
)
def test_any_graph_without_circles_keeps_apart(pairs: list[tuple[int, int]]) -> None:
    edges = [
        (f"c{min(pair)}", f"c{max(pair)}")
        for pair in dict.fromkeys(tuple(sorted(p)) for p in pairs)
        if pair[0] != pair[1]
    ]
    names = sorted({name for edge in edges for name in edge})
    depths = dict.fromkeys(names, 0)
    for _ in names:
        for cause, effect in edges:
            depths[effect] = max(depths[effect], depths[cause] + 1)
    found = layered(depths, edges)
    assert all(found.rows[cause] < found.rows[effect] for cause, effect in edges)
    assert all(list(found.rows.values()).count(row) <= MOST_IN_ROW for row in range(found.number))
    keeps_apart(found)


def layer_rows(spec: dict, *fields: str) -> list[dict]:
    """The data of the first layer whose rows have all `fields`."""
    for layer in spec["layer"]:
        rows = layer.get("data", {}).get("values", [])
        if rows and all(field in rows[0] for field in fields):
            return rows
    raise AssertionError(fields)


def test_the_diagram_says_what_the_table_says(sample) -> None:
    table = sample.tables()["index.paths"]
    spec = picture.spec(table, "en")
    edges = {row["about"]: row for row in spec["data"]["values"]}
    assert edges["Perceived quality → Satisfaction"]["short"] == "0.62"
    # .06 ± 1.96 · .05 includes 0, .18 does not
    assert [about for about, row in edges.items() if row["dashed"]] == ["Image → Loyalty"]
    boxes = {row["said"]: row["figures"] for row in layer_rows(spec, "figures")}
    assert boxes == {
        "Image": "73.5",
        "Perceived quality": "75.0 · R² 0.31",
        "Satisfaction": "72.5 · R² 0.68",
        "Loyalty": "70.9 · R² 0.46",
    }
    assert "Perceived quality → Satisfaction: 0.620  [0.522, 0.718]" in spec["description"]
    assert "顾客满意" in {row["said"] for row in layer_rows(picture.spec(table, "zh"), "figures")}


def test_every_arrow_ends_on_top_of_its_box(sample) -> None:
    spec = picture.spec(sample.tables()["index.paths"], "en")
    points = layer_rows(spec, "edge", "step")
    boxes = {row["said"]: row for row in layer_rows(spec, "figures")}
    for edge, about in enumerate(row["about"] for row in spec["data"]["values"]):
        cause, effect = (boxes[name] for name in about.split(" → "))
        way = [point for point in points if point["edge"] == edge]
        assert cause["left"] < way[0]["x"] < cause["right"]
        assert effect["left"] < way[-1]["x"] < effect["right"]
        assert 0 < effect["top"] - way[-1]["y"] < 10
        assert [point["y"] for point in way] == sorted(point["y"] for point in way)


def test_a_diagram_without_figures_of_its_boxes_follows_the_arrows(sample) -> None:
    table = sample.tables()["index.paths"]
    spec = picture.spec(replace(table, options={}), "en")
    assert {row["said"]: row["figures"] for row in layer_rows(spec, "figures")}["Loyalty"] == ""


def test_quadrants_are_cut_at_the_means_or_where_it_is_said(sample) -> None:
    table = sample.tables()["index.importance_performance"]
    cuts = [
        rows["cut"]
        for layer in picture.spec(table, "en")["layer"]
        for rows in layer.get("data", {}).get("values", [])
        if "cut" in rows
    ]
    # (.64 + .51 + .79)/3; (73.5 + 75 + 72.5)/3
    assert sorted(set(cuts)) == pytest.approx([0.646667, 73.666667], abs=1e-6)
    stated = replace(table, options={"cuts": {"importance": 0.5, "performance": 70}})
    spec = picture.spec(stated, "en")
    cuts = [rows["cut"] for layer in spec["layer"] for rows in layer.get("data", {}).get("values", []) if "cut" in rows]
    assert sorted(set(cuts)) == [0.5, 70.0]
    assert "convention" not in spec["description"]


def test_indices_by_segment_show_the_target(sample) -> None:
    table = sample.tables()["index"]
    rows = tuple({"segment": "branch", "level": level, **row} for level in ("North", "South") for row in table.rows)
    drawn = picture.spec(replace(table, rows=rows), "en")["data"]["values"]
    assert [row["about"] for row in drawn] == ["North · Satisfaction", "South · Satisfaction"]
