"""Is the instrument sound: the report's tables against R, items keyed wrongly on purpose, data that allow nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from click.testing import CliRunner

from satindex.analysis.parts import soundness
from satindex.cli import main
from satindex.results.result import Result, Row

Scored = Callable[[str, Any], Any]

HOLZINGER = """survey: holzinger
items: {x1..x9: {scale: number}}
measures:
  tests:
    type: composite
    components:
      visual:  {items: x1..x3, anchors: [-20, 20]}
      textual: {items: x4..x6, anchors: [-20, 20]}
      speed:   {items: x7..x9, anchors: [-20, 20]}
"""
BFI = """survey: bfi
items: {A1..A5: {scale: 1..6}%s}
measures: {agreeable: {type: mean, items: A1..A5}}
"""


def tables(scores: Any) -> Mapping[str, Result]:
    found = soundness.part(scores)
    assert found is not None
    return found.tables


def row(result: Result, **keys: object) -> Row:
    (found,) = [one for one in result.rows if all(one[key] == value for key, value in keys.items())]
    return found


def test_holzinger_equals_lavaan_and_semtools(shared: Path, scored: Scored) -> None:
    """R: cfa(HS.model): χ² index CFI .93056, RMSEA .09212; htmt(): HTMT2; psych: alpha(x1..x3) .6261."""
    expected = json.loads((shared / "golden/cfa.json").read_text())["holzinger"]
    found = tables(scored(HOLZINGER, shared / "data/items/HolzingerSwineford1939.csv"))
    factors = row(found["soundness.factors"], scale="tests")
    assert (factors["cfi"], factors["rmsea"]) == pytest.approx(
        (expected["fit"]["cfi"], expected["fit"]["rmsea"]), abs=1e-6
    )
    assert (factors["factors"], factors["sets"], factors["n"]) == (3, 3, 301)
    for (a, one), (b, other) in combinations(enumerate(expected["lv"]), 2):
        pair = row(found["soundness.validity"], scale=f"tests.{one}", beside=f"tests.{other}")
        assert pair["htmt2"] == pytest.approx(expected["htmt"][a][b], abs=1e-9)
        assert pair["factor_correlation"] == pytest.approx(expected["phi"][a][b], abs=1e-4)
    assert row(found["soundness"], scale="tests.visual")["alpha"] == pytest.approx(0.6261171, abs=1e-6)


def test_an_item_not_reversed_is_named_and_how_to_mend_it(shared: Path, scored: Scored) -> None:
    """A1 of the bfi is worded against A2..A5; psych warns of it too."""
    found = tables(scored(BFI % "", shared / "data/items/bfi.csv"))
    flags = {str(one["item"]): one["flag"] for one in found["soundness.items"].rows}
    assert [item for item, flag in flags.items() if flag is not None and "wrongly keyed" in flag.en] == ["A1"]
    finding = found["soundness.verdict"].rows[-2]
    assert str(finding["finding"]) == "These run against their scale: A1 (try 'reverse: true')."


def test_reversed_as_it_should_be_nothing_is_keyed_wrongly(shared: Path, scored: Scored) -> None:
    """R: alpha(bfi A): .7030184, Feldt .68526–.72006, A1 dropped .71852."""
    found = tables(scored(BFI % ", A1: {reverse: true}", shared / "data/items/bfi.csv"))
    scale, item = row(found["soundness"], scale="agreeable"), row(found["soundness.items"], item="A1")
    assert scale["alpha"] == pytest.approx(0.703018446, abs=1e-8)
    assert item["alpha_if_deleted"] == pytest.approx(0.718517357, abs=1e-8)
    assert item["flag"] is None
    assert str(found["soundness.verdict"].rows[-2]["finding"]) == "No item runs against its scale."


def test_an_item_reversed_by_mistake_is_to_be_left_as_it_is(shared: Path, scored: Scored) -> None:
    found = tables(scored(BFI % ", A1: {reverse: true}, A3: {reverse: true}", shared / "data/items/bfi.csv"))
    assert str(found["soundness.verdict"].rows[-2]["finding"]) == (
        "These run against their scale: A3 (it is reversed: try without)."
    )


def test_floor_and_ceiling_by_hand(scored: Scored) -> None:
    """a: 1 1 1 2 → half or more at the lowest point; b, reversed: 1 1 5 – → 2 of 3 at the highest point as keyed."""
    frame = pl.DataFrame({"a": [1, 1, 1, 2], "b": [1, 1, 5, None]})
    found = tables(
        scored(
            """survey: s
