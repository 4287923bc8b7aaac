"""Bootstrap errors under sampling designs: those of R's linearisation, within what so many replicates can tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from satindex.measures.scores import Scores

HERE = Path(__file__).parent.parent / "references"
REFERENCES: dict[str, Any] = {}
for name in ("designs", "finite_population", "raking"):
    REFERENCES[name] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
TYPES, WIDE = "stype: {E: 4421, H: 755, M: 1018}", "sch.wide: {'No': 1072, 'Yes': 5122}"
DEFINITION = """
    survey: schools
    respondent: {{{design}, segments: [stype, sch.wide]}}
    {where}
    items: {{api00: {{scale: 0..1000}}}}
    measures:
      now: {{type: mean, items: [api00]}}
      index:
        type: path_index
        constructs: {{first: {{items: [api00]}}, second: {{items: [api00]}}}}
        paths: {{second: first}}
        bootstrap: {{replicates: {number}, seed: 4}}
    """
# 8,000 replicates know a standard error to 1/√16000 = 0.8% of itself; 3% is more than three of those.
NUMBER, NEAR = 8000, 0.03
# R survey 4.1.1: svymean(~api00) of apistrat, apisrs, apiclus1; with fpc, without, and raked or post-stratified.
CASES = {
    "strat with fpc": ("apistrat", "weight: pw, stratum: stype, fpc: fpc", ("finite_population", "strat")),
    "srs with fpc": ("apisrs", "weight: pw, fpc: fpc", ("finite_population", "srs")),
    "clus1 with fpc": ("apiclus1", "weight: pw, cluster: dnum, fpc: fpc", ("finite_population", "clus1")),
    "strat": ("apistrat", "weight: pw, stratum: stype", ("designs", "strat_nofpc")),
    "weights only": ("apistrat", "weight: pw", ("designs", "wts_only")),
    "clus1": ("apiclus1", "weight: pw, cluster: dnum", ("designs", "clus1_nofpc")),
    "raked clus1": ("apiclus1", f"weight: pw, cluster: dnum, rake: {{{TYPES}, {WIDE}}}", ("raking", "rake_clus1")),
    "raked srs": ("apisrs", f"weight: pw, rake: {{{TYPES}, {WIDE}}}", ("raking", "rake_srs")),
    "post-stratified clus1": (
        "apiclus1",
        f"weight: pw, cluster: dnum, rake: {{{TYPES}}}",
        ("raking", "poststrat_clus1"),
    ),
}


def schools(scored: Any, shared: Path, case: str, where: str = "", number: int = NUMBER) -> Scores:
    file, design, _ = CASES[case]
    definition = DEFINITION.format(design=design, where=where, number=number)
    found: Scores = scored(definition, shared / "data" / "design" / f"{file}.csv")
    return found


@pytest.mark.parametrize("case", list(CASES))
def test_errors_are_those_of_r(scored: Any, shared: Path, case: str) -> None:
    """The table of every score, and an index of one item, whose weight is 1 in every replicate."""
    file, name = CASES[case][2]
    wanted = REFERENCES[file][name]["mean_api00"]
    error = wanted["se"] if isinstance(wanted["se"], float) else wanted["se"]["api00"]
    scores = schools(scored, shared, case)
    row = next(row for row in scores.bootstrap(NUMBER, seed=3).to_dicts() if row["score"] == "now")
    assert row["std_error"] == pytest.approx(error, rel=NEAR)
    index = scores["index"].to_dicts()[0]
    assert index["std_error"] == pytest.approx(error / 10, rel=NEAR)


@pytest.mark.parametrize("case", ["strat with fpc", "srs with fpc", "clus1 with fpc", "strat", "weights only", "clus1"])
def test_where_keeps_a_domain_whose_size_varies(scored: Any, shared: Path, case: str) -> None:
    """R: svyby(~api00, ~sch.wide, design, svymean): rows that `where` leaves out are drawn too."""
    file, name = CASES[case][2]
    error = REFERENCES[file][name]["by_schwide"]["se"][1]
    scores = schools(scored, shared, case, where="where: {sch.wide: ['Yes']}")
    row = next(row for row in scores.bootstrap(NUMBER, seed=3).to_dicts() if row["score"] == "now")
    assert row["std_error"] == pytest.approx(error, rel=NEAR)
    assert scores["index"].to_dicts()[0]["std_error"] == pytest.approx(error / 10, rel=NEAR)
    of_level = [
        row for row in schools(scored, shared, case)["index"].by("sch.wide").to_dicts() if row["level"] == "Yes"
    ]
    assert of_level[0]["std_error"] == pytest.approx(error / 10, rel=NEAR)


@pytest.mark.parametrize("design", ["weight: w, ", "stratum: s, cluster: c, ", "weight: w, fpc: N, "])
@pytest.mark.parametrize("more", ["", ", trim: {ratio: 1.6, strict: true}"])
@pytest.mark.parametrize("where", ["", "where: {r: north}", "where: {s: [s0, s1]}"])
def test_raked_errors_are_those_of_residuals(scored: Any, design: str, more: str, where: str) -> None:
    """Against the linearised error of the same mean, R's (test_raking): strata, clusters, domains, trimmed weights."""
    random = np.random.default_rng(5)
    n = 240
    data = pl.DataFrame(
        {
            "x": random.normal(10, 3, n).round(2),
            "g": random.choice(["F", "M"], n, p=[0.7, 0.3]),
            "h": random.choice(["a", "b", "c"], n),
            "s": [f"s{number}" for number in np.repeat([0, 1, 2], n // 3)],
            "c": [f"c{number}" for number in np.repeat(np.arange(n // 4), 4)],
            "w": random.choice([0.5, 1.0, 2.25], n),
            "r": random.choice(["north", "south"], n),
            "N": [480] * n,
        }
    ).with_columns(x=pl.col("x") + 3 * (pl.col("g") == "M") + 2 * (pl.col("h") == "c"))
    definition = f"""
    survey: people
    respondent: {{{design}rake: {{g: {{F: 0.5, M: 0.5}}, h: {{a: 0.2, b: 0.3, c: 0.5}}}}{more}}}
    items: {{x: {{scale: number}}}}
    {where}
    measures: {{one: {{type: mean, items: [x]}}}}
    """
    scores = scored(definition, data)
    error = scores["one"].to_dicts()[0]["std_error"]
    table = scores.bootstrap(NUMBER, seed=2)
    assert table.to_dicts()[0]["std_error"] == pytest.approx(error, rel=0.04)
    assert "in each the weights are fitted to the margins again" in str(table.explain("en"))
    assert ("finite population" in str(table.explain("en"))) == ("fpc" in design)
    assert "每次重新按边际加权" in str(table.explain("zh"))


def test_what_a_margin_fixes_varies_no_more(scored: Any) -> None:
    """The share of women is the margin itself: the same in every replicate."""
    random = np.random.default_rng(1)
    data = pl.DataFrame({"g": random.choice([0, 1], 200, p=[0.7, 0.3]), "x": random.integers(0, 11, 200)})
    definition = """
    survey: women
    respondent: {rake: {g: {0: 0.5, 1: 0.5}}}
    items: {x: {scale: 0..10}, g: {scale: 0..1}}
    measures: {women: {type: mean, items: [g]}, liking: {type: mean, items: [x]}}
    """
    rows = {row["score"]: row for row in scored(definition, data).bootstrap(500, seed=1).to_dicts()}
    assert rows["women"]["std_error"] == pytest.approx(0, abs=1e-6)
    assert rows["liking"]["std_error"] > 0.1


def test_a_census_has_no_error_and_a_lonely_stratum_no_bootstrap(scored: Any) -> None:
    data = pl.DataFrame({"A": [1, 5, 3, 2], "B": [2, 4, 4, 1], "N": [4] * 4, "s": ["a", "a", "a", "b"]})
    definition = """
    survey: few
    respondent: {{{design}}}
    items: {{A: {{scale: 1..5}}, B: {{scale: 1..5}}}}
    measures:
      m: {{type: mean, items: [A, B]}}
      index: {{type: composite, weights: {{method: pca}}, components: {{a: {{items: [A]}}, b: {{items: [B]}}}}}}
    """
    scores = scored(definition.format(design="fpc: N"), data)
    assert [row["std_error"] for row in scores.bootstrap(100, seed=1).to_dicts()] == pytest.approx([0] * 4, abs=1e-12)
    assert scores["index"].to_dicts()[-1]["std_error"] == pytest.approx(0, abs=1e-12)
    lonely = scored(definition.format(design="stratum: s"), data)
    for row in (*lonely.bootstrap(100, seed=1).to_dicts(), lonely["index"].to_dicts()[-1]):
        assert (row["std_error"], row["ci_low"]) == (None, None)
        assert row["reason"] == "a stratum holds a single sampling unit"


@pytest.mark.parametrize("engine", ["pandas", "duckdb"])
def test_engines_agree(scored: Any, shared: Path, engine: str) -> None:
    file, design, _ = CASES["raked clus1"]
    definition = DEFINITION.format(design=design, where="where: {sch.wide: ['Yes']}", number=200)
    definition = definition.replace("sch.wide", "wide")
    data = pl.read_csv(shared / "data" / "design" / f"{file}.csv").rename({"sch.wide": "wide"})
    given = data.to_pandas() if engine == "pandas" else duckdb.sql("select * from data")
    wanted, found = (scored(definition, each).bootstrap(200, seed=1).to_dicts() for each in (data, given))
    for row, other in zip(wanted, found, strict=True):
        assert other == {key: pytest.approx(cell) if isinstance(cell, float) else cell for key, cell in row.items()}


def test_rows_may_come_in_another_order_at_each_reading(scored: Any) -> None:
    """A relation that DuckDB shuffles whenever it is asked: units are clusters, so that their order changes nothing."""
    random = np.random.default_rng(3)
    data = pl.DataFrame(
        {
            **{name: random.integers(1, 8, 120) for name in ("A1", "A2", "B1", "B2")},
            "k": [f"k{at:02d}" for at in np.arange(120) // 5],
            "g": random.choice(["x", "y"], 120),
        }
    ).with_columns(A2=pl.col("A1"), B1=(pl.col("A1") + pl.col("B1")) // 2, B2=(pl.col("A1") + pl.col("B2")) // 2)
    definition = """
    survey: shuffled
    respondent: {cluster: k, segments: [g]}
    items: {A1..A2: {scale: 1..7}, B1..B2: {scale: 1..7}}
    measures:
      paths:
        type: path_index
        constructs: {a: {items: A1..A2}, b: {items: B1..B2}}
        paths: {b: a}
        bootstrap: {replicates: 100}
      parts:
        type: composite
        weights: {method: entropy, replicates: 100}
        components: {a: {items: A1..A2}, b: {items: B1..B2}}
    """
    shuffled = duckdb.from_arrow(data.to_arrow()).order("random()")
    one, other = (scored(definition, each).tables(by=["g"]) for each in (data, shuffled))
    for name, table in one.items():
        for row, found in zip(table.to_dicts(), other[name].to_dicts(), strict=True):
            wanted = {
                key: pytest.approx(cell, rel=1e-6) if isinstance(cell, float) else cell for key, cell in row.items()
            }
            assert found == wanted, name
