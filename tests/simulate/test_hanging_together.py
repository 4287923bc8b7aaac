"""Answers that belong together are drawn together, and what was put in is found again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from satindex.api import read_responses, score
from satindex.errors import SurveyError
from satindex.simulate import default_truth, simulate
from satindex.survey.model import Survey

Parsed = Callable[[str], Survey]
N, SEED, ERRORS = 60_000, 5, 4.0
CLEAN = {"missing": 0.0, "odd": 0.0, "empty": 0.0}
KANO = """
survey: kano
items: {K1a: {scale: kano5}, K1b: {scale: kano5}, K2a: {scale: kano5}, K2b: {scale: kano5}, M: {scale: 1..9}}
measures:
  need:
    type: kano
    features: {x: {functional: K1a, dysfunctional: K1b, importance: M}, y: {functional: K2a, dysfunctional: K2b}}
"""
ZONE = """
survey: zone
items: {A1..A2: {scale: 1..9}, D1..D2: {scale: 1..9}, P1..P2: {scale: 1..9}}
measures: {service: {type: zone_of_tolerance, dimensions: {d: {adequate: A1..A2, desired: D1..D2, perceived: P1..P2}}}}
"""
GAPS = """
survey: gaps
items: {E1..E3: {scale: agree7}, U1..U3: {scale: agree7}, P1..P3: {scale: agree7}}
measures:
  gaps:
    type: gap_model
    audience: role
    expected: {customer: E1..E3}
    understood: {manager: U1..U3}
    perceived: {customer: P1..P3}
"""
KINDS = """
survey: kinds
items: {Q1..Q3: {scale: agree7}, Q2: {reverse: true}}
measures: {kind: {type: highest_of, items: {monopoly: Q1, trust: Q2, latent: Q3}}}
"""
FUNNEL = """
survey: funnel
scales: {cause: {codes: {delay: 1, damage: 2, staff: 3}}}
items: {C1..C3: {scale: yes_no}, C4: {scale: satisfied5}, C5: {scale: yes_no}, C6: {scale: cause}}
measures:
  complaints:
    {type: complaints, problem: C1, complained: C2, resolved: C3, satisfied: {item: C4, at_least: 4}, returns: C5,
     cause: C6}
"""


def within(share: float, truth: float, n: int) -> bool:
    """Whether a share of n lies within four standard errors of the truth."""
    return abs(share - truth) <= ERRORS * np.sqrt(truth * (1 - truth) / n)


def test_categories_are_found_as_stated_and_each_feature_has_its_own(parsed: Parsed) -> None:
    survey = parsed(KANO)
    stated = {"A": 0.5, "O": 0.1, "M": 0.05, "I": 0.25, "R": 0.06, "Q": 0.04}
    truth = {**CLEAN, "shares": {"need.x": stated}}
    rows = score(read_responses(simulate(survey, N, SEED, truth), survey))["need"].to_dicts("en")
    for row, shares in zip(rows, (stated, default_truth(survey).shares["need.y"]), strict=True):
        assert all(within(row[letter] / N, share, N) for letter, share in shares.items()), row["feature"]
    assert [row["category"] for row in rows] == ["A", "O"]


def test_every_answer_of_a_pair_occurs(parsed: Parsed) -> None:
    """All 25 cells of the table can be answered: none is left out of its category."""
    export = simulate(parsed(KANO), N, SEED, CLEAN)
    assert export.select("K1a", "K1b").unique().height == 25


def test_the_leading_category_changes_from_feature_to_feature(parsed: Parsed) -> None:
    truth = default_truth(parsed(KANO))
    assert [max(truth.shares[name], key=truth.shares[name].__getitem__) for name in ("need.x", "need.y")] == ["M", "O"]
    assert "M" in truth.means
    assert not {"K1a", "K1b"} & set(truth.means)


def test_what_is_adequate_lies_below_what_is_desired(parsed: Parsed) -> None:
    """Means as stated, and yet nearly everyone's adequate level is at or below their desired one."""
    survey = parsed(ZONE)
    means = {"service.d.adequate": 4.6, "service.d.desired": 7.7, "service.d.perceived": 6.0}
    export = simulate(survey, N, SEED, {**CLEAN, "means": means})
    frame = score(read_responses(export, survey)).frame
    for name, mean in means.items():
        values = frame[name].to_numpy()
        assert abs(values.mean() - mean) < ERRORS * values.std() / np.sqrt(N), name
    levels = export.select(pl.all().cast(pl.Float64))
    ordered = np.mean([(levels[f"A{at}"] <= levels[f"D{at}"]).mean() for at in (1, 2)])
    assert ordered > 0.98
    loose = simulate(survey, N, SEED, {**CLEAN, "means": means, "correlation": {"levels": 0.0}})
    apart = loose.select(pl.all().cast(pl.Float64))
    assert np.mean([(apart[f"A{at}"] <= apart[f"D{at}"]).mean() for at in (1, 2)]) < ordered - 0.01


