"""Between and within groups: by hand, against SciPy's analysis of variance, by cluster, on every engine."""

from __future__ import annotations

import math
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from scipy import stats

from satindex.analysis.parts import agreement
from satindex.results.result import Row

SURVEY = """
    respondent: {{{design}}}
    items: {{Q: {{scale: number}}}}
    measures: {{m: {{type: mean, items: [Q], title: {{en: Score, zh: 得分}}}}}}
    """
# Two visits to each of three outlets: 1 3, 5 7, 7 7; means 2, 6, 7.
VISITS = pl.DataFrame({"Q": [1, 3, 5, 7, 7, 7], "outlet": ["a", "a", "b", "b", "c", "c"]})


def rows_of(scored: Any, data: Any, design: str) -> list[Row]:
    found = agreement.part(scored(SURVEY.format(design=design), data))
    assert found is not None
    return list(found.tables["agreement"].rows)


@pytest.mark.parametrize("engine", ["polars", "pandas", "duckdb"])
def test_by_hand(scored: Any, engine: str) -> None:
    """Grand mean 5: SSB = 2·(9 + 1 + 4) = 28, MSB = 14; SSW = 2 + 2 + 0, MSW = 4/3; F = 10.5, k = 2.

    ICC = 9.5/11.5; reliability 1 − 1/10.5; .7/.3·(1 − ICC)/ICC = .49 → 1 visit for .70.
    """
    data = {"polars": VISITS, "pandas": VISITS.to_pandas(), "duckdb": duckdb.from_arrow(VISITS.to_arrow())}[engine]
    (row,) = rows_of(scored, data, "segments: [outlet]")
    assert (row["measure"], row["segment"], row["groups"], row["n"]) == ("m", "outlet", 3, 6)
    found = [row[key] for key in ("statistic", "df", "df_residual", "estimate", "of_means", "size")]
    assert found == pytest.approx([10.5, 2, 3, 9.5 / 11.5, 1 - 1 / 10.5, 2])
    assert row["needed"] == 1
    assert "deff" not in row


def test_equals_scipys_analysis_of_variance(scored: Any) -> None:
    """Unequal groups, one empty, some without a group."""
    random = np.random.default_rng(4)
    sizes = {"a": 7, "b": 12, "c": 4, None: 5}
    values = {level: random.normal(3, 1, n) for level, n in sizes.items()}
    data = pl.DataFrame(
        {"Q": np.concatenate(list(values.values())), "g": [level for level, n in sizes.items() for _ in range(n)]}
    )
    (row,) = rows_of(scored, data, "segments: [g]")
    expected = stats.f_oneway(*(values[level] for level in "abc"))
    assert [row["statistic"], row["p_value"]] == pytest.approx([expected.statistic, expected.pvalue])
    assert row["n"] == 23


def test_a_clustered_sample_has_its_design_effect(scored: Any) -> None:
    """b = Σn²/Σn = 2: deff = 1 + ICC; segments of a clustered sample have no such test."""
    data = VISITS.with_columns(g=pl.Series(["x", "y"] * 3))
    (row,) = rows_of(scored, data, "cluster: outlet, segments: [g]")
    assert row["segment"] == "outlet"
    assert row["deff"] == pytest.approx(1 + 9.5 / 11.5)


def test_groups_that_do_not_differ_have_no_reliability(scored: Any) -> None:
    """Both outlets have the mean 2: MSB = 0, ICC = −1/(k − 1) = −1."""
    data = pl.DataFrame({"Q": [1, 3, 1, 3], "outlet": ["a", "a", "b", "b"]})
    (row,) = rows_of(scored, data, "segments: [outlet]")
    assert row["estimate"] == pytest.approx(-1)
    assert (row["of_means"], row["needed"]) == (None, None)
    assert str(row["reason"]) == "groups differ no more than the answers within them"


def test_what_is_undefined_says_why(scored: Any) -> None:
    data = pl.DataFrame({"Q": [1, 3, 2], "outlet": ["a", "b", "c"]})
    (row,) = rows_of(scored, data, "segments: [outlet]")
    assert (row["estimate"], str(row["reason"])) == (None, "no group has two answers")
    assert not any(isinstance(cell, float) and math.isnan(cell) for cell in row.values())


@pytest.mark.parametrize("design", ["", "weight: w, segments: [outlet]"])
def test_no_groups_no_section(scored: Any, design: str) -> None:
    data = VISITS.with_columns(w=pl.lit(1.5))
    assert agreement.part(scored(SURVEY.format(design=design), data)) is None


def test_explained_in_both_languages(scored: Any) -> None:
    found = agreement.part(scored(SURVEY.format(design="segments: [outlet]"), VISITS))
    assert found is not None
    table = found.tables["agreement"]
    assert "m, outlet: (10.5 − 1)/(10.5 + 2 − 1) = 0.8261" in str(table.explain("en"))
    assert "单因素方差分析" in str(table.explain("zh"))
    assert "得分" in str(table.in_language("zh"))
