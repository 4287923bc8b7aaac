"""The keys of chains: what they mean, and what is wrong with them, found before any data are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from satindex.errors import SurveyError
from satindex.measures.registry import TYPES
from satindex.survey.chain_model import Chain, OutletFile, Staff
from satindex.survey.load import load_survey, survey_warnings
from satindex.survey.model_parts import Bootstrap

STAFF = """\
scales: {s: {points: 1..5}}
items: {Q1..Q3: {scale: s}, why: {scale: text}}
measures: {morale: {type: mean, items: Q1..Q3}}
"""
CUSTOMERS = """\
items: {{S: {{scale: 0..10}}, L: {{scale: 0..10}}, N: {{scale: 0..10}}}}
measures: {{nps: {{type: nps, item: N}}}}
{more}
chains:
  c:
    by: branch
{lines}
"""
WHOLE = """\
    staff: {survey: staff.yaml, data: staff.csv, by: 网点}
    outlets: {file: outlets.csv}
    chain: [staff.morale, [S, nps], L, outlets.growth]
    min_answers: 5
    bootstrap: {replicates: 500, seed: 3}
    title: {zh: 服务利润链}
"""


@pytest.fixture
def load(tmp_path: Path):
    def make(lines: str, more: str = "", staff: str = STAFF):
        (tmp_path / "staff.yaml").write_text(staff, encoding="utf-8")
        path = tmp_path / "c.yaml"
        path.write_text(CUSTOMERS.format(lines=lines, more=more), encoding="utf-8")
        return load_survey(path, TYPES)

    return make


def faults(load, lines: str, **more: str) -> list[str]:
    with pytest.raises(SurveyError) as raised:
        load(lines, **more)
    return [fault.say("en") for fault in raised.value.faults]


def changed(old: str, new: str) -> str:
    assert old in WHOLE
    return WHOLE.replace(old, new)


def test_what_is_written_is_meant(load) -> None:
    survey = load(WHOLE)
    assert survey.chains["c"] == Chain(
        "c",
        "branch",
        (("staff.morale",), ("S", "nps"), ("L",), ("outlets.growth",)),
        Staff("网点", "staff.yaml", "staff.csv"),
        {},
        OutletFile("outlets.csv", "branch"),
        5,
        Bootstrap(500, 3),
        {"zh": "服务利润链"},
    )
    assert survey.joins == {"branch": ()}


def test_files_that_are_not_there_yet_are_a_warning(load, tmp_path: Path) -> None:
    survey = load(WHOLE)
    assert [warning.say("en").partition(": ")[2] for warning in survey_warnings(survey, TYPES)] == [
        "chains.c.staff.data: There is no file 'staff.csv' yet.",
        "chains.c.outlets.file: There is no file 'outlets.csv' yet.",
    ]
    for name in ("staff.csv", "outlets.csv"):
        (tmp_path / name).touch()
    assert survey_warnings(survey, TYPES) == []


def test_rows_of_one_export_are_told_by_columns(load) -> None:
    survey = load(
        "    staff: {where: {role: 员工}}\n    customers: {where: {role: [客户, 会员]}}\n    chain: [staff.S, S]\n"
    )
    assert survey.chains["c"].staff == Staff("branch", where={"role": ("员工",)})
    assert survey.chains["c"].where == {"role": ("客户", "会员")}
    assert survey.joins == {"branch": (), "role": ("客户", "会员", "员工")}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("staff.morale", "staff.moral", "chains.c.chain[0]: There is no item or score 'moral'. Did you mean 'morale'?"),
        ("staff.morale", "staff.why", "chains.c.chain[0]: The item 'why' is not a number"),
        ("[S, nps]", "[S, npx]", "chains.c.chain[1][1]: There is no item or score 'npx'. Did you mean 'nps'?"),
        ("L, outlets", "S, outlets", "chains.c.chain[2]: 'S' stands twice in this chain."),
        ("[S, nps]", "[]", "chains.c.chain[1]: At least 1 entries are needed"),
        ("min_answers: 5", "min_answers: 0", "chains.c.min_answers"),
        (
            "    outlets: {file: outlets.csv}\n",
            "",
            "'outlets.growth' needs 'outlets', which this chain does not declare",
        ),
        (
            "{file: outlets.csv}",
            "{file: outlets.csv, titles: {grwth: Growth}}",
            "chains.c.outlets.titles.grwth: The chain names no 'outlets.grwth'. Did you mean 'growth'?",
        ),
        (", outlets.growth", "", "chains.c.outlets: The chain names no 'outlets.…'"),
        (", data: staff.csv", "", "chains.c.staff: Staff's own survey needs both survey and data."),
        ("survey: staff.yaml, data: staff.csv, ", "", "chains.c.staff: Staff have either a survey of their own"),
        ("survey: staff.yaml", "survey: nobody.yaml", "There is no such file."),
        ("min_answers", "min_answer", "Did you mean 'min_answers'?"),
        ("chain: [staff.morale, [S, nps], L, outlets.growth]", "chain: [S]", "chains.c.chain"),
    ],
)
def test_faults_are_named(load, old: str, new: str, said: str) -> None:
    assert any(said in fault for fault in faults(load, changed(old, new)))


def test_faults_of_staffs_survey_are_told_with_their_place(load) -> None:
    (found,) = faults(load, WHOLE, staff=STAFF.replace("items: Q1..Q3", "items: Q1..Q9"))
    assert "chains.c.staff.survey" in found
    assert "staff.yaml, line 3" in found


def test_staff_without_customers_rows_are_refused(load) -> None:
    (found,) = faults(load, "    staff: {where: {role: 员工}}\n    chain: [staff.S, S]\n")
    assert "Customers' rows are not told from staff's." in found


def test_a_measure_called_staff_is_refused(load) -> None:
    more = "scales: {}\n"
    lines = WHOLE
    text = CUSTOMERS.replace("nps: {{type", "staff: {{type: mean, items: [S, L]}}, nps: {{type")
    with pytest.raises(SurveyError, match="'staff' is also the name of a measure"):
        _parse(load, text.format(lines=lines, more=more))


def _parse(load, text: str):
    load(WHOLE)
    path = Path(load(WHOLE).file)
    path.write_text(text, encoding="utf-8")
    return load_survey(path, TYPES)


def test_two_surveys_that_name_each_other_load(load) -> None:
    """Staff's definition may have a chain of its own that names the customers' definition."""
    own = "\nchains:\n  d: {by: b, staff: {survey: c.yaml, data: x.csv}, chain: [morale, staff.S]}\n"
    assert load(WHOLE, staff=STAFF + own).chains["c"].by == "branch"


def test_the_name_of_a_chain_may_not_be_taken(load) -> None:
    more = "models: {c: {outcome: L, predictors: [S]}}"
    assert any("'c' is already the name of a model." in fault for fault in faults(load, WHOLE, more=more))
