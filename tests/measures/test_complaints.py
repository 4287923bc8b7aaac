"""Complaints, word of mouth and mystery shopping worked by hand, and what must hold for any answers."""

from __future__ import annotations

import math
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from satindex.errors import SurveyError

FUNNEL = """
    survey: complaints
    small_base: {withhold: 0}
    scales: {cause: {codes: {late: 1, broken: 2}}}
    items:
      P: {scale: yes_no}
      C: {scale: yes_no}
      R: {scale: yes_no}
      S: {scale: 1..5}
      B: {scale: yes_no}
      why: {scale: cause}
    measures:
      complaints:
        type: complaints
        problem: P
        complained: C
        resolved: R
        satisfied: {item: S, at_least: 4}
        returns: B
        cause: why
    """
# Ten respondents: six with a problem, four of them complained, three resolved, two satisfied, one returns.
ANSWERS = {
    "P": [0, 0, 0, 1, 1, 1, 1, 1, 1, None],
    "C": [None, None, 1, 0, 0, 1, 1, 1, 1, None],
    "R": [None, None, None, None, None, 0, 1, 1, 1, None],
    "S": [None, None, None, None, None, 4, 3, 4, 5, None],
    "B": [1, None, None, 0, 1, 0, 1, 0, 1, 1],
    "why": [None, None, None, 1, 1, 1, 1, 2, 2, None],
}
STAGES = ("problem", "complained", "resolved", "satisfied", "returns")
WORD = """
    survey: word
    small_base: {withhold: 0}
    scales: {source: {codes: {friend: 1, family: 2, advert: 3}}}
    items: {G: {scale: count}, B: {scale: count}, W: {scale: source}}
    measures: {word: {type: word_of_mouth, told_good: G, told_bad: B, came_by: W, referral: [friend, family]}}
    """
ENGINES = {
    "polars": lambda given: given,
    "pandas": lambda given: given.to_pandas(),
    "pandas nullable": lambda given: given.to_pandas().astype(pd.Float64Dtype()),
    "duckdb": lambda given: duckdb.from_arrow(given.to_arrow()),
}


def data(columns: dict[str, list[Any]]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema_overrides=dict.fromkeys(columns, pl.Float64), strict=False)


def by_key(table: Any, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in table.to_dicts("en")}


def test_each_stage_is_a_share_of_those_before(scored: Any) -> None:
    rows = by_key(scored(FUNNEL, data(ANSWERS))["complaints"], "stage")
    assert list(rows) == list(STAGES)
    found = {stage: (row["estimate"], row["n"]) for stage, row in rows.items()}
    wanted = {
        "problem": (6 / 9, 9),
        "complained": (4 / 6, 6),
        "resolved": (3 / 4, 4),
        "satisfied": (2 / 3, 3),
        "returns": (1 / 2, 2),
    }
    assert found == {stage: (pytest.approx(share), n) for stage, (share, n) in wanted.items()}
    of_all = [rows[stage]["of_all"] for stage in STAGES[1:]]
    assert of_all == pytest.approx([4 / 6, 3 / 6, 2 / 6, 1 / 6])
    wilson = stats.binomtest(4, 6).proportion_ci(method="wilson")
    assert [rows["complained"]["ci_low"], rows["complained"]["ci_high"]] == pytest.approx([wilson.low, wilson.high])


def test_where_each_respondent_s_way_ends(scored: Any) -> None:
    scores = scored(FUNNEL, data(ANSWERS))
    assert scores.frame["complaints.group"].to_list() == [
        *("no_problem", "no_problem", "no_problem", "silent", "silent"),
        *("unresolved", "unsatisfied", "not_returning", "returns", None),
    ]
    notes = [note.en for note in scores.responses.audit.notes]
    assert notes == ["complaints: complained without a problem, counted as no problem: 1"]


def test_silent_customers_and_complainers(scored: Any) -> None:
    """Two silent against four complaints: 0.5. Complainers answered 4, 3, 4, 5: three of four satisfied, mean 4."""
    rows = by_key(scored(FUNNEL, data(ANSWERS))["complaints.figures"], "figure")
    ratio = rows["silent_per_complaint"]
    assert (ratio["estimate"], ratio["n"]) == (pytest.approx(0.5), 6)
    # Linearised: residuals silent − 0.5·complained over the mean 4/6 of complained.
    residual = np.array([1, 1, -0.5, -0.5, -0.5, -0.5]) / (4 / 6)
    assert ratio["std_error"] == pytest.approx(math.sqrt((residual**2).sum() / 5 / 6))
    assert rows["complainers.satisfied"]["estimate"] == pytest.approx(3 / 4)
    assert rows["complainers.answer"]["estimate"] == pytest.approx(4)
    assert rows["complainers.returns"]["estimate"] == pytest.approx(2 / 4)
    assert rows["silent.returns"]["estimate"] == pytest.approx(1 / 2)