items: {a: {scale: 1..5}, b: {scale: 1..5, reverse: true}}
measures: {m: {type: mean, items: [a, b]}}
""",
            frame,
        )
    )
    a, b = found["soundness.items"].rows
    assert (a["floor"], a["ceiling"]) == (0.75, 0)
    assert (b["floor"], b["ceiling"]) == pytest.approx((1 / 3, 2 / 3))
    assert a["flag"] is not None
    assert "crowded at the lowest point" in str(a["flag"])


def test_an_improper_solution_is_named(shared: Path, scored: Scored) -> None:
    """R: cfa("CUSL =~ CUSL1 + CUSL2 + CUSL3", mobi): a standardised loading of 1.087, so a negative variance."""
    found = tables(
        scored(
            "survey: s\nitems: {CUSL1..CUSL3: {scale: 1..10}}\nmeasures: {m: {type: mean, items: CUSL1..CUSL3}}\n",
            shared / "data/ecsi/mobi.csv",
        )
    )
    (scale,) = found["soundness"].rows
    assert (scale["omega"], scale["ave"]) == (None, None)
    assert str(scale["reason"]) == "a residual variance is negative: CUSL3"
    assert [one["loading"] for one in found["soundness.items"].rows] == [None] * 3
    assert "improper" in str(scale["verdict"])


SETS = """survey: s
%sitems: {a1..a4: {scale: 1..5}, b1..b3: {scale: 1..5}}
measures:
  quality: {type: servqual, dimensions: {a: {perceived: a1..a4}, b: {perceived: b1..b3}}}
"""


def people(n: int = 120) -> pl.DataFrame:
    rng = np.random.default_rng(4)
    liking = rng.normal(size=(n, 1))
    answers = np.clip(np.round(3 + 0.8 * liking + rng.normal(size=(n, 7))), 1, 5)
    names = [*(f"a{k}" for k in range(1, 5)), *(f"b{k}" for k in range(1, 4))]
    return pl.DataFrame(dict(zip(names, answers.T, strict=True))).with_columns(pl.lit(2.0).alias("w"))


def test_equal_weights_are_no_weights_and_row_order_is_nothing(scored: Scored) -> None:
    plain = tables(scored(SETS % "", people()))
    weighted = tables(scored(SETS % "respondent: {weight: w}\n", people()))
    turned = tables(scored(SETS % "", people().reverse()))
    for name, table in plain.items():
        for other in (weighted, turned):
            for one, same in zip(table.rows, other[name].rows, strict=True):
                figures = {key: value for key, value in one.items() if isinstance(value, float)}
                assert figures == pytest.approx({key: same[key] for key in figures}, abs=1e-6)


NOTHING = {
    "nobody answers": pl.DataFrame({f"{x}{k}": [None, None] for x in "ab" for k in range(1, 5)}, schema_overrides={}),
    "one respondent": pl.DataFrame({f"{x}{k}": [3.0] for x in "ab" for k in range(1, 5)}),
    "all the same": pl.DataFrame({f"{x}{k}": [3.0] * 50 for x in "ab" for k in range(1, 5)}),
    "NaN": pd.DataFrame({f"{x}{k}": [np.nan, 3.0, 2.0] for x in "ab" for k in range(1, 5)}),
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_the_data_do_not_allow_is_missing_and_never_nan(name: str, scored: Scored) -> None:
    for table in tables(scored(SETS % "", NOTHING[name])).values():
        cells = [cell for one in table.to_dicts("en") for cell in one.values()]
        assert all(not isinstance(cell, float) or math.isfinite(cell) for cell in cells)


def test_no_item_sets_no_section(scored: Scored) -> None:
    scores = scored(
        "survey: s\nitems: {N: {scale: 0..10}}\nmeasures: {n: {type: nps, item: N}}\n", pl.DataFrame({"N": [9]})
    )
    assert soundness.part(scores) is None


def test_explanations_in_both_languages(scored: Scored) -> None:
    found = tables(scored(SETS % "", people()))
    english, chinese = (str(found["soundness"].explain(language)) for language in ("en", "zh"))
    assert "ω = (Σλ)²/((Σλ)² + Σθ)" in english
    assert "Fornell" in english
    assert "极大似然" in chinese
    assert "quality.a: ω = " in chinese
    assert "conventions, not tests" in str(found["soundness.verdict"].explain("en"))


def test_check_says_the_verdict(surveys: Path) -> None:
    found = CliRunner().invoke(main, ["check", str(surveys / "postal.yaml"), str(surveys / "postal.csv")])
    assert found.exit_code == 0
    assert "Is the instrument sound?" in found.output
    assert "  Do the items of each scale hang together? partly. 11 of 12 scales reach α = .70" in found.output
    assert "Careless answers" in found.output


# R: lavaan reports for each "covariance matrix of latent variables is not positive definite" (cfa.json, post_check).
IMPROPER = {
    "bb1992_rater5": ("servqual/servqual_bb1992.csv", "number", {"anchors": "[-9, 9]"}),
    "mobi_6": ("ecsi/mobi.csv", "1..10", {}),
    "bank_6": ("ecsi/bank.csv", "0..10", {}),
}


def measured(shared: Path, name: str, scored: Scored) -> Any:
    """Return lavaan's model as a composite with a component for each factor."""
    file, scale, keys = IMPROPER[name]
    lines = json.loads((shared / "golden/cfa.json").read_text())[name]["model"].split("\n")
    sets = {line.split("=~")[0]: [item.strip() for item in line.split("=~")[1].split("+")] for line in lines}
    items = "".join(f"  {item}: {{scale: {scale}}}\n" for of in sets.values() for item in of)
    more = "".join(f", {key}: {value}" for key, value in keys.items())
    parts = "".join(f"      {name}: {{items: [{', '.join(of)}]{more}}}\n" for name, of in sets.items())
    definition = f"survey: s\nitems:\n{items}measures:\n  m:\n    type: composite\n    components:\n{parts}"
    return tables(scored(definition, shared / "data" / file))


