"""Customers' figures cover what they were simulated with: in one large draw, and as often as they should."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml

import satindex as si
from satindex.customers.customers import Customers
from satindex.customers.group import Group
from satindex.customers.kpis import Span, kpi
from satindex.results.result import Row
from satindex.simulate import simulate, simulate_records, write_simulated
from satindex.survey.model import Survey

HERE = Path(__file__).parent
SEED, ERRORS = 1, 4.0
TRUTH: dict[str, Any] = {
    "retention": 0.96,
    "purchase_frequency": 1.4,
    "amount": {"mean": 200, "sd": 120},
    "share_of_customer": 0.55,
    "referred": 0.25,
    "reasons": {"price": 0.4, "service": 0.3, "搬家": 0.2, "market": 0.1},
    "margin": {"mean": 500, "sd": 300},
    "complaints": 0.03,
    "closed": 0.8,
    "complainer_satisfaction": 0.7,
    "approached": 0.02,
    "save_rate": 0.55,
    "tiers": {"银卡": {"share": 0.3, "spend": 1.5}, "金卡": {"share": 0.2, "spend": 2.0}},
}
BG_NBD = {"r": 0.9, "alpha": 60.0, "a": 0.8, "b": 2.5}
OF_NOBODY = 200 / (0.3 * 1.5 + 0.2 * 2.0 + 0.5)
"""Mean purchase of who is no member: the mean of all, 200, over the mean of 1.5, 2 and 1 by their shares."""
KPIS = {
    # September 2025 has 30 days: one cycle.
    ("retention", "2025-09"): 0.96,
    ("retention", "2025"): 0.96**12,
    ("churn", "2025-Q4"): 1 - 0.96**3,
    ("purchase_frequency", "2025-09"): 1.4,
    ("average_spend", "2025-09"): 1.4 * 200,
    ("share_of_customer", "2025"): 0.55,
    ("complainer_satisfaction", "2025"): 0.7,
    ("save_rate", "2025"): 0.55,
    ("save_rate", "2026-Q1"): 0.55,
}
FOUND = {
    **{("kpis", "kpi", name, period): truth for (name, period), truth in KPIS.items()},
    **{("exits", "cause", name, None): share for name, share in TRUTH["reasons"].items()},
    ("referrals", "figure", "referred", None): 0.25,
}
ONLY_PURCHASES = """
customers: bought
purchases: {file: p.csv, customer: who, date: day, amount: paid}
rules: {lapsed_after: 90, cycle: 30, observed_until: 2026-06-30}
"""
OF_TIERS = {"银卡": 1.5 * OF_NOBODY * 1.4, "金卡": 2 * OF_NOBODY * 1.4, "(missing)": OF_NOBODY * 1.4}


def customers(folder: Path, n: int, seed: int, truth: dict[str, Any]) -> Customers:
    """Draw customers into a folder and return their figures."""
    survey = survey_in(folder, "customers.yaml")
    for name, frame in simulate_records(survey, n, seed, {"customers": truth}).items():
        frame.write_csv(folder / f"{name[0] if name != 'programme' else 'm'}.csv", include_bom=True)
    return si.load_customers(survey)


def row_of(figures: Customers, table: str, key: str, name: str, period: str | None) -> Row:
    """Return the row of a figure."""
    rows = figures[table].rows
    (found,) = [row for row in rows if row[key] == name and (period is None or row["period"] == period)]
    return found


def one_of(figures: Customers, table: str, key: str, name: str, period: str | None) -> Row:
    """Return the same figure without computing all KPIs of all periods."""
    if period is None:
        return row_of(figures, table, key, name, period)
    kind = "quarter" if "Q" in period else "month" if "-" in period else "year"
    (asked,) = [one for one in figures.ledger.periods(kind) if one.name == period]
    return dict(kpi(name, Span(Group(figures.ledger), asked)).of.cells())


def covers(row: Row, truth: float) -> bool:
    """Return whether a figure's interval holds the truth."""
    low, high = row["ci_low"], row["ci_high"]
    assert isinstance(low, float), row
    assert isinstance(high, float), row
    return low <= truth <= high


