"""An exact sample has the truth's means, gaps, NPS, shares and differences, to rounding of the answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import satindex as si
from satindex.cli import main
from satindex.errors import DataError
from satindex.measures.registry import TYPES
from satindex.report.json import content
from satindex.simulate import default_truth, read_truth, simulate, write_simulated
from satindex.simulate.apportion import counts_with_sum, largest_remainders, met_in_cells, rounded_along
from satindex.survey.load import parse_survey
from satindex.survey.model import Survey

Scored = Callable[[pl.DataFrame, Survey], pl.DataFrame]

MINI = """
survey: mini
respondent: {id: id, weight: w, segments: {shop: {order: [A, B]}, age: {order: [young, old]}}}
scales: {asked: {codes: {no: 0, yes: 1}}}
items:
  E1..E2: {scale: 1..7}
  P1..P2: {scale: 1..7}
  E3: {scale: 1..7}
  P3: {scale: 1..7, reverse: true}
  N1: {scale: 0..10}
  L1: {scale: 1..5}
  L2: {scale: count}
  C1: {scale: asked}
measures:
  quality:
    type: servqual
    dimensions:
      care: {expected: E1..E2, perceived: P1..P2, weight: 3}
      pace: {expected: E3, perceived: P3, weight: 1}
  nps: {type: nps, item: N1}
  asked: {type: top_box, item: C1, codes: ["yes"]}
  loyalty:
    type: composite
    components:
      mind: {items: L1, weight: 0.5}
      deed: {items: L2, anchors: [0, 8], weight: 0.5}