@pytest.mark.parametrize("name", IMPROPER)
def test_an_improper_battery_is_named_and_its_figures_are_withheld(shared: Path, scored: Scored, name: str) -> None:
    found = measured(shared, name, scored)
    factors = row(found["soundness.factors"], scale="m")
    assert (factors["cfi"], factors["rmsea"]) == (None, None)
    assert "not positive definite" in str(factors["reason"])
    assert "most alike are" in str(factors["reason"])
    assert "improper solution" in str(factors["verdict"])
    pairs = found["soundness.validity"].rows
    assert {pair["factor_correlation"] for pair in pairs} == {None}
    assert {str(pair["reason"]) for pair in pairs} == {"improper solution with a factor for each set"}
    # HTMT needs no model, and stands.
    assert all(isinstance(pair["htmt"], float) for pair in pairs)
    assert "improper solution" in str(row(found["soundness.verdict"], question=factor_question())["finding"])
    assert {str(one["model"]) for one in found["soundness"].rows} == {"this scale alone"}


def factor_question() -> Any:
    from satindex.language import Words

    return Words("Are there as many factors as the survey says?", "因子数是否与问卷设定一致？")


def test_cr_and_ave_are_those_of_the_measurement_model(shared: Path, scored: Scored) -> None:
    """R: cfa(HS.model), std.all: .7719 .4236 .5811 | … | .5695 .7230 .6650.

    CR = (Σλ)²/((Σλ)² + Σ(1 − λ²)), AVE = mean λ²; ω is that of each scale's own one-factor model.
    """
    expected = json.loads((shared / "golden/cfa.json").read_text())["holzinger"]["std_loading"]
    found = tables(scored(HOLZINGER, shared / "data/items/HolzingerSwineford1939.csv"))
    for scale in ("visual", "textual", "speed"):
        loadings = np.array([value for key, value in expected.items() if key.startswith(scale)])
        common = loadings.sum() ** 2
        one = row(found["soundness"], scale=f"tests.{scale}")
        assert one["cr"] == pytest.approx(common / (common + (1 - loadings**2).sum()), abs=1e-4)
        assert one["ave"] == pytest.approx((loadings**2).mean(), abs=1e-4)
        assert str(one["model"]) == "all scales"
        of_items = [item["loading"] for item in found["soundness.items"].rows if item["scale"] == f"tests.{scale}"]
        assert of_items == pytest.approx(loadings.tolist(), abs=1e-4)
    # A saturated one-factor model of x1–x3: λ₁² = r₁₂r₁₃/r₂₃ in covariances; ω = .6349 of raw loadings.
    data = pd.read_csv(shared / "data/items/HolzingerSwineford1939.csv")[["x1", "x2", "x3"]].cov().to_numpy()
    a, b, c = data[0, 1], data[0, 2], data[1, 2]
    sums = (math.sqrt(a * b / c) + math.sqrt(a * c / b) + math.sqrt(b * c / a)) ** 2
    residual = np.trace(data) - (a * b / c + a * c / b + b * c / a)
    assert row(found["soundness"], scale="tests.visual")["omega"] == pytest.approx(sums / (sums + residual), abs=1e-6)


