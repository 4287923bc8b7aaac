"""Kano's categories by hand, against tabulations of real exports, and what must hold for any answers."""

from __future__ import annotations

import json
import math
from collections import Counter
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

from satindex.api import load_survey, read_responses, score
from satindex.errors import SurveyError
from satindex.results import picture
from satindex.stats.leading import exact_lead_p, fong_threshold

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE.parent / "references" / "kano.json").read_text(encoding="utf-8"))
ONE = """
    survey: kano
    {person}
    items: {{F: {{scale: kano5}}, D: {{scale: kano5}}, I: {{scale: 1..9}}}}
    measures: {{need: {{type: kano{more}, features: {{x: {{functional: F, dysfunctional: D, importance: I}}}}}}}}
    """
PLAIN = ONE.format(person="", more="")
# Berger et al. 1993: rows are the functional answers like, must-be, neutral, live-with, dislike.
TABLE = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
pairs = st.lists(st.tuples(*[st.one_of(st.none(), st.integers(1, 5))] * 2), min_size=1, max_size=30)


def frame(functional: list[Any], dysfunctional: list[Any], **more: list[Any]) -> pl.DataFrame:
    empty = {"I": [None] * len(functional)}
    return pl.DataFrame({"F": functional, "D": dysfunctional, **empty, **more}, strict=False)


def row_of(scores: Any) -> dict[str, Any]:
    (row,) = scores["need"].to_dicts("en")
    return row


def test_every_cell_of_the_table(scored: Any) -> None:
    functional = [f for f in range(1, 6) for _ in range(5)]
    scores = scored(PLAIN, frame(functional, list(range(1, 6)) * 5))
    assert scores.frame["need.x.group"].to_list() == list("".join(TABLE))
    # By hand: R 4 + 3, Q 2, I 9, A 3, O 1, M 3 of 25 cells.
    row = row_of(scores)
    assert [row[letter] for letter in "AOMIRQ"] == [3, 1, 3, 9, 7, 2]


def test_better_and_worse_by_hand(scored: Any) -> None:
    """A 2, O 1, M 4, I 1, R 1, Q 1 of 10: better (2 + 1)/8, worse −(1 + 4)/8; leading M .4, next A .2; A + O + M .7."""
    cells = {"A": (1, 3), "O": (1, 5), "M": (2, 5), "I": (3, 3), "R": (5, 1), "Q": (1, 1)}
    answers = [cells[letter] for letter in "AAOMMMMIRQ"]
    row = row_of(scored(PLAIN, frame([f for f, _ in answers], [d for _, d in answers], I=[9, 7, *[None] * 8])))
    assert (row["category"], row["second"], row["n"], row["lead"]) == ("M", "A", 10, 2)
    assert [row["better"], row["worse"]] == pytest.approx([3 / 8, -5 / 8])
    assert [row["estimate"], row["category_strength"], row["total_strength"]] == pytest.approx([0.4, 0.2, 0.7])
    # s/√n of eight answers, three of them 1: √(3/8·5/8/7)
    assert row["better_std_error"] == pytest.approx(math.sqrt(3 / 8 * 5 / 8 / 7))
    # scipy's own Wilson interval of 3 and of 5 out of 8
    better, worse = (stats.binomtest(count, 8).proportion_ci(method="wilson") for count in (3, 5))
    assert [row["better_low"], row["better_high"]] == pytest.approx([better.low, better.high])
    assert [row["worse_low"], row["worse_high"]] == pytest.approx([-worse.high, -worse.low])
    # 4 against 2 of 6: 2·(15 + 6 + 1)/64
    assert row["p_value"] == pytest.approx(44 / 64)
    assert row["leads"] is False
    # functional 4·4 (like) + 4·2 (must-be) + 0 − 2 over 10; dysfunctional 0 0 4 4·4 0 −2 −2 over 10
    assert [row["functional"], row["dysfunctional"]] == pytest.approx([2.2, 1.6])
    assert (row["importance_mean"], row["importance_std_error"]) == pytest.approx((8.0, 1.0))


# Thresholds by Fong's formula to two decimals, e.g. 1.65·√(218·374/592) = 19.36; p by scipy's own binomtest.
@pytest.mark.parametrize(
    ("first", "second", "n", "threshold", "p"),
    [(123, 95, 296, 19.36, 0.067), (40, 25, 100, 10.93, 0.082), (124, 121, 296, 19.77, None)],
)
def test_does_the_first_lead(first: int, second: int, n: int, threshold: float, p: float | None) -> None:
    assert fong_threshold(first, second, n) == pytest.approx(threshold, abs=0.005)
    exact = stats.binomtest(first, first + second).pvalue
    assert exact_lead_p(first, second) == pytest.approx(exact, rel=1e-12)
    if p is not None:
        assert exact == pytest.approx(p, abs=0.0005)


