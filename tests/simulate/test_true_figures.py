"""True figures of every type of measure: by hand, by bivariate normals, and against large samples."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

import satindex as si
from satindex.measures.registry import TYPES
from satindex.simulate import default_truth, simulate
from satindex.simulate.figures import figures, true_marginals
from satindex.simulate.integrated import Integrated, integrated, named_cells
from satindex.simulate.plan import plan
from satindex.simulate.record import record_of
from satindex.simulate.truth_file import as_truth
from satindex.survey.load import load_survey
from satindex.survey.model import Survey

Parsed = Callable[[str], Survey]
TEMPLATES = sorted((Path(si.__file__).parent / "survey" / "templates").glob("*.yaml"))
BY_NAME = {path.stem: path for path in TEMPLATES}


def closed(survey: Survey, truth: dict[str, object]) -> dict[str, float]:
    return figures(survey, true_marginals(plan(survey, as_truth(truth, survey))))


def template(name: str) -> Survey:
    return load_survey(BY_NAME[name], TYPES)


def held(found: dict[str, float], expected: dict[str, float]) -> None:
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-9)


def test_kano_by_hand(parsed: Parsed) -> None:
    survey = parsed(
        "survey: k\nitems: {F: {scale: kano5}, D: {scale: kano5}}\n"
        "measures: {m: {type: kano, features: {box: {functional: F, dysfunctional: D}}}}\n"
    )
    shares = {"A": 0.3, "O": 0.2, "M": 0.25, "I": 0.15, "R": 0.06, "Q": 0.04}
    # better = (A + O)/(A + O + M + I) = .5/.9, worse = −(O + M)/.9 = −.45/.9; strength .3 − .25; A + O + M = .75.
    expected = {"estimate": 0.3, "better": 5 / 9, "worse": -0.5, "category_strength": 0.05, "total_strength": 0.75}
    held(closed(survey, {"shares": {"m.box": shares}}), {f"m.box.{name}": value for name, value in expected.items()})
    # Attractive: "I like it" counts 4; without it must-be, neutral, live-with (.2, .5, .3) count −1, 0, 2: .4.
    only = closed(survey, {"shares": {"m.box": {"A": 1}}})
    held(only, {"m.box.functional": 4.0, "m.box.dysfunctional": 0.4})


def test_effort_by_hand(parsed: Parsed) -> None:
    survey = parsed("survey: e\nitems: {F: {scale: 1..7}}\nmeasures: {e: {type: ces, item: F, variant: '2.0'}}\n")
    found = closed(survey, {"shares": {"F": {"1": 0.1, "4": 0.3, "5": 0.2, "7": 0.4}}})
    # .1 + 1.2 + 1 + 2.8; 5 to 7: .2 + .4.
    held(found, {"e.estimate": 5.1, "e.positive": 0.6})


def test_zone_of_tolerance_gap_model_and_importance_by_hand() -> None:
    levels = {"adequate": 5.0, "desired": 7.5, "perceived": 6.0}
    zone = template("zone-of-tolerance")
    truth = {"means": {f"service.reliability.{level}": mean for level, mean in levels.items()}}
    expected = {"adequacy": 1.0, "estimate": 1.0, "superiority": -1.5, "width": 2.5}
    held(closed(zone, truth), {f"service.reliability.{name}": value for name, value in expected.items()})
    sides = {"expected": 6.2, "understood": 6.0, "specified": 5.5, "delivered": 5.1, "promised": 5.8, "perceived": 4.9}
    found = closed(template("gap-model"), {"means": {f"gaps.{side}": mean for side, mean in sides.items()}})
    # understood − expected, specified − understood, delivered − specified, delivered − promised, perceived − expected.
    gaps = {1: -0.2, 2: -0.5, 3: -0.4, 4: -0.7, 5: -1.3}
    held(found, {f"gaps.{gap}.estimate": value for gap, value in gaps.items()})
    rated = closed(template("importance-performance"), {"means": {"map.price.importance": 4.4, "map.price": 3.1}})
    held(rated, {"map.price.importance": 4.4, "map.price.estimate": 3.1})


def test_a_ratio_and_an_index_by_hand(postal: Survey) -> None:
    means = {"quality.empathy.expected": 6.0, "quality.empathy.perceived": 4.5}
    loyalty = {"loyalty.behavioural": 50.0, "loyalty.conative": 60.0, "loyalty.affective": 70.0}
    found = closed(postal, {"means": {**means, **loyalty}})
    # 4.5 / 6; .4 · 50 + .3 · 60 + .3 · 70.
    held(found, {"quality.empathy.ratio": 0.75, "loyalty.overall.estimate": 59.0})


@pytest.fixture(scope="module")
def complaint() -> dict[str, Integrated]:
    survey = template("complaint")
    return integrated(survey, default_truth(survey), points=2_048)


def test_what_only_some_are_asked_has_the_stated_mean_though_segments_differ(complaint: dict[str, Integrated]) -> None:
    """Segments with more problems are asked more often: differences are centred among those who are asked."""
    survey = template("complaint")
    truth = default_truth(survey)
    found = closed(survey, {})
    assert truth.differences  # else nothing is tested
    stated = truth.means["complaints.complained"], truth.means["complaints.resolved"]
    # Shares of yes: of complaints among problems, of solutions among complaints, of both among problems.
    for name, share in (("complained.estimate", stated[0]), ("resolved.estimate", stated[1])):
        assert found[f"complaints.{name}"] == pytest.approx(share)
        assert complaint[f"complaints.{name}"].value == pytest.approx(share, abs=0.015)
    assert found["complaints.resolved.of_all"] == pytest.approx(stated[0] * stated[1])
    # Silent customers for each complaint, from the shares of .6 and .4.
    silent = complaint["complaints.figures.silent_per_complaint.estimate"]
    assert silent.value == pytest.approx((1 - stated[0]) / stated[0], abs=0.08)


PAIR = """
survey: pair
items: {E: {scale: 1..5}, P: {scale: 1..5}, L1..L2: {scale: 1..5}}
measures:
  q: {type: servqual, dimensions: {care: {expected: [E], perceived: [P]}}}
  l: {type: mean, items: L1..L2}
