"""Panels that are not perfect: respondents without an id, ids that come twice; letters where nothing varies."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

from satindex.results import picture

WAVES = """
    respondent: {id: id, wave: wave}
    items: {Q: {scale: number}}
    measures: {m: {type: mean, items: [Q]}}
    """


def _panel(n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    before = random.normal(5, 1, n)
    return before, before + random.normal(0.4, 0.3, n)


def _difference(scores: Any) -> dict[str, Any]:
    (row,) = scores.tables(["m"], ["wave"])["m differences by wave"].to_dicts()
    return dict(row)


def _frame(ids: list[str | None], *more: pl.Series) -> pl.DataFrame:
    before, after = _panel()
    frame = pl.DataFrame({"id": ids, "wave": ["1"] * 40 + ["2"] * 40, "Q": [*before, *after]})
    return frame.with_columns(*more) if more else frame


IDS: list[str | None] = [f"p{at}" for at in range(40)]
PARTLY = [*[None] * 10, *IDS[10:], *[None] * 5, *IDS[5:]]


def test_who_has_no_id_is_somebody_else(scored: Any) -> None:
    """30 pairs; the others count once each: s₁²/40 + s₂²/40 − 2·cov of the pairs, as of some people twice."""
    before, after = _panel()
    row = _difference(scored(WAVES, _frame(PARTLY)))
    covariance = float((before[10:] - before.mean()) @ (after[10:] - after.mean())) / 39 / 40
    wanted = np.var(before, ddof=1) / 40 + np.var(after, ddof=1) / 40 - 2 * covariance
    assert (row["n"], row["n_other"], row["pairs"]) == (40, 40, 30)
    assert row["std_error"] == pytest.approx(math.sqrt(wanted), abs=1e-12)


def test_who_has_no_id_is_a_sampling_unit_of_a_weighted_panel(scored: Any) -> None:
    """40 + 40 − 30 = 50 people; influence of each on the difference, squared and summed, times 50/49."""
    before, after = _panel()
    w = np.linspace(0.5, 2, 80)
    row = _difference(scored(WAVES.replace("{id", "{weight: w, id"), _frame(PARTLY, pl.Series("w", w))))
    shares = w[:40] / w[:40].sum(), w[40:] / w[40:].sum()
    first, second = (share * (x - share @ x) for share, x in zip(shares, (before, after), strict=True))
    influences = [*(second[at] - first[at] for at in range(10, 40)), *(-first[:10]), *second[:10]]
    assert len(influences) == 50
    assert row["estimate"] == pytest.approx(shares[1] @ after - shares[0] @ before)
    assert row["std_error"] == pytest.approx(math.sqrt(50 / 49 * float(np.square(influences).sum())))
    table = scored(WAVES.replace("{id", "{weight: w, id"), _frame(PARTLY, pl.Series("w", w))).tables(["m"], ["wave"])
    assert "count as the same people" in str(table["m differences by wave"].explain("en"))


def test_an_id_twice_in_a_wave_is_said(scored: Any) -> None:
    """p0 answers twice in the second wave: nobody can be paired for sure, and the reader is told."""
    ids = [*IDS, *IDS[:39], "p0"]
    table = scored(WAVES, _frame(ids)).tables(["m"], ["wave"])["m differences by wave"]
    before, after = _panel()
    (row,) = table.to_dicts()
    assert row["statistic"] == pytest.approx(stats.ttest_ind(after, before, equal_var=False).statistic)
    assert "Some ids come twice in one wave" in str(table.explain("en"))
    assert "出现两次" in str(table.explain("zh"))


def test_too_many_people_to_pair_are_said(scored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """40 people in both waves where 39 can be paired: Welch's t, as if nobody came back."""
    monkeypatch.setattr("satindex.measures.panel.MOST_IN_MEMORY", 39)
    table = scored(WAVES, _frame([*IDS, *IDS])).tables(["m"], ["wave"])["m differences by wave"]
    before, after = _panel()
    (row,) = table.to_dicts()
    assert row["statistic"] == pytest.approx(stats.ttest_ind(after, before, equal_var=False).statistic)
    assert "too many to be paired" in str(table.explain("en"))
    assert "过多" in str(table.explain("zh"))


def test_groups_that_differ_without_a_test_share_no_letter(scored: Any) -> None:
    """Everyone in x delighted, nobody in y: neither varies, so that no t tells; z differs from both (p < .001)."""
    definition = """
        respondent: {segments: [g]}
        items: {Q: {scale: 1..5}}
        measures: {m: {type: top_box, item: Q, top: 2}}
        """
    frame = pl.DataFrame({"g": ["x"] * 20 + ["y"] * 20 + ["z"] * 20, "Q": [5] * 20 + [1] * 20 + [5, 1] * 10})
    tables = scored(definition, frame).tables(["m"], ["g"])
    letters = {row["level"]: row["letters"] for row in tables["m by g"].to_dicts()}
    assert letters == {"x": None, "y": None, "z": "a"}
    pair = tables["m differences by g"].to_dicts()[0]
    assert (pair["estimate"], pair["p_value"], pair["reason"]) == (100.0, None, "neither side varies: no test")


def test_a_trend_has_no_point_for_those_without_a_wave_and_marks_small_bases(scored: Any) -> None:
    ids = [str(at) for at in range(80)]
    wave = pl.Series("wave", ["1"] * 40 + ["2"] * 20 + [None] * 20)
    scores = scored(WAVES + "small_base: {flag: 30, withhold: 0}\n", _frame(ids).with_columns(wave))
    spec = picture.spec(scores["m"].by("wave"), "en")
    assert spec is not None
    drawn = {row["wave"]: row["short"] for row in spec["data"]["values"]}
    assert list(drawn) == ["1", "2"]
    assert not drawn["1"].endswith("†")
    assert drawn["2"].endswith("†")
    assert "† fewer than 30 answers: read with care." in " ".join(spec["title"]["subtitle"])


def test_a_difference_is_marked_by_its_smaller_side(scored: Any) -> None:
    """40 against 20: the base of 20 is small, and so is the comparison's."""
    ids = [str(at) for at in range(80)]
    wave = pl.Series("wave", ["1"] * 20 + ["2"] * 60)
    scores = scored(WAVES + "small_base: {flag: 30, withhold: 0}\n", _frame(ids).with_columns(wave))
    table = scores.tables(["m"], ["wave"])["m differences by wave"]
    spec = picture.spec(table, "en")
    assert spec is not None
    assert spec["data"]["values"][0]["value"].endswith("†")
    assert "20 †" in str(table)
    assert "60 †" not in str(table)
