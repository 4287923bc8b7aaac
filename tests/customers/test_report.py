"""The customers' command, its reports and the Python of the same: one set of figures everywhere, and no names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from click.testing import CliRunner

import satindex as si
from satindex.cli import main
from satindex.customers.customers import families
from satindex.errors import DataError, FigureError

Run = Callable[..., str]
DEFINITION = Path(__file__).parents[2] / "surveys" / "big-customers.yaml"


def run(*words: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    files = [word for ending in ("html", "json", "xlsx") for word in ("-o", folder / f"c.{ending}")]
    run("customers", DEFINITION, "--month", "2026-03", "--lang", "en", *files)
    return folder


@pytest.fixture(scope="module")
def content(written: Path) -> dict:
    return json.loads((written / "c.json").read_text(encoding="utf-8"))


def test_the_json_names_customers_and_accounts_for_every_row(content: dict) -> None:
    assert content["customers"] == "邮政大客户"
    assert content["title"] == "Loyalty of a post office's big customers"
    assert (content["observed_from"], content["observed_until"]) == ("2024-07-01", "2026-03-31")
    assert content["month"] == "2026-03"
    purchases = content["purchases"]
    assert purchases["read"] == purchases["used"] + sum(purchases["set_aside"].values())
    # The rows of the files beside the definition, and those after March as they are.
    orders = pl.concat(pl.read_csv(path) for path in sorted(DEFINITION.parent.glob("big-customers/orders-*.csv")))
    assert purchases["read"] == orders.height
    later = orders.filter(pl.col("日期") > "2026-03-31").height
    assert purchases["set_aside"]["after 2026-03-31, the last day looked at"] == later


def test_a_row_of_the_json_is_the_contract(content: dict) -> None:
    rows = {(row["kpi"], row["period"]): row for row in content["tables"]["kpis"]}
    assert list(rows["retention", "2026-03"])[:9] == [
        *("kpi", "period_kind", "period", "estimate", "std_error", "ci_low", "ci_high", "numerator", "n"),
    ]
    assert {"target", "met", "previous", "change", "change_low", "change_high"} <= set(rows["retention", "2026-03"])
    assert {"year_before", "change_year", "control_low", "control_high", "signal"} <= set(rows["retention", "2026-03"])
    assert rows["retention", "2026"]["estimate"] is None
    assert rows["retention", "2026"]["reason"].startswith("not yet fully observed: it takes records to 2026-12-31")


def test_the_same_figures_in_python_and_excel(content: dict, written: Path) -> None:
    made = si.load_customers(DEFINITION, month="2026-03")["kpis"].in_language("en").to_dicts()
    assert made == content["tables"]["kpis"]
    sheet = fastexcel.read_excel(str(written / "c.xlsx")).load_sheet("kpis").to_polars()
    assert sheet.height == len(made)
    assert sheet["Figure"].to_list() == pytest.approx([row["estimate"] for row in made], nan_ok=True)


def test_no_report_holds_the_number_of_a_customer(written: Path) -> None:
    numbers = re.compile(r"\bK0\d{3}\b")
    for ending in ("html", "json"):
        assert numbers.findall((written / f"c.{ending}").read_text(encoding="utf-8")) == []
    book = fastexcel.read_excel(str(written / "c.xlsx"))
    for name in book.sheet_names:
        cells = book.load_sheet(name, header_row=None, dtypes="string").to_polars()
        assert not any(numbers.search(cell) for column in cells for cell in column.drop_nulls())


def test_the_page_is_small_and_in_its_language(written: Path) -> None:
    page = (written / "c.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 2_000_000
    assert "Loyalty KPIs" in page
    assert "lapsed after 90 days" in page
    assert "rows read" in page
    assert "答卷" not in page


def test_every_family_explains_itself_in_both_languages() -> None:
    made = si.load_customers(DEFINITION)
    for name in families():
        for table in made.of(name).values():
            for language in ("en", "zh"):
                assert str(table.explain(language))
            words = [table.title, table.explanation.formula, *table.explanation.notes]
            assert all(word.en and word.zh and word.en != word.zh for word in words), table.name


def test_the_report_is_the_same_however_often_it_is_made() -> None:
    first, second = (si.load_customers(DEFINITION)["kpis"].to_dicts() for _ in range(2))
    assert first == second


def test_check_tells_customers_from_a_survey() -> None:
    assert "sound. Purchase records of customers." in run("check", DEFINITION)
    said = run("check", DEFINITION, DEFINITION.parent / "big-customers" / "orders-*.csv")
    assert "4022 rows read, 3978 used" in said
    assert "set aside: 44 (return (negative amount))" in said
    refused = run("report", DEFINITION, DEFINITION, "-o", "x.html", code=2)
    assert "use satindex customers" in refused


def test_an_ending_or_month_that_can_not_be_is_refused_before_the_work() -> None:
    assert "No report format '.doc'" in run("customers", DEFINITION, "-o", "x.doc", code=2)
    assert "'2026-13' is not a month" in run("customers", DEFINITION, "--month", "2026-13", "-o", "x.json", code=2)


JOINED = """
survey: both
language: en
respondent: {id: number}
items: {Q1: {scale: likely11}}
measures: {nps: {type: nps, item: Q1}}
purchases: {file: orders.csv, customer: who, date: day, joined: respondent.id}
rules: {lapsed_after: 60, observed_until: 2026-03-31}
"""


@pytest.fixture
def both(tmp_path: Path) -> Path:
    (tmp_path / "both.yaml").write_text(JOINED, encoding="utf-8")
    (tmp_path / "orders.csv").write_text("who,day\n007,2026-03-05\n8,2026-01-05\n9,2026-03-01\n", encoding="utf-8")
    (tmp_path / "answers.csv").write_text("number,Q1\n007,9\n8,3\n7,10\n,5\n", encoding="utf-8")
    return tmp_path


def test_respondents_are_found_among_the_customers(both: Path) -> None:
    run("customers", both / "both.yaml", "--responses", both / "answers.csv", "-o", both / "c.json")
    rows = json.loads((both / "c.json").read_text(encoding="utf-8"))["tables"]["respondents"]
    # Four answered, three have a number; 007 and 8 bought (7 is another number); 8 lapsed after 6 March.
    assert {row["step"]: row["count"] for row in rows} == {"used": 4, "with_id": 3, "ever_bought": 2, "customers": 1}


def test_respondents_of_another_kind_of_number_are_refused(both: Path) -> None:
    (both / "answers.csv").write_text("number,Q1\nA-1,9\nA-2,3\n", encoding="utf-8")
    survey = si.load_survey(both / "both.yaml")
    responses = si.read_responses(both / "answers.csv", survey)
    with pytest.raises(DataError, match="No respondent is found among the customers"):
        si.analyse(si.load_customers(survey), responses=responses)


def test_a_survey_without_purchases_has_no_customers(both: Path) -> None:
    (both / "bare.yaml").write_text("survey: bare\nitems: {Q1: {scale: likely11}}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"bare\.yaml declares no purchases"):
        si.load_customers(both / "bare.yaml")


def test_a_table_shows_itself() -> None:
    made = si.load_customers(DEFINITION)
    assert "客户留存率" in str(made["kpis"])
    assert made["cohorts"].plot().to_dict()["layer"]
    with pytest.raises(FigureError, match="there is no table 'kpi'"):
        made["kpi"]
