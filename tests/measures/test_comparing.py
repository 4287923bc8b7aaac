"""Differences of segments and waves: by hand, against R, and what must hold for any answers."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import satindex as si
from satindex.errors import SurveyError
from satindex.results import picture
from satindex.results.result import Result
from satindex.results.small_bases import COMPLEMENT

SCHOOLS = """
    survey: schools
    respondent: {{{design}segments: [comp.imp, sch.wide]}}
    items: {{api00: {{scale: number}}}}
    measures: {{now: {{type: mean, items: [api00]}}}}
    """
STRATA, CLUSTERS, FPC = "weight: pw, stratum: stype, ", "weight: pw, cluster: dnum, ", "fpc: fpc, "
# R survey 4.1.1: svyttest(api00 ~ comp.imp, design) of apistrat and apiclus1; the p value is of degf(design) − 1.
SVYTTEST = {
    "strat_fpc": ("apistrat", STRATA + FPC, 40.9899300351764, 2.08424329551705, 0.03843418795),
    "clus1_fpc": ("apiclus1", CLUSTERS + FPC, 15.506015037594, 0.925067242997282, 0.37178479464),
    "strat": ("apistrat", STRATA, 40.9899300351764, 2.0556581421834, 0.0411412121277544),
    "weights": ("apistrat", "weight: pw, ", 40.9899300351764, 2.04898532168894, 0.041782561445458),
    "clus1": ("apiclus1", CLUSTERS, 15.506015037594, 0.915856254417055, 0.376418852012407),
}  # fmt: skip


def differences(scores: Any, measure: str, segment: str) -> Result:
    return scores.tables([measure], [segment])[f"{measure} differences by {segment}"]


@pytest.mark.parametrize("name", list(SVYTTEST))
def test_domains_of_a_design(scored: Any, shared: Path, name: str) -> None:
    file, design, estimate, statistic, p_value = SVYTTEST[name]
    scores = scored(SCHOOLS.format(design=design), shared / "data" / "design" / f"{file}.csv")
    (row,) = differences(scores, "now", "comp.imp").to_dicts()
    assert (row["level"], row["other"]) == ("No", "Yes")
    assert -row["estimate"] == pytest.approx(estimate, abs=1e-9)
    assert -row["statistic"] == pytest.approx(statistic, abs=1e-9)
    assert row["p_value"] == pytest.approx(p_value, abs=1e-9)


def test_domains_that_share_clusters(scored: Any, shared: Path) -> None:
    """R: svyby(~api00, ~sch.wide, covmat = TRUE) then svycontrast: 41.319, SE 19.789 (apiclus1, no fpc)."""
    scores = scored(SCHOOLS.format(design="weight: pw, cluster: dnum, "), shared / "data" / "design" / "apiclus1.csv")
    (row,) = differences(scores, "now", "sch.wide").to_dicts()
    assert -row["estimate"] == pytest.approx(41.319, abs=5e-4)
    assert row["std_error"] == pytest.approx(19.789, abs=5e-4)


def test_nps_of_two_groups(shared: Path, scored: Any) -> None:
    """R NPS 1.x nps.test of its example, Apples − Bananas 5.2, SE 8.0122 with n; ours with n − 1: √(250/249) of it."""
    golden = json.loads((shared / "golden" / "servqual_kano_nps_careless.json").read_text(encoding="utf-8"))
    out = golden["nps_two_sample"]["out"]
    apples, bananas = _answers_with(out["nps.x"], 0.5), _answers_with(out["nps.y"], 0.5)
    frame = pl.DataFrame({"Q": [*apples, *bananas], "g": ["Apples"] * 250 + ["Bananas"] * 250})
    definition = "respondent: {segments: [g]}\nitems: {Q: {scale: likely11}}\nmeasures: {nps: {type: nps, item: Q}}"
    (row,) = differences(scored(definition, frame), "nps", "g").to_dicts()
    assert row["estimate"] == pytest.approx(100 * out["delta"], abs=1e-9)
    x = [np.select([np.array(a) >= 9, np.array(a) <= 6], [100.0, -100.0], 0.0) for a in (apples, bananas)]
    assert row["std_error"] == pytest.approx(math.sqrt(sum(np.var(v, ddof=1) / 250 for v in x)), abs=1e-12)


def _answers_with(net: float, extreme: float) -> list[int]:
    """250 answers whose NPS is 100·net."""
    promoters, detractors = round(250 * (extreme + net) / 2), round(250 * (extreme - net) / 2)
    return [10] * promoters + [0] * detractors + [8] * (250 - promoters - detractors)


SIMPLE = """
    respondent: {segments: [g]}
    items: {Q: {scale: number}}
    measures: {m: {type: mean, items: [Q]}}
    """


def test_welch_by_hand(scored: Any) -> None:
    """1, 2, 3 against 4, 6, 8, 10: −5, SE √(1/3 + 20/12), Holm of one test is the test itself."""
    frame = pl.DataFrame({"Q": [1, 2, 3, 4, 6, 8, 10], "g": ["a"] * 3 + ["b"] * 4})
    (row,) = differences(scored(SIMPLE, frame), "m", "g").to_dicts()
    reference = stats.ttest_ind([1, 2, 3], [4, 6, 8, 10], equal_var=False)
    assert row["estimate"] == pytest.approx(-5)
    assert row["std_error"] == pytest.approx(math.sqrt(1 / 3 + 20 / 12))
    assert [row["p_value"], row["p_adjusted"], row["df"]] == pytest.approx(
        [reference.pvalue, reference.pvalue, reference.df]
    )
    low, high = reference.confidence_interval()
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([low, high])
    assert (row["n"], row["n_other"]) == (3, 4)


def test_no_variation_no_test(scored: Any) -> None:
    frame = pl.DataFrame({"Q": [1, 1, 2, 2], "g": ["a", "a", "b", "b"]})
    table = differences(scored(SIMPLE, frame), "m", "g")
    (row,) = table.to_dicts()
    assert (row["estimate"], row["std_error"], row["ci_low"], row["p_value"]) == (-1.0, 0.0, None, None)
    assert row["reason"] == "neither side varies: no test"


def test_missing_levels_are_not_a_group(scored: Any) -> None:
    frame = pl.DataFrame({"Q": [1, 2, 3, 4, 5, 6], "g": ["a", "a", "b", "b", None, None]})
    rows = differences(scored(SIMPLE, frame), "m", "g").to_dicts()
    assert [(row["level"], row["other"]) for row in rows] == [("a", "b")]


def _many(levels: int, each: int = 12) -> pl.DataFrame:
    random = np.random.default_rng(4)
    level = [f"l{number:02d}" for number in range(levels) for _ in range(each)]
    return pl.DataFrame({"Q": random.normal(5, 1, len(level)), "g": level})


@pytest.mark.parametrize(("levels", "rows"), [(30, 435), (31, 31)])
def test_many_levels_against_the_rest(scored: Any, levels: int, rows: int) -> None:
    frame = _many(levels)
    table = differences(scored(SIMPLE, frame), "m", "g")
    assert len(table.rows) == rows
    if levels == 31:
        row = table.to_dicts()[3]
        values = frame["Q"].to_numpy()
        mine, rest = values[36:48], np.delete(values, slice(36, 48))
        reference = stats.ttest_ind(mine, rest, equal_var=False)
        assert (row["level"], row["other"]) == ("l03", "(rest)")
        assert [row["statistic"], row["p_value"]] == pytest.approx([reference.statistic, reference.pvalue])
        assert "31 groups, more than 30" in str(table.explain("en"))


def test_the_rest_under_a_design(scored: Any) -> None:
    """The rest of a clustered design by the same machinery as a segment of two levels."""
    random = np.random.default_rng(8)
    frame = _many(31).with_columns(
        c=pl.Series([f"c{number}" for number in random.integers(0, 20, 372)]), w=pl.Series(random.uniform(0.5, 2, 372))
    )
    frame = frame.with_columns(h=pl.when(pl.col("g") == "l05").then(pl.lit("l05")).otherwise(pl.lit("rest")))
    definition = SIMPLE.replace("segments: [g]", "weight: w, cluster: c, segments: [g, h]")
    scores = scored(definition, frame)
    (wanted,) = differences(scores, "m", "h").to_dicts()
    found = differences(scores, "m", "g").to_dicts()[5]
    for key in ("estimate", "std_error", "statistic", "df", "p_value", "n", "n_other"):
        assert found[key] == pytest.approx(wanted[key], abs=1e-9), key


QUALITY = """
    respondent: {segments: [g]}
    items: {P1..P4: {scale: 1..7}, E1..E4: {scale: 1..7}, Q: {scale: likely11}}
    measures:
      quality:
        type: servqual
        dimensions: {d1: {expected: E1..E2, perceived: P1..P2}, d2: {expected: E3..E4, perceived: P3..P4}}
      nps: {type: nps, item: Q}
      index: {type: composite, components: {c1: {items: P1..P2}, c2: {items: P3..P4}}}
    """


def _survey(n: int = 240, seed: int = 3, groups: str = "abc") -> pl.DataFrame:
    random = np.random.default_rng(seed)
    items = {name: random.integers(1, 8, n) for name in ("P1", "P2", "P3", "P4", "E1", "E2", "E3", "E4")}
    group = random.choice(list(groups), n)
    shift = np.array([{"a": 0, "b": 1, "c": 4}.get(level, 0) for level in group])
    return pl.DataFrame({**items, "P1": np.clip(items["P1"] + shift, 1, 7), "Q": random.integers(0, 11, n), "g": group})


def test_every_headline_row_is_compared(scored: Any) -> None:
    scores = scored(QUALITY, _survey())
    tables = scores.tables(by=["g"])
    assert {row["dimension"] for row in tables["quality differences by g"].to_dicts()} == {"d1", "d2", "overall"}
    assert {row["component"] for row in tables["index differences by g"].to_dicts()} == {"c1", "c2", "overall"}
    assert len(tables["nps differences by g"].rows) == 3


def test_differences_are_those_of_the_rows(scored: Any) -> None:
    tables = scored(QUALITY, _survey()).tables(by=["g"])
    by = {(row["level"], row["dimension"]): row for row in tables["quality by g"].to_dicts()}
    for row in tables["quality differences by g"].to_dicts():
        one, other = by[row["level"], row["dimension"]], by[row["other"], row["dimension"]]
        assert row["estimate"] == pytest.approx(one["estimate"] - other["estimate"], abs=1e-12)
        assert row["std_error"] == pytest.approx(math.hypot(one["std_error"], other["std_error"]), abs=1e-12)


def test_letters_say_what_p_says(scored: Any) -> None:
    tables = scored(QUALITY, _survey()).tables(by=["g"])
    for name, key in (("quality", "dimension"), ("index", "component"), ("nps", None)):
        letters = {(row["level"], row.get(key)): row["letters"] for row in tables[f"{name} by g"].to_dicts()}
        for row in tables[f"{name} differences by g"].to_dicts():
            one, other = (set(letters[row[side], row.get(key)]) for side in ("level", "other"))
            assert bool(one & other) == (row["p_adjusted"] >= 0.05)
    assert len({row["letters"] for row in tables["index by g"].to_dicts() if row["component"] == "c1"}) > 1


def test_holm_within_one_figure_and_bh_by_name(scored: Any) -> None:
    frame = _survey()
    for definition, method in ((QUALITY, "holm"), (QUALITY + "compare: {adjust: bh}\n", "fdr_bh")):
        from statsmodels.stats.multitest import multipletests

        rows = [r for r in differences(scored(definition, frame), "index", "g").to_dicts() if r["component"] == "c1"]
        wanted = multipletests([row["p_value"] for row in rows], method=method)[1]
        assert [row["p_adjusted"] for row in rows] == pytest.approx(list(wanted))


answers = st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 7)), min_size=4, max_size=30)


@given(answers)
@settings(settings.get_profile("costly"))
def test_differences_turn_round_with_the_groups(given_answers: list[tuple[str, int]]) -> None:
    rows = []
    for names in ({"a": "a", "b": "b"}, {"a": "z", "b": "b"}):
        frame = pl.DataFrame({"g": [names[g] for g, _ in given_answers], "Q": [q for _, q in given_answers]})
        rows.append(_loaded(SIMPLE, frame))
    if not rows[0]:
        assert not rows[1]
        return
    (one,), (turned,) = rows
    for key in ("estimate", "statistic"):
        assert one[key] is None if turned[key] is None else one[key] == pytest.approx(-turned[key], abs=1e-9)
    for key in ("std_error", "p_value", "df"):
        assert one[key] == (None if turned[key] is None else pytest.approx(turned[key], abs=1e-9))


def _loaded(definition: str, frame: Any) -> list[dict[str, Any]]:
    from textwrap import dedent

    from satindex.measures.registry import TYPES
    from satindex.survey.load import parse_survey

    survey = parse_survey(dedent(definition) + "small_base: {withhold: 0}\n", "survey.yaml", TYPES)
    found = si.score(si.read_responses(frame, survey)).tables(by=["g"])
    return found["m differences by g"].to_dicts() if "m differences by g" in found else []


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
@pytest.mark.parametrize("design", ["", "weight: w, ", "weight: w, stratum: s, cluster: c, "])
def test_engines_agree(scored: Any, engine: str, design: str) -> None:
    random = np.random.default_rng(5)
    frame = _survey().with_columns(
        w=pl.Series(random.uniform(0.5, 2, 240)),
        s=pl.Series([f"s{at % 3}" for at in range(240)]),
        c=pl.Series([f"c{at % 36}" for at in range(240)]),
        Q=pl.when(pl.arange(0, 240) % 7 == 0).then(None).otherwise(pl.col("Q")),
    )
    definition = QUALITY.replace("{segments", "{" + design + "segments")
    wanted = differences(scored(definition, frame), "nps", "g").to_dicts()
    data: Any = frame
    if engine == "pandas":
        data = pd.DataFrame(frame.to_dict(as_series=False))
    if engine == "duckdb":
        data = duckdb.from_arrow(frame.to_arrow())
    for row, want in zip(differences(scored(definition, data), "nps", "g").to_dicts(), wanted, strict=True):
        assert row == {key: pytest.approx(cell) if isinstance(cell, float) else cell for key, cell in want.items()}


def test_groups_within_clusters_by_brute_force(scored: Any) -> None:
    """Every cluster's influence written out with numpy: Σ over strata n/(n − 1)·Σ(z − z̄)²."""
    random = np.random.default_rng(6)
    n, w = 200, random.uniform(0.5, 2, 200)
    s, c, g = np.arange(n) % 2, random.integers(0, 12, n), random.integers(0, 2, n)
    q = random.normal(5, 1, n) + g
    frame = pl.DataFrame(
        {
            "Q": q,
            "w": w,
            "s": [f"s{v}" for v in s],
            "c": [f"{a}-{b}" for a, b in zip(s, c, strict=True)],
            "g": [f"g{v}" for v in g],
        }
    )
    definition = SIMPLE.replace("segments: [g]", "weight: w, stratum: s, cluster: c, segments: [g]")
    (row,) = differences(scored(definition, frame), "m", "g").to_dicts()
    means = [np.average(q[g == v], weights=w[g == v]) for v in (0, 1)]
    z = np.where(g == 0, w * (q - means[0]) / w[g == 0].sum(), -w * (q - means[1]) / w[g == 1].sum())
    variance = 0.0
    for stratum in (0, 1):
        totals = np.array([z[(s == stratum) & (c == v)].sum() for v in np.unique(c[s == stratum])])
        variance += len(totals) / (len(totals) - 1) * ((totals - totals.mean()) ** 2).sum()
    assert row["std_error"] == pytest.approx(math.sqrt(variance), abs=1e-12)


