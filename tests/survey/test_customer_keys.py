"""The keys about customers: their faults with lines and hints, and what the definition keeps of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import yaml
from jsonschema import Draft202012Validator

from satindex.survey.kinds import MeasureTypes
from satindex.survey.load import survey_warnings
from satindex.survey.model import Survey
from satindex.survey.schema import json_schema

WHOLE = """\
customers: 邮政大客户
language: zh
purchases: {file: 订单*.csv, customer: 客户编号, date: 日期, amount: 金额, category: 业务, rivals: {甲: 甲额, 乙: 乙额}, referred_by: 推荐人}
rules:     {lapsed_after: 90, cycle: 30, time_zone: Asia/Shanghai}
approached: {file: 挽留.csv, customer: 客户编号, date: 日期}
complaints: {file: 投诉.csv, customer: 客户编号, date: 日期, cause: 原因, closed: 办结, satisfied: 满意}
exits:     {file: 退出.csv, customer: 客户编号, date: 退出日期, reason: 原因, margin: 毛利}
programme: {file: 会员.csv, customer: 客户编号, tier: 等级, joined: 入会}
costs:     {acquire: 800, keep: 150, recover: 300, reduce_churn: 120000, discount: 0.10, margin_rate: 0.35}
targets:   {retention: 0.85, new_customers: {month: 20, year: 240}}
segments:  {区域: {order: [城区, 郊区]}, 业务: {}}
"""  # noqa: E501
BROKEN = {
    "misspelt keys": (
        "customers: a\npurchases: {file: f.csv, custmer: c, date: d}\n",
        (
            "2: purchases.custmer: There is no such key. Did you mean 'customer'?",
            "2: purchases.customer: This key is required and not there.",
        ),
    ),
    "no purchases": (
        "customers: a\nrules: {cycle: 30}\n",
        (
            "1: customers: Figures of customers need purchases, and none are declared. "
            "Add purchases: {file: orders.csv, customer: …, date: …, amount: …}.",
        ),
    ),
    "segments of a survey at the wrong place": (
        "survey: a\nsegments: [branch]\n",
        (
            "2: segments: Figures of customers need purchases, and none are declared. "
            "A survey's segments stand under respondent.",
        ),
    ),
    "values that can't be": (
        "purchases: {customer: c, date: d}\nrules:\n  lapsed_after: 0\n  cycle: month\n  time_zone: Asia/Shangai\n"
        "  observed_until: 2026-02-30\n  returns: refund\n",
        (
            "3: rules.lapsed_after: 0 is not allowed: it must be 1 or more.",
            "4: rules.cycle: 'month' is not a whole number.",
            "5: rules.time_zone: 'Asia/Shangai' is not a time zone such as Asia/Shanghai. "
            "Did you mean 'Asia/Shanghai'?",
            "6: rules.observed_until: '2026-02-30' is not a day: write 2026-10-31.",
            "7: rules.returns: 'refund' is not one of: set_aside, subtract.",
        ),
    ),
    "targets": (
        "purchases: {customer: c, date: d}\ntargets:\n  retentoin: 0.9\n  churn: 15\n  retention: {week: 1}\n",
        (
            "3: targets.retentoin: There is no KPI 'retentoin'. Did you mean 'retention'?",
            "4: targets.churn: The target of 'churn' is a share from 0 to 1, not 15. Did you mean 0.15?",
            "5: targets.retention.week: There is no such key. There are: month, quarter, year.",
        ),
    ),
    "joined to nothing": (
        "purchases: {customer: c, date: d, joined: respondent.id}\n",
        (
            "1: purchases.joined: The survey declares no respondent id to join by. "
            "Name its column: respondent: {id: …}.",
        ),
    ),
    "complaints": (
        "purchases: {customer: c, date: d}\ncomplaints: {file: f, customer: c, date: d, yes: [好], no: [好, 差]}\n",
        (
            "2: complaints.no: '好' stands under yes and under no.",
            "2: complaints.yes: These words need a column: satisfied: ….",
        ),
    ),
    "opened after the end": (
        "purchases: {customer: c, date: d}\nrules: {opened: 2026-05-01, observed_until: 2026-04-30}\n",
        ("2: rules.opened: The day of opening is after the last day observed.",),
    ),
    "costs": (
        "purchases: {customer: c, date: d}\ncosts: {keep: -1, margin_rate: 35}\n",
        (
            "2: costs.keep: -1 is not allowed: it must be 0 or more.",
            "2: costs.margin_rate: 35 is not allowed: it must be 1 or less.",
        ),
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_faults_come_together_with_line_and_hint(case: str, faults_of: Callable[..., list[str]]) -> None:
    text, said = BROKEN[case]
    assert faults_of(text) == list(said)
    assert all(any("一" <= sign <= "鿿" for sign in line) for line in faults_of(text, "zh"))


def test_a_whole_definition(parsed: Callable[[str], Survey], types: MeasureTypes) -> None:
    survey = parsed(WHOLE)
    records = survey.customers
    assert records is not None
    assert survey.name == "邮政大客户"
    assert records.purchases.files == ("订单*.csv",)
    assert records.purchases.rivals == {"甲": "甲额", "乙": "乙额"}
    assert (records.rules.lapsed_after, records.rules.time_zone, records.rules.observed_until) == (
        90,
        "Asia/Shanghai",
        None,
    )
    assert records.exits is not None
    assert records.exits.margin == "毛利"
    assert records.targets == {
        "retention": {"month": 0.85, "quarter": 0.85, "year": 0.85},
        "new_customers": {"month": 20, "year": 240},
    }
    assert [(one.column, one.order) for one in records.segments] == [("区域", ("城区", "郊区")), ("业务", ())]
    assert survey_warnings(survey, types) == []


def test_a_survey_may_hold_the_same_keys(parsed: Callable[[str], Survey]) -> None:
    text = "survey: s\nrespondent: {id: no}\nitems: {Q: {scale: agree5}}\n" + "\n".join(WHOLE.splitlines()[2:])
    survey = parsed(text.replace("referred_by: 推荐人", "joined: respondent.id"))
    assert survey.name == "s"
    assert survey.customers is not None
    assert survey.customers.purchases.joined


def test_customers_are_withheld_only_where_it_says_so(parsed: Callable[[str], Survey]) -> None:
    bare = "customers: a\npurchases: {customer: c, date: d}\n"
    shown = parsed(bare).customers
    hidden = parsed(bare + "small_base: {withhold: 5}").customers
    assert shown is not None
    assert hidden is not None
    assert (shown.small.flag, shown.small.withhold, hidden.small.withhold) == (30, 0, 5)


def test_days_are_days(parsed: Callable[[str], Survey]) -> None:
    for written in ("2026-10-31", "2026/10/31", '"2026-10-31"'):
        records = parsed(f"purchases: {{customer: c, date: d}}\nrules: {{observed_until: {written}}}").customers
        assert records is not None
        assert records.rules.observed_until == date(2026, 10, 31)


def test_lapsing_before_a_cycle_is_over_is_warned_of(parsed: Callable[[str], Survey], types: MeasureTypes) -> None:
    survey = parsed("purchases: {customer: c, date: d}\nrules: {lapsed_after: 20, cycle: 30}")
    (warning,) = survey_warnings(survey, types)
    assert warning.say("en") == (
        "s.yaml:2: rules.lapsed_after: Customers lapse (20 days) before one purchasing cycle (30) is over."
    )


def test_the_schema_knows_the_keys(types: MeasureTypes) -> None:
    schema = Draft202012Validator(json_schema(types))
    assert [error.message for error in schema.iter_errors(yaml.safe_load(WHOLE))] == []
    for text in ("purchases: {customer: c}", "rules: {cycles: 3}", "programme: {file: f}", "targets: {churn: [1]}"):
        assert not schema.is_valid(yaml.safe_load(text)), text