def survey_in(folder: Path, name: str) -> Survey:
    (folder / "d.yaml").write_text((HERE / name).read_text("utf-8"), encoding="utf-8")
    return si.load_survey(folder / "d.yaml")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Customers:
    return customers(tmp_path_factory.mktemp("many"), 12_000, SEED, TRUTH)


@pytest.mark.parametrize("figure", FOUND, ids=str)
def test_a_figure_covers_its_truth(many: Customers, figure: tuple[str, str, str, str | None]) -> None:
    assert covers(row_of(many, *figure), FOUND[figure])


def test_tiers_spend_as_stated_and_leave_the_mean_of_all(many: Customers) -> None:
    rows = {
        row["level"]: row
        for row in many["kpis by tier"].rows
        if (row["kpi"], row["period"]) == ("average_spend", "2025-09")
    }
    assert len(rows) == len(OF_TIERS)
    for level, truth in OF_TIERS.items():
        assert covers(rows[level], truth), level


def test_what_no_table_has_an_interval_for(many: Customers) -> None:
    """Margins, and complaints per purchase and closed, within four standard errors."""
    exits, complaints, bought = many.ledger.exits, many.ledger.complaints, many.ledger.purchases
    assert exits is not None
    assert complaints is not None
    margin = exits["margin"].to_numpy()
    assert abs(margin.mean() - 500) < ERRORS * 300 / math.sqrt(len(margin))
    # Standard error of a variance: √((m₄ − s⁴)/n), of the sd by the delta method.
    fourth = float(np.mean((margin - margin.mean()) ** 4))
    assert abs(margin.std() - 300) < ERRORS * math.sqrt((fourth - margin.var() ** 2) / len(margin)) / (2 * margin.std())
    rate, closed = len(complaints) / len(bought), (~complaints["closed"].is_null()).mean()
    assert abs(rate - 0.03) < ERRORS * math.sqrt(0.03 * 0.97 / len(bought))
    assert abs(closed - 0.8) < ERRORS * math.sqrt(0.8 * 0.2 / len(complaints))


def test_the_spread_of_amounts_without_tiers(tmp_path: Path) -> None:
    truth = {"amount": {"mean": 200, "sd": 120}, "tiers": {"银卡": {"share": 0.3}}}
    amount = customers(tmp_path, 2_000, 1, truth).ledger.purchases["amount"].to_numpy()
    # A log-normal with (sd/mean)² = .36: σ² = ln 1.36, μ = ln 200 − σ²/2.
    logs = np.log(amount)
    variance, n = math.log(1.36), len(amount)
    assert abs(logs.mean() - (math.log(200) - variance / 2)) < ERRORS * math.sqrt(variance / n)
    assert abs(logs.var() - variance) < ERRORS * variance * math.sqrt(2 / n)


def test_the_model_of_buying_and_leaving_covers_its_parameters(tmp_path: Path) -> None:
    figures = customers(tmp_path, 10_000, 2, {"bg_nbd": BG_NBD, "months": 36})
    for name, truth in BG_NBD.items():
        assert covers(row_of(figures, "lifetime_value.model", "figure", name, None), truth), name


def test_nothing_is_lost_on_reading(tmp_path: Path) -> None:
    figures = customers(tmp_path, 300, 7, {})
    audit = figures.ledger.audit
    assert (audit.set_aside, audit.cells) == ((), ())
    assert all("left out" not in note.en for note in audit.notes)


COEFFICIENTS = {"intercept": -2.5, "satisfaction": 0.6, "shop=B": 0.5, "shop=C": 0.0, "shop=D": -0.4}
WHOLE = {"missing": 0, "odd": 0, "empty": 0}
FIELD = {"opened": "2026-03-10", "days": 20}


def linked(folder: Path, n: int, seed: int, truth: str) -> Any:
    survey = survey_in(folder, "buyers.yaml")
    (folder / "truth.yaml").write_text(truth, encoding="utf-8")
    for old in ("data.csv", "orders.csv"):
        (folder / old).unlink(missing_ok=True)
    write_simulated(survey, n, seed, folder / "truth.yaml", folder / "data.csv")
    return si.link(si.score(si.read_responses(folder / "data.csv", survey)), "bought")


def coefficients(found: Any) -> dict[str, Any]:
    rows = {row["term"].strip("()"): row for row in found["bought"].rows}
    assert set(rows) == set(COEFFICIENTS)
    return rows


