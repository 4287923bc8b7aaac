"""`tables:` against R survey 4.1.1, by hand, several answers in a cell, small bases, bad definitions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import satindex as si
from satindex.analysis.parts.crosstabs import part
from satindex.errors import SurveyError
from satindex.measures.registry import TYPES
from satindex.responses.multi import parts
from satindex.results.result import Result
from satindex.survey.load import parse_survey

SCHOOLS = """
    survey: schools
    respondent: {{{design}segments: [stype]}}
    items: {{wide: {{scale: yes_no, column: sch.wide}}}}
    tables: {{t: {{items: wide, by: stype}}}}
    """
STRATA, CLUSTERS, FPC = "weight: pw, stratum: stype, ", "weight: pw, cluster: dnum, ", "fpc: fpc, "
# R survey 4.1.1: svychisq(~sch.wide + stype, design, statistic = "F"): F, ndf, ddf, p.
SVYCHISQ = {
    "strat_fpc": ("apistrat", STRATA + FPC, 17.2474439638888, 1.828671504164, 360.2482863, 2.0350464e-07),
    "clus1_fpc": ("apiclus1", CLUSTERS + FPC, 5.19336954147488, 1.494639777707, 20.92495689, .02174746237),
    "strat": ("apistrat", STRATA, 16.5463864896005, 1.841337627544, 362.7435126, 3.4024309e-07),
    "weights": ("apistrat", "weight: pw, ", 16.7195776045142, 1.838123807812, 365.7866378, 2.97784923e-07),
    "clus1": ("apiclus1", CLUSTERS, 5.09046261528977, 1.494639777707, 20.92495689, .0230716168),
}  # fmt: skip


def tables_of(scores: Any) -> dict[str, Result]:
    found = part(scores)
    assert found is not None
    return dict(found.tables)


@pytest.mark.parametrize("name", list(SVYCHISQ))
def test_rao_scott(scored: Any, shared: Path, name: str) -> None:
    file, design, *wanted = SVYCHISQ[name]
    scores = scored(SCHOOLS.format(design=design), shared / "data" / "design" / f"{file}.csv")
    (row,) = tables_of(scores)["t.tests"].to_dicts()
    assert row["test"] == "Rao–Scott F"
    assert [row["statistic"], row["df"], row["df_residual"], row["p_value"]] == pytest.approx(wanted, rel=1e-8)


def test_shares_of_a_clustered_design(scored: Any, shared: Path) -> None:
    """apiclus1, share of sch.wide = Yes .87432, Wilson's interval with t at n/deff .82376–.91192 (own computation)."""
    scores = scored(SCHOOLS.format(design="weight: pw, cluster: dnum, "), shared / "data" / "design" / "apiclus1.csv")
    row = next(r for r in tables_of(scores)["t"].to_dicts() if (r["level"], r["answer"]) == ("(total)", "Yes"))
    assert [row["estimate"], row["ci_low"], row["ci_high"]] == pytest.approx([0.87432, 0.82376, 0.91192], abs=5e-6)


SIMPLE = """
    respondent: {segments: [g]}
    items: {A: {scale: 1..3}}
    tables: {t: {items: [A], by: [g]}}
    """
COUNTS = {("x", 1): 30, ("x", 2): 20, ("x", 3): 10, ("y", 1): 10, ("y", 2): 15, ("y", 3): 35}
FRAME = pl.DataFrame(
    {
        "g": [g for (g, _), n in COUNTS.items() for _ in range(n)] + ["x", None],
        "A": [a for (_, a), n in COUNTS.items() for _ in range(n)] + [None, 2],
    }
)


def _by(table: Result) -> dict[tuple[str, float], dict[str, Any]]:
    return {(row["level"], row["code"]): row for row in table.to_dicts()}