WAVES = """
    respondent: {id: id, wave: wave}
    items: {Q: {scale: number}}
    measures: {m: {type: mean, items: [Q]}}
    """


def _panel(seed: int = 1, n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    before = random.normal(5, 1, n)
    return before, before + random.normal(0.4, 0.3, n)


def test_the_same_people_twice_are_paired(scored: Any) -> None:
    """All in both waves: scipy.stats.ttest_rel."""
    before, after = _panel()
    ids = [f"p{at}" for at in range(40)]
    frame = pl.DataFrame({"id": ids * 2, "wave": ["1"] * 40 + ["2"] * 40, "Q": [*before, *after]})
    table = differences(scored(WAVES, frame), "m", "wave")
    (row,) = table.to_dicts()
    reference = stats.ttest_rel(after, before)
    assert (row["level"], row["other"], row["pairs"]) == ("2", "1", 40)
    assert [row["statistic"], row["df"], row["p_value"]] == pytest.approx([reference.statistic, 39, reference.pvalue])
    assert "same people" in str(table.explain("en"))


def test_some_people_twice(scored: Any) -> None:
    """Influences by person: variance s₁²/n₁ + s₂²/n₂ − 2·cov over those in both, scaled as in the paired case."""
    before, after = _panel()
    ids = [*(f"p{at}" for at in range(40)), *(f"p{at}" for at in range(15, 55))]
    frame = pl.DataFrame({"id": ids, "wave": ["1"] * 40 + ["2"] * 40, "Q": [*before, *after]})
    (row,) = differences(scored(WAVES, frame), "m", "wave").to_dicts()
    covariance = sum((before[at] - before.mean()) * (after[at - 15] - after.mean()) for at in range(15, 40)) / 39 / 40
    wanted = np.var(before, ddof=1) / 40 + np.var(after, ddof=1) / 40 - 2 * covariance
    assert row["pairs"] == 25
    assert row["std_error"] == pytest.approx(math.sqrt(wanted), abs=1e-12)
    welch = stats.ttest_ind(after, before, equal_var=False)
    assert row["df"] == pytest.approx(24 + (welch.df - 24) / 80 * 30)


@pytest.mark.parametrize(
    ("ids", "definition"),
    [
        ([f"p{at}" for at in range(80)], WAVES),
        ([f"p{at // 2}" for at in range(80)], WAVES),
        ([f"p{at % 40}" for at in range(80)], WAVES + "compare: {panel: no}\n"),
    ],
)
def test_no_panel(scored: Any, ids: list[str], definition: str) -> None:
    """Nobody comes back; an id stands twice in a wave; the definition says that ids are no people."""
    before, after = _panel()
    frame = pl.DataFrame({"id": ids, "wave": ["1"] * 40 + ["2"] * 40, "Q": [*before, *after]})
    (row,) = differences(scored(definition, frame), "m", "wave").to_dicts()
    assert "pairs" not in row
    assert row["statistic"] == pytest.approx(stats.ttest_ind(after, before, equal_var=False).statistic)


def test_a_weighted_panel_has_people_as_clusters(scored: Any) -> None:
    before, after = _panel()
    ids = [f"p{at}" for at in range(40)] * 2
    w = np.tile(np.linspace(0.5, 2, 40), 2)
    frame = pl.DataFrame({"id": ids, "wave": ["1"] * 40 + ["2"] * 40, "Q": [*before, *after], "w": w})
    (row,) = differences(scored(WAVES.replace("{id", "{weight: w, id"), frame), "m", "wave").to_dicts()
    change, share = after - before, w[:40] / w[:40].sum()
    z = share * (change - share @ change)
    assert row["estimate"] == pytest.approx(share @ change)
    assert row["std_error"] == pytest.approx(math.sqrt(40 / 39 * (z @ z)))


@pytest.mark.parametrize("engine", ["polars", "pandas", "duckdb"])
def test_people_without_an_id_are_nobody_else(scored: Any, engine: str) -> None:
    """30 of 40 come back; ten in each wave have no id: the covariance is that of the 30 only."""
    before, after = _panel()
    ids = [*(f"p{at}" for at in range(30)), *[None] * 10] * 2
    frame = pl.DataFrame({"id": ids, "wave": ["1"] * 40 + ["2"] * 40, "Q": [*before, *after]})
    given = {"polars": lambda: frame, "pandas": frame.to_pandas, "duckdb": lambda: duckdb.from_arrow(frame.to_arrow())}
    (row,) = differences(scored(WAVES, given[engine]()), "m", "wave").to_dicts()
    covariance = sum((before[at] - before.mean()) * (after[at] - after.mean()) for at in range(30)) / 39 / 40
    wanted = np.var(before, ddof=1) / 40 + np.var(after, ddof=1) / 40 - 2 * covariance
    assert (row["n"], row["n_other"], row["pairs"]) == (40, 40, 30)
    assert row["std_error"] == pytest.approx(math.sqrt(wanted), abs=1e-12)


def test_people_without_an_id_are_units_of_their_own(scored: Any) -> None:
    """With weights: 50 sampling units, the influences of those with the same id summed."""
    before, after = _panel()
    ids = [*(f"p{at}" for at in range(30)), *[None] * 10] * 2
    frame = pl.DataFrame({"id": ids, "wave": ["1"] * 40 + ["2"] * 40, "Q": [*before, *after], "w": [1.0] * 80})
    (row,) = differences(scored(WAVES.replace("{id", "{weight: w, id"), frame), "m", "wave").to_dicts()
    one, other = (after - after.mean()) / 40, (before - before.mean()) / 40
    z = np.concatenate([one[:30] - other[:30], one[30:], -other[30:]])
    assert row["std_error"] == pytest.approx(math.sqrt(50 / 49 * (z @ z)))


def test_changes_since_the_wave_before(scored: Any) -> None:
    random = np.random.default_rng(2)
    waves = {"1": 5.0, "2": 7.0, "3": 7.05, "4": 4.0}
    q = np.concatenate([random.normal(mean, 0.5, 50) for mean in waves.values()])
    frame = pl.DataFrame({"wave": [wave for wave in waves for _ in range(50)], "Q": q})
    scores = scored(WAVES.replace("id: id, ", ""), frame)
    table = scores["m"].by("wave")
    assert [row["changed"] for row in table.to_dicts()] == [None, "up", None, "down"]
    pairs = [(row["level"], row["other"]) for row in differences(scores, "m", "wave").to_dicts()]
    assert all((later, earlier) in pairs for earlier, later in pairwise(waves))
    spec = picture.spec(table, "en")
    assert spec is not None
    assert {row["shape"] for row in spec["data"]["values"]} == {"up", "down", "same"}


def test_small_groups_are_withheld_from_comparison(scored: Any) -> None:
    frame = _survey(groups="ab").with_columns(g=pl.Series(["a"] * 150 + ["b"] * 60 + ["c"] * 21 + ["d"] * 9))
    scores = scored(QUALITY + "small_base: {flag: 30, withhold: 10}\n", frame)
    tables = scores.tables(by=["g"])
    for row in tables["nps differences by g"].to_dicts():
        sides = {row["level"], row["other"]}
        assert (row["estimate"] is None) == bool(sides & {"c", "d"})
        if "d" in sides:
            assert row["reason"] == "base below 10" or "c" in sides
        elif "c" in sides:
            assert row["reason"] == COMPLEMENT.en
    assert [row["letters"] is None for row in tables["nps by g"].to_dicts()] == [False, False, True, True]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_explained_and_drawn(scored: Any, language: str) -> None:
    for measure in ("quality", "nps", "index"):
        table = differences(scored(QUALITY, _survey()), measure, "g").in_language(language)
        said = str(table.explain())
        assert "Welch" in said
        assert "Holm" in said
        assert picture.spec(table, language)
        assert {"en": "Difference", "zh": "差异"}[language] in str(table)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{adjust: bonferroni}", "compare.adjust: 'bonferroni' is not one of: holm, bh."),
        ("{adjusted: bh}", "compare.adjusted: There is no such key. Did you mean 'adjust'?"),
    ],
)
def test_bad_keys(tmp_path: Path, written: str, message: str) -> None:
    path = tmp_path / "survey.yaml"
    path.write_text(f"compare: {written}\n", encoding="utf-8")
    with pytest.raises(SurveyError) as error:
        si.load_survey(path)
    assert message in str(error.value)


