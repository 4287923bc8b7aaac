"""Columns made by crossing others: as segments, as post-strata, on every engine, simulated; crosses that can't be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from satindex.errors import SurveyError
from satindex.simulate import simulate
from satindex.survey.model import Survey

SURVEY = """
    survey: crossed
    respondent:
      {weighting}
      segments: [cell]
    missing: [N/A]
    derive:
      band: {{from: age, bands: [18, 30]}}
      cell: {{cross: [sex, band]}}
    scales: {{sex: {{codes: {{1: 1, 2: 2}}, labels: {{en: [Woman, Man]}}}}}}
    items: {{Q: {{scale: 0..10}}, sex: {{scale: sex}}}}
    measures: {{m: {{type: mean, items: [Q]}}}}
    """
DATA = pl.DataFrame(
    {
        "Q": [10, 8, 6, 0, 4, 5, 7],
        "sex": [1, 1, 2, 2, 2, 1, None],
        "age": ["20", "40", "25", "61", "30", "N/A", "22"],
    }
)
ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame,
    "pandas": lambda frame: frame.to_pandas(),
    "duckdb": lambda frame: duckdb.from_arrow(frame.to_arrow()),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_levels_are_one_of_each_in_their_order(scored: Any, engine: str) -> None:
    """A level of each column, in the scale's and the bands' order; where either is missing, so is the level."""
    rows = scored(SURVEY.format(weighting=""), ENGINES[engine](DATA))["m"].by("cell").to_dicts()
    assert [(row["level"], row["estimate"], row["n"]) for row in rows] == [
        ("Woman × 18-29", 10, 1),
        ("Woman × 30+", 8, 1),
        ("Man × 18-29", 6, 1),
        ("Man × 30+", 2, 2),
        ("(missing)", 6, 2),
    ]


CELLS = "rake: {cell: {Woman × 18-29: 0.1, Woman × 30+: 0.4, man × 18-29: 0.2, Man × 30+: 0.3}}"


@pytest.mark.parametrize("engine", ENGINES)
def test_one_crossed_margin_is_post_stratification(scored: Any, engine: str) -> None:
    """Each cell's mean by its share: .1·10 + .4·8 + .2·6 + .3·2 = 6; one round, exact; two have no cell."""
    scores = scored(SURVEY.format(weighting=CELLS), ENGINES[engine](DATA))
    (row,) = scores["m"].to_dicts()
    assert row["estimate"] == pytest.approx(6)
    assert scores.responses.weighting.rounds == 1
    assert [(entry.reason.en, entry.count) for entry in scores.responses.audit.set_aside] == [
        ("no 'cell' to weight by", 2)
    ]


def test_the_error_is_that_within_cells(scored: Any) -> None:
    """Within two cells answers vary, in the others they do not: Σ over cells of (share)²-weighted residuals.

    A residual of r_i = w_i(x_i − x̄_cell)/Σw; √(n/(n − 1)·Σr²), n = 8 respondents.
    """
    data = pl.DataFrame({"Q": [2, 4, 5, 5, 1, 9, 3, 3], "sex": [1, 1, 1, 1, 2, 2, 2, 2], "age": [20, 21, 40, 41] * 2})
    cells = CELLS.replace("0.1", "0.25").replace("0.4", "0.25").replace("0.2,", "0.25,").replace("0.3", "0.25")
    (row,) = scored(SURVEY.format(weighting=cells), data)["m"].to_dicts()
    residuals = np.array([-1, 1, 0, 0, -4, 4, 0, 0]) / 8
    assert row["estimate"] == pytest.approx((3 + 5 + 5 + 3) / 4)
    assert row["std_error"] == pytest.approx(np.sqrt(8 / 7 * (residuals**2).sum()))


def test_simulated_answers_fill_the_cells(defined: Callable[[str], Survey], scored: Any) -> None:
    definition = SURVEY.format(weighting=CELLS.replace(" man ×", " Man ×"))
    export = simulate(defined(definition), 400, 3)
    found = scored(definition, export).responses.weighting
    assert {level.level for level in found.levels} == {f"{s} × {b}" for s in ("Woman", "Man") for b in ("18-29", "30+")}


@pytest.mark.parametrize(
    ("derive", "said"),
    [
        ("{a: {cross: [sex, age], bands: [18]}}", "derive.a: A crossed column has no from, bands or merge."),
        ("{a: {cross: [sex]}}", "derive.a: Cross two columns or more, each once."),
        ("{a: {cross: [sex, sex]}}", "derive.a: Cross two columns or more, each once."),
        (
            "{a: {cross: [sex, b]}, b: {from: age, bands: [18]}}",
            "derive.a.cross: 'b' is a derived column that does not exist yet here. Write it above this one, or give "
            "one of them another name.",
        ),
        (
            "{a: {cross: [sex, age]}, b: {cross: [a, town]}}",
            "derive.b.cross: 'a' is crossed already. List all of their columns in one cross.",
        ),
    ],
)
def test_crosses_that_cannot_be(defined: Callable[[str], Survey], derive: str, said: str) -> None:
    definition = f"derive: {derive}\nitems: {{Q: {{scale: 0..10}}}}\nmeasures: {{m: {{type: mean, items: [Q]}}}}\n"
    with pytest.raises(SurveyError) as caught:
        defined(definition)
    assert str(caught.value).endswith(said)
