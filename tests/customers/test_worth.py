"""Exits, value, concentration, elasticity, costs, referrals and claims of a ledger of eleven purchases, by hand.

The year is 2025-11 – 2026-10, a customer is lapsed after 90 days. At its beginning A, B, C and D are customers
(their last purchases are 46, 11, 30 and 72 days ago; F's is too long ago), at its end A, B, E and F (30, 11, 60 and
77 days). So A and B were kept, C and D lost, E is new and F came back. In the year A spent 500, B 100, C 60, D
nothing, E 400, F 30.
"""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satindex.customers.figures import claims, concentration, costs, elasticity, exits, lifetime_value, referrals
from satindex.customers.outlook import histories_of
from satindex.language import Words
from satindex.results.columns import CATALOGUE

FAMILIES = (exits, lifetime_value, concentration, elasticity, costs, referrals, claims)
PURCHASES = [
    ("A", "2025-09-15", 100.0, ""),
    ("A", "2026-03-10", 200.0, ""),
    ("A", "2026-10-01", 300.0, ""),
    ("B", "2025-10-20", 100.0, ""),
    ("B", "2026-10-20", 100.0, ""),
    ("C", "2025-10-01", 50.0, ""),
    ("C", "2025-12-01", 60.0, ""),
    ("D", "2025-08-20", 80.0, ""),
    ("E", "2026-09-01", 400.0, "A"),
    ("F", "2024-05-01", 20.0, ""),
    ("F", "2026-08-15", 30.0, ""),
]
EXITS = [
    ("C", "2026-01-15", "价格原因", 40.0),
    ("D", "2025-11-20", "搬家", 10.0),
    ("Z", "2026-05-01", "", 25.0),
    ("F", "2025-03-01", "service", 99.0),  # before the year
]
COSTS = "acquire: 50, keep: 20, recover: 30, reduce_churn: 30, discount: 0.1, margin_rate: 0.35"


@pytest.fixture
def ledger(make_ledger):
    return make_ledger(PURCHASES, EXITS, COSTS)


def row(table, **keys):
    (found,) = [row for row in table.rows if all(row.get(key) == value for key, value in keys.items())]
    return found


def test_exits_by_reason(ledger) -> None:
    table = exits.tables(ledger)["exits"]
    # By profit lost: 40, 25, 10 of 75; shares of the two who gave a reason.
    assert [one["cause"] for one in table.rows] == ["price", "(missing)", "搬家"]
    assert [one["profit_lost"] for one in table.rows] == [40.0, 25.0, 10.0]
    assert [one["cumulative"] for one in table.rows] == pytest.approx([40 / 75, 65 / 75, 1])
    price = row(table, cause="price")
    assert (price["estimate"], price["n"], price["count"]) == (0.5, 2, 1)
    # Wilson's interval of 1 of 2: R prop.test(1, 2, correct = FALSE) .0945–.9055.
    assert (price["ci_low"], price["ci_high"]) == pytest.approx((0.0945, 0.9055), abs=5e-5)
    # One event of 40: Garwood's interval of a count of 1, .0253–5.5716, times 40.
    assert (price["profit_low"], price["profit_high"]) == pytest.approx((1.0127, 222.865), rel=1e-4)
    unsaid = row(table, cause="(missing)")
    assert unsaid["estimate"] is None
    assert isinstance(unsaid["reason"], Words)


def test_rate_of_leaving(ledger) -> None:
    table = exits.tables(ledger)["exits.rate"]
    year = row(table, period_kind="year")
    assert (year["estimate"], year["count"], year["n"]) == (0.5, 2, 4)  # C and D of A, B, C, D
    november = row(table, period="2025-11")
    assert (november["estimate"], november["n"]) == (0.25, 4)  # D


def test_margins_of_leavers_from_their_purchases(make_ledger) -> None:
    rows = [(who, day, why, None) for who, day, why, _ in EXITS]
    table = exits.tables(make_ledger(PURCHASES, rows, COSTS))["exits"]
    # C spent 50 + 60 in the 365 days to 2026-01-15, D 80 in those to 2025-11-20: × .35. Z never bought: not known.
    assert row(table, cause="price")["profit_lost"] == pytest.approx(38.5)
    assert row(table, cause="搬家")["profit_lost"] == pytest.approx(28.0)
    assert row(table, cause="(missing)")["profit_lost"] is None


