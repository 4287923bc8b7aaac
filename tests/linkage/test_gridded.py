"""A model's averages for the sliders of a report: each is what the model itself says, and no respondent is there."""

from __future__ import annotations

import base64
from itertools import product
from typing import Any

import numpy as np
import pytest

from satindex.language import Words
from satindex.linkage.data import ModelData
from satindex.linkage.gridded import MOST_PLACES, for_report
from satindex.linkage.linked import Linked
from satindex.linkage.model import fit, laid_out, own_tables
from satindex.survey.model import Model


def linked(sliders: int, n: int = 120, kind: str = "binary", **asked: Any) -> Linked:
    """Scores from 1 to 7 in halves, and an outcome that goes with them."""
    rng = np.random.default_rng(sliders)
    columns = rng.integers(2, 15, (n, sliders)) / 2
    linear = columns @ np.linspace(0.4, -0.2, sliders) - columns.mean() * np.linspace(0.4, -0.2, sliders).sum()
    outcome = (rng.random(n) < 1 / (1 + np.exp(-linear))).astype(float)
    if kind == "ordered":
        outcome = np.clip(np.round(3 + linear + rng.logistic(size=n)), 1, 5)
    names = tuple(f"s{at}" for at in range(sliders))
    reach = dict.fromkeys(names, (1.0, 7.0))
    data = ModelData(outcome, columns, names, np.empty((n, 0)), (), "y", {}, reach=reach)
    return fit(Model("m", "y", names, **asked), data, kind)


def decoded(figure: dict[str, Any], sizes: list[int]) -> dict[str, Any]:
    return {
        name: np.frombuffer(base64.b64decode(text), dtype="<f4").reshape(sizes)
        for name, text in figure["averages"].items()
    }


def moves_of(driver: dict[str, Any]) -> list[float]:
    return [round(driver["from"] + at * driver["step"], 12) for at in range(len(driver["scores"]))]


@pytest.mark.parametrize(("kind", "asked"), [("binary", {}), ("ordered", {"top": 1})])
def test_every_place_is_what_the_model_says(kind: str, asked: dict[str, Any]) -> None:
    """The reference is `what_if`, whose figures are those of R's marginaleffects."""
    model = linked(2, kind=kind, **asked)
    found = for_report(model, {}, {"s1": -0.5}, "en")
    result = laid_out(model, own_tables(model), "en", {})
    moves = [moves_of(driver) for driver in found["drivers"]]
    grids = {one["name"]: decoded(one, [len(places) for places in moves]) for one in found["figures"]}
    compared = 0
    for (one, by), (other, then) in product(list(enumerate(moves[0]))[::7], list(enumerate(moves[1]))[::5]):
        if not by and not then:
            continue
        asked_moves = {name: move for name, move in (("s0", by), ("s1", then)) if move}
        rows = [r for r in result.what_if(asked_moves).rows if len(asked_moves) == 1 or r["term"] == "together"]
        for row in rows:
            grid = grids[row["figure"]]
            assert grid["estimate"][one, other] == pytest.approx(row["moved"], abs=1e-6)
            assert grid["change_error"][one, other] == pytest.approx(row["std_error"], abs=1e-6)
            compared += 1
    assert compared > 20
    assert (0.0 in moves[0], -0.5 in moves[1]) == (True, True)


@pytest.mark.parametrize(("sliders", "places"), [(1, 101), (2, 63), (3, 15), (4, 7), (5, 5)])
def test_all_places_together_are_not_too_many(sliders: int, places: int) -> None:
    found = for_report(linked(sliders), {}, {}, "en")
    sizes = [len(driver["scores"]) for driver in found["drivers"]]
    assert max(sizes) <= places
    assert np.prod(sizes) <= MOST_PLACES
    assert all(0.0 in moves_of(driver) for driver in found["drivers"])
    assert min(sizes) >= min(places, 5)
    (figure,) = found["figures"]
    assert decoded(figure, sizes)["estimate"].shape == tuple(sizes)


def test_of_many_scores_those_of_the_definition_have_sliders() -> None:
    found = for_report(linked(7), {"s6": Words("Six", "六")}, {"s6": 0.5, "s2": 1.0}, "zh")
    assert [driver["name"] for driver in found["drivers"]] == ["s6", "s2"]
    assert found["drivers"][0]["label"] == "六"
    assert "模型的 7 项得分中，此处有 2 项可移动；由定义中的 what_if 选择。" in found["notes"]


def test_a_move_that_is_asked_for_is_a_place_however_far_or_fine() -> None:
    for by in (0.03, -0.3, 0.5, 4.0, -6.0):
        found = for_report(linked(4), {}, {"s0": by}, "en")
        places = moves_of(found["drivers"][0])
        assert min(abs(place - by) for place in places) < 1e-9
        assert (0.0 in places, len(places) <= 7) == (True, True)


def test_few_respondents_and_a_model_without_figures_have_no_sliders() -> None:
    assert for_report(linked(2, n=29), {}, {}, "en") is None
    data = ModelData(np.ones(50), np.arange(50.0)[:, None], ("s0",), np.empty((50, 0)), (), "y", {})
    assert for_report(fit(Model("m", "y", ("s0",)), data, "binary"), {}, {}, "en") is None


def test_what_a_report_holds_does_not_grow_with_its_respondents() -> None:
    few, many = (for_report(linked(2, n=n), {}, {"s0": 0.5, "s1": 0.5}, "en") for n in (60, 600))
    sizes = [[len(driver["scores"]) for driver in found["drivers"]] for found in (few, many)]
    assert abs(np.prod(sizes[0]) - np.prod(sizes[1])) <= sum(sizes[0]) + sum(sizes[1])
    assert set(few) == set(many)
    assert "rows" not in few