def test_column_percent_by_hand(scored: Any) -> None:
    """30 of 60 and 10 of 60; Wilson; the missing answer is in no base, the missing group in no test."""
    tables = tables_of(scored(SIMPLE, FRAME))
    found = _by(tables["t"])
    assert [found["x", 1][key] for key in ("count", "estimate", "n", "n_effective")] == [30, 0.5, 60, 60]
    assert found["y", 1]["estimate"] == pytest.approx(1 / 6)
    assert found["x", 1]["std_error"] == pytest.approx((0.25 / 59) ** 0.5)
    assert (found["(missing)", 2]["n"], found["(total)", 2]["n"]) == (1, 121)
    assert found["(total)", 2]["estimate"] == pytest.approx(36 / 121)
    wilson = stats.binomtest(30, 60).proportion_ci(method="wilson")
    assert [found["x", 1]["ci_low"], found["x", 1]["ci_high"]] == pytest.approx([wilson.low, wilson.high])
    assert [found["x", code]["letters"] for code in (1, 2, 3)] == ["a", "a", "b"]
    assert [found["y", code]["letters"] for code in (1, 2, 3)] == ["b", "a", "a"]


def test_pearson_and_cramer(scored: Any) -> None:
    """scipy.stats.chi2_contingency and scipy.stats.contingency.association of the 2 × 3 counts."""
    (row,) = tables_of(scored(SIMPLE, FRAME))["t.tests"].to_dicts()
    counts = np.array([[30, 20, 10], [10, 15, 35]])
    wanted = stats.chi2_contingency(counts, correction=False)
    assert [row["statistic"], row["df"], row["p_value"]] == pytest.approx([wanted.statistic, 2, wanted.pvalue])
    assert row["cramers_v"] == pytest.approx(stats.contingency.association(counts, method="cramer"))
    assert (row["n"], row["low_expected"]) == (120, 0)


@pytest.mark.parametrize(("percent", "base"), [("row", 40), ("total", 120)])
def test_row_and_total_percent(scored: Any, percent: str, base: int) -> None:
    found = _by(tables_of(scored(SIMPLE.replace("by: [g]", f"by: [g], percent: {percent}"), FRAME))["t"])
    assert set(found) == {(g, float(a)) for g, a in COUNTS}
    assert (found["x", 1]["estimate"], found["x", 1]["n"]) == (pytest.approx(30 / base), base)
    total = {1: 40, 2: 35, 3: 45}
    for (g, a), count in COUNTS.items():
        assert found[g, a]["estimate"] == pytest.approx(count / (total[a] if percent == "row" else 120))


def test_reversed_items_show_their_answers_as_given(scored: Any) -> None:
    plain = _by(tables_of(scored(SIMPLE, FRAME))["t"])
    turned = _by(tables_of(scored(SIMPLE.replace("1..3}", "1..3, reverse: true}"), FRAME))["t"])
    assert {key: row["count"] for key, row in plain.items()} == {key: row["count"] for key, row in turned.items()}