PAIRS = """survey: s
items: {a1..a4: {scale: 1..7}, b1..b2: {scale: 1..7%s}, c1: {scale: 1..7}}
measures:
  quality: {type: servqual, dimensions: {a: {perceived: a1..a4}, b: {perceived: b1..b2}, c: {perceived: [c1]}}}
"""


def made(n: int = 200, **columns: Any) -> pl.DataFrame:
    rng = np.random.default_rng(0)

    def answers(k: int) -> np.ndarray:
        common = rng.normal(size=(n, 1))
        return np.clip(np.round(4 + 1.2 * (0.8 * common + rng.normal(size=(n, k)))), 1, 7).astype(int)

    a, b, c = answers(4), answers(2), answers(1)
    data = {**{f"a{k + 1}": a[:, k] for k in range(4)}, "b1": b[:, 0], "b2": b[:, 1], "c1": c[:, 0]}
    frame = pl.DataFrame(data)
    return frame.with_columns(**columns) if columns else frame


def finding(found: Mapping[str, Result], starts: str) -> Row:
    (one,) = [row for row in found["soundness.verdict"].rows if str(row["question"]).startswith(starts)]
    return one


def test_two_items_against_each_other_are_both_named_and_the_choice_left_open(scored: Scored) -> None:
    """b2 = 8 − b1: r = −1, so that their total never varies; which of the two is wrong, answers can't tell."""
    found = tables(scored(PAIRS % "", made(b2=8 - pl.col("b1"))))
    said = finding(found, "Are the items keyed")
    assert str(said["verdict"]) == "no"
    assert str(said["finding"]) == ("These run against their scale: b1 against b2 (try 'reverse: true' on one side).")
    assert [row(found["soundness.items"], item=item)["item_rest"] for item in ("b1", "b2")] == pytest.approx([-1, -1])
    assert "not known of: b" in str(finding(found, "Do the items of each scale")["finding"])
    turned = PAIRS.replace("b1..b2: {scale: 1..7%s}", "b1: {scale: 1..7}, b2: {scale: 1..7, reverse: true}")
    said = finding(tables(scored(turned, made(b2=pl.col("b1")))), "Are the items keyed")
    assert str(said["finding"]) == (
        "These run against their scale: b1 against b2 (try 'reverse: true' on one side; reversed now: b2)."
    )


def test_while_an_item_is_keyed_wrongly_its_neighbours_are_not_blamed(shared: Path, scored: Scored) -> None:
    """E1 and E2 of the bfi turned round leave E3–E5 with item–rest r below 0: that says nothing of E3–E5."""
    definition = "survey: s\nitems: {E1..E5: {scale: 1..6}}\nmeasures: {m: {type: mean, items: E1..E5}}\n"
    found = tables(scored(definition, shared / "data/items/bfi.csv"))
    flags = {str(one["item"]): one["flag"] for one in found["soundness.items"].rows}
    assert [item for item, flag in flags.items() if flag is not None] == ["E1", "E2"]
    (scale,) = found["soundness"].rows
    assert (scale["omega"], scale["cr"]) == (None, None)
    assert "cancel out" in str(scale["reason"])
    assert scale["ave"] == pytest.approx(0.4057, abs=0.02)


