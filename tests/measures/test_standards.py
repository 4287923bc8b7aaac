"""Standards of touchpoints by hand."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.errors import SurveyError
from satindex.stats.intervals import wilson

DEFINITION = """
    survey: moments
    {person}
    scales: {{told: {{codes: {{never: 0, once: 1, twice: 2}}, labels: {{zh: [从未, 一次, 两次]}}}}}}
    items:
      T1: {{scale: number}}
      T2: {{scale: yes_no}}
      T3: {{scale: 1..5}}
      T4: {{scale: told}}
    measures:
      moments:
        type: standards
        standards:
          answer: {{item: T1, at_most: 3, stage: after-sale, title: {{en: Call answered, zh: 电话接听}}}}
          packed: {{item: T2, equals: Yes, stage: delivery}}
          polite: {{item: T3, at_least: 4, stage: delivery}}
          told: {{item: T4, one_of: [once, 两次]}}
    """
PLAIN = DEFINITION.format(person="")


def frame(*rows: tuple[Any, ...]) -> pl.DataFrame:
    schema = {"T1": pl.Float64, "T2": pl.String, "T3": pl.Int64, "T4": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


# Met: all; none (3.5 minutes); packed only of the two answered in delivery's … see below.
ROWS = [(3, "Yes", 5, "once"), (3.5, "No", 3, "never"), (2, "是", 1, None), (None, None, None, None)]


def column(scores: Any, name: str) -> list[float | None]:
    return scores.frame[name].to_list()


def rows_of(scores: Any, table: str = "moments", key: str = "standard") -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in scores[table].to_dicts()}


def test_by_hand(scored: Any) -> None:
    """Answered within 3 minutes by 2 of 3, packed 2 of 3 (是 is Yes), polite 1 of 3, told 1 of 2. Each respondent's
    share met: 4/4, 0/4, 2/3 (one not answered); mean 5/9."""
    scores = scored(PLAIN, frame(*ROWS))
    assert column(scores, "moments.answer") == [1.0, 0.0, 1.0, None]
    assert column(scores, "moments.packed") == [1.0, 0.0, 1.0, None]
    assert column(scores, "moments.told") == [1.0, 0.0, None, None]
    assert column(scores, "moments.delivery") == [1.0, 0.0, 0.5, None]
    assert column(scores, "moments.after-sale") == column(scores, "moments.answer")
    assert column(scores, "moments") == pytest.approx([1.0, 0.0, 2 / 3, None])
    rows = rows_of(scores)
    assert list(rows) == ["answer", "packed", "polite", "told", "overall"]
    assert [row["estimate"] for row in rows.values()] == pytest.approx([2 / 3, 2 / 3, 1 / 3, 1 / 2, 5 / 9])
    assert [row["n"] for row in rows.values()] == [3, 3, 3, 2, 3]
    assert [row["stage"] for row in rows.values()] == ["after-sale", "delivery", "delivery", None, None]
    interval = wilson(2 / 3, 3)
    assert interval is not None
    assert [rows["answer"]["ci_low"], rows["answer"]["ci_high"]] == pytest.approx([interval.low, interval.high])
    assert (rows["overall"]["ci_low"], rows["overall"]["ci_high"]) == (0.0, 1.0)
    stages = rows_of(scores, "moments.stages", "stage")
    assert {name: row["estimate"] for name, row in stages.items()} == pytest.approx(
        {"after-sale": 2 / 3, "delivery": 1 / 2}
    )
    assert stages["after-sale"]["ci_low"] == rows["answer"]["ci_low"]


def test_requirements_in_words(scored: Any) -> None:
    result = scored(PLAIN, frame(*ROWS))["moments"]
    assert [row["requirement"] for row in result.to_dicts("en")] == [
        "at most 3",
        "answers Yes",
        "at least 4",
        "answers once or twice",
        None,
    ]
    assert [row["requirement"] for row in result.to_dicts("zh")][:4] == [
        *("不超过 3", "回答“是”", "不少于 4", "回答“一次”或“两次”"),
    ]
    assert result.explanation.numbers[0].en == "Call answered: 2/3 = 0.6667"
    assert "Call answered: T1 ≤ 3; packed: T2 = Yes; polite: T3 ≥ 4" in result.explanation.formula.en
    assert result.plot("zh").to_dict()["description"]


def test_a_band_and_a_reverse_keyed_item(scored: Any) -> None:
    """T1 from 2 to 3; T3 turned round: an answer of 1 scores 5."""
    definition = PLAIN.replace("at_most: 3", "at_least: 2, at_most: 3").replace("1..5}", "1..5, reverse: true}")
    scores = scored(definition, frame((1.9, "Yes", 1, "once"), (2, "Yes", 5, "once"), (3, "Yes", 2, "once")))
    assert column(scores, "moments.answer") == [0.0, 1.0, 1.0]
    assert column(scores, "moments.polite") == [1.0, 0.0, 1.0]
    notes = [note.en for note in scores["moments"].explanation.notes]
    assert "Bounds on T3 are on the answers after reverse-keying." in notes


def test_an_answer_is_named_forgivingly(scored: Any) -> None:
    scores = scored(PLAIN.replace("equals: Yes", "equals: ＹＥＳ"), frame(*ROWS))
    assert column(scores, "moments.packed") == [1.0, 0.0, 1.0, None]


def test_half_of_the_standards_must_be_answered(scored: Any) -> None:
    scores = scored(PLAIN, frame((1, None, None, None), (1, "Yes", None, None)))
    assert column(scores, "moments") == [None, 1.0]


@pytest.mark.parametrize(("row", "met"), [((0, "Yes", 5, "twice"), 1.0), ((9, "No", 1, "never"), 0.0)])
def test_the_ends_of_the_range_are_reached(scored: Any, row: tuple[Any, ...], met: float) -> None:
    for found in rows_of(scored(PLAIN, frame(row, row, row))).values():
        assert found["estimate"] == met
        assert 0 <= found["ci_low"] <= found["ci_high"] <= 1


answers = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 6)),
        st.sampled_from([None, "Yes", "No"]),
        st.one_of(st.none(), st.integers(1, 5)),
        st.sampled_from([None, "never", "once", "两次"]),
    ),
    min_size=1,
    max_size=10,
)


@given(answers, st.randoms(use_true_random=False))
@settings(settings.get_profile("costly"))
def test_for_any_answers(scored: Any, rows: list[tuple[Any, ...]], random: Any) -> None:
    scores = scored(PLAIN, frame(*rows))
    for at, (minutes, packed, polite, told) in enumerate(rows):
        met = [
            None if minutes is None else minutes <= 3,
            None if packed is None else packed == "Yes",
            None if polite is None else polite >= 4,
            None if told is None else told != "never",
        ]
        known = [one for one in met if one is not None]
        wanted = sum(known) / len(known) if len(known) >= 2 else None
        assert column(scores, "moments")[at] == pytest.approx(wanted)
    shuffled = list(rows)
    random.shuffle(shuffled)
    weighted = frame(*shuffled).with_columns(w=pl.lit(2))
    again = rows_of(scored(DEFINITION.format(person="respondent: {weight: w}"), weighted))
    for name, row in rows_of(scores).items():
        for key in ("estimate", "n"):
            assert again[name][key] == (None if row[key] is None else pytest.approx(row[key], abs=1e-9)), key
        if row["estimate"] is None:
            assert row["reason"] == "no answers in this base"


@pytest.mark.parametrize("empty", [None, float("nan")])
def test_no_answer_is_no_score_on_any_engine(scored: Any, empty: float | None) -> None:
    definition = """
    survey: moments
    items: {T1: {scale: number}, T3: {scale: 1..5}}
    measures:
      moments: {type: standards, standards: {answer: {item: T1, at_most: 3}, polite: {item: T3, at_least: 4}}}
    """
    polars = pl.DataFrame({"T1": [2.0, empty], "T3": [5.0, empty]})
    for data in (polars, pd.DataFrame(polars.to_dict(as_series=False)), duckdb.sql("SELECT * FROM polars")):
        scores = scored(definition, data)
        assert sorted(scores.to_frame()["moments"].dropna()) == [1.0]
        assert {row["n"] for row in scores["moments"].to_dicts()} == {1}
        assert "moments.stages" not in scores.tables()


@pytest.mark.parametrize(
    ("given_text", "instead", "message"),
    [
        ("equals: Yes", "equals: Maybe", "measures.moments.standards.packed.equals: 'Maybe' is not an answer of T2."),
        ("one_of: [once, 两次]", "one_of: [onse]", "'onse' is not an answer of T4. Did you mean 'once'?"),
        (", at_most: 3", "", "measures.moments.standards.answer: A condition has at_least and at_most, or equals"),
        ("at_least: 4", "at_least: 6", "polite.at_least: T3 is answered from 1 to 5: no answer meets it"),
        ("at_least: 4", "at_most: 5", "polite.at_most: T3 is answered from 1 to 5: every answer meets it"),
        ("stage: after-sale", "stage: after sale", "answer.stage: 'after sale' is not a name"),
        ("stage: after-sale", "stage: packed", "answer.stage: 'packed' is the name of a standard too"),
        ("T1: {scale: number}", "T1: {scale: text}", "T1 is answered in 'text', which has no numbers"),
        ("          told: {item", "          overall: {item", "The name 'overall' is reserved."),
    ],
)
def test_bad_definitions(scored: Any, given_text: str, instead: str, message: str) -> None:
    assert given_text in PLAIN
    with pytest.raises(SurveyError) as told:
        scored(PLAIN.replace(given_text, instead), frame(*ROWS))
    assert message in str(told.value)
