"""Records of simulated customers: reproducible, named as declared, never written over others; truths are checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import satindex as si
from satindex.errors import DataError, SurveyError, WriteError
from satindex.simulate import default_truth, read_truth, simulate_records, write_simulated
from satindex.survey.model import Survey

HERE = Path(__file__).parent
DEFINITION, BUYERS = ((HERE / name).read_text("utf-8") for name in ("customers.yaml", "buyers.yaml"))
BG_NBD = {"r": 0.9, "alpha": 60.0, "a": 0.8, "b": 2.5}


@pytest.fixture
def declared(tmp_path: Path) -> Survey:
    return survey_in(tmp_path, DEFINITION)


def survey_in(folder: Path, definition: str) -> Survey:
    (folder / "d.yaml").write_text(definition, encoding="utf-8")
    return si.load_survey(folder / "d.yaml")


def test_the_same_seed_gives_the_same_records(declared: Survey) -> None:
    one, same, other = (simulate_records(declared, 200, seed) for seed in (7, 7, 8))
    assert set(one) == {"purchases", "exits", "complaints", "approached", "programme"}
    assert all(frame.equals(same[name]) for name, frame in one.items())
    assert not any(frame.equals(other[name]) for name, frame in one.items())


def test_one_kind_of_records_does_not_change_another(declared: Survey) -> None:
    one = simulate_records(declared, 200, 7)
    other = simulate_records(declared, 200, 7, {"customers": {"complaints": 0.1, "save_rate": 0.9, "referred": 0.5}})
    assert one["exits"].equals(other["exits"])
    assert one["purchases"].drop("推荐人").equals(other["purchases"].drop("推荐人"))


def test_records_are_named_as_declared_and_numbers_keep_their_zeros(declared: Survey) -> None:
    found = simulate_records(declared, 200, 7)
    assert found["purchases"].columns == ["单号", "编号", "日期", "金额", "甲额", "乙额", "业务", "推荐人", "城区"]
    assert found["exits"].columns == ["编号", "退出日期", "原因", "毛利"]
    assert found["programme"].columns == ["编号", "等级", "入会"]
    assert set(found["purchases"]["编号"]) == {f"{number:06}" for number in range(1, 201)}
    assert set(found["purchases"]["城区"]) == {"东", "西"}
    assert found["purchases"]["日期"].max() <= "2026-06-30 24"


def test_purchases_begin_when_business_opens(tmp_path: Path) -> None:
    opened = DEFINITION.replace("rules: {", "rules: {opened: 2025-08-15, ")
    bought = simulate_records(survey_in(tmp_path, opened), 300, 7)["purchases"]["日期"].str.head(10)
    assert "2025-08-15" <= bought.min() <= "2025-08-18"


def test_files_stand_beside_the_asked_one_and_none_is_written_over(declared: Survey, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    written = write_simulated(declared, 50, 1, None, folder / "orders.csv")
    assert [path.name for path in written.files] == [
        *("orders.csv", "e.csv", "c.csv", "a.csv", "m.csv", "orders.truth.json"),
    ]
    before = (folder / "e.csv").read_bytes()
    (folder / "orders.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError, match=r"Already there: .*e\.csv.*Nothing was written"):
        write_simulated(declared, 50, 2, None, folder / "orders.csv")
    assert ((folder / "e.csv").read_bytes(), (folder / "orders.csv").read_text("utf-8")) == (before, "mine")


def test_the_asked_file_may_be_written_over_where_nothing_else_stands(tmp_path: Path) -> None:
    survey = survey_in(tmp_path, "customers: c\npurchases: {file: p.csv, customer: id, date: day}")
    (tmp_path / "p.csv").write_text("old", encoding="utf-8")
    files = write_simulated(survey, 20, 1, None, tmp_path / "p.csv").files
    assert files == (tmp_path / "p.csv", tmp_path / "p.truth.json")
    assert si.load_customers(survey).ledger.days.customers == 20


def test_two_kinds_of_records_need_two_files(tmp_path: Path) -> None:
    survey = survey_in(tmp_path, DEFINITION.replace("c.csv", "e.csv"))
    with pytest.raises(WriteError, match="would hold both exits and complaints"):
        write_simulated(survey, 20, 1, None, tmp_path / "p.csv")


def test_other_formats(declared: Survey, tmp_path: Path) -> None:
    write_simulated(declared, 20, 1, None, tmp_path / "orders.parquet")
    assert pl.read_parquet(tmp_path / "orders.parquet")["编号"].str.len_chars().unique().to_list() == [6]


def test_the_default_truth_of_customers_survives_a_file(declared: Survey, tmp_path: Path) -> None:
    truth = default_truth(declared)
    (tmp_path / "truth.yaml").write_text(str(truth.to_dict()), encoding="utf-8")
    assert read_truth(tmp_path / "truth.yaml", declared) == truth


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        ({"retenton": 0.9}, "customers.retenton: There is no such key. Did you mean 'retention'?"),
        ({"retention": 1.2}, "customers.retention: "),
        ({"retention": "high"}, "customers.retention: 'high' is not a number."),
        ({"amount": {"average": 9}}, "customers.amount.average: "),
        ({"reasons": {"prise": 1}}, "customers.reasons: There is no reason 'prise'. Did you mean 'price'?"),
        ({"reasons": {"price": 0.5}}, "customers.reasons: Shares must sum to 1, these to 0.5."),
        ({"tiers": {"a": {"share": 0.7}, "b": {"share": 0.6}}}, "Shares of members sum to 1.3, above 1."),
        ({"purchase_frequency": 0.5}, "at least 1.07 times in a cycle of 30 days. For customers who buy less often"),
        ({"bg_nbd": BG_NBD, "retention": 0.9}, "customers.retention: With bg_nbd this follows from its parameters."),
    ],
)
def test_what_a_truth_cannot_say_of_customers(declared: Survey, truth: dict[str, Any], said: str) -> None:
    with pytest.raises(SurveyError) as caught:
        simulate_records(declared, 10, 1, {"customers": truth})
    assert said in str(caught.value)
    assert all(fault.what.zh != fault.what.en for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        ({"customers": {"save_rate": 0.5}}, "customers.save_rate: The definition declares no approached."),
        ({"customers": {"amount": {"mean": 1, "sd": 1}}}, "The definition declares no purchases: {amount: …}."),
        ({"customers": {"retention": 0.9}}, "The model 'bought' decides who buys again."),
        ({"models": {"bought": {"satisfactoin": 1}}}, "models.bought.satisfactoin: There is no 'satisfactoin' here."),
        ({"field": {"opened": "2026-06-20"}}, "Respondents answer from 2026-06-20 on, for 30 days; their purchases"),
        ({"field": {"days": 0}}, "field.days: "),
    ],
)
def test_what_the_definition_has_no_records_for(tmp_path: Path, truth: dict[str, Any], said: str) -> None:
    with pytest.raises(SurveyError) as caught:
        simulate_records(survey_in(tmp_path, BUYERS), 10, 1, truth)
    assert said in str(caught.value)


def test_a_survey_without_purchases_has_no_customers(postal: Survey) -> None:
    with pytest.raises(SurveyError, match="declares no purchases"):
        simulate_records(postal, 10, 1, {"customers": {"retention": 0.9}})
    with pytest.raises(DataError, match="need purchases"):
        simulate_records(postal, 10, 1)