def test_kinds_of_loyalty_are_found_as_stated(parsed: Parsed) -> None:
    """Each respondent's class is the one drawn; every item's answers reach from low to high."""
    survey = parsed(KINDS)
    stated = {"monopoly": 0.5, "trust": 0.2, "latent": 0.2, "tie": 0.1}
    export = simulate(survey, N, SEED, {**CLEAN, "shares": {"kind": stated}})
    rows = {row["level"]: row for row in score(read_responses(export, survey))["kind"].to_dicts("en")}
    assert all(within(rows[kind]["estimate"], share, N) for kind, share in stated.items())
    assert {export[name].n_unique() for name in ("Q1", "Q2", "Q3")} == {7}


def test_only_an_audience_answers_its_items(parsed: Parsed) -> None:
    survey = parsed(GAPS)
    means = {"gaps.expected": 6.2, "gaps.understood": 5.8, "gaps.perceived": 5.0}
    shares = {"role": {"customer": 0.8, "manager": 0.2}}
    export = simulate(survey, N, SEED, {**CLEAN, "means": means, "shares": shares})
    asked = {"E": "customer", "U": "manager", "P": "customer"}
    for prefix, role in asked.items():
        for number in (1, 2, 3):
            assert set(export.filter(pl.col(f"{prefix}{number}").is_not_null())["role"]) == {role}
    rows = {row["gap"]: row for row in score(read_responses(export, survey))["gaps"].to_dicts("en")}
    for gap, truth in ((1, 5.8 - 6.2), (5, 5.0 - 6.2)):
        assert abs(rows[gap]["estimate"] - truth) < ERRORS * rows[gap]["std_error"], gap


def test_who_had_no_problem_is_not_asked_about_it(parsed: Parsed) -> None:
    """Shares as stated at each stage, of those who came so far."""
    survey = parsed(FUNNEL)
    means = {"complaints.problem": 0.4, "complaints.complained": 0.3, "complaints.resolved": 0.7}
    export = simulate(survey, N, SEED, {**CLEAN, "means": means})
    no_problem, silent = export.filter(C1="No"), export.filter(C1="Yes", C2="No")
    assert no_problem.select("C2", "C3", "C4", "C5", "C6").null_count().row(0) == (no_problem.height,) * 5
    assert silent.select("C3", "C4").null_count().row(0) == (silent.height,) * 2
    assert silent.select("C5", "C6").null_count().row(0) == (0, 0)
    scores = score(read_responses(export, survey))
    rows = {row["stage"]: row for row in scores["complaints"].to_dicts("en")}
    for stage, truth in means.items():
        row = rows[stage.removeprefix("complaints.")]
        assert within(row["estimate"], truth, row["n"]), stage
    assert scores.responses.audit.notes == ()


def test_the_same_seed_gives_the_same_answers(parsed: Parsed) -> None:
    for text in (KANO, ZONE, GAPS, FUNNEL):
        survey = parsed(text)
        once, again, other = (simulate(survey, 300, seed) for seed in (3, 3, 4))
        assert once.equals(again)
        assert not once.equals(other)


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"shares": {"need.x": {"A": 0.7, "B": 0.3}}}, "shares.need.x.B: There is no 'B' here."),
        ({"shares": {"need.x": {"A": 0.7, "O": 0.2}}}, "shares.need.x: Shares must sum to 1, these to 0.9."),
        ({"means": {"K1a": 2}}, "means.K1a: There is no 'K1a' here."),
        ({"shares": {"K1a": {"1": 1}}}, "shares.K1a: There is no 'K1a' here."),
        ({"correlation": {"levels": 1}}, "correlation.levels: 0 ≤ levels < 1 must hold, but levels is 1."),
    ],
)
def test_what_can_not_be_stated(parsed: Parsed, stated: dict[str, Any], message: str) -> None:
    with pytest.raises(SurveyError) as caught:
        simulate(parsed(KANO), 10, 1, stated)
    assert message in str(caught.value)
