"""Importance against performance, worked by hand; performance is a mean from 0 to 100 of what a score can reach."""

from __future__ import annotations

import numpy as np
import pytest

import satindex as si
from satindex.linkage.parts.importance_performance import QUADRANTS, placed
from satindex.results.picture import spec

SURVEY = """\
respondent: {respondent}
scales: {{s5: {{points: [1, 5]}}}}
items: {{A1..A4: {{scale: s5}}, S: {{scale: 0..10}}, X: {{scale: number}}}}
measures:
  quality:
    type: servqual
    dimensions: {{one: {{expected: A1, perceived: A2}}, two: {{expected: A3, perceived: A4}}}}
  score: {{type: mean, items: A4}}
models:
  m: {{outcome: S, predictors: [{predictors}], drivers: {{bootstrap: 0}}}}
"""


@pytest.fixture(scope="module")
def frame():
    import pandas

    rng = np.random.default_rng(1)
    answers = rng.integers(1, 6, size=(200, 4))
    outcome = np.clip(np.round(5 + answers[:, 1] - answers[:, 0] + 0.5 * answers[:, 3] + rng.normal(size=200)), 0, 10)
    made = pandas.DataFrame(answers, columns=["A1", "A2", "A3", "A4"])
    return made.assign(S=outcome.astype(int), X=rng.normal(size=200), branch=np.repeat(list("abcdefghij"), 20))


@pytest.fixture
def linked(frame, tmp_path):
    def make(predictors, respondent="{}"):
        path = tmp_path / "s.yaml"
        path.write_text(SURVEY.format(predictors=predictors, respondent=respondent), encoding="utf-8")
        return si.link(si.score(si.read_responses(frame, si.load_survey(path))), "m")

    return make


def test_performance_is_the_mean_between_the_ends_of_the_reach(linked, frame):
    """A gap runs from −4 to 4, a side and an item from 1 to 5; the interval is that of a t test of the mean."""
    from scipy import stats

    found = linked("quality.one, quality.two.perceived, A1")["m.importance_performance"].rows
    columns = {"quality.one": (frame.A2 - frame.A1 + 4) / 8, "quality.two.perceived": (frame.A4 - 1) / 4}
    columns["A1"] = (frame.A1 - 1) / 4
    for row in found:
        values = 100 * columns[row["term"]]
        low, high = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
        assert row["performance"] == pytest.approx(values.mean())
        assert (row["performance_low"], row["performance_high"]) == pytest.approx((low, high))
        assert row["n"] == 200


def test_importance_is_that_of_the_drivers(linked):
    model = linked("quality.one, quality.two")
    shares = {row["term"]: row["importance"] for row in model.drivers().rows}
    assert {row["term"]: row["importance"] for row in model["m.importance_performance"].rows} == shares


def test_clusters_widen_the_interval(linked, frame):
    """As the measure's own table, linearised with the branches as clusters."""
    found = linked("score, quality.one", "{cluster: branch}")["m.importance_performance"].rows[0]
    values = 25 * (frame.A4 - 1)
    totals = (values - values.mean()).groupby(frame.branch).sum() / 200
    error = np.sqrt(10 / 9 * np.sum(totals**2))
    assert found["performance_high"] - found["performance"] == pytest.approx(2.262157 * error, rel=1e-6)  # t, 9 df


def test_a_number_without_ends_has_no_performance(linked):
    rows = linked("X, quality.one")["m.importance_performance"].rows
    assert rows[0]["performance"] is None
    assert rows[0]["reason"].en == "its lowest and highest possible values are not known"
    assert "quadrant" not in rows[0]


def test_quadrants_by_hand():
    """Cuts at the means: importance (½ + ¼ + ⅜)/3 = ⅜, performance (40 + 60 + 80)/3 = 60; at a cut counts as above."""
    figures = {"a": (0.5, 40.0), "b": (0.25, 60.0), "c": (0.375, 80.0), "d": (0.75, None)}
    rows = placed([{"term": name, "importance": i, "performance": p} for name, (i, p) in figures.items()])
    assert [row.get("quadrant") for row in rows] == [
        QUADRANTS[True, False],
        QUADRANTS[False, True],
        QUADRANTS[True, True],
        None,
    ]


def test_a_single_driver_has_no_map(linked):
    assert "m.importance_performance" not in linked("A1").tables


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_drawn_and_explained(linked, language):
    table = linked("quality.one, quality.two, A1")["m.importance_performance"]
    drawn = spec(table, language)
    assert ("Concentrate here" if language == "en" else "优先改进") in str(drawn)
    assert "/3 = " in table.explanation.numbers[0].say(language)
