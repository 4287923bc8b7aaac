"""Which columns of a crosstab differ: against scipy and statsmodels, at 0% and 100%, under weights, over waves."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest
from statsmodels.stats.weightstats import DescrStatsW

import satindex as si
from satindex.analysis.parts.crosstabs import part
from satindex.results.result import Row

DEFINITION = """
    respondent: {{{more}segments: [g]}}
    items: {{A: {{scale: 1..5}}}}
    tables: {{t: {{items: [A], by: [g]}}}}
    """
PLAIN = DEFINITION.format(more="")


def tables_of(scores: Any) -> dict[str, list[Row]]:
    found = part(scores)
    assert found is not None
    return {name: table.to_dicts("en") for name, table in found.tables.items()}


def made(**counts: list[int]) -> pl.DataFrame:
    """How often each group gave the answers 1, 2, 3 …"""
    rows = [(g, at + 1) for g, numbers in counts.items() for at, n in enumerate(numbers) for _ in range(n)]
    return pl.DataFrame(rows, schema=["g", "A"], orient="row")


FRAME = made(x=[30, 25, 20, 15, 10], y=[10, 15, 20, 25, 30], z=[22, 20, 20, 20, 18])
NUMBERS = {"x": [30, 25, 20, 15, 10], "y": [10, 15, 20, 25, 30], "z": [22, 20, 20, 20, 18]}
HEADS = {"x": "A", "y": "B", "z": "C"}


@pytest.mark.parametrize(("adjust", "method"), [("holm", "holm"), ("bh", "fdr_bh")])
def test_pairs_of_shares_are_compared_by_the_pooled_z(scored: Any, adjust: str, method: str) -> None:
    """statsmodels.stats.proportion.proportions_ztest of each pair, multipletests within each answer."""
    found = tables_of(scored(PLAIN + f"compare: {{adjust: {adjust}}}\n", FRAME))["t"]
    rows = {(row["level"], row["code"]): row for row in found}
    seen = 0
    for answer in range(5):
        pairs = list(combinations("xyz", 2))
        p_values = [
            proportions_ztest([NUMBERS[one][answer], NUMBERS[other][answer]], [100, 100])[1] for one, other in pairs
        ]
        rejected = multipletests(p_values, 0.05, method)[0]
        wanted: dict[str, list[str]] = {level: [] for level in "xyz"}
        for (one, other), differ in zip(pairs, rejected, strict=True):
            high, low = sorted((one, other), key=lambda level: -NUMBERS[level][answer])
            if differ:
                wanted[high].append(HEADS[low])
        for level in "xyz":
            row = rows[level, answer + 1]
            assert row["column"] == HEADS[level]
            assert row["higher_than"] == (" ".join(wanted[level]) or None)
            seen += bool(wanted[level])
    assert seen > 1


def test_two_columns_and_two_answers_differ_when_the_whole_table_does(scored: Any) -> None:
    """z² of the two shares is Pearson's χ² of the 2 × 2 table, so that letters and the test agree."""
    for in_x in range(30, 60):
        found = tables_of(scored(PLAIN, made(x=[in_x, 60 - in_x], y=[30, 30])))
        (test,) = found["t.tests"]
        lettered = any(row["higher_than"] for row in found["t"])
        assert lettered == (test["p_value"] < 0.05)


def test_all_and_nobody_differ_though_neither_varies(scored: Any) -> None:
    """100% of 40 against 0% of 40: Pearson's χ² 80, p 4e-19; the columns can't share a letter."""
    rows = tables_of(scored(PLAIN, made(x=[40, 0], y=[0, 40])))["t"]
    found = {(row["level"], row["code"]): row for row in rows}
    assert (found["x", 1]["higher_than"], found["y", 1]["higher_than"]) == ("B", None)
    assert (found["x", 1]["letters"], found["y", 1]["letters"]) == ("a", "b")
    assert (found["x", 2]["higher_than"], found["y", 2]["higher_than"]) == (None, "A")


def test_equal_shares_without_variation_share_their_letter(scored: Any) -> None:
    rows = tables_of(scored(PLAIN, made(x=[40], y=[50])))["t"]
    assert {row["letters"] for row in rows if row["code"] == 1 and row["level"] in "xy"} == {"a"}