CLASSES = """
    respondent: {id: id, wave: wave, segments: [g]}
    items: {S: {scale: 1..5}, L: {scale: 1..5}, N: {scale: likely11}}
    measures:
      ladder: {type: ladder, levels: {satisfied: {item: S, at_least: 4}, repeats: {item: L, at_least: 5}}}
      top: {type: top_box, item: S, top: 2}
    """


def test_shares_are_compared_class_by_class(scored: Any) -> None:
    random = np.random.default_rng(7)
    n = 120
    frame = pl.DataFrame(
        {
            "id": [f"p{at % 60}" for at in range(n)],
            "wave": ["1"] * 60 + ["2"] * 60,
            "g": random.choice(["a", "b"], n),
            **{name: random.integers(1, 6, n) for name in "SL"},
            "N": random.integers(0, 11, n),
        }
    )
    scores = scored(CLASSES, frame)
    tables = scores.tables(by=["g", "wave"])
    rows = tables["ladder differences by g"].to_dicts()
    by = {(row["level"], row["class"]): row["estimate"] for row in tables["ladder by g"].to_dicts()}
    assert len(rows) == len({key for _, key in by})
    for row in rows:
        assert row["estimate"] == pytest.approx(by["a", row["class"]] - by["b", row["class"]], abs=1e-12)
    assert {row["pairs"] for row in tables["ladder differences by wave"].to_dicts()} == {60}
    (top,) = tables["top differences by g"].to_dicts()
    assert abs(top["estimate"]) <= 100
    assert "Difference" in str(tables["ladder differences by g"])


