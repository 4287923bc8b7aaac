"""What respondents bought after they answered, by what they answered, against a ledger worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import satindex as si
from satindex.results.result import Row

DEFINITION = """
survey: buyers
language: en
respondent: {id: id, answered: when, segments: [branch]}
purchases: {file: orders.csv, customer: who, date: day, amount: paid, joined: respondent.id}
exits: {file: left.csv, customer: who, date: day}
rules: {opened: 2026-01-01, observed_until: 2026-06-30, lapsed_after: 30}
items: {N: {scale: 0..10}}
measures: {nps: {type: nps, item: N}}
small_base: {flag: 0, withhold: 0}
"""
# A customer is one for 30 days from a purchase; after an answer on 03-01 the days 03-02 … 03-31 are looked at.
PURCHASES = """who,day,paid
A,2026-02-20,10
A,2026-03-10,20
A,2026-03-31,30
B,2026-02-25,5
B,2026-04-01,99
C,2026-03-01,7
D,2026-02-28,8
D,2026-03-15,12
F,2026-01-05,1
G,2026-06-10,3
"""
EXITS = "who,day\nD,2026-03-20\n"
ANSWERS = [
    # id, answered, N, branch       what the records say of the thirty days
    ("A", "2026-03-01", 10, "x"),  # two purchases, 50; still a customer on 03-31
    ("B", "2026-03-01", 9, "x"),  # none (04-01 is the thirty-first day); lapsed on 03-27
    ("C", "2026-03-01", 3, "y"),  # none; bought on the day itself, lapsed on 03-31, the thirtieth day after
    ("D", "2026-03-01", 0, "y"),  # one, 12; left on 03-20
    ("E", "2026-03-01", 10, "x"),  # never bought
    ("F", "2026-03-01", 10, "x"),  # lapsed on 02-04: no customer when answering
    ("G", "2026-06-10", 7, "y"),  # thirty days later is 07-10: not over
    ("A", "2026-03-05", 2, "x"),  # answered before: the first answer counts
    ("", "2026-03-01", 5, "y"),
    ("B", "some day", 5, "y"),
]


def tables(folder: Path, definition: str = DEFINITION, answers: list[Any] = ANSWERS) -> dict[str, Any]:
    (folder / "orders.csv").write_text(PURCHASES, encoding="utf-8")
    (folder / "left.csv").write_text(EXITS, encoding="utf-8")
    (folder / "survey.yaml").write_text(definition, encoding="utf-8")
    survey = si.load_survey(folder / "survey.yaml")
    frame = pl.DataFrame(answers, schema=["id", "when", "N", "branch"], orient="row")
    responses = si.read_responses(frame, survey)
    return dict(si.analyse(si.load_customers(survey), responses=responses).tables)


def figures(rows: tuple[Row, ...]) -> dict[tuple[Any, Any], tuple[Any, Any]]:
    return {(row["kpi"], row.get("level")): (row["estimate"], row["n"]) for row in rows}


def test_by_hand(tmp_path: Path) -> None:
    found = tables(tmp_path)
    assert figures(found["respondents.afterwards"].rows) == {
        ("retention", None): (1 / 4, 4),
        ("purchases_afterwards", None): ((2 + 0 + 0 + 1) / 4, 4),
        ("spent_afterwards", None): ((50 + 0 + 0 + 12) / 4, 4),
    }
    by_group = found["respondents.afterwards by nps"]
    assert figures(by_group.rows) == {
        ("retention", "promoter"): (1 / 2, 2),
        ("retention", "detractor"): (0.0, 2),
        ("purchases_afterwards", "promoter"): (1.0, 2),
        ("purchases_afterwards", "detractor"): (0.5, 2),
        ("spent_afterwards", "promoter"): (25.0, 2),
        ("spent_afterwards", "detractor"): (6.0, 2),
    }
    assert figures(found["respondents.afterwards by branch"].rows)["spent_afterwards", "y"] == (6.0, 2)


def test_intervals_by_hand(tmp_path: Path) -> None:
    """Promoters bought 2 and 0 times: 1 ± t(1) · (√2/√2), t = 12.7062 (table), cut at 0; Wilson of 1 in 2."""
    rows = {(row["kpi"], row["level"]): row for row in tables(tmp_path)["respondents.afterwards by nps"].rows}
    bought = rows["purchases_afterwards", "promoter"]
    assert (bought["ci_low"], bought["ci_high"]) == (0.0, pytest.approx(13.7062, abs=1e-4))
    z2 = 1.959963984540054**2
    half = z2**0.5 / (2 + z2) * (2 * 0.25 + z2 / 4) ** 0.5
    kept = rows["retention", "promoter"]
    assert (kept["ci_low"], kept["ci_high"]) == (pytest.approx(0.5 - half), pytest.approx(0.5 + half))


def test_everyone_is_accounted_for(tmp_path: Path) -> None:
    said = str(tables(tmp_path)["respondents.afterwards"].explain("en"))
    assert (
        "10 respondents: 4 are watched; 1 without a number; 1 without a readable day of answering; 1 never bought; "
        "1 no customer on the day they answered; 1 whose days are not over yet; "
        "1 further answers of the same customers (the first counts)." in said
    )


def test_without_a_day_of_answering_there_is_a_reason(tmp_path: Path) -> None:
    found = tables(tmp_path, DEFINITION.replace("answered: when, ", ""))
    (row,) = found["respondents.afterwards"].rows
    assert (row["estimate"], row["reason"].en) == (
        None,
        "nothing says when respondents answered: respondent: {answered: …}",
    )


def test_nobody_is_watched_long_enough(tmp_path: Path) -> None:
    found = tables(tmp_path, answers=[("G", "2026-06-10", 7, "y")])
    assert [(row["estimate"], row["n"], row["reason"].en) for row in found["respondents.afterwards"].rows] == [
        (None, 0, "nobody to count")
    ] * 3
    assert "respondents.afterwards by nps" not in found


def test_small_groups_are_withheld(tmp_path: Path) -> None:
    found = tables(tmp_path, DEFINITION.replace("withhold: 0", "withhold: 3"))
    assert all(row["estimate"] is None for row in found["respondents.afterwards by nps"].rows)
    assert found["respondents.afterwards"].rows[0]["estimate"] == 0.25


def test_the_page_shows_the_groups(tmp_path: Path) -> None:
    tables(tmp_path)
    survey = si.load_survey(tmp_path / "survey.yaml")
    frame = pl.DataFrame(ANSWERS, schema=["id", "when", "N", "branch"], orient="row")
    analysis = si.analyse(si.load_customers(survey), responses=si.read_responses(frame, survey))
    si.write_report(analysis, tmp_path / "c.html", tmp_path / "c.xlsx", tmp_path / "c.json")
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert "Promoters" in page
    assert "What respondents bought afterwards" in page