"""
MEANS = {
    "quality.care.expected": 6.0,
    "quality.care.perceived": 4.8,
    "quality.pace.expected": 5.5,
    "quality.pace.perceived": 5.9,
    "loyalty.mind": 62.5,
    "loyalty.deed": 40.0,
}
TRUTH = {
    "means": MEANS,
    "shares": {
        "nps": {"promoters": 0.5, "passives": 0.3, "detractors": 0.2},
        "shop": {"A": 0.5, "B": 0.5},
        "age": {"young": 0.5, "old": 0.5},
        "C1": {"no": 0.25, "yes": 0.75},
    },
    "differences": {"shop": {"A": {"quality": 0.4, "nps": 20, "loyalty": 5}}},
}


@pytest.fixture(scope="module")
def mini() -> Survey:
    return parse_survey(MINI, "mini.yaml", TYPES)


def test_apportionment_by_hand() -> None:
    # 7 · (.5, .3, .2) = 3.5, 2.1, 1.4: floors 3, 2, 1, and the one left goes to the remainder .5.
    assert largest_remainders(np.array([3.5, 2.1, 1.4]), 7).tolist() == [4, 2, 1]
    # Sums so far 1.5, 3, 4.5 are nearest to 2, 3, 5.
    assert rounded_along(np.array([1.5, 1.5, 1.5])).tolist() == [2, 1, 2]
    # 4 answers on 0, 1, 2 with shares ¼, ½, ¼ and mean 1: three at 1 or above, one at 2.
    assert counts_with_sum(np.array([0.25, 0.5, 0.25]), 4, 1.0, 4).tolist() == [1, 2, 1]


def test_levels_of_crossed_segments_by_hand() -> None:
    # Two segments whose first levels lie .2 and .6 above the middle 5; cells of 3, 1, 1, 3 respondents. Effects a, b
    # of the first levels (−a, −b of the second) must give means 5.2 and 5.6 of them: a + (3 − 1)/4·b = .2 and
    # b + (3 − 1)/4·a = .6, so a = −2/15 and b = 2/3.
    levels = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
    planned = np.array([5.8, 4.6, 5.4, 4.2])
    found = met_in_cells(planned, np.full(4, 0.25), levels, np.array([3, 1, 1, 3]))
    a, b = -2 / 15, 2 / 3
    assert found == pytest.approx([5 + a + b, 5 + a - b, 5 - a + b, 5 - a - b])


def test_segments_that_can_not_be_told_apart_are_refused() -> None:
    levels = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
    with pytest.raises(DataError, match="So few respondents"):
        met_in_cells(np.array([5.8, 4.6, 5.4, 4.2]), np.full(4, 0.25), levels, np.array([4, 0, 0, 4]))


@given(
    shares=st.lists(st.integers(0, 20), min_size=2, max_size=11).filter(any),
    n=st.integers(1, 300),
    place=st.floats(0.0, 1.0),
)
def test_any_mean_is_met_by_counts_of_answers(shares: list[int], n: int, place: float) -> None:
    given_shares = np.array(shares) / sum(shares)
    mean = place * (len(shares) - 1)
    for total in (int(np.floor(n * mean)), int(np.ceil(n * mean))):
        counts = counts_with_sum(given_shares, n, mean, total)
        assert counts.min() >= 0
        assert counts.sum() == n
        assert counts @ np.arange(len(shares)) == total


def test_a_sample_whose_size_fits_is_the_truth(mini: Survey, scored: Scored) -> None:
    still = {"missing": 0, "empty": 0, "careless": 0}
    found = scored(simulate(mini, 400, 5, {**TRUTH, **still}, exact=True), mini)
    assert found["quality"].mean() == pytest.approx((3 * (4.8 - 6.0) + (5.9 - 5.5)) / 4)
    assert found["nps"].mean() == pytest.approx(30)  # .5 − .2
    assert found["loyalty"].mean() == pytest.approx(0.5 * 62.5 + 0.5 * 40)
    assert found["C1"].mean() == pytest.approx(0.75)
    by_shop = {level: found.filter(pl.col("@shop") == level) for level in ("A", "B")}
    # A lies .4 above B's mean, which is 0 there: 200 in each, so A .2 above and B .2 below the stated mean.
    for level, off in (("A", 0.2), ("B", -0.2)):
        assert by_shop[level]["quality.care.perceived"].mean() == pytest.approx(4.8 + off)
        assert by_shop[level]["quality.care.expected"].mean() == pytest.approx(6.0)
        assert by_shop[level]["nps"].mean() == pytest.approx(30 + 50 * off)
    # Its answers still hang together, and differ by seed.
    assert np.corrcoef(found["P1"], found["P2"])[0, 1] > 0.3
    assert not simulate(mini, 400, 6, TRUTH, exact=True).equals(simulate(mini, 400, 5, TRUTH, exact=True))
    assert simulate(mini, 400, 5, TRUTH, exact=True).equals(simulate(mini, 400, 5, TRUTH, exact=True))


@settings(settings.get_profile("costly"))
@given(
    n=st.integers(20, 400),
    seed=st.integers(0, 10_000),
    missing=st.sampled_from([0.0, 0.1]),
    apart=st.sampled_from([{}, {"shop": {"A": {"quality": 0.4, "nps": 20}}}]),
)
def test_every_size_and_seed_is_the_truth_to_rounding(
    mini: Survey, scored: Scored, n: int, seed: int, missing: float, apart: dict[str, dict[str, dict[str, float]]]
) -> None:
    truth = {**TRUTH, "differences": apart, "missing": missing, "empty": 0, "odd": 0.05}
    found = scored(simulate(mini, n, seed, truth, exact=True), mini)
    for name, step in (*((name, 1.0) for name in MEANS if name.startswith("quality")), ("loyalty.mind", 25.0)):
        values = found[name].drop_nulls()
        assert len(values) == n - int(missing * n + 0.5)
        assert abs(values.mean() - MEANS[name]) <= step / (2 * len(values)) + 1e-9, name
    gap = found["quality.care"].drop_nulls()
    assert abs(gap.mean() - (4.8 - 6.0)) <= 1 / len(gap) + 1e-9
    for group, share in (("promoter", 0.5), ("detractor", 0.2)):
        groups = found["nps.group"].drop_nulls()
        assert abs((groups == group).mean() - share) <= 1 / (2 * len(groups)) + 1e-9
    codes = found["C1"].drop_nulls()
    assert abs(codes.mean() - 0.75) <= 1 / len(codes) + 1e-9
    if apart:
        of = {level: found.filter(pl.col("@shop") == level)["quality.care.perceived"].drop_nulls() for level in "AB"}
        bound = sum(1 / len(values) for values in of.values()) + 1e-9
        assert abs(of["A"].mean() - of["B"].mean() - 0.4) <= bound


def test_two_segments_differ_at_once(mini: Survey, scored: Scored) -> None:
    apart = {"shop": {"A": {"quality": 0.4}}, "age": {"old": {"quality": -0.6}}}
    truth = {**TRUTH, "differences": apart, "missing": 0, "empty": 0}
    found = scored(simulate(mini, 150, 2, truth, exact=True), mini)
    score = "quality.pace.perceived"
    assert abs(found[score].mean() - 5.9) <= 1 / 300 + 1e-9
    for segment, one, other, difference in (("@shop", "A", "B", 0.4), ("@age", "old", "young", -0.6)):
        both = [found.filter(pl.col(segment) == level)[score] for level in (one, other)]
        # Two cells in a level, each rounded by less than one step.
        bound = 2 * sum(1 / len(values) for values in both)
        assert abs(both[0].mean() - both[1].mean() - difference) <= bound


def test_careless_and_empty_rows_stand_beside_the_exact_ones(mini: Survey) -> None:
    truth = {**TRUTH, "careless": 0.1, "empty": 0.05, "missing": 0, "odd": 0}
    export = simulate(mini, 200, 4, truth, exact=True)
    rows = export.select("P1", "P2", "P3", "E1", "E2", "E3")
    empty = rows.select(pl.all_horizontal(pl.all().is_null())).to_series()
    assert empty.sum() == 10
    # A careless respondent gives the same place as stored to every item; 20 of 200 do.
    same = rows.filter(~empty).select(pl.concat_list(pl.all()).list.n_unique() == 1).to_series()
    assert same.sum() >= 20


def test_more_than_one_block_is_refused(mini: Survey) -> None:
    with pytest.raises(DataError, match="at most 65536 respondents, not 65537"):
        simulate(mini, 65_537, 1, exact=True)


def test_the_record_holds_the_figures_of_the_report(mini: Survey, tmp_path: Path) -> None:
    truth = tmp_path / "truth.json"
    truth.write_text(json.dumps(TRUTH), encoding="utf-8")
    written = write_simulated(mini, 200, 9, truth, tmp_path / "data.csv", exact=True)
    record = json.loads((tmp_path / "data.truth.json").read_text(encoding="utf-8"))
    assert [path.name for path in written.files] == ["data.csv", "data.truth.json"]
    assert (record["n"], record["seed"], record["exact"]) == (200, 9, True)
    assert record["asked"] == TRUTH
    figures = record["figures"]
    # By hand: gaps 4.8 − 6 and 5.9 − 5.5, weighted 3 : 1; .5 − .2; halves of 62.5 and 40; A and B ± .2 around −1.2.
    expected = {
        "quality.care.estimate": Fraction(-12, 10),
        "quality.pace.perceived": Fraction(59, 10),
        "quality.overall.estimate": Fraction(-8, 10),
        "nps.estimate": Fraction(30),
        "nps.detractors": Fraction(2, 10),
        "asked.estimate": Fraction(75),
        "loyalty.overall.estimate": Fraction(5125, 100),
        "quality by shop.A.care.estimate": Fraction(-1),
        "quality by shop.B.care.estimate": Fraction(-14, 10),
    }
    assert {name: figures[name] for name in expected} == pytest.approx(
        {name: float(value) for name, value in expected.items()}
    )
    responses = si.read_responses(tmp_path / "data.csv", mini)
    tables = content(si.analyse(si.score(responses)), "en")["tables"]
    found = _named(tables)
    assert set(record["sample"]) <= set(found)
    assert record["sample"] == pytest.approx({name: found[name] for name in record["sample"]}, abs=2e-9)


def _named(tables: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    """Every figure of a report's tables as the record names it."""
    labels = ("level", "dimension", "component")
    return {
        ".".join([table, *(str(row[label]) for label in labels if label in row), column]): value
        for table, rows in tables.items()
        for row in rows
        for column, value in row.items()
    }


