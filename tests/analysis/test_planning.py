"""`plan`: by hand, from data and without, by segment, with designs; the command; wishes that can't be."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

import satindex as si
from satindex.cli import main
from satindex.errors import FigureError
from satindex.results.result import Result

DEFINITION = """
    survey: branches
    respondent: {{{design}segments: {{branch: {{order: [A, B]}}, town: {{}}}}}}
    items: {{N: {{scale: likely11}}, S: {{scale: 1..5}}, T: {{scale: count}}}}
    measures:
      nps: {{type: nps, item: N, title: {{en: Net promoter score, zh: 净推荐值}}}}
      index: {{type: composite, components: {{one: {{items: [S]}}, two: {{items: [N]}}}}}}
      minutes: {{type: mean, items: [T]}}
    {more}
    """
DATA = pl.DataFrame(
    {
        "N": [10, 10, 8, 0] * 5,
        "S": [5, 4, 2, 1] * 5,
        "T": [3] * 20,
        "branch": (["A"] * 12 + ["B"] * 8),
        "town": ["x", "y"] * 10,
        "c": [f"c{number}" for number in np.repeat(np.arange(5), 4)],
        "uneven": [f"u{number}" for number in np.repeat(np.arange(4), [3, 5, 6, 6])],
        "w": [1, 2] * 10,
    }
)


def _plain(scored: Any, design: str = "", more: str = "") -> Any:
    return scored(DEFINITION.format(design=design, more=more), DATA)


def test_from_the_data_by_hand(scored: Any) -> None:
    """NPS 100, 100, 0, −100 five times: mean 25, s² = 20·6875/19; n = (1.96·s/10)²."""
    (row,) = si.plan(_plain(scored), 10, "nps").to_dicts()
    s = math.sqrt(20 * 6875 / 19)
    assert (row["measure"], row["n"], row["deff"]) == ("nps", 20, 1)
    assert row["std_dev"] == pytest.approx(s)
    assert row["needed"] == math.ceil((1.959963985 * s / 10) ** 2)


def test_every_index_and_why_one_has_none(scored: Any) -> None:
    found = si.plan(_plain(scored), 5)
    rows = {row["measure"]: row for row in found.to_dicts()}
    assert list(rows) == ["nps", "index", "minutes"]
    assert rows["minutes"]["needed"] is None
    assert rows["minutes"]["reason"] == "all answers are the same: no variance; give a standard deviation"


def test_without_data_the_worst_case(defined: Any) -> None:
    """NPS: half −100, half 100, s = 100; an index of 0–100: s = 50; minutes have no range."""
    survey = defined(DEFINITION.format(design="", more=""))
    nps, index, minutes = si.plan(survey, 5).to_dicts()
    assert (nps["std_dev"], nps["needed"], nps["n"]) == (100, 1537, None)
    assert (index["std_dev"], index["needed"]) == (50, 385)
    assert (
        minutes["reason"] == "without data only a standard deviation tells: this score has no lowest and highest value"
    )
    (expected,) = si.plan(survey, 5, "nps", shares=(0.4, 0.2)).to_dicts()
    assert expected["std_dev"] == pytest.approx(100 * math.sqrt(0.6 - 0.04))
    (given,) = si.plan(survey, 5, "minutes", std_dev=20).to_dicts()
    assert given["needed"] == sample_by_hand(20, 5)


def sample_by_hand(std_dev: float, margin: float) -> int:
    """Below a hundred by t: the first n that holds."""
    from scipy import stats

    return next(n for n in range(2, 100) if stats.t.ppf(0.975, n - 1) * std_dev / math.sqrt(n) <= margin)


def test_by_segment_with_its_total(scored: Any, defined: Any) -> None:
    a, b, total = si.plan(_plain(scored), 10, "nps", "branch", deff=1.5).to_dicts()
    assert [row["level"] for row in (a, b, total)] == ["A", "B", "(total)"]
    assert (a["n"], b["n"], total["n"]) == (12, 8, 20)
    assert a["needed"] == math.ceil(1.5 * (1.959963985 * a["std_dev"] / 10) ** 2)
    assert total["needed"] == a["needed"] + b["needed"]
    rows = si.plan(defined(DEFINITION.format(design="", more="")), 10, "nps", "branch").to_dicts()
    assert [row["needed"] for row in rows] == [385, 385, 770]


def test_a_part_of_an_index(scored: Any) -> None:
    (row,) = si.plan(_plain(scored), 10, ["index.one"]).to_dicts()
    assert (row["measure"], row["component"]) == ("index", "one")


def test_a_population_and_a_response_rate(defined: Any) -> None:
    survey = defined(DEFINITION.format(design="", more=""))
    (row,) = si.plan(survey, 5, "index", population=1000, response_rate=0.25).to_dicts()
    assert (row["needed"], row["to_send"]) == (278, 1112)
    rows = si.plan(survey, 5, "index", "branch", population={"A": 1000, "B": 1e9}).to_dicts()
    assert [row["needed"] for row in rows] == [278, 385, 663]


def test_the_surveys_own_fieldwork(scored: Any, defined: Any) -> None:
    """Without data 64 of 100 came back; with data 20 of 100 can be used."""
    more = "fieldwork: {sent: 100, returned: 64}"
    (row,) = si.plan(defined(DEFINITION.format(design="", more=more)), 5, "index").to_dicts()
    assert row["to_send"] == math.ceil(385 / 0.64)
    (row,) = si.plan(_plain(scored, more=more), 10, "nps").to_dicts()
    assert row["to_send"] == row["needed"] * 5


def test_the_design_effect_of_the_data(scored: Any) -> None:
    """deff·s²/n of the plan is the squared error of the report: as many again of the same design give the same."""
    scores = _plain(scored, design="cluster: uneven, weight: w, ")
    (row,), (figure,) = si.plan(scores, 10, "nps").to_dicts(), scores["nps"].to_dicts()
    assert row["deff"] * row["std_dev"] ** 2 / 20 == pytest.approx(figure["std_error"] ** 2, rel=1e-9)


def test_it_explains_itself(scored: Any, defined: Any) -> None:
    found = si.plan(defined(DEFINITION.format(design="", more="")), 5, response_rate=0.5)
    english, chinese = str(found.explain("en")), str(found.explain("zh"))
    assert "nps: (1.9600 × 100 × √1 / 5)² = 1536.58 → 1537" in english
    assert "the worst that the score's range allows" in english
    assert "Cochran" in english
    assert "s 为得分范围内最不利的情形：两端各占一半。" in chinese
    assert "需发放" in str(found.in_language("zh"))
    assert "standard deviation of the respondents' scores" in str(si.plan(_plain(scored), 5).explain("en"))


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"margin": 0}, "margin must be above 0, not 0."),
        ({"margin": float("nan")}, "margin must be above 0, not nan."),
        ({"margin": 3, "deff": -1}, "deff must be above 0, not -1."),
        ({"margin": 3, "level": 95}, "level is a share between 0 and 1, not 95."),
        ({"margin": 3, "response_rate": 0}, "response_rate is a share between 0 and 1, not 0."),
        (
            {"margin": 3, "shares": (0.8, 0.3)},
            "shares are those of promoters and detractors, each 0 or more, together at most 1.",
        ),
        ({"margin": 3, "measures": "npss"}, "there is no index 'npss' to plan for. Did you mean 'nps'?"),
        ({"margin": 3, "by": "brand"}, "'brand' is not a segment of this survey. Did you mean 'branch'?"),
        (
            {"margin": 3, "by": "town"},
            "without data the levels of 'town' are not known: give DATA, or write their order in the survey.",
        ),
        (
            {"margin": 3, "by": "branch", "population": 100},
            "by segment the population is needed for each level: LEVEL=NUMBER.",
        ),
        (
            {"margin": 3, "by": "branch", "population": {"A": 100}},
            "the population of 'B' is not given. There are: A.",
        ),
        ({"margin": 3, "population": {"A": 100}}, "a population by level needs a segment (by)."),
    ],
)
def test_what_can_not_be_is_said(defined: Any, wish: dict[str, Any], said: str) -> None:
    with pytest.raises(FigureError) as caught:
        si.plan(defined(DEFINITION.format(design="", more="")), **wish)
    assert str(caught.value) == said


def test_a_margin_wider_than_the_scale(defined: Any) -> None:
    row = si.plan(defined(DEFINITION.format(design="", more="")), 100, "index").to_dicts()[0]
    assert (row["needed"], row["reason"]) == (None, "the margin is wider than the score's whole range")


def test_on_the_command_line(surveys: Path, tmp_path: Path) -> None:
    paths = [str(surveys / "postal.yaml"), str(surveys / "postal.csv")]
    shown = CliRunner().invoke(main, ["plan", *paths, "--margin", "8", "--measure", "nps", "--by", "branch"])
    assert shown.exit_code == 0, shown.output
    assert "Sample size for ±8 (95% confidence)" in shown.output
    assert "n = (z·s·√deff / margin)²" in shown.output
    file = tmp_path / "plan.csv"
    command = ["plan", *paths, "--margin", "3", "--population", "5000", "-o", str(file)]
    assert CliRunner().invoke(main, command).exit_code == 0
    assert set(pl.read_csv(file)["measure"]) >= {"nps", "loyalty"}
    wrong = CliRunner().invoke(main, ["plan", *paths, "--margin", "3", "--population", "many"])
    assert wrong.exit_code == 2
    assert "'many' is no population: write a number, or LEVEL=NUMBER for each level." in wrong.output


def test_a_result_like_any_other(scored: Any) -> None:
    found = si.plan(_plain(scored), 5)
    assert isinstance(found, Result)
    assert "needed" in found.to_frame().columns
    assert "Answers needed" in found._repr_html_()


SCHOOLS = """
    respondent: {{weight: pw, stratum: stype{more}}}
    items: {{api00: {{scale: number}}}}
    measures: {{now: {{type: mean, items: [api00]}}}}
    """


@pytest.mark.parametrize("more", ["", ", fpc: fpc"])
def test_the_design_effect_is_rs_whatever_population_the_data_declare(scored: Any, shared: Path, more: str) -> None:
    """R survey: svymean(~api00, apistrat without fpc, deff = TRUE): 1.2372414, against s²/n·(1 − n/N), N = Σw = 6194.

    Ours is against s²/n: the next survey's population counts by --population, and that of the data must not count too.
    """
    scores = scored(SCHOOLS.format(more=more), shared / "data/design/apistrat.csv")
    (row,) = si.plan(scores, 10, "now").to_dicts()
    assert row["deff"] == pytest.approx(1.23724144502163 * (1 - 200 / 6194), rel=1e-9)


def test_a_design_that_gives_no_design_effect_says_so(scored: Any) -> None:
    """Cluster c4 is the only one of its stratum: no error, so no design effect; one that is given is used."""
    frame = DATA.with_columns(s=pl.when(pl.col("c") == "c4").then(pl.lit("b")).otherwise(pl.lit("a")))
    scores = scored(DEFINITION.format(design="stratum: s, cluster: c, ", more=""), frame)
    (row,) = si.plan(scores, 10, "nps").to_dicts()
    assert (row["deff"], row["needed"]) == (None, None)
    assert str(row["reason"]).startswith("the data's own design gives no design effect here")
    (given,) = si.plan(scores, 10, "nps", deff=2).to_dicts()
    assert given["needed"] == math.ceil(2 * (1.959963985 * given["std_dev"] / 10) ** 2)


def test_the_explanation_puts_the_population_in(defined: Any) -> None:
    """(1.96·50/5)² = 384.15; 384.15/(1 + 384.15/1000) = 277.53, rounded up."""
    survey = defined(DEFINITION.format(design="", more=""))
    said = str(si.plan(survey, 5, "index", population=1000).explain("en"))
    assert "= 384.15; 384.15 / (1 + 384.15/1000) = 277.53 → 278" in said
    by_level = str(si.plan(survey, 5, "index", "branch", population={"A": 1000, "B": 10}).explain("en"))
    assert "384.15 / (1 + 384.15/1000) = 277.53 → 278" in by_level


def test_the_explanation_says_where_s_comes_from(defined: Any) -> None:
    survey = defined(DEFINITION.format(design="", more=""))
    assert "follows from the shares that were given" in str(si.plan(survey, 5, "nps", shares=(0.5, 0.2)).explain("en"))
    assert "由给定比例得出" in str(si.plan(survey, 5, "nps", shares=(0.5, 0.2)).explain("zh"))


def test_the_part_that_a_headline_is_of_is_named(scored: Any, shared: Path) -> None:
    definition = """
        items: {IMAG1..IMAG5: {scale: 1..10}, CUSA1..CUSA3: {scale: 1..10}}
        measures:
          index:
            type: path_index
            constructs: {image: {items: IMAG1..IMAG5}, satisfaction: {items: CUSA1..CUSA3}}
            paths: {satisfaction: [image]}
            bootstrap: {replicates: 0}
        """
    (row,) = si.plan(scored(definition, shared / "data/ecsi/mobi.csv"), 3).to_dicts()
    assert (row["measure"], row["construct"]) == ("index", "satisfaction")


def test_a_definition_of_customers_has_nothing_to_plan(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("customers: shop\npurchases: {customer: who, date: day}\n", encoding="utf-8")
    with pytest.raises(
        FigureError, match=r"shop declares no measure whose answers could be planned\. It is of customers"
    ):
        si.plan(si.load_survey(tmp_path / "c.yaml"), 0.05)