def test_what_is_no_mean_of_scores_is_not_compared_as_one() -> None:
    """A row whose estimate is not the mean of its column is left out rather than compared wrongly."""
    from dataclasses import dataclass

    from satindex.measures.nps import Nps

    @dataclass(frozen=True)
    class Doubled(Nps):
        def rows(self, base: Any) -> list[Any]:
            (row,) = super().rows(base)
            return [{**row, "estimate": 2 * row["estimate"]}]

    from satindex.measures.registry import TYPES
    from satindex.survey.load import parse_survey

    text = "respondent: {segments: [g]}\nitems: {Q: {scale: likely11}}\nmeasures: {nps: {type: nps, item: Q}}\n"
    scores = si.score(si.read_responses(_survey(), parse_survey(text, "survey.yaml", TYPES)))
    doubled = type(scores)(
        scores.responses, scores.frame, scores.names, {"nps": Doubled("nps", {}, "Q")}, scores.progress
    )
    assert "nps differences by g" not in doubled.tables(by=["g"])
    assert "letters" not in doubled.tables(by=["g"])["nps by g"].columns


@pytest.mark.parametrize("design", ["", "weight: w, stratum: s, ", "weight: w, stratum: s, cluster: c, "])
def test_raked_weights_leave_residuals(scored: Any, design: str) -> None:
    """A contrast of one group alone has the error of its mean; that of what the margins fix has none."""
    from satindex.frames.design import Grouping
    from satindex.frames.moments import moments
    from satindex.stats.base import Base
    from satindex.stats.contrasts import Contrast

    random = np.random.default_rng(9)
    n = 240
    frame = _survey().with_columns(
        w=pl.Series(random.uniform(0.5, 2, n)),
        s=pl.Series([f"s{at % 3}" for at in range(n)]),
        c=pl.Series([f"{at % 3}-{at % 36}" for at in range(n)]),
        x=pl.Series([float(at % 2) for at in range(n)]),
        m=pl.Series(["odd" if at % 2 else "even" for at in range(n)]),
    )
    definition = f"""
    respondent: {{{design}rake: {{m: {{odd: 0.3, even: 0.7}}}}, segments: [g]}}
    items: {{Q: {{scale: likely11}}, x: {{scale: number}}}}
    measures: {{q: {{type: mean, items: [Q]}}, x: {{type: mean, items: [x]}}}}
    """.replace("x: {type: mean", "fixed: {type: mean")
    scores = scored(definition, frame)
    (of,) = moments(scores.frame, [Grouping((("q",), ("fixed",)), "@g", ("a", "b", "c"))], scores.responses.design)
    for group in range(3):
        cross = of.blocks[("q",)].cross[group]
        coefficients = np.zeros((3, 2))
        coefficients[group] = [-cross[0, 1] / cross[0, 0] ** 2, 1 / cross[0, 0]]
        variance, _, _ = Contrast(of, ("q",), coefficients).variance(lost=0)
        assert variance is not None
        assert math.sqrt(variance) == pytest.approx(Base(of, group).mean("q").std_error, rel=1e-9)
    everyone = np.zeros((3, 2))
    blocks = of.blocks[("fixed",)]
    total = blocks.cross.sum(axis=0)
    everyone[:] = [-total[0, 1] / total[0, 0] ** 2, 1 / total[0, 0]]
    variance, _, _ = Contrast(of, ("fixed",), everyone).variance(lost=0)
    assert variance == pytest.approx(0, abs=1e-15)
    assert len(differences(scores, "q", "g").rows) == 3