@pytest.mark.parametrize("design", ["weight: w, ", "cluster: c, ", "weight: w, stratum: s, cluster: c, "])
@pytest.mark.parametrize("percent", ["column", "row", "total"])
def test_errors_by_brute_force(scored: Any, design: str, percent: str) -> None:
    """Every unit's influence on the ratio of two weighted counts, written out."""
    random = np.random.default_rng(3)
    n = 160
    frame = pl.DataFrame(
        {
            "A": random.integers(1, 4, n),
            "g": random.choice(["x", "y", "z"], n),
            "w": random.uniform(0.5, 2, n),
            "s": [f"s{at % 2}" for at in range(n)],
            "c": [f"{at % 2}-{value}" for at, value in enumerate(random.integers(0, 9, n))],
        }
    )
    definition = SIMPLE.replace("{segments", "{" + design + "segments").replace(
        "by: [g]", f"by: [g], percent: {percent}"
    )
    found = _by(tables_of(scored(definition, frame))["t"])
    a, g = frame["A"].to_numpy(), frame["g"].to_numpy()
    w = frame["w"].to_numpy() if "weight" in design else np.ones(n)
    base = {"column": g == "y", "row": a == 2, "total": np.ones(n, dtype=bool)}[percent]
    top = w * ((a == 2) & (g == "y"))
    share = top.sum() / (w * base).sum()
    z = (top - share * w * base) / (w * base).sum()
    stratum = frame["s"].to_numpy() if "stratum" in design else np.zeros(n)
    unit = frame["c"].to_numpy() if "cluster" in design else np.arange(n)
    variance = 0.0
    for h in np.unique(stratum):
        totals = pd.Series(z[stratum == h]).groupby(unit[stratum == h]).sum().to_numpy()
        variance += len(totals) / (len(totals) - 1) * ((totals - totals.mean()) ** 2).sum()
    assert found["y", 2]["estimate"] == pytest.approx(share, abs=1e-12)
    assert found["y", 2]["std_error"] == pytest.approx(variance**0.5, abs=1e-12)


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from([1, 2, 3, None])), min_size=1, max_size=60))
@settings(settings.get_profile("costly"))
def test_shares_sum_to_one(rows: list[tuple[str, int | None]]) -> None:
    frame = pl.DataFrame({"g": [g for g, _ in rows], "A": pl.Series([a for _, a in rows], dtype=pl.Int64)})
    survey = parse_survey(SIMPLE.replace("\n    ", "\n") + "\nsmall_base: {withhold: 0}\n", "survey.yaml", TYPES)
    found = tables_of(si.score(si.read_responses(frame, survey)))["t"].to_dicts()
    for level in {g for g, _ in rows}:
        shares = [row["estimate"] for row in found if row["level"] == level]
        given_any = any(g == level and a is not None for g, a in rows)
        assert (sum(shares) == pytest.approx(1)) if given_any else shares == [None] * 3


MULTI = """
    respondent: {segments: [g]}
    items: {M: {scale: multi}}
    tables: {t: {items: [M], by: [g]}}
    """
CELLS = pl.DataFrame(
    {"g": ["x"] * 3 + ["y"] * 3, "M": ["price┋staff", "price", "", "staff;price;speed", "speed|", None]}
)


def _multi(scores: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["level"], row["answer"]): row for row in tables_of(scores)["t"].to_dicts()}


def test_several_answers_by_respondents(scored: Any) -> None:
    """x: two answered, both price, one staff; y: two answered, price 1, staff 1, speed 2."""
    found = _multi(scored(MULTI, CELLS))
    shares = {key: (row["count"], row["estimate"], row["n"]) for key, row in found.items()}
    assert shares["x", "price"] == (2, 1.0, 2)
    assert shares["x", "staff"] == (1, 0.5, 2)
    assert shares["x", "speed"] == (0, 0.0, 2)
    assert shares["y", "speed"] == (2, 1.0, 2)
    assert shares["(total)", "price"] == (3, 0.75, 4)


def test_several_answers_by_responses(scored: Any) -> None:
    """x: 3 responses, y: 4."""
    found = _multi(scored(MULTI.replace("by: [g]", "by: [g], base: responses"), CELLS))
    shares = {key: (row["count"], row["estimate"], row["n"]) for key, row in found.items()}
    assert shares["x", "price"] == (2, pytest.approx(2 / 3), 3)
    assert shares["y", "speed"] == (2, 0.5, 4)
    assert shares["(total)", "staff"] == (2, pytest.approx(2 / 7), 7)


def test_several_answers_have_no_chi_square(scored: Any) -> None:
    (row,) = tables_of(scored(MULTI, CELLS))["t.tests"].to_dicts()
    assert (row["p_value"], row["reason"]) == (None, "several answers each: no χ² of the whole table")


def test_the_longest_known_answer_comes_first() -> None:
    known = ["fast", "fast; and friendly", "cheap"]
    assert parts("fast; and friendly;cheap", known) == ("fast; and friendly", "cheap")
    assert parts("fast;cheap", known) == ("fast", "cheap")
    assert parts("Fast；CHEAP\n", known) == ("fast", "cheap")
    assert parts("其他〖13800138000〗┋price") == ("其他", "price")


def test_what_the_item_does_not_list_stands_together(scored: Any) -> None:
    definition = MULTI.replace("{scale: multi}", "{scale: multi, options: [price, staff, queue]}")
    found = _multi(scored(definition, CELLS))
    assert (found["y", "other answers"]["count"], found["y", "queue"]["count"]) == (2, 0)
    assert ("y", "speed") not in found