def test_break_even_of_reducing_churn(ledger) -> None:
    table = exits.tables(ledger)["exits.break_even"]
    today = row(table, horizon="year", margin_change=0.0)
    assert (today["estimate"], today["exits_to_avoid"]) == pytest.approx((30 / 75, 1.2))
    assert row(table, horizon="year", margin_change=0.25)["estimate"] == pytest.approx(30 / 93.75)
    # While those kept stay: 1/(1 + .1 − .5) years' margins.
    assert row(table, horizon="lifetime", margin_change=0.0)["estimate"] == pytest.approx(30 / (75 / 0.6))
    net = row(exits.tables(ledger)["exits.sensitivity"], reduction=0.5, margin_change=0.0)
    assert (net["saved"], net["estimate"]) == pytest.approx((37.5, 7.5))


def test_lifetime_value_at_constant_retention(ledger) -> None:
    table = lifetime_value.tables(ledger)["lifetime_value"]
    # m = .35 · mean(500, 100) = 105, r = 2/4: 105 · .5/(1.1 − .5) = 87.5; 105 · 1.1/.6 = 192.5.
    assert row(table, figure="margin")["estimate"] == pytest.approx(105)
    assert row(table, figure="retention")["estimate"] == 0.5
    value = row(table, figure="value")
    assert value["estimate"] == pytest.approx(87.5)
    assert row(table, figure="value_today")["estimate"] == pytest.approx(192.5)
    # SE(m) = .35 · 200 = 70, SE(r) = .25: √((.5/.6 · 70)² + (105 · 1.1/.36 · .25)²).
    assert value["std_error"] == pytest.approx(math.hypot(0.5 / 0.6 * 70, 105 * 1.1 / 0.36 * 0.25))
    assert "105 × 0.5 / (1 + 0.1 − 0.5) = 87.5" in str(table.explain("en"))


def test_histories_count_days_of_purchase(make_ledger) -> None:
    again = [*PURCHASES, ("A", "2026-10-01", 5.0, "")]  # twice on one day
    ledger = make_ledger(again)
    place = ledger.days.ids.to_list().index("A")
    known = histories_of(ledger)
    # From 2025-09-15: 381 days to 2026-10-01, 411 to 2026-10-31.
    assert (known.repeats[place], known.recency[place], known.age[place]) == (2, 381, 411)


def test_concentration(ledger) -> None:
    table = concentration.tables(ledger)["concentration"]
    # 500 of 1,090; Σ(2i − 6)x of 30, 60, 100, 400, 500 = 2,560, over 5 · 1,090.
    assert row(table, figure="top_20")["estimate"] == pytest.approx(500 / 1090)
    # Profit .35 · amount − 20: 155, 15, 1, 120, −9.5, in all 281.5; the fifth that brings most brings 155.
    assert row(table, figure="top_20_profit")["estimate"] == pytest.approx(155 / 281.5)
    assert row(table, figure="gini")["estimate"] == pytest.approx(2560 / 5450)
    # 80% of 1,090 is 872: the first, and 372 of the second's 400.
    assert row(table, figure="customers_for_80")["estimate"] == pytest.approx((1 + 372 / 400) / 5)
    grid = concentration.tables(ledger)["concentration.grid"]
    assert sum(one["n"] for one in grid.rows) == 5
    assert sum(one["amount_share"] for one in grid.rows) == pytest.approx(1)
    # A bought 30 days before the end, twice in the year, and is in the highest third.
    assert row(grid, recency="within_cycle", frequency="some", amount_class="high")["n"] == 1


def test_elasticity(ledger) -> None:
    table = elasticity.tables(ledger)["elasticity"]
    assert row(table, figure="revenue", points=0.0)["amount"] == pytest.approx(1090)
    five = row(table, figure="revenue", points=0.05)
    # .05 · 4 · (300 − 30) = 54; errors of the means 200 and 30.
    assert (five["amount"], five["estimate"]) == pytest.approx((1144, 54 / 1090))
    assert five["std_error"] == pytest.approx(0.2 * math.hypot(200, 30) / 1090)
    # Profit .35 · 1,090 − 20 · 4 − 50 · 1 = 251.5; ten points: .1 · 4 · (.35 · 270 − 20) = 29.8.
    assert row(table, figure="profit", points=0.0)["amount"] == pytest.approx(251.5)
    assert row(table, figure="profit", points=0.1)["estimate"] == pytest.approx(29.8 / 251.5)
    # (.6/.5)/(.5/.6) − 1.
    assert row(table, figure="lifetime_value", points=0.1)["estimate"] == pytest.approx(0.44)
    assert all(row(table, figure=name, points=0.0)["estimate"] == 0 for name in ("revenue", "profit", "lifetime_value"))


