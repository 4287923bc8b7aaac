"""Intraclass correlations against R psych, pingouin and by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import satindex as si
from satindex.errors import FigureError
from satindex.stats.intraclass import NO_ERROR, NOBODY_TWICE, ONE_GROUP, Intraclass, one_way, two_way


def figures(found: Intraclass, *, means: bool) -> list[float | None]:
    of_means = [found.of_means, found.of_means_low, found.of_means_high, found.statistic]
    return of_means if means else [found.icc, found.low, found.high, found.statistic]


def test_shrout_and_fleiss(shared: Path) -> None:
    """R: psych::ICC of the table of Shrout & Fleiss 1979, p. 423: six targets, four judges: .17 .29 .71, .44 …"""
    golden = json.loads((shared / "golden" / "reliability.json").read_text())["icc_shrout_fleiss"]
    found = two_way(np.array(golden["data"], dtype=float))
    wanted = list(zip(*(golden[key] for key in ("ICC", "lower", "upper", "F")), strict=True))
    for at, one in enumerate(found):
        assert figures(one, means=False) == pytest.approx(wanted[at], abs=1e-9)
        assert figures(one, means=True) == pytest.approx(wanted[at + 3], abs=1e-9)


def test_equals_pingouin() -> None:
    """pingouin.intraclass_corr: ICC(1,1), (A,1), (C,1), then of means; intervals rounded to two digits."""
    import pingouin

    rng = np.random.default_rng(1)
    table = rng.normal(size=(12, 1)) + rng.normal(size=(12, 5)) + rng.normal(size=(1, 5))
    long = pd.DataFrame(table).reset_index().melt(id_vars="index")
    their = pingouin.intraclass_corr(long, targets="index", raters="variable", ratings="value")
    found = two_way(table)
    assert [one.icc for one in found] + [one.of_means for one in found] == pytest.approx(their["ICC"].tolist())
    assert [one.p_value for one in found] * 2 == pytest.approx(their["pval"].tolist())
    bounds = [(one.low, one.high) for one in found] + [(one.of_means_low, one.of_means_high) for one in found]
    assert np.array(bounds, dtype=float) == pytest.approx(np.stack(their["CI95"].to_list()), abs=0.0051)


def test_groups_of_unequal_size_by_hand() -> None:
    """1 3 | 5 7 9 | 8: means 2, 7, 8; grand 33/6; SSB = 2·12.25 + 3·2.25 + 6.25 = 37.5, SSW = 2 + 8 = 10.

    MSB = 18.75, MSW = 10/3, k = (6 − 14/6)/2 = 11/6; ICC = (MSB − MSW)/(MSB + (k − 1)MSW).
    """
    found = one_way(np.array([2.0, 3, 1]), np.array([2.0, 7, 8]), np.array([2.0, 8, 0]))
    assert (found.statistic, found.df, found.size) == (pytest.approx(5.625), (2, 3), pytest.approx(11 / 6))
    assert found.icc == pytest.approx((18.75 - 10 / 3) / (18.75 + 5 / 6 * 10 / 3))
    assert found.of_means == pytest.approx(1 - 1 / 5.625)


def test_an_empty_group_is_none() -> None:
    full = one_way(np.array([2.0, 2.0]), np.array([2.0, 8.0]), np.array([2.0, 2.0]))
    assert one_way(np.array([2.0, 0.0, 2.0]), np.array([2.0, np.nan, 8.0]), np.array([2.0, np.nan, 2.0])) == full


def test_what_is_undefined_says_why() -> None:
    assert one_way(np.array([3.0]), np.array([1.0]), np.array([2.0])).reason == ONE_GROUP
    assert one_way(np.array([1.0, 1.0]), np.array([1.0, 2.0]), np.array([0.0, 0.0])).reason == NOBODY_TWICE
    assert one_way(np.array([2.0, 2.0]), np.array([1.0, 2.0]), np.array([0.0, 0.0])).reason == NO_ERROR
    added = np.arange(5.0)[:, None] / 3 + np.array([0.1, 0.7, 0.3])
    first, second, third = two_way(added)
    assert first.icc is not None
    assert (second.reason, third.reason) == (NO_ERROR, NO_ERROR)


@settings(deadline=None)
@given(seed=st.integers(0, 10_000), targets=st.integers(3, 9), raters=st.integers(2, 6), shift=st.floats(-50, 50))
def test_properties(seed: int, targets: int, raters: int, shift: float) -> None:
    """Adding a constant, changing the unit, reordering change nothing; the interval holds the estimate."""
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(targets, 1)) + rng.normal(size=(targets, raters))
    plain = two_way(table)
    turned = two_way(3 * table[::-1, ::-1] + shift)
    for one, other in zip(plain, turned, strict=True):
        assert one.icc == pytest.approx(other.icc, abs=1e-8)
        assert one.statistic == pytest.approx(other.statistic, rel=1e-8)
    for one in (plain[0], plain[2]):
        assert one.low is not None
        assert one.icc is not None
        assert one.high is not None
        assert one.low <= one.icc <= one.high


TABLE = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7], [1, None, 2, 3]]


def test_raters_straight_from_a_frame(shared: Path) -> None:
    """The table of Shrout & Fleiss with a seventh row that has a gap; columns without names, as from NumPy."""
    golden = json.loads((shared / "golden" / "reliability.json").read_text())["icc_shrout_fleiss"]
    found = si.agreement(pd.DataFrame(TABLE))
    rows = found.to_dicts("en")
    assert [row["form"] for row in rows] == ["ICC(1)", "ICC(2)", "ICC(3)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]
    assert [row["estimate"] for row in rows] == pytest.approx(golden["ICC"], abs=1e-9)
    assert [row["ci_low"] for row in rows] == pytest.approx(golden["lower"], abs=1e-9)
    assert [row["ci_high"] for row in rows] == pytest.approx(golden["upper"], abs=1e-9)
    assert {row["n"] for row in rows} == {6}
    assert "1 rows with a gap were left out." in str(found.explain("en"))
    assert "剔除有缺失的 1 行。" in str(found.explain("zh"))


@pytest.mark.parametrize("ratings", [pd.DataFrame({"a": [1, 2, 3]}), pd.DataFrame({"a": [1, None], "b": [2, 3]})])
def test_too_few_raters_or_rows(ratings: pd.DataFrame) -> None:
    with pytest.raises(FigureError, match="agreement needs two raters and two complete rows"):
        si.agreement(ratings)


def test_pairs_from_columns_without_names() -> None:
    """Columns named 0 and 1, as pandas names them by itself: (5 − 7, 3 − 6) → −2.5."""
    sides = pd.DataFrame([[7, 5], [6, 3]])
    assert si.gap(sides[[0]], sides[[1]]).rows[0]["estimate"] == -2.5