"""


def shares_of_pairs(survey: Survey, one: str, other: str, correlation: float) -> dict[tuple[float, float], float]:
    """The share of each pair of answers: a bivariate normal's rectangles between the cuts of both items."""
    items = plan(survey, default_truth(survey)).items
    cuts = [np.concatenate([[-9], norm.ppf(np.cumsum(items[name].shares[0])[:-1]), [9]]) for name in (one, other)]
    below = multivariate_normal([0, 0], [[1, correlation], [correlation, 1]]).cdf
    found = {}
    for a, b in product(range(5), range(5)):
        (x0, x1), (y0, y1) = cuts[0][a : a + 2], cuts[1][b : b + 2]
        found[a + 1.0, b + 1.0] = float(below([x1, y1]) - below([x0, y1]) - below([x1, y0]) + below([x0, y0]))
    return found


def test_figures_of_two_answers_together_are_those_of_bivariate_normals(parsed: Parsed) -> None:
    survey = parsed(PAIR)
    truth = default_truth(survey)
    found = integrated(survey, truth, points=16_384)
    of_pairs = shares_of_pairs(survey, "E", "P", truth.correlation.sides)
    met = sum(share for (expected, perceived), share in of_pairs.items() if perceived >= expected)
    assert found["q.care.met"].value == pytest.approx(met, abs=0.003)
    assert found["q.care.met"].error < 0.003
    together = shares_of_pairs(survey, "L1", "L2", truth.correlation.items)
    total = {pair: sum(pair) for pair in together}

    def variance(of: dict[tuple[float, float], float]) -> float:
        mean = sum(of[pair] * share for pair, share in together.items())
        return sum((of[pair] - mean) ** 2 * share for pair, share in together.items())

    single = sum(variance({pair: pair[at] for pair in together}) for at in (0, 1))
    # Cronbach: k/(k − 1) · (1 − Σσ²ᵢ/σ²_T) with k = 2.
    assert found["l.alpha"].value == pytest.approx(2 * (1 - single / variance(total)), abs=0.005)


@pytest.mark.parametrize("name", ["kano", "value", "moments", "loyalty-kinds"])
def test_every_measure_has_true_figures(name: str) -> None:
    survey = template(name)
    record = record_of(survey, 10, 1, {}, default_truth(survey), None)
    assert record.untold == {}
    told = {*record.figures, *record.integrated}
    for measure in survey.measures:
        assert any(figure.startswith(f"{measure}.") for figure in told), measure
    written = record.to_dict()
    assert all(set(one) == {"value", "error"} for one in written["integrated"].values())


@pytest.mark.slow
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_large_samples_have_the_true_figures(path: Path) -> None:
    """Estimates of 20,000 respondents lie within five standard errors of the truth, and of its own error."""
    survey = load_survey(path, TYPES)
    still = {"missing": 0, "odd": 0, "empty": 0, "careless": 0}
    record = record_of(survey, 20_000, 11, {}, as_truth(still, survey), None)
    scores = si.score(si.read_responses(simulate(survey, 20_000, 11, still), survey))
    truths = {**{name: one.value for name, one in record.integrated.items()}, **record.figures}
    assert record.untold == {}
    compared = 0
    for table, result in scores.tables().items():
        errors = [row.get("std_error") for row in result.rows]
        cells = [(name, value) for name, value in named_cells(table, result) if name.endswith(".estimate")]
        for (name, value), error in zip(cells, errors, strict=False):
            if name in truths and isinstance(error, float) and len(cells) == len(errors):
                own = record.integrated[name].error if name in record.integrated else 0.0
                assert abs(value - truths[name]) <= 5 * (error + own) + 1e-9, name
                compared += 1
    assert compared