def test_costs_and_payback(ledger) -> None:
    table = costs.tables(ledger)["costs"]
    assert row(table, figure="acquire_to_keep")["estimate"] == 2.5
    assert row(table, figure="recover_to_keep")["estimate"] == 1.5
    assert row(table, figure="payback_acquire")["estimate"] == pytest.approx(12 * 50 / 105)


def test_referrals(ledger) -> None:
    table = referrals.tables(ledger)["referrals"]
    assert row(table, figure="referred")["estimate"] == 1  # E, the only new customer
    assert row(table, figure="per_hundred")["estimate"] == pytest.approx(25)  # of four
    assert row(table, figure="referrers")["estimate"] == pytest.approx(1 / 6)  # A of A … F
    assert row(table, figure="spend_referred")["estimate"] is None  # E's three months are not over


def test_spending_of_those_referred_and_others(make_ledger) -> None:
    purchases = [
        ("A", "2025-09-15", 100.0, ""),
        ("E", "2026-01-10", 40.0, "A"),
        ("E", "2026-04-09", 60.0, ""),  # the last day of the three months
        ("E", "2026-04-10", 900.0, ""),
        ("G", "2026-02-01", 30.0, "G"),  # nobody refers themselves
    ]
    table = referrals.tables(make_ledger(purchases))["referrals"]
    assert row(table, figure="spend_referred")["estimate"] == 100
    assert row(table, figure="spend_others")["estimate"] == 30
    assert row(table, figure="referred")["estimate"] == 0.5


def test_claims_stand_beside_the_tables_figures(ledger) -> None:
    table = claims.tables(ledger)["claims"]
    top = row(table, claim="twenty_eighty")
    assert top["estimate"] == pytest.approx(500 / 1090)
    assert row(table, claim="winning_5_7")["verdict"].en == "below what is taught"
    assert row(table, claim="winning_2_3")["verdict"].en == "agrees"
    assert row(table, claim="hundred_bring")["estimate"] == pytest.approx(25)


def test_without_costs_and_amounts_every_figure_says_what_it_takes(make_ledger) -> None:
    bare = make_ledger(PURCHASES, EXITS)
    value = row(lifetime_value.tables(bare)["lifetime_value"], figure="value")
    assert value["estimate"] is None
    assert "margin_rate" in value["reason"].en
    even = row(exits.tables(bare)["exits.break_even"], horizon="year", margin_change=0.0)
    assert "reduce_churn" in even["reason"].en
    assert costs.tables(bare) == {}
    assert "costs" in row(claims.tables(bare)["claims"], claim="winning_5_7")["lacking"].en


def test_a_year_that_is_not_covered_is_missing(make_ledger) -> None:
    short = make_ledger(PURCHASES, EXITS, COSTS, rules="opened: 2025-10-01, observed_until: 2026-10-31")
    begun = make_ledger(
        [one for one in PURCHASES if one[1] >= "2026-02"], EXITS, COSTS, rules="observed_until: 2026-10-31"
    )
    assert row(elasticity.tables(short)["elasticity"], figure="revenue", points=0.0)["estimate"] == 0
    missing = row(elasticity.tables(begun)["elasticity"], figure="revenue", points=0.0)
    assert missing["estimate"] is None
    assert "2025-08-03" in missing["reason"].en  # 90 days before 2025-11-01


def test_no_table_names_a_customer(ledger) -> None:
    for family in FAMILIES:
        for table in family.tables(ledger).values():
            said = json.dumps(table.to_dicts("zh"), ensure_ascii=False) + str(table.explain("zh"))
            assert not any(f'"{who}"' in said for who in "ABCDEF"), table.name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_table_shows_draws_and_explains_itself(ledger, language: str) -> None:
    for family in FAMILIES:
        for table in family.tables(ledger).values():
            assert str(table.in_language(language))
            assert str(table.explain(language))
            assert all(name in CATALOGUE for name in table.columns), table.name
            if table.chart:
                assert table.plot(language).to_dict()


CAUSES = st.sampled_from(["价格", "price", "服务", "market", "", "搬家"])


