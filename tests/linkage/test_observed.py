"""Outcomes out of purchase records: who bought again within the days after answering, and who can't be told."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import satindex as si
from satindex.analysis.building import analyse
from satindex.errors import SurveyError
from satindex.linkage.observed import Records, with_observed

DEFINITION = """
survey: buyers
respondent: {id: id, answered: when}
purchases: {file: orders.csv, customer: customer, date: date, joined: respondent.id}
rules: {observed_until: 2026-06-30}
items: {S1: {scale: 1..7}, R1: {scale: 1..5}}
measures: {satisfaction: {type: mean, items: [S1]}}
small_base: {withhold: 0}
models:
  bought: {outcome: {purchases: {within: 30, stated: R1}}, predictors: [satisfaction]}
"""
# Records of 2026-01-01 … 2026-06-30. Thirty days from the day after answering:
RESPONDENTS = [
    # id, answered, S1, R1                    what the records say
    ("01", "2026-03-01 09:00", 7, 5),  # bought on 03-31, the thirtieth day: bought
    ("02", "2026-03-01 09:00", 6, 5),  # bought on 04-01, the thirty-first: did not
    ("03", "2026-03-01 09:00", 5, 4),  # bought on the day itself and the day before only: did not
    ("04", "2026-05-31 23:59", 4, 4),  # the window ends on 06-30, the last day: bought on 06-02
    ("05", "2026-06-01 00:00", 4, 3),  # the window ends on 07-01: not over, although bought on 06-02
    ("06", "2025-12-31 10:00", 3, 2),  # the window begins with the records: bought on 01-01
    ("07", "2025-12-30 10:00", 3, 2),  # 12-31 is not on record
    ("08", "2026-03-01 09:00", 2, 1),  # no purchase has this id
    ("", "2026-03-01 09:00", 2, 1),  # no id
    ("10", "someday", 1, 1),  # no day
]
PURCHASES = [
    ("01", "2026-03-31"),
    ("02", "2026-04-01"),
    ("03", "2026-02-28"),
    ("03", "2026-03-01"),
    ("04", "2026-06-02"),
    ("05", "2026-06-02"),
    ("06", "2026-01-01"),
    ("07", "2026-01-05"),
    ("10", "2026-03-05"),
]
COUNTS = {"bought": 3, "not_bought": 2, "not_over": 1, "before": 1, "not_on_record": 1, "no_id": 1, "no_day": 1}


def answers() -> pl.DataFrame:
    return pl.DataFrame(RESPONDENTS, schema=["id", "when", "S1", "R1"], orient="row")


def survey_in(folder: Path, definition: str = DEFINITION, purchases: list[tuple[str, str]] = PURCHASES):
    lines = ["customer,date", *(f"{customer},{day}" for customer, day in purchases)]
    (folder / "orders.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "survey.yaml").write_text(definition, encoding="utf-8")
    return si.load_survey(folder / "survey.yaml")


def linked(folder: Path, data=None, definition: str = DEFINITION):
    survey = survey_in(folder, definition)
    return si.link(si.score(si.read_responses(answers() if data is None else data, survey)), "bought")


def test_who_bought_and_who_is_set_aside_by_hand(tmp_path: Path) -> None:
    table = linked(tmp_path)["bought.observed"]
    assert {row["status"]: row["count"] for row in table.rows} == COUNTS
    assert [row["share"] for row in table.rows][:2] == [0.3, 0.2]
    assert "10 respondents = 5 observed (3 bought again) + 5 set aside" in str(table.explain("en"))


def test_the_model_is_of_the_observed(tmp_path: Path) -> None:
    found = linked(tmp_path)
    fit = found.fit.rows[0]
    assert (fit["outcome"], fit["family"], fit["n"], fit["left_out"]) == ("purchases.within_30", "logit", 5, 5)


def test_intention_against_behaviour_by_hand(tmp_path: Path) -> None:
    """Answer 5: one of two bought; 4: one of two; 2: the one. All: 3 of 5, Wilson .2307 … .8824 (z = 1.959964)."""
    rows = {row["level"]: row for row in linked(tmp_path)["bought.intention"].rows}
    assert [(level, row["estimate"], row["n"]) for level, row in rows.items()] == [
        ("1", None, 0),
        ("2", 1.0, 1),
        ("3", None, 0),
        ("4", 0.5, 2),
        ("5", 0.5, 2),
        ("overall", 0.6, 5),
    ]
    z2 = 1.959963984540054**2
    centre, half = (3 + z2 / 2) / (5 + z2), math.sqrt(z2) / (5 + z2) * math.sqrt(5 * 0.6 * 0.4 + z2 / 4)
    assert (rows["overall"]["ci_low"], rows["overall"]["ci_high"]) == pytest.approx((centre - half, centre + half))
    assert str(rows["1"]["reason"]) == "no answers in this base"


def test_how_far_intention_tells_buyers_by_hand(tmp_path: Path) -> None:
    """Buyers stated 5, 4, 2; the others 5, 4: of six pairs 1 higher (5 > 4), 2 the same: (1 + 1)/6."""
    assert "= 0.333 (AUC" in str(linked(tmp_path)["bought.intention"].explain("en"))


def test_times_to_the_next_purchase_by_hand(tmp_path: Path) -> None:
    """01 waited 30 days, 04 two, 06 one, 05 one (2026-06-01 to 06-02); 02 and 03 were watched for all 30 days."""
    definition = DEFINITION.replace("predictors: [satisfaction]", "family: cox, predictors: [satisfaction]")
    survey = survey_in(tmp_path, definition)
    scores = si.score(si.read_responses(answers(), survey))
    frame = with_observed(scores, survey.models["bought"], Records(survey)).frame.to_native()
    assert frame["purchases.within_30"].to_list() == [30, 30, 30, 2, 1, 1, None, None, None, None]
    assert frame["purchases.within_30.event"].to_list() == [1, 0, 0, 1, 1, 1, None, None, None, None]
    found = si.link(scores, "bought")
    assert {row["status"]: row["count"] for row in found["bought.observed"].rows}["bought"] == 4
    assert (found.fit.rows[0]["family"], found.fit.rows[0]["n"]) == ("cox", 6)


def test_who_has_not_bought_when_the_records_end_is_still_waiting(tmp_path: Path) -> None:
    definition = DEFINITION.replace("predictors: [satisfaction]", "family: cox, predictors: [satisfaction]")
    survey = survey_in(tmp_path, definition)
    data = pl.DataFrame({"id": ["01", "02"], "when": ["2026-06-20", "2026-06-30"], "S1": [4, 5], "R1": [3, 3]})
    scores = si.score(si.read_responses(data, survey))
    frame = with_observed(scores, survey.models["bought"], Records(survey)).frame.to_native()
    assert frame["purchases.within_30"].to_list() == [10, None]  # ten days to 06-30; the other has none
    assert frame["purchases.within_30.status"].to_list() == ["waiting", "not_over"]


def test_those_not_on_record_may_count_as_not_having_bought(tmp_path: Path) -> None:
    definition = DEFINITION.replace("stated: R1", "unmatched: not_bought")
    found = linked(tmp_path, definition=definition)
    counts = {row["status"]: row["count"] for row in found["bought.observed"].rows}
    assert counts == {**{k: n for k, n in COUNTS.items() if k != "not_on_record"}, "not_bought": 3}
    assert "bought.intention" not in found.tables


def test_every_engine_sees_the_same(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    frame = answers()
    sources = [frame, frame.to_pandas(), duckdb.sql("select * from frame")]
    tables = [linked(tmp_path, data)["bought.observed"].rows for data in sources]
    assert tables[0] == tables[1] == tables[2]


def test_days_are_those_of_the_declared_zone(tmp_path: Path) -> None:
    """23:30 UTC on the first of March is the second in Shanghai: the purchase on 04-01 is then on the thirtieth day."""
    definition = DEFINITION.replace("rules: {", "rules: {time_zone: Asia/Shanghai, ")
    data = answers().with_columns(when=pl.lit("2026-03-01T23:30:00Z"))
    counts = {row["status"]: row["count"] for row in linked(tmp_path, data, definition)["bought.observed"].rows}
    assert counts["bought"] == 3  # 01 on 03-31, 02 on 04-01, 10 on 03-05


def test_the_report_stands_where_the_records_are_missing(tmp_path: Path) -> None:
    survey = survey_in(tmp_path)
    (tmp_path / "orders.csv").unlink()
    analysis = analyse(si.score(si.read_responses(answers(), survey)), "en")
    assert [row["status"] for row in analysis.tables["bought.observed"].rows] == ["no_records"]
    (row,) = analysis.tables["bought"].rows
    assert row["estimate"] is None
    assert "orders.csv" in row["reason"].en
    assert analysis.tables["satisfaction"].rows[0]["estimate"] == 3.7


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("answered: when", "", "Nothing says when respondents answered."),
        (", joined: respondent.id", "", "Nothing says that customers' numbers are respondents' ids."),
        ("purchases: {file", "x: {file", "No purchase records are declared."),
        ("id: id, ", "", "The survey declares no respondent id to join by."),
        ("within: 30", "within: 0", "within"),
        ("stated: R1", "stated: R2", "There is no item or score 'R2'."),
        ("predictors: [satisfaction]", "family: poisson, predictors: [satisfaction]", "this family is 'poisson'"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(SurveyError) as caught:
        survey_in(tmp_path, DEFINITION.replace(old, new))
    assert said in str(caught.value)


@settings(settings.get_profile("costly"))
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 150)), min_size=1, max_size=25), st.integers(1, 60))
def test_equal_to_looking_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, bought: list[tuple[int, int]], within: int
) -> None:
    first = pd.Timestamp("2026-01-01")
    purchases = [(f"c{who}", str((first + pd.Timedelta(days=day)).date())) for who, day in bought]
    definition = DEFINITION.replace("within: 30, stated: R1", f"within: {within}")
    survey = survey_in(tmp_path_factory.mktemp("obs"), definition, purchases)
    asked = [(f"c{who}", day) for who in range(6) for day in (3, 40, 90)]
    data = pd.DataFrame(
        {
            "id": [who for who, _ in asked],
            "when": [str((first + pd.Timedelta(days=day)).date()) for _, day in asked],
            "S1": 4,
            "R1": 3,
        }
    )
    found = si.link(si.score(si.read_responses(data, survey)), "bought")["bought.observed"]
    known = {who for who, _ in purchases}
    expected = {"bought": 0, "not_bought": 0, "not_on_record": 0, "before": 0}
    start = min(pd.Timestamp(day) for _, day in purchases).replace(day=1)
    for who, day in asked:
        when = first + pd.Timedelta(days=day)
        after = [pd.Timestamp(on) for customer, on in purchases if customer == who]
        if when + pd.Timedelta(days=1) < start:
            expected["before"] += 1
        elif who not in known:
            expected["not_on_record"] += 1
        elif any(0 < (on - when).days <= within for on in after):
            expected["bought"] += 1
        else:
            expected["not_bought"] += 1
    assert {row["status"]: row["count"] for row in found.rows} == {k: n for k, n in expected.items() if n}
