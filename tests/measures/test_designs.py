"""Means under sampling designs against R survey 4.1.1, through definitions with weight, stratum and cluster."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

from satindex.frames.design import Grouping
from satindex.frames.made import Indicator
from satindex.frames.moments import moments
from satindex.measures.scores import Scores
from satindex.stats.base import Base

REFERENCES = json.loads((Path(__file__).parent.parent / "references" / "designs.json").read_text(encoding="utf-8"))
PERSON = {
    "strat_nofpc": ("apistrat.csv", "weight: pw, stratum: stype, "),
    "wts_only": ("apistrat.csv", "weight: pw, "),
    "clus1_nofpc": ("apiclus1.csv", "weight: pw, cluster: dnum, "),
}
DEFINITION = """
    survey: schools
    respondent: {{{design}segments: [stype, sch.wide]}}
    scales: {{wide: {{codes: {{"No": 0, "Yes": 1}}}}}}
    items:
      api00: {{scale: number}}
      api99: {{scale: number}}
      stu: {{scale: count, column: api.stu}}
      enroll: {{scale: count}}
      WIDE: {{scale: wide, column: sch.wide}}
    measures:
      now: {{type: mean, items: [api00]}}
      before: {{type: mean, items: [api99]}}
      students: {{type: mean, items: [stu]}}
      enrolled: {{type: mean, items: [enroll]}}
      wide: {{type: mean, items: [WIDE]}}
    """
ALL = list(PERSON)


@pytest.fixture
def schools(scored: Any, shared: Path, request: pytest.FixtureRequest) -> Scores:
    file, design = PERSON[request.param]
    return scored(DEFINITION.format(design=design), shared / "data" / "design" / file)


@pytest.mark.parametrize(("schools", "design"), [(d, d) for d in ALL], indirect=["schools"])
def test_mean_error_interval(schools: Scores, design: str) -> None:
    wanted = REFERENCES[design]["mean_api00"]
    (row,) = schools["now"].to_dicts()
    found = [row[key] for key in ("estimate", "std_error", "ci_low", "ci_high")]
    assert found == pytest.approx(
        [wanted["est"]["api00"], wanted["se"]["api00"], wanted["lo"], wanted["hi"]], abs=1e-9, rel=1e-11
    )


@pytest.mark.parametrize(("schools", "design"), [(d, d) for d in ALL], indirect=["schools"])
def test_mean_of_the_year_before(schools: Scores, design: str) -> None:
    wanted = REFERENCES[design]["mean_api99_api00"]
    (row,) = schools["before"].to_dicts()
    assert row["estimate"] == pytest.approx(wanted["est"]["api99"], abs=1e-9)
    assert row["std_error"] == pytest.approx(wanted["se"]["api99"], abs=1e-9)


@pytest.mark.parametrize("segment", ["stype", "sch.wide"])
@pytest.mark.parametrize(("schools", "design"), [(d, d) for d in ALL], indirect=["schools"])
def test_domains(schools: Scores, design: str, segment: str) -> None:
    """R: svyby(~api00, ~segment, design, svymean); a domain keeps the strata and clusters of the whole design."""
    wanted = REFERENCES[design]["by_stype" if segment == "stype" else "by_schwide"]
    levels = wanted.get("stype") or wanted["g"]
    rows = schools["now"].by(segment).to_dicts()
    assert [row["level"] for row in rows] == levels
    assert [row["estimate"] for row in rows] == pytest.approx(wanted["mean"], abs=1e-9)
    assert [row["std_error"] for row in rows] == pytest.approx(wanted["se"], abs=1e-9)


@pytest.mark.parametrize(("schools", "design"), [(d, d) for d in ALL], indirect=["schools"])
def test_where_keeps_a_domain_of_the_whole_design(scored: Any, shared: Path, schools: Scores, design: str) -> None:
    """The same figures as by segment: rows that `where` leaves out still count as sampled."""
    file, person = PERSON[design]
    definition = DEFINITION.format(design=person).replace("scales:", "where: {sch.wide: ['Yes']}\n    scales:")
    (kept,) = scored(definition, shared / "data" / "design" / file)["now"].to_dicts()
    wanted = REFERENCES[design]["by_schwide"]
    assert kept["estimate"] == pytest.approx(wanted["mean"][1], abs=1e-9)
    assert kept["std_error"] == pytest.approx(wanted["se"][1], abs=1e-9)
    (of_segment,) = (row for row in schools["now"].by("sch.wide").to_dicts() if row["level"] == "Yes")
    assert kept["ci_low"] == pytest.approx(of_segment["ci_low"], abs=1e-9)


@pytest.mark.parametrize(("schools", "design"), [(d, d) for d in ALL], indirect=["schools"])
def test_ratio(schools: Scores, design: str) -> None:
    """R: svyratio(~api.stu, ~enroll, design)."""
    (found,) = moments(schools.frame, [Grouping((("stu", "enroll"),))], schools.responses.design)
    ratio, wanted = Base(found).ratio("stu", "enroll"), REFERENCES[design]["ratio"]
    assert ratio.estimate == pytest.approx(wanted["est"], abs=1e-9)
    assert ratio.std_error == pytest.approx(wanted["se"], abs=1e-9)


@pytest.mark.parametrize(("schools", "design"), [(d, d) for d in ALL], indirect=["schools"])
def test_shares(schools: Scores, design: str) -> None:
    """R: svymean(~stype, design), the shares of school types, by 0/1 columns; SE 0 where the type is the stratum."""
    wanted = REFERENCES[design]["prop_stype"]
    frame = schools.frame.with_columns(
        (schools.frame["@stype"] == level).cast(schools.frame["now"].dtype).alias(f"is{level}") for level in "EHM"
    )
    (found,) = moments(frame, [Grouping(tuple((f"is{level}",) for level in "EHM"))], schools.responses.design)
    for level in "EHM":
        share = Base(found).mean(f"is{level}")
        assert share.estimate == pytest.approx(wanted["est"][f"stype{level}"], abs=1e-9)
        assert share.std_error == pytest.approx(wanted["se"][f"stype{level}"], abs=1e-9)


@pytest.mark.parametrize(("schools", "design"), [(d, d) for d in ALL], indirect=["schools"])
def test_degrees_of_freedom(schools: Scores, design: str) -> None:
    (found,) = moments(schools.frame, [Grouping((("now",),))], schools.responses.design)
    assert Base(found).mean("now").df == REFERENCES[design]["df"]


# apiclus1, share of sch.wide = Yes, without fpc: p .87432; Wilson's interval with t at n/deff .82376–.91192
# (own hand computation, see test_wilson_by_hand; the design's t has 14 degrees of freedom).
@pytest.mark.parametrize(("schools", "design"), [("clus1_nofpc", "clus1_nofpc")], indirect=["schools"])
def test_wilson_interval_of_a_clustered_share(schools: Scores, design: str) -> None:
    from satindex.analysis.frequencies import item_frequencies

    (row,) = (r for r in item_frequencies(schools).to_dicts() if r["item"] == "WIDE" and r["code"] == 1)
    p, error, n = row["estimate"], row["std_error"], 183
    assert p == pytest.approx(0.87432, abs=5e-6)
    effective = p * (1 - p) / (n - 1) / error**2 * n
    z = stats.t.ppf(0.975, 14)
    centre = (p + z**2 / (2 * effective)) / (1 + z**2 / effective)
    half = z / (1 + z**2 / effective) * math.sqrt(p * (1 - p) / effective + z**2 / (4 * effective**2))
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([centre - half, centre + half], abs=1e-12)
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([0.82376, 0.91192], abs=5e-6)


NPS = """
    survey: nps
    respondent: {{{design}}}
    items: {{Q: {{scale: likely11}}}}
    measures: {{nps: {{type: nps, item: Q}}}}
    """


def _clustered_answers() -> pl.DataFrame:
    random = np.random.default_rng(20)
    cluster = np.repeat(np.arange(12), 10)
    level = np.repeat(random.normal(8, 1, 12), 10)
    answers = np.clip(np.round(level + random.normal(0, 2, 120)), 0, 10).astype(int)
    return pl.DataFrame({"Q": answers, "c": [f"c{number}" for number in cluster], "w": random.uniform(0.5, 3, 120)})


@pytest.mark.parametrize(
    ("design", "by_t"), [("weight: w", False), ("cluster: c", True), ("weight: w, cluster: c", True)]
)
def test_nps_interval_at_the_effective_base(scored: Any, design: str, by_t: bool) -> None:
    """n/deff, deff = linearised variance/(npvar/(n − 1)), written out again with numpy."""
    frame = _clustered_answers()
    (row,) = scored(NPS.format(design=design), frame)["nps"].to_dicts()
    w = frame["w"].to_numpy() if "weight" in design else np.ones(120)
    q = frame["Q"].to_numpy()
    x = np.where(q >= 9, 1.0, np.where(q <= 6, -1.0, 0.0))
    mean = float(w @ x / w.sum())
    influence = w * (x - mean) / w.sum()
    units = influence if "cluster" not in design else influence.reshape(12, 10).sum(axis=1)
    variance = len(units) / (len(units) - 1) * float(units @ units - units.sum() ** 2 / len(units))
    assert row["estimate"] == pytest.approx(100 * mean, abs=1e-10)
    assert row["std_error"] == pytest.approx(100 * math.sqrt(variance), abs=1e-10)
    plus, minus = float(w @ (x > 0) / w.sum()), float(w @ (x < 0) / w.sum())
    effective = (plus + minus - mean**2) / 119 / variance * 120
    z = stats.t.ppf(0.975, len(units) - 1) if by_t else stats.norm.ppf(0.975)
    net, extreme = (plus - minus) * effective / (effective + 3), ((plus + minus) * effective + 1.5) / (effective + 3)
    half = z * math.sqrt((extreme - net**2) / (effective + 3))
    wanted = [max(-100, 100 * (net - half)), min(100, 100 * (net + half))]
    assert [row["ci_low"], row["ci_high"]] == pytest.approx(wanted, abs=1e-9)


def test_kish_base_where_the_variance_is_zero(scored: Any) -> None:
    """All promoters: weights 1, 1, 2, 4 → Kish's base 64/22 = 2.9091; (n_eff + ¾·… ) written out."""
    frame = pl.DataFrame({"Q": [10, 9, 10, 10], "w": [1, 1, 2, 4]})
    (row,) = scored(NPS.format(design="weight: w"), frame)["nps"].to_dicts()
    effective = 64 / 22
    net, extreme = effective / (effective + 3), (effective + 1.5) / (effective + 3)
    half = 1.959963984540054 * math.sqrt((extreme - net**2) / (effective + 3))
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([100 * (net - half), min(100, 100 * (net + half))])