def test_an_item_that_goes_with_nothing_is_weak_and_not_keyed_wrongly(scored: Scored) -> None:
    """a4 drawn by itself: whatever the sign of its small correlation, nothing says it is turned round."""
    for seed in range(6):
        noise = np.random.default_rng(seed).integers(1, 8, 200)
        found = tables(scored(PAIRS % "", made(a4=pl.Series(noise))))
        assert str(finding(found, "Are the items keyed")["verdict"]) == "yes"
        assert "hardly goes" in str(row(found["soundness.items"], item="a4")["flag"])


def test_a_constant_item_and_one_that_repeats_another_are_named(scored: Scored) -> None:
    constant = tables(scored(PAIRS % "", made(a4=pl.lit(4))))
    assert str(row(constant["soundness"], scale="quality.a")["reason"]) == "all answers are the same: a4"
    assert "all answers are the same" in str(row(constant["soundness.items"], item="a4")["flag"])
    twin = tables(scored(PAIRS % "", made(a4=pl.col("a3"))))
    assert str(row(twin["soundness"], scale="quality.a")["reason"]) == "items say exactly the same: a3, a4"
    assert "says the same as a3" in str(row(twin["soundness.items"], item="a4")["flag"])
    assert str(row(twin["soundness.factors"], scale="quality")["reason"]) == "items say exactly the same: a3, a4"


def test_fewer_respondents_than_items(scored: Scored) -> None:
    found = tables(scored(PAIRS % "", made().head(5)))
    assert str(finding(found, "Are there enough answers")["verdict"]) == "no"
    assert str(row(found["soundness.factors"], scale="quality")["reason"]) == "only 5 respondents for 6 items"
    assert str(finding(found, "Are the items keyed")["verdict"]) == "yes"


def test_enough_answers_by_hand(scored: Scored) -> None:
    """6 items: 200 ≥ max(100, 5·6) is enough; 50 > 6 is something."""
    for n, verdict in ((200, "yes"), (50, "partly")):
        assert str(finding(tables(scored(PAIRS % "", made(n))), "Are there enough")["verdict"]) == verdict


def test_a_heywood_case_of_the_exploratory_model_is_named(scored: Scored) -> None:
    """b2 nearly repeats b1 turned round: all of its variance is explained, and no loadings are given."""
    near = pl.Series(np.random.default_rng(3).integers(-1, 2, 200))
    found = tables(scored(PAIRS % "", made(b2=(8 - pl.col("b1") + near).clip(1, 7))))
    (only,) = found["soundness.loadings"].rows
    assert str(only["reason"]).startswith("improper solution: all of an item's variance is explained (a Heywood case)")
    assert only["communality"] is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_check_shows_the_figures(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("SATINDEX_LANG", language)
    definition = tmp_path / "s.yaml"
    definition.write_text(HOLZINGER, encoding="utf-8")
    found = CliRunner().invoke(main, ["check", str(definition), str(shared / "data/items/HolzingerSwineford1939.csv")])
    assert found.exit_code == 0
    headings = {
        "en": ["Cronbach's α", "McDonald's ω", "AVE", "α if deleted", "HTMT", "KMO", "Factor 1"],
        "zh": ["Cronbach α", "McDonald ω", "平均方差抽取量 AVE", "删除后 α", "HTMT", "KMO", "因子 1"],
    }
    for heading in headings[language]:
        assert heading in found.output
    assert "[0.55, 0.69]" in found.output


def test_check_names_items_and_says_where_the_model_fits_all_the_same(surveys: Path) -> None:
    """Parallel analysis finds one factor in the postal survey's perceptions, the model of five fits (CFI 1.00)."""
    found = CliRunner().invoke(main, ["check", str(surveys / "postal.yaml"), str(surveys / "postal.csv")])
    assert "\nP1    Service quality · Tangibles · Perceived" in found.output
    assert "but the model with a factor for each set fits" in found.output


def test_weights_of_zero_are_the_reason_where_they_are(scored: Scored) -> None:
    found = tables(scored("respondent: {weight: w}\n" + PAIRS % "", made(w=pl.lit(0.0))))
    assert {str(one["reason"]) for one in found["soundness"].rows} == {"all answers in this base have weight 0"}