def test_by_cause(scored: Any) -> None:
    """Six problems: late 4, broken 2. Late: two complained of four, one resolved of two. Broken: both, both."""
    rows = scored(FUNNEL, data(ANSWERS))["complaints.causes"].to_dicts("en")
    found = {(row["cause"], row["stage"]): (row["estimate"], row["n"]) for row in rows}
    assert found["late", "problem"] == (pytest.approx(4 / 6), 6)
    assert found["broken", "problem"] == (pytest.approx(2 / 6), 6)
    assert found["late", "complained"] == (pytest.approx(2 / 4), 4)
    assert found["late", "resolved"] == (pytest.approx(1 / 2), 2)
    assert found["broken", "complained"] == found["broken", "resolved"] == (1.0, 2)
    assert found["late", "returns"] == (None, 0)


def test_nobody_complained(scored: Any) -> None:
    answers = {**{name: [None] * 2 for name in ANSWERS}, "P": [1, 1], "C": [0, 0]}
    rows = by_key(scored(FUNNEL, data(answers))["complaints.figures"], "figure")
    assert rows["silent_per_complaint"]["estimate"] is None
    assert rows["silent_per_complaint"]["reason"] == "the denominator's mean is 0"


def test_the_explanations_name_taught_figures_as_claims(scored: Any) -> None:
    funnel = scored(FUNNEL, data(ANSWERS))["complaints"]
    said = str(funnel.explain("en"))
    assert "Complained: 4/6 = 0.6667" in said
    assert "Satisfied with how: S ≥ 4" in said
    assert "about 20 silent customers for each complaint; a taught claim whose source we have not confirmed" in said
    assert "沉默顾客" in str(funnel.explain("zh"))


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_funnel(scored: Any, engine: str) -> None:
    tables = scored(FUNNEL, ENGINES[engine](data(ANSWERS))).tables(["complaints"])
    wanted = scored(FUNNEL, data(ANSWERS)).tables(["complaints"])
    for name, table in wanted.items():
        for row, other in zip(table.to_dicts("en"), tables[name].to_dicts("en"), strict=True):
            assert other == {key: pytest.approx(v, abs=1e-12) if isinstance(v, float) else v for key, v in row.items()}


answers = st.lists(st.tuples(*[st.sampled_from([0, 1, None])] * 5), min_size=1, max_size=30)


@given(answers)
@settings(settings.get_profile("costly"))
def test_the_funnel_by_brute_force(scored: Any, rows: list[tuple[int | None, ...]]) -> None:
    columns = {name: [row[at] for row in rows] for at, name in enumerate("PCRSB")}
    columns["S"] = [None if value is None else 5 * value or 1 for value in columns["S"]]
    scores = scored(FUNNEL, data({**columns, "why": [None] * len(rows)}))
    found = by_key(scores["complaints"], "stage")
    for at, stage in enumerate(STAGES):
        before = [row for row in rows if all(row[step] == 1 for step in range(at)) and row[at] is not None]
        assert found[stage]["n"] == len(before)
        share = sum(row[at] for row in before) / len(before) if before else None
        assert found[stage]["estimate"] == (None if share is None else pytest.approx(share))
    ends = [end for end in scores.frame["complaints.group"].to_list() if end is not None]
    assert len(ends) == sum(any(row[at] == 0 and 0 not in row[:at] and None not in row[:at] for at in range(5))
                            or row == (1,) * 5 for row in rows)  # fmt: skip


