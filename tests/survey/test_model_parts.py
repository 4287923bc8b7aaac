"""The keys of what a model may be asked for beyond its coefficients."""

from __future__ import annotations

import pytest

from satindex.survey.model_parts import Bootstrap, CurveAsked, DriversAsked, PenaltyReward, Through, Trap

SURVEY = """\
items: {{Q1..Q3: {{scale: 1..5}}, N: {{scale: 0..10}}, R: {{scale: yes_no}}, why: {{scale: text}}}}
measures: {{nps: {{type: single, item: N}}}}
models:
  m: {{outcome: R, predictors: [Q1, Q2], {more}}}
"""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("controls: []", DriversAsked()),
        ("drivers: mcfadden", DriversAsked("mcfadden")),
        ("drivers: {bootstrap: 500}", DriversAsked("lmg", Bootstrap(500))),
        ("drivers: {method: johnson}", DriversAsked("johnson")),
        (
            "drivers: {bootstrap: {replicates: 200, seed: 7, interval: bca}}",
            DriversAsked("lmg", Bootstrap(200, 7, "bca")),
        ),
        ("drivers: {bootstrap: 0}", DriversAsked("lmg", Bootstrap(0))),
    ],
)
def test_drivers_are_asked_for(parsed, written, meant):
    assert parsed(SURVEY.format(more=written)).models["m"].drivers == meant


def test_moderators_are_scores_items_or_columns(parsed):
    assert parsed(SURVEY.format(more="moderators: [nps, Q3, branch]")).models["m"].moderators == ("nps", "Q3", "branch")
    assert parsed(SURVEY.format(more="moderators: branch")).models["m"].moderators == ("branch",)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("moderators: [R]", "models.m.moderators: 'R' is named twice in this model."),
        ("moderators: [nps, nps]", "models.m.moderators: 'nps' is named twice in this model."),
        ("moderators: why", "models.m.moderators: The item 'why' is not a number: its scale is 'text'."),
    ],
)
def test_faults_of_moderators_are_named(faults_of, written, said):
    found = faults_of(SURVEY.format(more=written))
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("controls: []", None),
        ("through: Q3", Through((("Q3",),))),
        ("through: [Q3, nps]", Through((("Q3",), ("nps",)))),
        ("through: [[Q3, nps], N]", Through((("Q3", "nps"), ("N",)))),
        ("through: {chain: Q3, bootstrap: {seed: 3}}", Through((("Q3",),), Bootstrap(seed=3))),
        ("through: {chain: [[Q3, nps]], bootstrap: 200}", Through((("Q3", "nps"),), Bootstrap(200))),
    ],
)
def test_mediators_are_named_by_stage(parsed, written, meant):
    assert parsed(SURVEY.format(more=written)).models["m"].through == meant


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("through: [Q4]", "models.m.through[0]: There is no item or score 'Q4'."),
        ("through: [[Q3, npss]]", "models.m.through[0][1]: There is no item or score 'npss'."),
        ("through: {chain: [Q9]}", "models.m.through.chain[0]: There is no item or score 'Q9'."),
        ("through: [Q1]", "models.m.through: 'Q1' is named twice in this model."),
        ("through: [R]", "models.m.through: 'R' is named twice in this model."),
        ("through: [Q3, Q3]", "models.m.through: 'Q3' is named twice in this model."),
        ("through: []", "models.m.through: There is no mediator."),
        ("through: {bootstrap: 3}", "models.m.through.chain"),
        ("through: {chain: Q3, seed: 3}", "models.m.through.seed"),
    ],
)
def test_faults_of_mediators_are_named(faults_of, written, said):
    found = faults_of(SURVEY.format(more=written))
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("drivers: {methd: lmg}", "Did you mean 'method'?"),
        ("drivers: shapley", "'shapley' is not one of: lmg, johnson, mcfadden."),
        ("drivers: {bootstrap: {replicates: -1}}", "models.m.drivers.bootstrap.replicates"),
        ("drivers: {bootstrap: {interval: studentized}}", "models.m.drivers.bootstrap.interval"),
        ("family: ols, drivers: mcfadden", "McFadden's R² is shared out for logit models; this family is 'ols'."),
    ],
)
def test_faults_are_named(faults_of, written, said):
    found = faults_of(SURVEY.format(more=written))
    assert len(found) == 1
    assert said in found[0]
    assert "models.m.drivers" in found[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("curve: nps", CurveAsked("nps")),
        ("curve: Q3, moderators: [branch, Q2]", CurveAsked("Q3", ("branch", "Q2"))),
        ("curve: {of: Q3, by: branch}, moderators: Q2", CurveAsked("Q3", ("branch",))),
        ("curve: {of: Q3, by: []}, moderators: Q2", CurveAsked("Q3")),
    ],
)
def test_a_curve_is_drawn_by_the_moderators_unless_told_otherwise(parsed, written, meant):
    assert parsed(SURVEY.format(more=written)).models["m"].curve == meant


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("curve: npss", "models.m.curve: There is no item or score 'npss'."),
        ("curve: {of: Q7}", "models.m.curve.of: There is no item or score 'Q7'."),
        ("curve: R", "models.m.curve: A curve of the outcome over itself shows nothing."),
        ("curve: {of: Q3, by: Q3}", "models.m.curve.by: 'Q3' is named twice in this model."),
        ("curve: {of: Q3, by: why}", "models.m.curve.by: The item 'why' is not a number"),
        ("curve: {over: Q3}", "models.m.curve.over"),
    ],
)
def test_faults_of_curves_are_named(faults_of, written, said):
    found = faults_of(SURVEY.format(more=written))
    assert said in "\n".join(found)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("penalty_reward: [Q1, nps]", PenaltyReward(("Q1", "nps"))),
        ("penalty_reward: Q1..Q3", PenaltyReward(("Q1", "Q2", "Q3"))),
        ("penalty_reward: {}", PenaltyReward()),
        ("penalty_reward: {low: 2, high: 4}", PenaltyReward((), 2, 4)),
    ],
)
def test_attributes_are_contrasted(parsed, written, meant):
    assert parsed(SURVEY.format(more=written)).models["m"].penalty_reward == meant


def test_a_trap_is_described(parsed):
    written = "trap: {basics: [Q1, Q2], satisfied: 4, loyal: 9, beyond: nps}"
    assert parsed(SURVEY.format(more=written)).models["m"].trap == Trap(("Q1", "Q2"), 4, 9, ("nps",))
    assert parsed(SURVEY.format(more="trap: {basics: Q1, satisfied: 4}")).models["m"].trap == Trap(("Q1",), 4)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("penalty_reward: [Q8]", "models.m.penalty_reward[0]: There is no item or score 'Q8'."),
        ("penalty_reward: {low: 4, high: 2}", "models.m.penalty_reward: The value of low must be below that of high."),
        ("penalty_reward: {low: 4}", "models.m.penalty_reward: Both low and high are needed, or neither."),
        ("trap: {basics: Q1}", "models.m.trap.satisfied"),
        ("trap: {basics: [], satisfied: 3}", "models.m.trap.basics: There are no basics."),
        ("trap: {basics: [Q1, R], satisfied: 3}", "models.m.trap: 'R' is named twice in this model."),
        ("trap: {basics: Q1, satisfied: 3, beyond: Q1}", "models.m.trap: 'Q1' is named twice in this model."),
        ("trap: {basics: Q9, satisfied: 3}", "models.m.trap.basics: There is no item or score 'Q9'."),
    ],
)
def test_faults_of_contrasts_and_traps_are_named(faults_of, written, said):
    assert said in "\n".join(faults_of(SURVEY.format(more=written)))
