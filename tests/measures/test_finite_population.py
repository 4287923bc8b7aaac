"""Finite population corrections against R survey 4.1.1, and populations that can't be."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from satindex.errors import DataError
from satindex.frames.design import Grouping
from satindex.frames.moments import moments
from satindex.measures.scores import Scores
from satindex.stats.base import Base

REFERENCES = json.loads(
    (Path(__file__).parent.parent / "references" / "finite_population.json").read_text(encoding="utf-8")
)
PERSON = {
    "strat": ("apistrat.csv", "weight: pw, stratum: stype, fpc: fpc, "),
    "srs": ("apisrs.csv", "weight: pw, fpc: fpc, "),
    "clus1": ("apiclus1.csv", "weight: pw, cluster: dnum, fpc: fpc, "),
}
DEFINITION = """
    survey: schools
    respondent: {{{design}segments: [stype, sch.wide]}}
    items:
      api00: {{scale: number}}
      api99: {{scale: number}}
      stu: {{scale: count, column: api.stu}}
      enroll: {{scale: count}}
    measures:
      now: {{type: mean, items: [api00]}}
      before: {{type: mean, items: [api99]}}
    """


@pytest.fixture(params=list(PERSON))
def design(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def schools(scored: Any, shared: Path, design: str) -> Scores:
    file, person = PERSON[design]
    found: Scores = scored(DEFINITION.format(design=person), shared / "data" / "design" / file)
    return found


def test_mean_error_interval(schools: Scores, design: str) -> None:
    wanted = REFERENCES[design]["mean_api00"]
    (row,) = schools["now"].to_dicts()
    found = [row[key] for key in ("estimate", "std_error", "ci_low", "ci_high")]
    assert found == pytest.approx(
        [wanted["est"]["api00"], wanted["se"]["api00"], wanted["lo"], wanted["hi"]], abs=1e-9, rel=1e-11
    )
    (row,) = schools["before"].to_dicts()
    wanted = REFERENCES[design]["mean_api99_api00"]
    assert row["std_error"] == pytest.approx(wanted["se"]["api99"], abs=1e-9)


@pytest.mark.parametrize("segment", ["stype", "sch.wide"])
def test_domains(schools: Scores, design: str, segment: str) -> None:
    wanted = REFERENCES[design]["by_stype" if segment == "stype" else "by_schwide"]
    rows = schools["now"].by(segment).to_dicts()
    assert [row["estimate"] for row in rows] == pytest.approx(wanted["mean"], abs=1e-9)
    assert [row["std_error"] for row in rows] == pytest.approx(wanted["se"], abs=1e-9)


def test_ratio(schools: Scores, design: str) -> None:
    (found,) = moments(schools.frame, [Grouping((("stu", "enroll"),))], schools.responses.design)
    ratio, wanted = Base(found).ratio("stu", "enroll"), REFERENCES[design]["ratio"]
    assert ratio.estimate == pytest.approx(wanted["est"], abs=1e-9)
    assert ratio.std_error == pytest.approx(wanted["se"], abs=1e-9)


def test_where_keeps_a_domain(scored: Any, shared: Path, schools: Scores, design: str) -> None:
    file, person = PERSON[design]
    definition = DEFINITION.format(design=person).replace("items:", "where: {sch.wide: ['Yes']}\n    items:", 1)
    (kept,) = scored(definition, shared / "data" / "design" / file)["now"].to_dicts()
    assert kept["std_error"] == pytest.approx(REFERENCES[design]["by_schwide"]["se"][1], abs=1e-9)


SMALL = """
    survey: small
    respondent: {{{design}}}
    items: {{Q: {{scale: likely11}}}}
    measures: {{m: {{type: mean, items: [Q]}}, nps: {{type: nps, item: Q}}}}
    """
ANSWERS = {"Q": [10, 9, 7, 1]}


def test_four_of_ten_by_hand(scored: Any) -> None:
    """Mean 6.75, s² = 16.25, error √((1 − 4/10)·16.25/4); a share of .4 says the same as a number of 10."""
    wanted = math.sqrt(0.6 * 16.25 / 4)
    for number in (10, 0.4):
        (row,) = scored(SMALL.format(design="fpc: N"), pl.DataFrame({**ANSWERS, "N": [number] * 4}))["m"].to_dicts()
        assert (row["estimate"], row["std_error"]) == pytest.approx((6.75, wanted))


def test_a_census_has_no_sampling_error(scored: Any) -> None:
    scores = scored(SMALL.format(design="fpc: N"), pl.DataFrame({**ANSWERS, "N": [1] * 4}))
    for name in ("m", "nps"):
        (row,) = scores[name].to_dicts()
        assert row["std_error"] == 0
        assert (row["ci_low"], row["ci_high"]) == (row["estimate"], row["estimate"])


def test_a_stratum_that_is_complete_may_have_a_single_unit(scored: Any) -> None:
    """Stratum b is one of one: no error from it. a: 3 of 6, s² = 7/3, error of the mean of all 4 = ¾·√(.5·7/3/3)."""
    data = pl.DataFrame({"Q": [10, 9, 7, 1], "s": ["a", "a", "a", "b"], "N": [6, 6, 6, 1]})
    (row,) = scored(SMALL.format(design="stratum: s, fpc: N"), data)["m"].to_dicts()
    assert row["std_error"] == pytest.approx(0.75 * math.sqrt(0.5 * 7 / 3 / 3))


def test_the_explanation_names_the_population(scored: Any) -> None:
    scores = scored(SMALL.format(design="fpc: N"), pl.DataFrame({**ANSWERS, "N": [10] * 4}))
    english, chinese = str(scores["m"].explain("en")), str(scores["m"].explain("zh"))
    assert "(finite population N), each stratum's variance times 1 − (share of its units drawn)." in english
    assert "有限总体 N" in chinese
    assert "Cochran" in english


@pytest.mark.parametrize(
    ("design", "data", "said"),
    [
        (
            "stratum: s, fpc: N",
            {"s": ["a", "a", "b", "b"], "N": [5, 6, 9, 9]},
            "fpc 'N' must be the same throughout stratum 'a', but holds 5, 6.",
        ),
        (
            "stratum: s, fpc: N",
            {"s": ["a", "a", "b", "b"], "N": [5, 5, 1, 1]},
            "fpc 'N' gives stratum 'b' 1 sampling units in all, fewer than the 2 in the sample.",
        ),
        ("fpc: N", {"N": [3] * 4}, "fpc 'N' gives the sample 3 sampling units in all, fewer than the 4 in the sample."),
        (
            "fpc: N",
            {"N": ["many"] * 4},
            "fpc 'N' holds 'many'; it is the number of sampling units in all, or the share of them that was drawn.",
        ),
        (
            "fpc: N",
            {"N": [0] * 4},
            "fpc 'N' holds '0'; it is the number of sampling units in all, or the share of them that was drawn.",
        ),
        (
            "stratum: s, fpc: N",
            {"s": ["a", "a", "b", "b"], "N": [0.4, 0.4, 9, 9]},
            "fpc 'N' holds shares (0.4) and numbers of sampling units (9): write one or the other throughout.",
        ),
        ("fpc: M", {"N": [9] * 4}, "the export has no column 'M'. There are: Q, N."),
    ],
)
def test_what_is_wrong_is_said(scored: Any, design: str, data: dict[str, list[Any]], said: str) -> None:
    with pytest.raises(DataError) as caught:
        scored(SMALL.format(design=design), pl.DataFrame({**ANSWERS, **data}))
    assert str(caught.value) == said


def test_rows_without_a_population_are_set_aside(scored: Any) -> None:
    scores = scored(SMALL.format(design="fpc: N"), pl.DataFrame({**ANSWERS, "N": [9, 9, 9, None]}))
    (entry,) = scores.responses.audit.set_aside
    assert (str(entry.reason), entry.count) == ("no population in 'N'", 1)