@pytest.mark.parametrize(("first", "second", "rest", "leads"), [(123, 95, 78, True), (124, 121, 51, False)])
def test_fong_by_name(scored: Any, first: int, second: int, rest: int, leads: bool) -> None:
    """A (1, 3) against M (2, 5), the rest I (3, 3), n = 296: 28 > 19.36 leads, 3 < 19.77 does not."""
    functional = [1] * first + [2] * second + [3] * rest
    dysfunctional = [3] * first + [5] * second + [3] * rest
    row = row_of(scored(ONE.format(person="", more=", test: fong"), frame(functional, dysfunctional)))
    assert (row["lead"], row["leads"], row["n"]) == (first - second, leads, 296)
    assert "p_value" not in row


def test_ties_are_named(scored: Any) -> None:
    row = row_of(scored(PLAIN, frame([1, 2, 1, 2, 3], [3, 5, 3, 5, 3])))
    assert (row["category"], row["second"], row["lead"], row["p_value"], row["leads"]) == ("A/M", "M", 0, 1.0, False)
    assert row["category_strength"] == 0
    assert row["estimate"] == pytest.approx(0.4)
    shown = str(scored(PLAIN, frame([1, 2, 1, 2, 3], [3, 5, 3, 5, 3]))["need"].in_language("zh"))
    assert "魅力/必备" in shown


def test_one_category_only(scored: Any) -> None:
    row = row_of(scored(PLAIN, frame([1] * 6, [3] * 6)))
    assert (row["category"], row["second"], row["category_strength"]) == ("A", None, 1.0)
    assert (row["better"], row["worse"]) == (1.0, 0.0)
    # 2·(½)⁶
    assert row["p_value"] == pytest.approx(2 / 64)


def test_reverse_and_questionable_alone_have_no_coefficients(scored: Any) -> None:
    row = row_of(scored(PLAIN, frame([5, 5, 1], [1, 2, 1])))
    assert (row["category"], row["better"], row["worse"], row["better_low"]) == ("R", None, None, None)


def test_weights_decide_the_category_counts_do_not(scored: Any) -> None:
    """Weights 1, 1, 5 on A, A, M: M leads with 5/7; better (1 + 1)/7; counts stay 2 and 1."""
    definition = ONE.format(person="respondent: {weight: w}\n    small_base: {withhold: 0}", more="")
    row = row_of(scored(definition, frame([1, 1, 2], [3, 3, 5], w=[1, 1, 5])))
    assert (row["category"], row["A"], row["M"]) == ("M", 2, 1)
    assert [row["estimate"], row["better"], row["worse"]] == pytest.approx([5 / 7, 2 / 7, -5 / 7])
    # lead = difference of weighted shares 5/7 − 2/7 with its linearised error, t with two degrees of freedom:
    d, w = np.array([-1.0, -1.0, 1.0]), np.array([1.0, 1.0, 5.0])
    influence = w * (d - 3 / 7) / 7
    t = 3 / 7 / math.sqrt(3 / 2 * (influence**2).sum())
    assert row["p_value"] == pytest.approx(2 * stats.t.sf(t, 2))


@pytest.fixture(scope="module")
def kiosk(shared: Path) -> dict[str, dict[str, Any]]:
    survey = load_survey(HERE / "kiosk_kano.yaml")
    scores = score(read_responses(shared / "data" / "servqual" / "kiosk_google_forms_cp949.csv", survey))
    return {row["feature"]: row for row in scores["features"].to_dicts("en")}