@settings(settings.get_profile("costly"), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CAUSES, st.floats(0, 1e5)), min_size=1, max_size=12))
def test_profit_lost_sums_over_the_reasons(make_ledger, lost) -> None:
    rows = [(f"X{at}", "2026-06-01", why, margin) for at, (why, margin) in enumerate(lost)]
    table = exits.tables(make_ledger(PURCHASES, rows, COSTS))["exits"]
    assert sum(one["profit_lost"] for one in table.rows) == pytest.approx(sum(margin for _, margin in lost), abs=1e-6)
    assert sum(one["count"] for one in table.rows) == len(lost)
    stated = [one["estimate"] for one in table.rows if one["estimate"] is not None]
    assert sum(stated) == pytest.approx(1) or not stated


@settings(settings.get_profile("costly"), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(0.01, 1e4), min_size=len(PURCHASES), max_size=len(PURCHASES)))
def test_elasticity_at_no_points_is_today_s_figure(make_ledger, amounts) -> None:
    rows = [(who, day, round(amount, 2), by) for (who, day, _, by), amount in zip(PURCHASES, amounts, strict=True)]
    table = elasticity.tables(make_ledger(rows, EXITS, COSTS))["elasticity"]
    today = sum(amount for _, day, amount, _ in rows if "2025-11" <= day[:7] <= "2026-10")
    now = row(table, figure="revenue", points=0.0)
    assert (now["amount"], now["estimate"]) == (pytest.approx(today), 0)
    assert now["retention"] == row(table, figure="lifetime_value", points=0.0)["retention"] == 0.5


def test_the_model_recovers_the_truth_of_simulated_customers(make_ledger) -> None:
    """Customers as the model tells of them: rates gamma (1.2, 1/30 days), leaving after a repeat beta (1, 5)."""
    random = np.random.default_rng(6)
    begin = np.datetime64("2024-01-01")
    rows = []
    for who in range(1500):
        rate, leaving, now = random.gamma(1.2, 1 / 30), random.beta(1, 5), random.uniform(0, 700)
        while now < 1035:  # 2026-10-31
            rows.append((f"K{who}", str(begin + int(now)), 10.0, ""))
            first = len(rows) == 1 or rows[-2][0] != f"K{who}"
            if not first and random.random() < leaving:
                break
            now += random.exponential(1 / rate)
    table = lifetime_value.tables(make_ledger(rows, None, COSTS))["lifetime_value.model"]
    rate, leaving = row(table, figure="rate"), row(table, figure="dropout")
    # Purchases on one day are one: about E(λ²)/(2E(λ)) = 2.2/(2 · 30) = 3.7% of them, by which the rate is low.
    assert abs(rate["estimate"] - 1.2 / 30 * 365) < 3 * rate["std_error"] + 0.04 * 14.6
    assert abs(leaving["estimate"] - 1 / 6) < 3 * leaving["std_error"]
    so_far = row(table, figure="expected_so_far")
    assert so_far["ci_low"] < row(table, figure="observed_so_far")["estimate"] < so_far["ci_high"]


def test_profits_of_few_leavers_are_withheld(make_ledger) -> None:
    lost = [("X1", "a"), ("X2", "a"), ("X3", "a"), ("X4", "b"), ("X5", "c"), ("X6", "c"), ("X7", "c")]
    rows = [(who, "2026-06-01", why, 10.0) for who, why in lost]
    guarded = exits.tables(make_ledger(PURCHASES, rows, COSTS, more="small_base: {withhold: 3}"))["exits"]
    # b is one leaver, and the total would give it away: the next smallest is withheld with it.
    assert [one["cause"] for one in guarded.rows if one["profit_lost"] is None] == ["a", "b"]
    assert all(one["cumulative"] is None for one in guarded.rows)
    assert row(guarded, cause="b")["estimate"] == pytest.approx(1 / 7)


def test_any_points_of_retention_can_be_asked_for(make_ledger) -> None:
    table = elasticity.tables(make_ledger(PURCHASES, EXITS, COSTS, more="elasticity: [50, 3, 60]"))["elasticity"]
    assert [one["points"] for one in table.rows if one["figure"] == "revenue"] == pytest.approx([0, 0.03, 0.5, 0.6])
    # .5 · 4 · 270 more than 1,090; at 60 points retention would be 110%.
    assert row(table, figure="revenue", points=0.5)["amount"] == pytest.approx(1630)
    assert "100%" in row(table, figure="revenue", points=0.6)["reason"].en
