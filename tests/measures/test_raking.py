"""Raked weights through definitions: R survey 4.1.1, the formula written out on raw rows, and what can't be raked."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from satindex.errors import DataError, FigureError
from satindex.frames.design import Grouping
from satindex.frames.moments import moments
from satindex.measures.scores import Scores
from satindex.stats.base import Base

REFERENCES = json.loads((Path(__file__).parent.parent / "references" / "raking.json").read_text(encoding="utf-8"))
TYPES, WIDE = "stype: {E: 4421, H: 755, M: 1018}", "sch.wide: {'No': 1072, 'Yes': 5122}"
PERSON = {
    "rake_clus1": ("apiclus1.csv", f"cluster: dnum, rake: {{{TYPES}, {WIDE}}}"),
    "poststrat_clus1": ("apiclus1.csv", f"cluster: dnum, rake: {{{TYPES}}}"),
    # A linear calibration to one margin is post-stratification.
    "greg_clus1": ("apiclus1.csv", f"cluster: dnum, rake: {{{TYPES}}}"),
    "rake_srs": ("apisrs.csv", f"rake: {{{TYPES}, {WIDE}}}"),
}
DEFINITION = """
    survey: schools
    respondent: {{weight: pw, {design}, segments: [stype, sch.wide]}}
    items: {{api00: {{scale: number}}}}
    measures: {{now: {{type: mean, items: [api00]}}}}
    """


def _weights(scores: Scores) -> np.ndarray[Any, Any]:
    return scores.to_frame()["raked_weight"].to_numpy()


@pytest.mark.parametrize("design", list(PERSON))
def test_weights_and_errors_of_r(scored: Any, shared: Path, design: str) -> None:
    file, person = PERSON[design]
    scores, wanted = scored(DEFINITION.format(design=person), shared / "data" / "design" / file), REFERENCES[design]
    if "weights" in wanted:
        assert _weights(scores) == pytest.approx(np.array(wanted["weights"]), rel=1e-6)
    (row,) = scores["now"].to_dicts()
    assert row["estimate"] == pytest.approx(wanted["mean_api00"]["est"], rel=1e-9)
    assert row["std_error"] == pytest.approx(wanted["mean_api00"]["se"], rel=1e-8)
    assert scores.responses.weighting.design_effect == pytest.approx(wanted["kish_deff"], rel=1e-8)
    assert scores.responses.weighting.effective_base == pytest.approx(wanted["kish_neff"], rel=1e-8)


def test_shares_or_counts_give_the_same_figures(scored: Any, shared: Path) -> None:
    file, person = PERSON["rake_clus1"]
    shares = re.sub(r"\d{3,4}", lambda count: str(int(count[0]) / 6194), person)
    rows = [
        scored(DEFINITION.format(design=one), shared / "data" / "design" / file)["now"].to_dicts()[0]
        for one in (person, shares)
    ]
    assert rows[1]["estimate"] == pytest.approx(rows[0]["estimate"], rel=1e-10)
    assert rows[1]["std_error"] == pytest.approx(rows[0]["std_error"], rel=1e-9)


def test_trimmed_weights_of_r(scored: Any, shared: Path) -> None:
    """R: trimWeights(rake_clus1, upper = 55)."""
    file, person = PERSON["rake_clus1"]
    scores = scored(DEFINITION.format(design=f"{person}, trim: {{cap: 55}}"), shared / "data" / "design" / file)
    assert _weights(scores) == pytest.approx(np.array(REFERENCES["trim"]["weights"]), rel=1e-6)
    raked, trimmed = scores.responses.audit.notes
    assert str(raked).startswith("weights raked to stype, sch.wide in ")
    assert str(trimmed) == (
        "3 weights trimmed at 55, the excess shared over the others; the margins no longer hold exactly: "
        "stype = H is 11.64% instead of 12.19%"
    )


def test_what_a_margin_fixes_has_no_error(scored: Any, shared: Path) -> None:
    file, person = PERSON["rake_clus1"]
    scores = scored(DEFINITION.format(design=person), shared / "data" / "design" / file)
    frame = scores.frame.with_columns((scores.frame["@stype"] == "E").cast(scores.frame["now"].dtype).alias("is"))
    (found,) = moments(frame, [Grouping((("is",),))], scores.responses.design)
    share = Base(found).mean("is")
    assert share.estimate == pytest.approx(4421 / 6194, rel=1e-10)
    assert share.std_error == pytest.approx(0, abs=1e-9)


def _people(seed: int = 5, n: int = 240) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "x": random.normal(10, 3, n).round(2),
            "y": [None if random.random() < 0.2 else float(v) for v in random.normal(5, 2, n).round(2)],
            "g": random.choice(["F", "M"], n, p=[0.7, 0.3]),
            "h": random.choice(["a", "b", "c"], n),
            "s": [f"s{number}" for number in np.repeat([0, 1, 2], n // 3)],
            "c": [f"c{number}" for number in np.repeat(np.arange(n // 10), 10)],
            "w": random.choice([0.5, 1.0, 2.25], n),
            "r": random.choice(["north", "south"], n),
        }
    )


PEOPLE = """
    survey: people
    respondent: {{{design}rake: {{g: {{F: 0.5, M: 0.5}}, h: {{a: 0.2, b: 0.3, c: 0.5}}}}{more}, segments: [r]}}
    items: {{x: {{scale: number}}, y: {{scale: number}}}}
    {where}
    measures: {{one: {{type: mean, items: [x]}}, two: {{type: mean, items: [y]}}}}
    """


def _written_out(data: pl.DataFrame, weights: np.ndarray[Any, Any], column: str, design: str, base: Any) -> float:
    """The error of a domain's mean from residuals on the margins, one unit after another."""
    before = data["w"].to_numpy() if "weight" in design else np.ones(len(data))
    y = data[column].to_numpy()
    inside = base & ~np.isnan(y)
    total = weights[inside].sum()
    mean = weights[inside] @ y[inside] / total
    influence = np.where(inside, (np.nan_to_num(y) - mean) / total, 0.0)
    x = np.column_stack([(data["g"] == "M"), *((data["h"] == level) for level in "abc")]).astype(float)
    slopes = np.linalg.lstsq(x * np.sqrt(before)[:, None], influence * np.sqrt(before), rcond=None)[0]
    residual = weights * (influence - x @ slopes)
    strata = data["s"].to_list() if "stratum" in design else [""] * len(data)
    clusters = data["c"].to_list() if "cluster" in design else list(range(len(data)))
    variance = 0.0
    for stratum in sorted(set(strata)):
        totals: dict[Any, float] = {}
        for at, mine in enumerate(strata):
            if mine == stratum:
                totals[clusters[at]] = totals.get(clusters[at], 0.0) + float(residual[at])
        t, n = np.array(list(totals.values())), len(totals)
        variance += n / (n - 1) * float(((t - t.mean()) ** 2).sum())
    return math.sqrt(variance)