def test_all_and_nobody_differ_under_weights(scored: Any) -> None:
    """No linearised error either: the pooled z at Kish's bases. Weights 1 and 3 alternate: 80²/200 = 32."""
    frame = made(x=[40, 0], y=[0, 40]).with_columns(w=pl.Series([1.0, 3.0] * 40))
    found = {(r["level"], r["code"]): r for r in tables_of(scored(DEFINITION.format(more="weight: w, "), frame))["t"]}
    assert found["x", 1]["n_effective"] == pytest.approx(80**2 / 200)
    assert found["x", 1]["higher_than"] == "B"
    # Wilson at Kish's 32, not at 40: 1/(1 + z²/32) is the lower end of 100%.
    assert found["x", 1]["ci_low"] == pytest.approx(1 / (1 + stats.norm.ppf(0.975) ** 2 / 32))


def test_letters_run_on_over_the_segments(scored: Any) -> None:
    definition = PLAIN.replace("segments: [g]", "segments: [g, h]").replace("by: [g]", "by: [g, h]")
    frame = FRAME.with_columns(h=pl.Series(["m", "f", None] * 100))
    rows = tables_of(scored(definition, frame))["t"]
    heads = {(row["segment"], row["level"]): row["column"] for row in rows}
    assert heads == {
        **{("g", "x"): "A", ("g", "y"): "B", ("g", "z"): "C", ("g", "(total)"): None},
        **{("h", "f"): "D", ("h", "m"): "E", ("h", "(missing)"): None, ("h", "(total)"): None},
    }
    of_h = " ".join(row["higher_than"] or "" for row in rows if row["segment"] == "h")
    assert set(of_h.split()) <= {"D", "E"}


def test_means_and_top_two(scored: Any) -> None:
    """Mean, s, s/√n and Welch's t by scipy, the top two by hand: 25 and 55 of 100."""
    rows = {row["level"]: row for row in tables_of(scored(PLAIN, FRAME))["t.means"]}
    values = {g: np.repeat(np.arange(1, 6), counts) for g, counts in NUMBERS.items()}
    for g, x in values.items():
        row = rows[g]
        assert [row["estimate"], row["std_dev"], row["n"]] == pytest.approx([x.mean(), x.std(ddof=1), 100])
        low, high = stats.t.interval(0.95, 99, x.mean(), x.std(ddof=1) / 10)
        assert [row["ci_low"], row["ci_high"]] == pytest.approx([low, high])
    assert [rows[g]["top_two"] for g in "xyz"] == pytest.approx([0.25, 0.55, 0.38])
    assert rows["(total)"]["estimate"] == pytest.approx(np.concatenate(list(values.values())).mean())
    p_values = [stats.ttest_ind(values[a], values[b], equal_var=False).pvalue for a, b in combinations("xyz", 2)]
    rejected = multipletests(p_values, 0.05, "holm")[0].tolist()
    assert rejected == [True, True, True]
    assert [rows[g]["higher_than"] for g in "xyz"] == [None, "A C", "A"]
    tops = [proportions_ztest([a, b], [100, 100])[1] for a, b in combinations((25, 55, 38), 2)]
    assert multipletests(tops, 0.05, "holm")[0].tolist() == [True, True, True]
    assert [rows[g]["top_two_higher_than"] for g in "xyz"] == [None, "A C", "A"]


def test_weighted_means_and_bases(scored: Any) -> None:
    """statsmodels DescrStatsW for the mean; weighted base Σw, effective base (Σw)²/Σw²."""
    random = np.random.default_rng(4)
    frame = FRAME.with_columns(w=pl.Series(random.uniform(0.5, 2.0, 300)))
    found = tables_of(scored(DEFINITION.format(more="weight: w, "), frame))
    of_x = frame.filter(pl.col("g") == "x")
    w, a = of_x["w"].to_numpy(), of_x["A"].to_numpy()
    row = next(row for row in found["t"] if (row["level"], row["code"]) == ("x", 2))
    assert row["n_weighted"] == pytest.approx(w.sum())
    assert row["n_effective"] == pytest.approx(w.sum() ** 2 / (w**2).sum())
    assert (row["n"], row["count"]) == (100, 25)
    assert row["estimate"] == pytest.approx(w[a == 2].sum() / w.sum())
    mean = next(row for row in found["t.means"] if row["level"] == "x")
    assert mean["estimate"] == pytest.approx(DescrStatsW(a, w).mean)
    assert mean["std_dev"] == pytest.approx(DescrStatsW(a, w).std * np.sqrt(100 / 99))


