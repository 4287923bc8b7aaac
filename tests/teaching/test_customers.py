"""Exercises on purchase records: every learner's customers, the KPIs by their names."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from satindex.errors import DataError
from satindex.measures.registry import TYPES
from satindex.survey.load import parse_survey
from satindex.teaching import Answer, DataPlan, Exercise, Task, check, load_exercise
from satindex.teaching.building import build
from satindex.teaching.drawing import drawn, figures_of
from satindex.teaching.figures import Figures
from satindex.teaching.learners import Learner

DEFINITION = """\
customers: shop
small_base: {flag: 0, withhold: 0}
purchases: {file: orders.csv, customer: who, date: day, amount: paid}
rules: {lapsed_after: 90, observed_from: "2024-01-01", observed_until: "2025-12-31"}
"""
# At the end of 2024 a and b are there (both bought within 90 days), at the end of 2025 a and c: of a and b, a: 1/2.
# In 2025 a bought twice, c once: 1/2 bought again.
ORDERS = [
    ("a", "2024-12-01", 10.0),
    ("b", "2024-11-15", 10.0),
    ("a", "2025-05-01", 10.0),
    ("a", "2025-12-01", 10.0),
    ("c", "2025-12-05", 10.0),
]


@pytest.fixture
def figures() -> Figures:
    orders = pl.DataFrame(ORDERS, schema=["who", "day", "paid"], orient="row")
    return figures_of(parse_survey(DEFINITION, "shop.yaml", TYPES), orders)


def test_kpis_are_named_by_kind_and_period(figures: Figures) -> None:
    assert figures.figure("kpis.retention.year.2025.estimate").figure() == pytest.approx(0.5)
    assert figures.figure("kpis.repeat_rate.year.2025.estimate").figure() == pytest.approx(0.5)
    assert figures.figure("kpis.customer_base.year.2025.estimate").figure() == 2
    assert figures.figure("kpis.purchase_frequency.month.[2025-12].n").figure() == 2


def test_an_answer_is_checked_and_the_ready_mistakes_do_not_stumble(figures: Figures) -> None:
    answer = Answer("figure", "kpis.retention.year.2025.estimate")
    survey = parse_survey(DEFINITION, "shop.yaml", TYPES)
    exercise = Exercise("shop", survey, DataPlan(10), (Task("kept", {"en": "?"}, "figure", answer, tolerance=0.005),))
    assert check(exercise, figures, "kept", 0.5).right is True
    assert check(exercise, figures, "kept", 50).mistake == "percent_for_share"
    assert check(exercise, figures, "kept", 0.7).right is False


def test_purchases_are_drawn_and_read_back(tmp_path: Path) -> None:
    survey = parse_survey(DEFINITION, "shop.yaml", TYPES)
    orders = drawn(survey, DataPlan(30), 1)
    assert orders.columns == ["who", "day", "paid"]
    assert drawn(survey, DataPlan(30), 1).equals(orders)
    path = tmp_path / "007.csv"
    orders.write_csv(path)
    name = "kpis.customer_base.year.2025.estimate"
    assert figures_of(survey, str(path)).figure(name).figure() == figures_of(survey, orders).figure(name).figure()


@pytest.mark.parametrize(
    "more",
    ["exits: {file: exits.csv, customer: who, date: day}", "complaints: {file: c.csv, customer: who, date: day}"],
)
def test_records_that_do_not_fit_in_one_file_are_refused(more: str) -> None:
    survey = parse_survey(DEFINITION + more, "shop.yaml", TYPES)
    with pytest.raises(DataError, match="A learner gets one file"):
        drawn(survey, DataPlan(30), 1)


def test_a_learners_notebook_speaks_of_purchases(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(DEFINITION, encoding="utf-8")
    said = "exercise: kept\nsurvey: shop.yaml\ndata: {n: 40}\ntasks:\n"
    task = "  - {id: base, ask: How many?, answer: kpis.customer_base.year.2025.estimate}\n"
    (tmp_path / "kept.yaml").write_text(said + task, encoding="utf-8")
    exercise = load_exercise(tmp_path / "kept.yaml")
    key = build(exercise, [Learner("007", "Wang")], 3, tmp_path / "course", language="en")
    told = json.loads(key.read_text(encoding="utf-8"))["learners"]["007"]
    folder = tmp_path / "course" / "learners" / "007"
    orders = pl.read_csv(folder / "kept.csv", infer_schema=False)
    # By hand: customers whose last purchase lies in the last 90 days of the records (from 2025-10-03 on).
    last = orders.group_by("who").agg(pl.col("day").str.slice(0, 10).max())
    assert told["answers"]["base"] == last.filter(pl.col("day") >= "2025-10-03").height
    text = (folder / "kept.ipynb").read_text(encoding="utf-8")
    assert "purchases of 40 simulated customers" in text
    assert "| who | the customer's number |" in text
    assert "si.load_customers" in text