def test_word_of_mouth_by_hand(scored: Any) -> None:
    """Told good 4, 0, 2, 6; bad 1, 1, none, 2 (the third did not say): good for each bad over three: 10/4."""
    given_answers = {"G": [4, 0, 2, 6], "B": [1, 1, None, 2], "W": [1, 3, 2, None]}
    scores = scored(WORD, data(given_answers))
    rows = by_key(scores["word"], "figure")
    assert {name: (row["estimate"], row["n"]) for name, row in rows.items()} == {
        "told_good": (pytest.approx(3.0), 4),
        "told_bad": (pytest.approx(4 / 3), 3),
        "good_per_bad": (pytest.approx(2.5), 3),
        "referred": (pytest.approx(2 / 3), 3),
    }
    # Linearised: residuals 4 − 2.5, 0 − 2.5, 6 − 5 over the mean 4/3.
    residual = np.array([1.5, -2.5, 1.0]) / (4 / 3)
    assert rows["good_per_bad"]["std_error"] == pytest.approx(math.sqrt((residual**2).sum() / 2 / 3))
    assert scores.names == ("word.told_good", "word.told_bad", "word.referred")


def test_taught_figures_stand_beside_ones_own(scored: Any) -> None:
    given_answers = {"G": [4, 0, 2, 6], "B": [1, 1, None, 2], "W": [1, 3, 2, None]}
    rows = by_key(scored(WORD, data(given_answers))["word.taught"], "claim")
    told, bring = rows["satisfied_tell"], rows["hundred_bring"]
    assert (told["taught_low"], told["taught_high"], told["estimate"]) == (3, 5, 3)
    assert (bring["taught_low"], bring["estimate"]) == (15, pytest.approx(200 / 3))
    assert all("taught, source not confirmed [r]" in row["status"] for row in rows.values())


def test_parts_of_word_of_mouth_may_be_left_out(scored: Any) -> None:
    definition = WORD.replace("told_bad: B, came_by: W, referral: [friend, family]", "title: Said")
    scores = scored(definition, data({"G": [1, 2], "B": [0, 0], "W": [1, 1]}))
    assert [row["figure"] for row in scores["word"].rows] == ["told_good"]


def test_of_two_ways_of_coming_the_higher_code_is_by_referral(scored: Any) -> None:
    """The definition may stop at `came_by`: one yes of three answers, 1/3."""
    definition = WORD.replace(", referral: [friend, family]", "").replace("W: {scale: source}", "W: {scale: yes_no}")
    answers = pl.DataFrame({"G": [1, 2, 0, 1], "B": [0, 0, 1, 1], "W": ["是", "No", "否", None]})
    scores = scored(definition, answers)
    rows = by_key(scores["word"], "figure")
    assert (rows["referred"]["estimate"], rows["referred"]["n"]) == (pytest.approx(1 / 3), 3)
    ways = {row["came_by"]: row["estimate"] for row in scores["word.came_by"].to_dicts("zh")}
    assert ways == {"否": pytest.approx(2 / 3), "是": pytest.approx(1 / 3)}


def test_several_ways_of_coming_are_shares_and_none_is_taken_for_referral(scored: Any, defined: Any) -> None:
    """Friend, advert, family of three answers: a third each; which of them mean by referral is not said."""
    definition = WORD.replace(", referral: [friend, family]", "")
    scores = scored(definition, data({"G": [4, 0, 2, 6], "B": [1, 1, None, 2], "W": [1, 3, 2, None]}))
    referred = by_key(scores["word"], "figure")["referred"]
    assert (referred["estimate"], referred["ci_low"], referred["n"]) == (None, None, 3)
    assert referred["reason"] == "'referral' does not say which answers mean by referral"
    ways = by_key(scores["word.came_by"], "came_by")
    assert {way: (row["estimate"], row["n"]) for way, row in ways.items()} == {
        way: (pytest.approx(1 / 3), 3) for way in ("friend", "family", "advert")
    }
    assert "word.referred" not in scores.names


def test_nothing_bad_said_has_no_ratio(scored: Any) -> None:
    rows = by_key(scored(WORD, data({"G": [1, 2], "B": [0, 0], "W": [3, 3]}))["word"], "figure")
    assert (rows["good_per_bad"]["estimate"], rows["referred"]["estimate"]) == (None, 0.0)