def test_reversed_items_have_the_mean_of_the_answers_shown(scored: Any) -> None:
    """Answers stand as given, and so do their means: Σ code · share = mean."""
    turned = PLAIN.replace("1..5}", "1..5, reverse: true}")
    plain, reverse = tables_of(scored(PLAIN, FRAME)), tables_of(scored(turned, FRAME))
    for one, other in zip(plain["t.means"], reverse["t.means"], strict=True):
        assert one == {name: pytest.approx(cell) if isinstance(cell, float) else cell for name, cell in other.items()}
    for level in "xyz":
        shares = [(row["code"], row["estimate"]) for row in reverse["t"] if row["level"] == level]
        mean = next(row["estimate"] for row in reverse["t.means"] if row["level"] == level)
        assert sum(code * share for code, share in shares) == pytest.approx(mean)


@pytest.mark.parametrize(
    ("scale", "means", "shown"),
    [
        ("1..5", "", True),
        ("1..5", ", means: no", False),
        ("{codes}", "", False),
        ("{codes}", ", means: yes", True),
        ("1..5", ", percent: row", False),
    ],
)
def test_nominal_answers_have_no_mean_unless_asked_for(scored: Any, scale: str, means: str, shown: bool) -> None:
    definition = PLAIN.replace("by: [g]", f"by: [g]{means}")
    if scale == "{codes}":
        definition = definition.replace("1..5", "c") + "scales: {c: {codes: {a: 1, b: 2, c: 3, d: 4, e: 5}}}\n"
        frame = FRAME.with_columns(pl.col("A").replace_strict([1, 2, 3, 4, 5], list("abcde")))
    else:
        frame = FRAME
    assert ("t.means" in tables_of(scored(definition, frame))) == shown


def test_three_points_have_no_top_two(scored: Any) -> None:
    rows = tables_of(scored(PLAIN.replace("1..5", "1..3"), made(x=[5, 5, 5], y=[5, 5, 5])))["t.means"]
    assert "top_two" not in rows[0]


SMALL = "small_base: {withhold: 10}\n"


def test_withheld_columns_are_neither_compared_nor_tested(scored: Any) -> None:
    """z has 9 answers, w 12: z is withheld, w goes with it, or the total would tell; the test is of x and y alone."""
    frame = pl.concat([FRAME.filter(pl.col("g") != "z"), made(z=[0, 0, 0, 0, 9], w=[12])])
    found = tables_of(scored(PLAIN + SMALL, frame))
    hidden = {row["level"] for row in found["t"] if row["estimate"] is None}
    assert hidden == {"z", "w"}
    for row in found["t"] + found["t.means"]:
        if row["level"] in hidden:
            figures = {name for name, cell in row.items() if isinstance(cell, int | float) and name != "code"}
            assert figures == {"n"}
            assert row["letters"] is row["higher_than"] is None
        assert not {"A", "D"} & set((row["higher_than"] or "").split())  # levels in order: w, x, y, z
    counts = np.array([NUMBERS["x"], NUMBERS["y"]])
    (test,) = found["t.tests"]
    assert (test["n"], test["statistic"]) == (200, pytest.approx(stats.chi2_contingency(counts).statistic))


def test_a_base_of_responses_is_withheld_by_its_respondents(scored: Any) -> None:
    """Nine people gave 27 answers: what they chose is withheld all the same."""
    definition = """
        respondent: {segments: [g]}
        items: {M: {scale: multi, options: [p, q, r]}}
        tables: {t: {items: [M], by: [g], base: responses}}
        """
    frame = pl.DataFrame({"g": ["x"] * 9 + ["y"] * 40 + ["z"] * 50, "M": ["p;q;r"] * 9 + ["p"] * 90})
    rows = tables_of(scored(definition + SMALL, frame))["t"]
    of_x = [row for row in rows if row["level"] == "x"]
    assert {(row["n"], row["respondents"], row["estimate"], row["reason"]) for row in of_x} == {
        (27, 9, None, "base below 10")
    }