def buyers(**more: Any) -> str:
    return str({"models": {"bought": COEFFICIENTS}, "field": FIELD, **WHOLE, **more})


def test_the_coefficients_of_a_model_of_observed_purchases(tmp_path: Path) -> None:
    found = linked(tmp_path, 8_000, 3, buyers())
    counts = {row["status"]: row["count"] for row in found["bought.observed"].rows}
    assert set(counts) == {"bought", "not_bought"}
    assert sum(counts.values()) == 8_000
    for term, row in coefficients(found).items():
        assert covers(row, COEFFICIENTS[term]), term


def test_respondents_answer_within_the_field_period(tmp_path: Path) -> None:
    linked(tmp_path, 400, 3, buyers())
    days = pl.read_csv(tmp_path / "data.csv")["when"].str.to_datetime("%Y/%m/%d %H:%M:%S").dt.date()
    # Twenty days from the tenth at eight on, a respondent in each 72 minutes: one more or less may fall into a day.
    assert (str(days.min()), str(days.max())) == ("2026-03-10", "2026-03-30")
    assert 19 <= days.to_list().count(date(2026, 3, 20)) <= 21


def test_respondents_whose_days_are_not_over_are_set_aside_not_turned_away(tmp_path: Path) -> None:
    late = buyers(field={"opened": "2026-05-20", "days": 30})
    counts = {row["status"]: row["count"] for row in linked(tmp_path, 300, 3, late)["bought.observed"].rows}
    # Ten a day from 05-20 at eight on: over on 06-30 for those who answered until 05-31, 11⅔ days.
    assert counts["not_over"] == 300 - 116 or counts["not_over"] == 300 - 117
    assert set(counts) == {"bought", "not_bought", "not_over"}


@pytest.mark.slow
def test_how_often_figures_cover_their_truths(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of 100 intervals at 95% fewer than 87 hold in one case of 2,000 (binomial); all together hold about 95%."""
    hits: Counter[Any] = Counter()
    for seed in range(100):
        figures = customers(tmp_path_factory.mktemp("few"), 400, seed, TRUTH)
        hits.update(figure for figure, truth in FOUND.items() if covers(one_of(figures, *figure), truth))
    assert {figure: hits[figure] for figure in FOUND if hits[figure] < 87} == {}
    assert 92 <= sum(hits.values()) / len(FOUND) <= 98


@pytest.mark.slow
def test_how_often_the_parameters_of_buying_and_leaving_are_covered(tmp_path_factory: pytest.TempPathFactory) -> None:
    hits: Counter[str] = Counter()
    for seed in range(100):
        folder = tmp_path_factory.mktemp("few")
        truth = {"customers": {"bg_nbd": BG_NBD, "months": 36}}
        (folder / "d.yaml").write_text(ONLY_PURCHASES, encoding="utf-8")
        survey = si.load_survey(folder / "d.yaml")
        simulate_records(survey, 1_000, seed, truth)["purchases"].write_csv(folder / "p.csv", include_bom=True)
        figures = si.load_customers(survey)
        rows = {name: row_of(figures, "lifetime_value.model", "figure", name, None) for name in BG_NBD}
        hits.update(name for name, row in rows.items() if covers(row, BG_NBD[name]))
    assert {name: hits[name] for name in BG_NBD if not 90 <= hits[name] <= 99} == {}


@pytest.mark.slow
def test_how_often_the_coefficients_are_covered(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What the default truth makes true, which is not asked here, costs more than drawing: it is not recorded."""
    hits: Counter[str] = Counter()
    folder = tmp_path_factory.mktemp("few")
    survey, truth = survey_in(folder, "buyers.yaml"), yaml.safe_load(buyers())
    for seed in range(100):
        simulate(survey, 500, seed, truth).write_csv(folder / "data.csv", include_bom=True)
        simulate_records(survey, 500, seed, truth)["purchases"].write_csv(folder / "orders.csv", include_bom=True)
        rows = coefficients(si.link(si.score(si.read_responses(folder / "data.csv", survey)), "bought"))
        hits.update(term for term, row in rows.items() if covers(row, COEFFICIENTS[term]))
    assert {term: hits[term] for term in COEFFICIENTS if not 90 <= hits[term] <= 99} == {}