@pytest.mark.parametrize(
    ("design", "data", "reason"),
    [
        ("stratum: s", {"s": ["a", "a", "a", "b"]}, "a stratum holds a single sampling unit"),
        ("cluster: c", {"c": ["a", "a", "a", "a"]}, "a stratum holds a single sampling unit"),
        ("weight: w", {"w": [0, 0, 0, 0]}, "all answers in this base have weight 0"),
    ],
)
def test_undefined_errors_have_a_reason_and_no_interval(
    scored: Any, design: str, data: dict[str, list[Any]], reason: str
) -> None:
    (row,) = scored(NPS.format(design=design), pl.DataFrame({"Q": [10, 9, 7, 1], **data}))["nps"].to_dicts()
    assert (row["std_error"], row["ci_low"], row["ci_high"], row["reason"]) == (None, None, None, reason)
    assert row["n"] == 4


def test_a_share_of_an_indicator_is_weighted(scored: Any) -> None:
    """Weights 1 and 3: (1·1 + 3·0)/4."""
    frame = scored(NPS.format(design="weight: w"), pl.DataFrame({"Q": [10, 3], "w": [1, 3]})).frame
    from satindex.frames.design import Design

    (found,) = moments(frame, [Grouping((("top",),))], Design("@w"), {"top": Indicator("Q", "equal", 10)})
    assert Base(found).mean("top").estimate == pytest.approx(0.25)