def test_waves_of_the_same_people_are_compared_as_such(scored: Any) -> None:
    """Of 60 people 7 moved from no to yes, none back: paired t 2.79, p .007; two samples of 60: z 1.31, p .190."""
    definition = """
        respondent: {{{more}wave: wave}}
        items: {{A: {{scale: 0..1}}}}
        tables: {{t: {{items: [A], by: [wave]}}}}
        """
    before, after = [1] * 20 + [0] * 40, [1] * 27 + [0] * 33
    assert stats.ttest_rel(after, before).pvalue == pytest.approx(0.007, abs=5e-4)
    assert proportions_ztest([27, 20], [60, 60])[1] == pytest.approx(0.190, abs=5e-4)
    ids = [str(at) for at in range(60)]
    frame = pl.DataFrame({"id": ids * 2, "wave": ["1"] * 60 + ["2"] * 60, "A": before + after})
    found = {more: tables_of(scored(definition.format(more=more), frame)) for more in ("", "id: id, ", "cluster: id, ")}
    higher = {
        more: [row["higher_than"] for row in tables["t"] if (row["level"], row["code"]) == ("2", 1)]
        + [row["higher_than"] for row in tables["t.means"] if row["level"] == "2"]
        for more, tables in found.items()
    }
    assert higher == {"": [None, None], "id: id, ": ["A", "A"], "cluster: id, ": ["A", "A"]}
    (apart,), (paired,), (clustered,) = (tables["t.tests"] for tables in found.values())
    assert (apart["test"], paired["test"]) == ("Pearson χ²", "Rao–Scott F")
    assert paired == pytest.approx(clustered)
    shown = {more: [row["ci_low"] for row in tables["t"]] for more, tables in found.items()}
    assert shown["id: id, "] == shown[""]
    words = str(si.analyse(scored(definition.format(more="id: id, "), frame)).tables["t"].explain("en"))
    assert "count as the same people" in words


def test_airline_ratings_by_class(scored: Any, shared: Path) -> None:
    """25,976 passengers, 0 = not applicable: shares, χ², means and letters by pandas, scipy and statsmodels."""
    path = shared / "data" / "behaviour" / "airline_satisfaction.csv"
    definition = """
        respondent: {segments: {Class: {order: [Eco, Eco Plus, Business]}}}
        scales: {rate: {points: [1, 5], missing: [0]}}
        items: {W: {scale: rate, column: Inflight wifi service}}
        tables: {t: {items: [W], by: [Class]}}
        """
    found = tables_of(scored(definition, path))
    raw = pl.read_csv(path).filter(pl.col("Inflight wifi service") > 0)
    levels = ["Eco", "Eco Plus", "Business"]
    values = {g: raw.filter(pl.col("Class") == g)["Inflight wifi service"].to_numpy() for g in levels}
    counts = np.array([[(values[g] == code).sum() for g in levels] for code in range(1, 6)])
    (test,) = found["t.tests"]
    wanted = stats.chi2_contingency(counts)
    assert [test["statistic"], test["p_value"]] == pytest.approx([wanted.statistic, wanted.pvalue])
    rows = {(row["level"], row["code"]): row for row in found["t"]}
    means = {row["level"]: row for row in found["t.means"]}
    for at, g in enumerate(levels):
        assert means[g]["estimate"] == pytest.approx(values[g].mean())
        assert rows[g, 5]["estimate"] == pytest.approx(counts[4, at] / counts[:, at].sum())
    pairs = [list(pair) for pair in combinations(range(3), 2)]
    p_values = [proportions_ztest(counts[1, pair], counts.sum(axis=0)[pair])[1] for pair in pairs]
    assert multipletests(p_values, 0.05, "holm")[0].tolist() == [True, True, True]
    assert [rows[g, 2]["higher_than"] for g in levels] == ["B C", "C", None]
