"""Importance against performance by hand, and against R on a published survey's own export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from scipy import stats

from satindex.api import load_survey, read_responses, score
from satindex.errors import SurveyError
from satindex.results import picture

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE.parent / "references" / "kiosk.json").read_text(encoding="utf-8"))["importance_performance"]
DEFINITION = """
    survey: map
    respondent: {segments: [shop]}
    items: {I1..I3: {scale: 1..7}, P1..P4: {scale: 1..5}}
    measures:
      map:
        type: importance_performance{more}
        attributes:
          price: {importance: I1, performance: P1, title: {en: Price, zh: 价格}}
          speed: {importance: I2, performance: P2}
          manner: {importance: I3, performance: P3..P4}
    """
PLAIN = DEFINITION.replace("{more}", "")
# Price 6, 7 and 2, 3; speed 3, 5 and 4, 5; manner 2, 1 and (4, 5), (3, –).
ANSWERS = {"I1": [6, 7], "I2": [3, 5], "I3": [2, 1], "P1": [2, 3], "P2": [4, 5], "P3": [4, 3], "P4": [5, None]}
ENGINES = {
    "polars": lambda given: given,
    "pandas": lambda given: given.to_pandas(),
    "pandas nullable": lambda given: given.to_pandas().astype(pd.Float64Dtype()),
    "duckdb": lambda given: duckdb.from_arrow(given.to_arrow()),
}


def data(**columns: list[Any]) -> pl.DataFrame:
    shops = {"shop": ["a"] * len(next(iter(columns.values())))}
    return pl.DataFrame({**columns, **(shops if "shop" not in columns else {})}, strict=False)


def rows_of(table: Any) -> dict[str, dict[str, Any]]:
    return {row["attribute"]: row for row in table.to_dicts("en")}


def test_by_hand(scored: Any) -> None:
    """Importance 6.5, 4, 1.5: cut at their mean 4. Performance 2.5, 4.5, (4.5 + 3)/2 = 3.75: cut at 10.75/3."""
    rows = rows_of(scored(PLAIN, data(**ANSWERS))["map"])
    assert {name: (row["importance"], row["estimate"], row["n"]) for name, row in rows.items()} == {
        "price": (6.5, 2.5, 2),
        "speed": (4.0, 4.5, 2),
        "manner": (1.5, 3.75, 2),
    }
    assert [rows["price"][cut] for cut in ("importance_cut", "performance_cut")] == pytest.approx([4, 10.75 / 3])
    # At the cut is high: speed, 4 against 4, is important.
    assert [row["quadrant"] for row in rows.values()] == ["concentrate", "keep", "overkill"]
    ends = stats.ttest_1samp([6, 7], 0).confidence_interval()
    assert [rows["price"]["importance_low"], rows["price"]["importance_high"]] == pytest.approx([ends.low, ends.high])
    ends = stats.ttest_1samp([4, 5], 0).confidence_interval()
    assert [rows["speed"]["ci_low"], rows["speed"]["ci_high"]] == pytest.approx([ends.low, ends.high])


def test_stated_cuts(scored: Any) -> None:
    definition = DEFINITION.replace("{more}", "\n        cuts: {importance: 5, performance: 2.5}")
    table = scored(definition, data(**ANSWERS))["map"]
    assert [row["quadrant"] for row in table.rows] == ["keep", "overkill", "overkill"]
    assert "cut where the definition says" in str(table.explain("en"))


def test_only_those_who_rated_both_count(scored: Any) -> None:
    """The second never rated the price's performance: 6 and 2 alone are its means, n = 1."""
    rows = rows_of(scored(PLAIN, data(**{**ANSWERS, "P1": [2, None]}))["map"])
    assert (rows["price"]["importance"], rows["price"]["estimate"], rows["price"]["n"]) == (6.0, 2.0, 1)
    nobody = rows_of(scored(PLAIN, data(**{**ANSWERS, "P1": [None, None]}))["map"])
    assert (nobody["price"]["estimate"], nobody["price"]["quadrant"], nobody["price"]["n"]) == (None, None, 0)
    # The others are cut at their own means: (4 + 1.5)/2 and (4.5 + 3.75)/2.
    assert [nobody["speed"][cut] for cut in ("importance_cut", "performance_cut")] == [2.75, 4.125]


def test_each_level_has_its_own_cuts_and_a_withheld_one_no_quadrant(scored: Any) -> None:
    answers = data(**{name: [*cells, cells[0]] for name, cells in ANSWERS.items()}, shop=["a", "a", "b"])
    rows = scored(PLAIN, answers)["map"].by("shop").to_dicts("en")
    assert [(row["level"], row["importance_cut"]) for row in rows[::3]] == [("a", 4.0), ("b", pytest.approx(11 / 3))]
    hidden = scored(PLAIN + "small_base: {withhold: 2}\n    ", answers)["map"].by("shop").to_dicts("en")
    assert {row["quadrant"] for row in hidden if row["level"] == "b"} == {None}


