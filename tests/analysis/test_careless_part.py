"""Careless answers in the report: counts, and what the headline figures would be without those flagged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from satindex.analysis.parts import careless

Scored = Callable[[str, Any], Any]
SURVEY = """survey: s
%sitems: {A1..A12: {scale: 1..7}}
measures: {m: {type: mean, items: A1..A12}}
"""


def people(n: int = 100, straight: int = 10) -> pl.DataFrame:
    """Return people whose answers go up and down, the first of whom tick 7 throughout."""
    rng = np.random.default_rng(2)
    given = rng.integers(1, 4, size=(n, 12))
    given[:, 1::2] += 3
    given[:straight] = 7
    return pl.DataFrame({**{f"A{k}": given[:, k - 1] for k in range(1, 13)}, "w": [1.5] * n})


def test_counts_by_hand(scored: Scored) -> None:
    """Ten of a hundred tick 7 twelve times: a run of 12 ≥ 6, a deviation of 0 < 0.25."""
    found = careless.part(scored(SURVEY % "", people()))
    assert found is not None
    rows = {row["index"]: row for row in found.tables["careless"].rows}
    assert (rows["longest_run"]["threshold"], rows["longest_run"]["flagged"]) == (6, 10)
    assert (rows["irv"]["flagged"], rows["irv"]["share"]) == (10, 0.1)
    assert str(rows["seconds_per_item"]["reason"]) == "no duration is declared under respondent"
    assert str(rows["even_odd"]["reason"]) == "fewer than 3 sets of rated items that are averaged"
    assert (rows["careless"]["flagged"], rows["careless"]["n"]) == (10, 100)


@pytest.mark.parametrize("respondent", ["", "respondent: {weight: w}\n"])
def test_what_changes_without_them(scored: Scored, respondent: str) -> None:
    """mean of all − mean of the 90 others; the variance is that of the two means' influences on the difference.

    By hand: z = [(x − x̄_k)·1_k/90 − (x − x̄)/100], SE = √(n/(n − 1)·Σz²), which the design's formula gives too; plain
    samples scale each part by its own n/(n − 1), so the two agree to 1%.
    """
    scores = scored(SURVEY % respondent, people())
    found = careless.part(scores)
    assert found is not None
    (row,) = found.tables["careless.effect"].rows
    x = scores.frame["m"].to_numpy()
    kept = np.arange(100) >= 10
    assert row["everyone"] == pytest.approx(x.mean())
    assert row["without"] == pytest.approx(x[kept].mean())
    assert row["estimate"] == pytest.approx(x[kept].mean() - x.mean())
    z = np.where(kept, (x - x[kept].mean()) / 90, 0) - (x - x.mean()) / 100
    assert row["std_error"] == pytest.approx(np.sqrt(100 / 99 * (z**2).sum()), rel=0.01)
    assert (row["n"], row["n_without"]) == (100, 90)


def test_lines_of_the_survey_are_used(scored: Scored) -> None:
    found = careless.part(scored(SURVEY % "careless: {longest_run: 13, irv: 0, at_least: 1}\n", people()))
    assert found is not None
    assert [row["flagged"] for row in found.tables["careless"].rows][:2] == [0, 0]


def test_respondents_are_not_in_the_report(scored: Scored) -> None:
    found = careless.part(scored(SURVEY % "", people()))
    assert found is not None
    assert max(len(table.rows) for table in found.tables.values()) <= 6


def test_nothing_to_look_at_no_section(scored: Scored) -> None:
    survey = "survey: s\nitems: {A: {scale: 1..5}}\nmeasures: {m: {type: mean, items: A}}\n"
    assert careless.part(scored(survey, pl.DataFrame({"A": [1, 2, 3]}))) is None


def test_explanations_in_both_languages(scored: Scored) -> None:
    found = careless.part(scored(SURVEY % "", people()))
    assert found is not None
    for name in ("careless", "careless.effect"):
        assert "nobody is left out unless the survey says 'exclude'" in str(found.tables[name].explain("en"))
        assert "不剔除任何人" in str(found.tables[name].explain("zh"))
    assert "12 rated items" in str(found.tables["careless"].explain("en"))


def test_no_distance_where_an_item_repeats_another(scored: Scored) -> None:
    """The covariance matrix has no inverse: nobody has a distance, and the table says so instead of '0 flagged'."""
    found = careless.part(scored(SURVEY % "", people().with_columns(A12=pl.col("A11"))))
    assert found is not None
    row = next(row for row in found.tables["careless"].rows if row["index"] == "mahalanobis")
    assert (row["threshold"], row["flagged"], row["share"], row["n"]) == (None, None, None, 0)
    assert "no inverse" in str(row["reason"])


def test_the_headline_of_a_path_index_names_its_construct(shared: Path, scored: Scored) -> None:
    definition = """
        items: {IMAG1..IMAG5: {scale: 1..10}, CUSA1..CUSA3: {scale: 1..10}}
        measures:
          index:
            type: path_index
            constructs: {image: {items: IMAG1..IMAG5}, satisfaction: {items: CUSA1..CUSA3}}
            paths: {satisfaction: [image]}
            bootstrap: {replicates: 0}
        careless: {at_least: 1}
        """
    found = careless.part(scored(definition, shared / "data/ecsi/mobi.csv"))
    assert found is not None
    (row,) = found.tables["careless.effect"].rows
    assert (row["measure"], row["construct"]) == ("index", "satisfaction")