@pytest.mark.parametrize(
    "design", ["", "weight: w, ", "weight: w, stratum: s, ", "cluster: c, ", "stratum: s, cluster: c, "]
)
@pytest.mark.parametrize("more", ["", ", trim: {ratio: 1.6, strict: true}", ", trim: 1.8"])
def test_errors_are_those_of_residuals_on_the_margins(scored: Any, design: str, more: str) -> None:
    """All respondents, those of a segment, those of `where`; a column with missing answers; trimmed weights."""
    data = _people()
    scores = scored(PEOPLE.format(design=design, more=more, where=""), data)
    weights = _weights(scores)
    everyone, north = np.ones(len(data), dtype=bool), (data["r"] == "north").to_numpy()
    for name, column in (("one", "x"), ("two", "y")):
        (row,) = scores[name].to_dicts()
        assert row["std_error"] == pytest.approx(_written_out(data, weights, column, design, everyone), rel=1e-9)
        (first, _) = scores[name].by("r").to_dicts()
        wanted = _written_out(data, weights, column, design, north)
        assert (first["level"], first["std_error"]) == ("north", pytest.approx(wanted, rel=1e-9))
    kept = scored(PEOPLE.format(design=design, more=more, where="where: {r: north}"), data)
    (row,) = kept["two"].to_dicts()
    assert row["std_error"] == pytest.approx(wanted, rel=1e-9)


def test_where_that_leaves_out_a_whole_stratum(scored: Any) -> None:
    """Its residuals still count: it is a part of the sample that was raked."""
    data = _people()
    design = "stratum: s, cluster: c, "
    scores = scored(PEOPLE.format(design=design, more="", where="where: {s: [s0, s1]}"), data)
    weights = _weights(scored(PEOPLE.format(design=design, more="", where=""), data))
    (row,) = scores["one"].to_dicts()
    inside = data["s"].is_in(["s0", "s1"]).to_numpy()
    assert row["std_error"] == pytest.approx(_written_out(data, weights, "x", design, inside), rel=1e-9)
    assert row["n"] == 160


def test_every_engine_gives_the_same(scored: Any) -> None:
    data = _people()
    definition = PEOPLE.format(design="weight: w, cluster: c, ", more=", trim: 1.5", where="")
    relation = duckdb.sql("SELECT * FROM data ORDER BY x, y, g, h, s, c, w, r")
    rows = [scored(definition, each)["two"].to_dicts()[0] for each in (data, data.to_pandas(), relation)]
    for row in rows[1:]:
        assert row["estimate"] == pytest.approx(rows[0]["estimate"], rel=1e-12)
        assert row["std_error"] == pytest.approx(rows[0]["std_error"], rel=1e-10)


def test_margins_that_determine_each_other(scored: Any) -> None:
    """The same column under two names: no further dummy is free, and the errors are those of one margin."""
    data = _people().with_columns(pl.col("g").alias("again"))
    twice = PEOPLE.format(design="", more="", where="").replace(
        "h: {a: 0.2, b: 0.3, c: 0.5}", "again: {F: 0.5, M: 0.5}"
    )
    once = twice.replace(", again: {F: 0.5, M: 0.5}", "")
    rows = [scored(definition, data)["one"].to_dicts()[0] for definition in (twice, once)]
    assert rows[0]["std_error"] == pytest.approx(rows[1]["std_error"], rel=1e-10)