@pytest.mark.parametrize("engine", ENGINES)
def test_no_answers_no_score_on_any_engine(scored: Any, engine: str) -> None:
    given = data(**{name: [*cells, None] for name, cells in ANSWERS.items()}).drop("shop").cast(pl.Float64)
    scores = scored(PLAIN.replace("    respondent: {segments: [shop]}\n", ""), ENGINES[engine](given))
    kept = scores.kept().collect(backend="polars") if engine == "duckdb" else scores.kept()
    assert sorted(kept["map.manner"].drop_nulls().to_list()) == [3.0, 4.5]
    assert all(row["n"] == 2 for row in scores["map"].rows)


def test_the_picture_and_the_explanation(scored: Any) -> None:
    table = scored(PLAIN, data(**ANSWERS))["map"]
    first = picture.spec(table, "zh")["data"]["values"][0]
    assert (first["about"], first["importance"], first["performance"]) == ("价格", 6.5, 2.5)
    assert first["bottom"] < 2.5 < first["top"]
    assert first["low"] < 6.5 < first["high"]
    for language in ("en", "zh"):
        assert table.plot(language).to_dict()["description"]
    assert table.explanation.numbers[0].en == (
        "Price: importance 6.5000 (cut 4.0000), performance 2.5000 (cut 3.5833), n = 2: concentrate here"
    )
    assert table.explanation.numbers[0].zh.endswith("n = 2：优先改进")


KIOSK = list(range(24))


@pytest.fixture(scope="module")
def kiosk(shared: Path) -> list[dict[str, Any]]:
    survey = load_survey(HERE / "kiosk_ipa.yaml")
    scores = score(read_responses(shared / "data" / "servqual" / "kiosk_google_forms_cp949.csv", survey))
    return scores["map"].to_dicts("en")


@pytest.mark.parametrize("at", KIOSK)
def test_kiosk_against_r(kiosk: list[dict[str, Any]], at: int) -> None:
    """Google Forms, cp949, item 9 asked before 8: tests/references/kiosk.json."""
    row = kiosk[at]
    assert (row["attribute"], row["n"]) == (f"sat{at + 1:02d}", 207)
    assert row["importance"] == pytest.approx(EXPECTED["importance"][at], abs=1e-12)
    assert row["estimate"] == pytest.approx(EXPECTED["satisfaction"][at], abs=1e-12)
    cuts = [row["importance_cut"], row["performance_cut"]]
    assert cuts == pytest.approx(EXPECTED["grand"], abs=1e-12)
    high = (row["importance"] >= EXPECTED["grand"][0], row["estimate"] >= EXPECTED["grand"][1])
    assert (
        row["quadrant"]
        == {
            (True, True): "keep",
            (True, False): "concentrate",
            (False, True): "overkill",
            (False, False): "low_priority",
        }[high]
    )


BROKEN = {
    "neither way": ("", "measures.m: Needs either 'attributes' or both 'importance' and 'performance'."),
    "both ways": (
        "importance: A1, attributes: {a: {importance: A1, performance: B1}}",
        "measures.m: Needs either 'attributes' or both 'importance' and 'performance'.",
    ),
    "unequal lists": (
        "importance: A1..A2, performance: B1",
        "measures.m.importance: 2 items of importance against 1 of performance. Items of the two lists match in order.",
    ),
    "text": (
        "importance: A1, performance: T",
        "measures.m.performance: T is answered in 'text', which has no numbers. "
        "Give it a scale with points, codes, number or count.",
    ),
    "scales of different range": (
        "attributes: {a: {importance: A1, performance: B1}, b: {importance: C, performance: B2}}",
        "measures.m: The items have scales of different range (A1 1–7, C 1–5). "
        "A composite rescales each item to 0–100 first.",
    ),
    "no attribute": ("attributes: {}", "measures.m.attributes: There is no attribute."),
}


@pytest.mark.parametrize("case", BROKEN)
def test_definitions_that_are_none(defined: Any, case: str) -> None:
    keys, message = BROKEN[case]
    items = "{A1..A2: {scale: 1..7}, B1..B2: {scale: 1..7}, C: {scale: 1..5}, T: {scale: text}}"
    with pytest.raises(SurveyError) as told:
        defined(f"survey: s\nitems: {items}\nmeasures: {{m: {{type: importance_performance, {keys}}}}}\n")
    assert message in [str(fault).split(": ", 1)[1] for fault in told.value.faults]