def agrees(row: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert {letter: row[letter] for letter in "AOMIRQ"} == wanted["counts"]
    assert (row["n"], row["category"]) == (wanted["n"], wanted["mode"])
    assert [row["better"], row["worse"]] == pytest.approx([wanted["better"], wanted["worse"]], abs=1e-12)


@pytest.mark.parametrize("feature", EXPECTED["kiosk"])
def test_kiosk_from_the_platforms_own_wordings(kiosk: dict[str, Any], feature: str) -> None:
    """Google Forms, cp949, Korean answers: tests/references/kano.json."""
    agrees(kiosk[feature], EXPECTED["kiosk"][feature])


TRANSFERS = """
    survey: transfers
    scales:
      feeling: {codes: {I like it: 1, I expect it: 2, I am neutral: 3, I can tolerate it: 4, I dislike it: 5}}
      important:
        points: [1, 9]
        labels: {en: {"1": 1 - Not at all important, "3": 3 - Somewhat important, "5": 5 - Important,
                      "7": 7 - Very important, "9": 9 - Extremely important}}
    items:
ITEMS
    measures: {transfers: {type: kano, features: {FEATURES}}}
    """
NUMBERS = range(6, 12)


def transfers_definition() -> str:
    items = [
        f"      f{n}: {{scale: feeling, column: F{n}_functional}}\n"
        f"      d{n}: {{scale: feeling, column: F{n}_dysfunctional}}\n"
        f"      i{n}: {{scale: important, column: F{n}_importance}}\n"
        for n in NUMBERS
    ]
    features = ", ".join(f"F{n}: {{functional: f{n}, dysfunctional: d{n}, importance: i{n}}}" for n in NUMBERS)
    return TRANSFERS.replace("ITEMS\n", "".join(items)).replace("FEATURES", features)


@pytest.mark.parametrize("feature", EXPECTED["transfers"])
def test_transfers_from_raw_answers(scored: Any, shared: Path, feature: str) -> None:
    rows = scored(transfers_definition(), shared / "data" / "kano" / "transfers.csv")["transfers"].to_dicts("en")
    row = next(row for row in rows if row["feature"] == feature)
    agrees(row, EXPECTED["transfers"][feature])
    if feature == "F6":
        # F6_importance counted in the file: 15 21 68 39 84 20 64 6 41 answers of 1 … 9
        counts = [15, 21, 68, 39, 84, 20, 64, 6, 41]
        assert row["importance_mean"] == pytest.approx(sum((at + 1) * n for at, n in enumerate(counts)) / 358)


def test_curly_apostrophes_case_and_labels_of_both_languages(scored: Any) -> None:
    codes = "{I like it: 1, It's a must: 2, I don't mind: 3, I can live with it: 4, I don't like it: 5}"
    own = PLAIN.replace("survey: kano", f"survey: kano\n    scales: {{own: {{codes: {codes}}}}}").replace(
        "kano5", "own"
    )
    answers = frame(
        ["I like it", "it’s a must ", "I don’t mind"], ["I don’t like it", "I DON'T LIKE IT", "I don't mind"]
    )
    assert scored(own, answers).frame["need.x.group"].to_list() == ["O", "M", "I"]
    mixed = frame(["我很喜欢", "I expect it", "3", "勉强接受"], ["I dislike it", "我很不喜欢", "无所谓", "5"])
    assert scored(PLAIN, mixed).frame["need.x.group"].to_list() == ["O", "M", "I", "M"]


ENGINES = {
    "polars": lambda given: given,
    "pandas": lambda given: given.to_pandas(),
    "pandas nullable": lambda given: given.to_pandas().astype(pd.Float64Dtype()),
    "duckdb": lambda given: duckdb.from_arrow(given.to_arrow()),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_no_answers_no_category_on_any_engine(scored: Any, engine: str) -> None:
    given = pl.DataFrame({"F": [1.0, None, 2.0, None], "D": [5.0, 5.0, None, None], "I": [None] * 4}).cast(pl.Float64)
    scores = scored(PLAIN, ENGINES[engine](given))
    found = scores.kept().collect(backend="polars") if engine == "duckdb" else scores.kept()
    assert found["need.x.group"].is_null().sum() == 3
    assert found["need.x.group"].drop_nulls().to_list() == ["O"]
    row = row_of(scores)
    assert (row["n"], row["O"], row["category"]) == (1, 1, "O")


@given(pairs)
@settings(settings.get_profile("costly"))
def test_by_brute_force(scored: Any, answers: list[tuple[int | None, int | None]]) -> None:
    scores = scored(PLAIN, frame([f for f, _ in answers], [d for _, d in answers]).cast(pl.Int64))
    letters = [TABLE[f - 1][d - 1] for f, d in answers if f is not None and d is not None]
    row, counts = row_of(scores), Counter(letters)
    assert row["n"] == len(letters) == sum(row[letter] for letter in "AOMIRQ")
    assert [row[letter] for letter in "AOMIRQ"] == [counts[letter] for letter in "AOMIRQ"]
    most = max(counts.values(), default=0)
    leading = "/".join(letter for letter in "AOMIRQ" if counts[letter] == most and most)
    assert (row["category"] or "") == leading
    among = sum(counts[letter] for letter in "AOMI")
    if among:
        assert 0 <= row["better_low"] <= row["better"] <= row["better_high"] <= 1
        assert -1 <= row["worse_low"] <= row["worse"] <= row["worse_high"] <= 0
        assert row["better"] == pytest.approx((counts["A"] + counts["O"]) / among)
    else:
        assert row["better"] is None


@given(pairs, st.randoms())
@settings(max_examples=12, deadline=None)
def test_order_of_rows_and_equal_weights_do_not_matter(scored: Any, answers: list[Any], random: Any) -> None:
    shuffled = random.sample(answers, len(answers))
    plain, turned = (
        row_of(scored(PLAIN, frame([f for f, _ in rows], [d for _, d in rows]).cast(pl.Int64)))
        for rows in (answers, shuffled)
    )
    assert turned == {key: pytest.approx(cell) if isinstance(cell, float) else cell for key, cell in plain.items()}
    given_both = [pair for pair in answers if None not in pair]
    if not given_both:
        return
    weighted = ONE.format(person="respondent: {weight: w}", more="")
    data = frame([f for f, _ in given_both], [d for _, d in given_both], w=[3] * len(given_both))
    row = row_of(scored(weighted, data))
    for key in ("category", "better", "worse", "functional", "dysfunctional", "estimate", "ci_low", "A", "Q"):
        assert row[key] == (pytest.approx(plain[key]) if isinstance(plain[key], float) else plain[key]), key


BROKEN = {
    "another scale": (
        "{K1..K2: {scale: 1..7}}",
        "functional: K1, dysfunctional: K2",
        "measures.need.features.x.functional: K1 is on scale '1..7'; Kano needs like, must-be, neutral, live-with, "
        "dislike as 1–5. Use the scale kano5, or a scale of your own: codes: {I like it: 1, …, I dislike it: 5}.",
    ),
    "five points of something else": (
        "{K1..K2: {scale: agree5}}",
        "functional: K1, dysfunctional: K2",
        "measures.need.features.x.dysfunctional: K2 is on scale 'agree5'; Kano needs like, must-be, neutral, "
        "live-with, dislike as 1–5. Use the scale kano5, or a scale of your own: codes: {I like it: 1, …, "
        "I dislike it: 5}.",
    ),
    "reverse-keyed": (
        "{K1: {scale: kano5, reverse: true}, K2: {scale: kano5}}",
        "functional: K1, dysfunctional: K2",
        "measures.need.features.x.functional: K1 is reverse-keyed; Kano takes 1 as like, on both sides.",
    ),
    "twice the same item": (
        "{K1: {scale: kano5}}",
        "functional: K1, dysfunctional: K1",
        "measures.need.features.x.dysfunctional: K1 is already x.functional.",
    ),
    "importance in words": (
        "{K1..K2: {scale: kano5}, why: {scale: text}}",
        "functional: K1, dysfunctional: K2, importance: why",
        "measures.need.features.x.importance: Why is answered in 'text', which has no numbers.",
    ),
    "no such item": (
        "{K1..K2: {scale: kano5}}",
        "functional: K1, dysfunctional: K22",
        "measures.need.features.x.dysfunctional: There is no item 'K22'. Did you mean 'K2'?",
    ),
    "no such key": (
        "{K1..K2: {scale: kano5}}",
        "functional: K1, disfunctional: K2",
        "measures.need.features.x.disfunctional: There is no such key. Did you mean 'dysfunctional'?",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_definitions_that_are_none(defined: Any, case: str) -> None:
    items, feature, message = BROKEN[case]
    with pytest.raises(SurveyError) as told:
        defined(f"survey: s\nitems: {items}\nmeasures: {{need: {{type: kano, features: {{x: {{{feature}}}}}}}}}\n")
    assert message in [str(fault).split(": ", 1)[1] for fault in told.value.faults]


def test_the_explanation_puts_the_numbers_in(scored: Any) -> None:
    table = scored(PLAIN, frame([1, 1, 2, 3], [3, 5, 5, 3]))["need"]
    said = str(table.explain("en"))
    assert "x: better (1 + 1)/(1 + 1 + 1 + 1) = 0.5000, worse −(1 + 1)/(1 + 1 + 1 + 1) = −0.5000" in said
    assert "Berger" in said
    assert "满意系数 (1 + 1)/(1 + 1 + 1 + 1) = 0.5000" in str(table.explain("zh"))


@pytest.mark.parametrize("more", ["", ", picture: continuous"])
def test_the_picture_stands_where_the_figures_say(scored: Any, more: str) -> None:
    """A, O, M, I once each, thrice: better ½, worse −½; functional (4 + 4 + 2 + 0)/4, dysfunctional (0 + 4 + 4)/4."""
    table = scored(ONE.format(person="", more=more), frame([1, 1, 2, 3] * 3, [3, 5, 5, 3] * 3))["need"]
    (point,) = picture.spec(table, "en")["data"]["values"]
    assert (point["x"], point["y"]) == pytest.approx((2.0, 2.5) if more else (0.5, 0.5))
    assert point["x_low"] < point["x"] < point["x_high"]
    table.plot("zh")