def test_the_record_is_read_back_as_a_truth(postal: Survey, tmp_path: Path) -> None:
    write_simulated(postal, 30, 2, None, tmp_path / "one.csv")
    assert read_truth(tmp_path / "one.truth.json", postal) == default_truth(postal)
    write_simulated(postal, 30, 2, tmp_path / "one.truth.json", tmp_path / "two.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    figures = json.loads((tmp_path / "one.truth.json").read_text(encoding="utf-8"))["figures"]
    assert (
        figures["repurchase.quality.reliability.estimate"]
        == (default_truth(postal).models["repurchase"]["quality.reliability"])
    )


def test_the_command_says_what_is_only_near(tmp_path: Path) -> None:
    definition = tmp_path / "mini.yaml"
    definition.write_text(
        "survey: mini\nitems: {Q1: {scale: 1..5}}\nmeasures: {q: {type: mean, items: [Q1]}}\n"
        "truth: {means: {q: 3.33}, empty: 0, missing: 0}\n",
        encoding="utf-8",
    )
    asked = ["simulate", str(definition), "--exact", "-o", str(tmp_path / "data.csv")]
    # 3.33 · 100 = 333; 3.33 · 50 = 166.5, and half up gives 167 / 50 = 3.34.
    assert "exact: 1 figures are the truth" in CliRunner().invoke(main, [*asked, "-n", "100"]).output
    said = CliRunner().invoke(main, [*asked, "-n", "50"]).output
    assert (
        "exact: 0 figures are the truth, 1 as near as 50 respondents allow; farthest q.estimate: 3.34 for 3.33" in said
    )