SMALL = """
    survey: small
    respondent: {{rake: {rake}}}
    scales: {{sex: {{codes: {{1: 1, 2: 2}}, labels: {{en: [Woman, Man]}}}}}}
    derive: {{band: {{from: age, bands: [30]}}}}
    items: {{Q: {{scale: likely11}}, sex: {{scale: sex}}}}
    measures: {{m: {{type: mean, items: [Q]}}}}
    """
DATA = pl.DataFrame({"Q": [10, 8, 6, 0], "sex": [1, 1, 1, 2], "age": [20, 40, 50, 25], "g": ["F", "F", "F", "m "]})


@pytest.mark.parametrize("rake", ["{sex: {Woman: 0.5, Man: 0.5}}", "{sex: {1: 50, 2: 50}}", "{g: {f: 200, M: 200}}"])
def test_levels_are_forgiven_like_answers(scored: Any, rake: str) -> None:
    """Women weigh 2/3 each, the man 2: (8·2 + 0·2)/4 = 4."""
    scores = scored(SMALL.format(rake=rake), DATA)
    (row,) = scores["m"].to_dicts()
    assert row["estimate"] == pytest.approx(4)
    assert scores.responses.weighting.design_effect == pytest.approx(4 * (3 * 4 / 9 + 4) / 16)


def test_a_derived_column_can_be_a_margin(scored: Any) -> None:
    """Below 30: 10 and 0; above: 8 and 6: a quarter of 5 and three quarters of 7."""
    scores = scored(SMALL.format(rake="{band: {<30: 0.25, 30+: 0.75}}"), DATA)
    assert scores["m"].to_dicts()[0]["estimate"] == pytest.approx(0.25 * 5 + 0.75 * 7)


@pytest.mark.parametrize(
    ("rake", "said"),
    [
        (
            "{g: {F: 0.5, X: 0.5}}",
            "respondent.rake.g does not list 'm' (1 ×), which the sample holds. It lists: F, X.",
        ),
        (
            "{g: {F: 0.5, M: 0.4, X: 0.1}}",
            "nobody in the sample is 'X' in 'g', which respondent.rake gives a target; merge the level with another "
            "one (derive: merge).",
        ),
        ("{h: {F: 0.5, M: 0.5}}", "the export has no column 'h'. There are: band, Q, sex, age, g."),
    ],
)
def test_what_is_wrong_is_said(scored: Any, rake: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        scored(SMALL.format(rake=rake), DATA)
    assert str(caught.value) == said


def test_counts_of_fewer_people_than_the_sample_has(scored: Any) -> None:
    """Percentages of which one was left out sum to 80: not a population of 80, where 120 were asked."""
    data = pl.concat([DATA] * 30)
    with pytest.raises(DataError) as caught:
        scored(SMALL.format(rake="{g: {F: 50, M: 30}}"), data)
    assert str(caught.value) == (
        "the targets of respondent.rake.g sum to 80: that is neither 1 (shares) nor 100 (percentages), and as counts "
        "of people fewer than the 120 in the sample."
    )


def test_margins_that_no_weights_reach(scored: Any) -> None:
    """Every man is below 30, so that men can't be more than those below 30."""
    rake = "{g: {F: 0.3, M: 0.7}, band: {<30: 0.4, 30+: 0.6}}"
    with pytest.raises(FigureError, match=r"^raking has not converged after 10000 rounds: 'g' = 'F' has "):
        scored(SMALL.format(rake=rake), DATA)


def test_rows_without_a_level_are_set_aside(scored: Any) -> None:
    data = DATA.with_columns(pl.Series("g", ["F", "F", None, "M"]))
    scores = scored(SMALL.format(rake="{g: {F: 0.5, M: 0.5}}"), data)
    (entry,) = scores.responses.audit.set_aside
    assert (str(entry.reason), entry.count) == ("no 'g' to weight by", 1)
    assert scores["m"].to_dicts()[0]["estimate"] == pytest.approx((9 + 0) / 2)


def test_rounded_margins_are_scaled_and_noted(scored: Any) -> None:
    scores = scored(SMALL.format(rake="{g: {F: 33.3, M: 66.6}}"), DATA)
    assert str(scores.responses.audit.notes[1]) == "the targets of 'g' sum to 99.9; they were scaled to 100"
    assert scores.responses.weighting.levels[0].after == pytest.approx(1 / 3)


def test_the_explanation_says_how_errors_were_made(scored: Any) -> None:
    scores = scored(SMALL.format(rake="{g: {F: 0.5, M: 0.5}}"), DATA)
    english, chinese = str(scores["m"].explain("en")), str(scores["m"].explain("zh"))
    assert (
        "Errors: linearised for the declared design (weights raked to g), from the residuals of the influences on the "
        "margins: what the margins fix has no error."
    ) in english
    assert (
        "误差：按声明的抽样设计（按 g 加权）线性化，取影响值对各边际回归的残差：由边际决定的部分没有误差。" in chinese
    )
    assert "Deming" in english
    assert "Lumley" in english
