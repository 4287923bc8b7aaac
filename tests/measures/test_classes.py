"""Respondents sorted into classes: quadrants, the highest of several items, ladders; worked by hand and by property."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from satindex.errors import SurveyError
from satindex.results import picture

APOSTLE = """
    survey: apostle
    {person}
    items: {{S: {{scale: 1..5}}, L: {{scale: 0..100}}}}
    measures:
      loyalty: {{type: composite, components: {{will: {{items: [L]}}}}}}
      advocacy: {{type: quadrants, of: {of}, x: S, y: {y}, cuts: {{x: {x}, y: {cut}}}}}
    """
TWO_CUTS = APOSTLE.format(person="", of="apostle", y="loyalty", x="[3.5, 4.5]", cut="[50, 90]")
ONE_CUT = APOSTLE.format(person="", of="apostle", y="loyalty", x="[4]", cut="[50]")
ATTITUDE = APOSTLE.format(person="", of="attitude_behaviour", y="L", x="4", cut="50")
HIGHEST = """
    survey: kinds
    items: {Q1..Q3: {scale: 1..5}}
    measures: {kind: {type: highest_of, items: {monopoly: Q1, trust: Q2, 惰性: Q3}}}
    """
LADDER = """
    survey: ladder
    items: {S: {scale: 1..5}, R: {scale: yes_no}, N: {scale: likely11}}
    measures:
      ladder:
        type: ladder
        levels:
          satisfied: {item: S, at_least: 4}
          repeats: {item: R, equals: "Yes"}
          recommends: {item: N, at_least: 9}
    """
ENGINES = {
    "polars": lambda given: given,
    "pandas": lambda given: given.to_pandas(),
    "pandas nullable": lambda given: given.to_pandas().astype(pd.Float64Dtype()),
    "duckdb": lambda given: duckdb.from_arrow(given.to_arrow()),
}


def data(**columns: list[Any]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema_overrides=dict.fromkeys(columns, pl.Float64), strict=False)


def classes(scores: Any, name: str) -> list[str | None]:
    return scores.frame[f"{name}.group"].to_list()


def shares(scores: Any, name: str) -> dict[str, float]:
    return {row["level"]: row["estimate"] for row in scores[name].to_dicts("en")}


def test_at_or_above_a_cut_is_high(scored: Any) -> None:
    scores = scored(ONE_CUT, data(S=[4, 4, 3, 3, 5, None], L=[50, 49, 50, 49, None, 99]))
    assert classes(scores, "advocacy") == ["loyalist", "mercenary", "hostage", "defector", None, None]
    assert shares(scores, "advocacy") == dict.fromkeys(("loyalist", "hostage", "mercenary", "defector"), 0.25)


def test_apostles_and_terrorists_in_the_extreme_corners(scored: Any) -> None:
    """Cuts 3.5 and 4.5, 50 and 90: apostles 5 and ≥ 90; terrorists as far below the first cut: < 2.5 and < 10."""
    scores = scored(TWO_CUTS, data(S=[5, 5, 4, 2, 2, 3, 1, 5], L=[90, 89, 99, 9, 10, 9, 50, 0]))
    assert classes(scores, "advocacy") == [
        *("apostle", "loyalist", "loyalist", "terrorist", "defector", "defector", "hostage", "mercenary"),
    ]
    assert list(shares(scores, "advocacy")) == [
        *("apostle", "loyalist", "hostage", "mercenary", "defector", "terrorist"),
    ]


def test_three_cuts_state_both_corners(scored: Any) -> None:
    definition = APOSTLE.format(person="", of="apostle", y="loyalty", x="[1.5, 3.5, 4.5]", cut="[20, 50, 90]")
    scores = scored(definition, data(S=[2, 1, 1], L=[0, 19, 20]))
    assert classes(scores, "advocacy") == ["defector", "terrorist", "defector"]


def test_attitude_and_behaviour(scored: Any) -> None:
    scores = scored(ATTITUDE, data(S=[4, 4, 3, 3], L=[50, 49, 50, 49]))
    assert classes(scores, "advocacy") == ["true", "latent", "spurious", "none"]


def test_a_mean_of_scores_is_not_below_a_cut_by_rounding(scored: Any) -> None:
    """(70 + 10 + 10)/3 and the like are 30 in decimals, a hair less or more in floating point."""
    definition = """
    survey: rounding
    items: {S: {scale: 1..5}, A1..A3: {scale: 0..10}}
    measures:
      index: {type: composite, components: {all: {items: A1..A3}}}
      advocacy: {type: quadrants, of: apostle, x: S, y: index, cuts: {x: 3, y: 30}}
    """
    triples = [(a, b, 9 - a - b) for a in range(10) for b in range(10 - a)]
    scores = scored(definition, data(S=[3] * len(triples), **{f"A{k + 1}": [t[k] for t in triples] for k in range(3)}))
    assert set(classes(scores, "advocacy")) == {"loyalist"}


def test_the_cells_of_the_heat_map(scored: Any) -> None:
    """Of four: (5, 90) twice, (1, 10), (4, 20)."""
    scores = scored(ONE_CUT, data(S=[5, 5, 1, 4, None], L=[90, 90, 10, 20, 5]))
    cells = scores["advocacy.cells"].to_dicts("en")
    found = [(c["class"], c["x_from"], c["y_from"], c["count"], c["estimate"]) for c in cells]
    assert found == [("defector", 1, 10, 1, 0.25), ("mercenary", 4, 20, 1, 0.25), ("loyalist", 5, 90, 2, 0.5)]
    picture.spec(scores["advocacy.cells"], "zh")
    scores["advocacy.cells"].plot("zh")


def test_a_heat_map_of_too_many_rows_says_so_in_its_place(scored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satindex.frames.batches.MOST_IN_MEMORY", 4)
    answers = data(S=[5, 5, 1, 4, None], L=[90, 90, 10, 20, 5])
    scores = scored(ONE_CUT, pl.DataFrame(answers).lazy())
    (row,) = scores["advocacy.cells"].to_dicts("en")
    assert row["estimate"] is None
    assert "read a random part of the answers" in row["reason"]
    scores["advocacy.cells"].plot("zh")
    assert shares(scores, "advocacy")["loyalist"] == 0.5  # two of four, as over rows in memory


def test_cells_of_many_values_never_reach_across_a_cut(scored: Any) -> None:
    satisfied, loyal = [1 + at % 5 for at in range(101)], [float(at) for at in range(101)]
    scores = scored(TWO_CUTS, data(S=satisfied, L=loyal))
    cells = scores["advocacy.cells"].to_dicts("en")
    assert sum(cell["count"] for cell in cells) == 101
    assert all(not (cell["y_from"] < cut < cell["y_to"]) for cell in cells for cut in (10, 50, 90))
    by_class: dict[str, float] = {}
    for cell in cells:
        by_class[cell["class"]] = by_class.get(cell["class"], 0) + cell["estimate"]
    assert by_class == pytest.approx({name: share for name, share in shares(scores, "advocacy").items() if share})


def test_cuts_are_printed(scored: Any) -> None:
    table = scored(TWO_CUTS, data(S=[5, 1], L=[90, 1]))["advocacy"]
    said = str(table.explain("en"))
    assert "Satisfaction is high where S ≥ 3.5, loyalty where loyalty ≥ 50" in said
    assert "loyalists with S ≥ 4.5 and loyalty ≥ 90 are apostles" in said
    assert "defectors with S < 2.5 and loyalty < 10 terrorists" in said
    assert "No canonical cut-offs exist" in said
    assert "没有公认的切点" in str(table.explain("zh"))


def test_by_segment_a_class_stands_beside_the_level(scored: Any) -> None:
    definition = APOSTLE.format(
        person="respondent: {segments: [g]}\n    small_base: {withhold: 0}", of="apostle", y="loyalty", x="4", cut="50"
    )
    given_answers = data(S=[5, 1, 5], L=[99, 1, 99]).with_columns(pl.Series("g", ["a", "a", "b"]))
    rows = scored(definition, given_answers)["advocacy"].by("g").to_dicts("en")
    found = {(row["level"], row["class"]): row["estimate"] for row in rows}
    assert found["a", "loyalist"] == found["a", "defector"] == 0.5
    assert found["b", "loyalist"] == 1.0
    assert len(found) == 8


def test_the_highest_item_names_the_class(scored: Any) -> None:
    scores = scored(HIGHEST, data(Q1=[5, 1, 3, 2, None, None], Q2=[4, 2, 3, 2, 1, None], Q3=[1, 5, 1, 2, None, None]))
    assert classes(scores, "kind") == ["monopoly", "惰性", "tie", "tie", "trust", None]
    assert shares(scores, "kind") == pytest.approx({"monopoly": 0.2, "trust": 0.2, "惰性": 0.2, "tie": 0.4})
    assert [row["n"] for row in scores["kind"].rows] == [5] * 4
    # Wilson's interval of 2 in 5, scipy's own.
    tie = scores["kind"].rows[-1]
    wilson = stats.binomtest(2, 5).proportion_ci(method="wilson")
    assert (tie["ci_low"], tie["ci_high"]) == pytest.approx((wilson.low, wilson.high))


def test_min_answered_of_the_items(scored: Any) -> None:
    definition = HIGHEST.replace("type: highest_of", "type: highest_of, min_answered: 1")
    assert classes(scored(definition, data(Q1=[5, 5], Q2=[4, None], Q3=[1, 1])), "kind") == ["monopoly", None]


def test_the_highest_level_whose_lower_ones_hold(scored: Any) -> None:
    """Recommending without being satisfied reaches nothing; a missing answer that decides leaves no level."""
    scores = scored(
        LADDER,
        data(
            S=[5, 4, 5, 5, 3, 5, None, 5, 2], R=[1, 0, 1, 1, 1, None, 1, 1, None], N=[9, 10, 8, 10, 10, 9, 9, None, 0]
        ),
    )
    assert classes(scores, "ladder") == [
        *("recommends", "satisfied", "repeats", "recommends", "none", None, None, None, "none"),
    ]
    assert shares(scores, "ladder") == pytest.approx(
        {"none": 2 / 6, "satisfied": 1 / 6, "repeats": 1 / 6, "recommends": 2 / 6}
    )
    reached = shares(scores, "ladder.reached")
    assert reached == pytest.approx({"satisfied": 4 / 6, "repeats": 3 / 6, "recommends": 2 / 6})
    notes = [note.en for note in scores.responses.audit.notes]
    assert "ladder: a missing answer leaves open where the respondent stops, no level: 3" in notes


def test_a_condition_on_a_reverse_keyed_item_names_the_answer_as_given(scored: Any) -> None:
    definition = """
    survey: turned
    items: {S: {scale: satisfied5, reverse: true}}
    measures: {ladder: {type: ladder, levels: {well: {item: S, one_of: [Satisfied, Very satisfied]}}}}
    """
    given_answers = pl.DataFrame({"S": ["Very satisfied", "Dissatisfied", "满意"]})
    assert classes(scored(definition, given_answers), "ladder") == ["well", "none", "well"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("definition", "name", "columns", "found"),
    [
        (ONE_CUT, "advocacy", {"S": [5, None, 1, None], "L": [99, 1, None, None]}, "loyalist"),
        (HIGHEST, "kind", {"Q1": [5, *[None] * 3], "Q2": [None] * 4, "Q3": [1, *[None] * 3]}, "monopoly"),
        (LADDER, "ladder", {"S": [5, 5, None, None], "R": [1, None, 1, None], "N": [9, 9, 9, None]}, "recommends"),
    ],
)
def test_no_answer_no_class_on_any_engine(
    scored: Any, engine: str, definition: str, name: str, columns: dict[str, list[Any]], found: str
) -> None:
    scores = scored(definition, ENGINES[engine](data(**columns)))
    kept = scores.kept().collect(backend="polars") if engine == "duckdb" else scores.kept()
    assert kept[f"{name}.group"].drop_nulls().to_list() == [found]
    assert {row["n"] for row in scores[name].rows} == {1}


respondents = st.lists(st.tuples(*[st.one_of(st.none(), st.integers(1, 5))] * 3), min_size=1, max_size=25)


@given(respondents)
@settings(max_examples=30, deadline=None)
def test_highest_by_brute_force(scored: Any, rows: list[tuple[int | None, ...]]) -> None:
    scores = scored(HIGHEST, data(**{f"Q{k + 1}": [row[k] for row in rows] for k in range(3)}))
    for row, found in zip(rows, classes(scores, "kind"), strict=True):
        known = [answer for answer in row if answer is not None]
        top = [
            name
            for name, answer in zip(("monopoly", "trust", "惰性"), row, strict=True)
            if known and answer == max(known)
        ]
        assert found == (None if not known else top[0] if len(top) == 1 else "tie")
    _sum_to_one(scores, "kind")


@given(respondents)
@settings(max_examples=30, deadline=None)
def test_quadrants_by_brute_force(scored: Any, rows: list[tuple[int | None, ...]]) -> None:
    loyal = [None if b is None else 25 * (b - 1) for _, b, _ in rows]
    scores = scored(TWO_CUTS, data(S=[a for a, _, _ in rows], L=loyal))
    for (a, _, _), b, found in zip(rows, loyal, classes(scores, "advocacy"), strict=True):
        assert (found is None) == (a is None or b is None)
        if a is not None and b is not None:
            assert (found in ("apostle", "loyalist")) == (a >= 4 and b >= 50)
            assert (found == "apostle") == (a >= 5 and b >= 90)
            assert (found == "terrorist") == (a <= 2 and b < 10)
    _sum_to_one(scores, "advocacy")


@given(respondents)
@settings(max_examples=30, deadline=None)
def test_everyone_with_all_answers_has_one_level(scored: Any, rows: list[tuple[int | None, ...]]) -> None:
    complete = [row for row in rows if None not in row] or [(1, 1, 1)]
    columns = {"S": [a for a, _, _ in complete], "R": [int(b > 2) for _, b, _ in complete]}
    scores = scored(LADDER, data(**columns, N=[2 * c for _, _, c in complete]))
    assert None not in classes(scores, "ladder")
    _sum_to_one(scores, "ladder")
    reached = list(shares(scores, "ladder.reached").values())
    assert reached == sorted(reached, reverse=True)


def _sum_to_one(scores: Any, name: str) -> None:
    found = scores[name].to_dicts("en")
    if found[0]["n"]:
        assert sum(row["estimate"] for row in found) == pytest.approx(1)
        assert all(row["ci_low"] <= row["estimate"] <= row["ci_high"] for row in found)
    else:
        assert {row["estimate"] for row in found} == {None}
        assert {row["reason"] for row in found} == {"no answers in this base"}


BROKEN = {
    "unlike numbers of cuts": (
        APOSTLE.format(person="", of="apostle", y="L", x="[3, 4]", cut="50"),
        "measures.advocacy.cuts: X has 2 cuts and y has 1; they need as many.",
    ),
    "cuts that descend": (
        APOSTLE.format(person="", of="apostle", y="L", x="[4, 3]", cut="[50, 90]"),
        "measures.advocacy.cuts.x: The cuts must ascend.",
    ),
    "too many cuts": (
        APOSTLE.format(person="", of="attitude_behaviour", y="L", x="[3, 4]", cut="[50, 90]"),
        "measures.advocacy.cuts.x: 'attitude_behaviour' takes 1 cut, not 2.",
    ),
    "a cut that parts nobody": (
        APOSTLE.format(person="", of="apostle", y="L", x="1", cut="50"),
        "measures.advocacy.cuts.x: No answer of S (1–5) lies on one side of 1.",
    ),
    "x is y": (
        APOSTLE.format(person="", of="apostle", y="S", x="4", cut="4"),
        "measures.advocacy.y: X and y are both 'S'.",
    ),
    "no such score": (
        APOSTLE.format(person="", of="apostle", y="loyalti", x="4", cut="50"),
        "measures.advocacy.y: There is no item or score 'loyalti'. Did you mean 'loyalty'?",
    ),
    "made from itself": (
        APOSTLE.format(person="", of="apostle", y="advocacy", x="4", cut="50"),
        "measures.advocacy.y: 'advocacy' is a score of this measure itself.",
    ),
    "no such quadrants": (
        APOSTLE.format(person="", of="apostel", y="L", x="4", cut="50"),
        "measures.advocacy.of: 'apostel' is not one of: apostle, attitude_behaviour.",
    ),
    "a class called tie": (
        HIGHEST.replace("trust", "tie"),
        "measures.kind.items.tie: 'tie' is the class of equal highest answers.",
    ),
    "one item twice": (
        HIGHEST.replace("trust: Q2", "trust: Q1"),
        "measures.kind.items.trust: Q1 already stands for 'monopoly'.",
    ),
    "one class": (
        HIGHEST.replace("monopoly: Q1, trust: Q2, ", ""),
        "measures.kind.items: At least two classes are needed.",
    ),
    "unlike scales": (
        HIGHEST.replace("{Q1..Q3: {scale: 1..5}}", "{Q1..Q3: {scale: 1..5}, Q3: {scale: 1..7}}"),
        "measures.kind.items: The items have scales of different range (Q1 1–5, Q3 1–7). "
        "A composite rescales each item to 0–100 first.",
    ),
    "a title for no class": (
        HIGHEST.replace("highest_of,", "highest_of, titles: {trusty: Trust},"),
        "measures.kind.titles.trusty: There is no class 'trusty'.",
    ),
    "a level called none": (
        LADDER.replace("satisfied:", "none:"),
        "measures.ladder.levels.none: 'none' is the name of those who do not reach the first level.",
    ),
    "two kinds of condition": (
        LADDER.replace("at_least: 4", 'at_least: 4, equals: "5"'),
        "measures.ladder.levels.satisfied: A condition has at_least and at_most, or equals, or one_of.",
    ),
    "no such answer": (
        LADDER.replace('equals: "Yes"', "equals: Yess"),
        "measures.ladder.levels.repeats.equals: 'Yess' is not an answer of R. Did you mean 'Yes'?",
    ),
    "no level": (
        "survey: s\nitems: {S: {scale: 1..5}}\nmeasures: {ladder: {type: ladder, levels: {}}}\n",
        "measures.ladder.levels: There is no level.",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_definitions_that_are_none(defined: Any, case: str) -> None:
    definition, message = BROKEN[case]
    with pytest.raises(SurveyError) as told:
        defined(definition)
    assert message in [str(fault).split(": ", 1)[1] for fault in told.value.faults]