def test_rare_answers_that_nobody_declared_are_not_shown(scored: Any) -> None:
    """They may be written by hand: with `withhold: 2` an answer given once is one of the others."""
    frame = CELLS.with_columns(M=pl.Series(["price", "price", "call me on 13800138000", "price", "price", "price"]))
    found = _multi(scored(MULTI + "small_base: {withhold: 2}\n", frame))
    assert {answer for _, answer in found} == {"price", "other answers"}


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_engines_agree(scored: Any, engine: str) -> None:
    data: Any = CELLS
    if engine == "pandas":
        data = pd.DataFrame(CELLS.to_dict(as_series=False))
    if engine == "duckdb":
        import duckdb

        data = duckdb.from_arrow(CELLS.to_arrow())
    wanted = _multi(scored(MULTI, CELLS))
    for key, row in _multi(scored(MULTI, data)).items():
        assert row == {name: pytest.approx(c) if isinstance(c, float) else c for name, c in wanted[key].items()}


def test_small_columns_are_withheld(scored: Any) -> None:
    frame = pl.concat([FRAME.drop_nulls(), pl.DataFrame({"g": ["z"] * 9, "A": [1] * 9})])
    table = tables_of(scored(SIMPLE + "small_base: {withhold: 10}\n", frame))["t"]
    for row in table.to_dicts():
        if row["level"] == "z":
            assert (row["estimate"], row["count"], row["letters"], row["reason"]) == (None, None, None, "base below 10")
    withheld = {row["level"] for row in table.to_dicts() if row["estimate"] is None}
    assert len(withheld) == 2  # z, and one more: else the total would give z away


def test_in_a_report(scored: Any, tmp_path: Path) -> None:
    scores = scored(SIMPLE.replace("{items: [A]", "{title: {zh: 回答, en: Answers}, items: [A]"), FRAME)
    analysis = si.analyse(scores)
    assert next(section for section in analysis.sections if section.key == "tables").tables == (
        "t",
        "t.means",
        "t.tests",
    )
    assert "Wilson" in str(analysis.tables["t"].explain("en"))
    assert "检验" in str(analysis.tables["t"].explain("zh"))
    for name in ("report.html", "report.xlsx", "report.json"):
        si.write_report(analysis, tmp_path / name)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{t: {items: [B], by: [g]}}", "tables.t.items[0]: There is no item 'B'."),
        (
            "{t: {items: [why], by: [g]}}",
            "tables.t.items: 'why' is on the scale 'text', which has no answers to count.",
        ),
        ("{t: {items: [A], by: [gg]}}", "tables.t.by: 'gg' is not a segment. Did you mean 'g'?"),
        ("{t: {items: [A], by: []}}", "tables.t.by: There is nothing here."),
        (
            "{t: {items: [A], by: [g], percent: columns}}",
            "tables.t.percent: 'columns' is not one of: column, row, total.",
        ),
        ("{m: {items: [A], by: [g]}}", "tables.m: 'm' is already the name of a measure."),
        ("{items: {items: [A], by: [g]}}", "tables.items: The name 'items' is reserved."),
        ("{t: {by: [g]}}", "tables.t.items: This key is required and not there."),
    ],
)
def test_bad_definitions(written: str, message: str) -> None:
    text = (
        "respondent: {segments: [g]}\nitems: {A: {scale: 1..3}, why: {scale: text}}\n"
        f"measures: {{m: {{type: mean, items: [A]}}}}\ntables: {written}\n"
    )
    with pytest.raises(SurveyError) as error:
        parse_survey(text, "survey.yaml", TYPES)
    assert message in str(error.value)


def test_options_belong_to_several_answers() -> None:
    with pytest.raises(SurveyError) as error:
        parse_survey("items: {A: {scale: 1..3, options: [a]}}\n", "survey.yaml", TYPES)
    assert "items.A.options: Options belong to the scale 'multi'." in str(error.value)