BROKEN = {
    "not yes or no": (
        FUNNEL.replace("satisfied: {item: S, at_least: 4}", "satisfied: S"),
        "measures.complaints.satisfied: S is not answered by yes or no, so what counts as satisfied is unknown. "
        "Write satisfied: {item: S, at_least: …}.",
    ),
    "a stage left out": (
        FUNNEL.replace("        resolved: R\n", ""),
        "measures.complaints.resolved: This key is required and not there.",
    ),
    "a cause without codes": (
        FUNNEL.replace("why: {scale: cause}", "why: {scale: number}"),
        "measures.complaints.cause: Why on scale 'number' has no causes to count. "
        "Give it a scale with codes, one for each cause.",
    ),
    "a condition that is none": (
        FUNNEL.replace("{item: S, at_least: 4}", "{item: S}"),
        "measures.complaints.satisfied: A condition has at_least and at_most, or equals, or one_of.",
    ),
    "no such item": (
        FUNNEL.replace("complained: C", "complained: CC"),
        "measures.complaints.complained: There is no item 'CC'. Did you mean 'C'?",
    ),
    "referral without came_by": (
        WORD.replace(" came_by: W,", ""),
        "measures.word: 'referral' lists answers of 'came_by', which is not there.",
    ),
    "no such referral": (
        WORD.replace("[friend, family]", "freind"),
        "measures.word.referral: 'freind' is not an answer of W. Did you mean 'friend'?",
    ),
    "ways that can't be counted": (
        WORD.replace("W: {scale: source}", "W: {scale: count}").replace(", referral: [friend, family]", ""),
        "measures.word.came_by: W on scale 'count' has no answers to count. "
        "Give it a scale with codes, one for each way of coming.",
    ),
    "nothing told": (
        "survey: s\nmeasures: {word: {type: word_of_mouth}}\n",
        "measures.word: Needs told_good, told_bad or came_by.",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_definitions_that_are_none(defined: Any, case: str) -> None:
    definition, message = BROKEN[case]
    with pytest.raises(SurveyError) as told:
        defined(definition)
    assert message in [str(fault).split(": ", 1)[1] for fault in told.value.faults]


MYSTERY = """
    survey: mystery
    respondent: {segments: [outlet]}
    small_base: {flag: 0, withhold: 0}
    items: {score: {scale: 0..100}}
    measures: {mystery: {type: composite, components: {visit: {items: score}}}}
    """


def test_outlets_are_ranked_with_their_spread(scored: Any) -> None:
    """Visits of 83, 85 and 88: mean 85⅓, sd √((2⅓² + ⅓² + 2⅔²)/2) = √6⅓; 80 and 96: 88, sd √128; one visit of 70."""
    visits = pl.DataFrame({"outlet": ["a"] * 3 + ["b"] * 2 + ["c"], "score": [83, 85, 88, 80, 96, 70]})
    rows = scored(MYSTERY, visits)["mystery"].by("outlet").to_dicts("en")
    overall = {row["level"]: row for row in rows if row["component"] == "overall"}
    found = {level: (row["estimate"], row["n"], row["rank"]) for level, row in overall.items()}
    assert found == {"a": (pytest.approx(256 / 3), 3, 2), "b": (pytest.approx(88), 2, 1), "c": (70, 1, 3)}
    assert [overall[level]["sd"] for level in "ab"] == pytest.approx([math.sqrt(19 / 3), math.sqrt(128)])
    assert overall["c"]["sd"] is None


def test_withheld_outlets_have_no_rank(scored: Any) -> None:
    definition = MYSTERY.replace("withhold: 0", "withhold: 3")
    visits = pl.DataFrame({"outlet": ["a"] * 3 + ["b"] * 3 + ["c"] * 2, "score": [83, 85, 88, 60, 62, 64, 99, 99]})
    rows = scored(definition, visits)["mystery"].by("outlet").to_dicts("en")
    overall = {
        row["level"]: row["rank"] for row in rows if row["component"] == "overall" and row["estimate"] is not None
    }
    assert set(overall) <= {"a", "b"}
    assert all(rank <= 2 for rank in overall.values())


def test_the_spread_is_weighted() -> None:
    """Weights 1, 1, 2 on 0, 4, 10: mean 6, Σw(x − 6)²/Σw = (36 + 4 + 32)/4 = 18, times 3/2 = 27."""
    import narwhals as nw

    from satindex.frames.design import Design, Grouping
    from satindex.frames.moments import moments
    from satindex.stats.base import Base

    frame = nw.from_native(pl.DataFrame({"x": [0.0, 4.0, 10.0], "w": [1.0, 1.0, 2.0]}))
    (found,) = moments(frame, [Grouping((("x",),))], Design(weight="w"))
    assert Base(found).sd("x") == pytest.approx(math.sqrt(27))
