"""Truths are checked name by name, in a file as in a mapping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from satindex.api import link, read_responses, score
from satindex.errors import DataError, SurveyError
from satindex.measures.registry import TYPES
from satindex.simulate import Truth, default_truth, read_truth, simulate
from satindex.survey.load import parse_survey
from satindex.survey.model import Survey


def test_the_default_truth_survives_json(postal: Survey, tmp_path: Path) -> None:
    truth = default_truth(postal)
    path = tmp_path / "truth.json"
    path.write_text(json.dumps(truth.to_dict(), ensure_ascii=False), encoding="utf-8")
    assert read_truth(path, postal) == truth
    assert simulate(postal, 50, 1, truth).equals(simulate(postal, 50, 1))


def test_what_a_truth_leaves_out_is_the_default(postal: Survey) -> None:
    truth = default_truth(postal)
    assert truth.means["satisfaction"] == 7.99
    assert set(truth.models["repurchase"]) > {"intercept", "quality.tangibles", "age_band=51+"}
    assert "age_band=18-25" not in truth.models["repurchase"]
    assert sum(truth.shares["branch"].values()) == pytest.approx(1)


def test_coefficients_are_named_as_the_model_names_them() -> None:
    """The first of a declared order is the model's reference, whatever the order of the texts (无 < 有)."""
    survey = parse_survey(
        """\
survey: s
respondent: {segments: {choice: {order: [有, 无]}}}
items: {Q: {scale: 1..7}, R: {scale: yes_no}}
measures: {q: {type: mean, items: Q}}
models: {m: {outcome: R, predictors: [q], controls: [choice]}}
""",
        "s.yaml",
        TYPES,
    )
    assert set(default_truth(survey).models["m"]) == {"intercept", "q", "choice=无"}
    scores = score(read_responses(simulate(survey, 200, 1), survey))
    assert "choice=无" in [row["term"] for row in link(scores, "m").table.rows]


FAULTY = """\
means:
  quality.tangibels.expected: 5.5
  nps: 30
  satisfaction: high
shares:
  nps: {promoters: 0.5, passives: 0.4, detractors: 0.2}
  branch: {城东支局: 0.5, 城东: 0.5}
  shop: {A: 1}
differences:
  branch: {城东支局: {qualty: 0.3}}
models:
  repurchase: {quality.assurence: 0.3}
  again: {intercept: 1}
missing: 1.2
carelss: 0.1
"""


def test_every_fault_of_a_file_is_told_with_its_line(postal: Survey, tmp_path: Path) -> None:
    path = tmp_path / "truth.yaml"
    path.write_text(FAULTY, encoding="utf-8")
    with pytest.raises(SurveyError) as caught:
        read_truth(path, postal)
    assert [fault.say("en").removeprefix(str(path)) for fault in caught.value.faults] == [
        ":2: means.quality.tangibels.expected: There is no 'quality.tangibels.expected' here. "
        "Did you mean 'quality.tangibles.expected'?",
        ":3: means.nps: There is no 'nps' here. " + _hint(caught.value, 3),
        ":4: means.satisfaction: 'high' is not a number.",
        ":6: shares.nps: Shares must sum to 1, these to 1.1.",
        ":7: shares.branch.城东: There is no '城东' here. Did you mean '城东支局'?",
        ":8: shares.shop: There is no 'shop' here. " + _hint(caught.value, 8),
        ":10: differences.branch.城东支局.qualty: There is no 'qualty' here. Did you mean 'quality'?",
        ":12: models.repurchase.quality.assurence: There is no 'quality.assurence' here. "
        "Did you mean 'quality.assurance'?",
        ":13: models.again: There is no 'again' here. There are: repurchase.",
        ":14: missing: 1.2 is not a share from 0 to 1.",
        ":15: carelss: There is no 'carelss' here. Did you mean 'careless'?",
    ]


def _hint(error: SurveyError, line: int) -> str:
    """The list of what exists is long; here only that there is one."""
    hint = next(fault.hint for fault in error.faults if fault.line == line)
    assert hint is not None
    assert hint.en.startswith("There are: ")
    return hint.en


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        (
            # 12 and the first branch's difference, centred: .45 − (.24·.45 + .22·.225 − .18·.225 − .16·.45) = .405.
            {"means": {"satisfaction": 12}},
            "The truth of 'satisfaction' needs a mean of 12.405 for S1, but it must lie between 1 and 10. "
            "Lower the means or the differences.",
        ),
        (
            {"means": {"satisfaction": 9.9}, "sds": {"satisfaction": 3}, "differences": {}, "missing": 0},
            "The truth of 'satisfaction' needs a mean of 10.305 for S1, but it must lie between 1 and 10. "
            "Lower the means or the differences.",
        ),
        (
            # In the first branch the mean is 8.395: least √(.395·.605) = .489, largest √(7.395·1.605) = 3.445;
            # in the last it is 7.495: least √(.495·.505) = .5.
            {"sds": {"satisfaction": 6}},
            "The truth of 'satisfaction' needs a standard deviation of 6 for S1; with its mean it must lie between "
            "0.5 and 3.45.",
        ),
        (
            {"differences": {"branch": {"城东支局": {"nps": 190}}}},
            "The differences of 'nps' leave a segment with a negative share of promoters or detractors. "
            "Make them smaller.",
        ),
    ],
)
def test_a_truth_that_cannot_be_is_refused(postal: Survey, truth: dict[str, Any], said: str) -> None:
    with pytest.raises(DataError) as caught:
        simulate(postal, 10, 1, truth)
    assert str(caught.value) == said


def test_correlations_must_be_in_order(postal: Survey) -> None:
    with pytest.raises(SurveyError, match=r"sides ≤ dimensions ≤ items < 1 must hold, but sides is 0.5"):
        simulate(postal, 10, 1, {"correlation": {"sides": 0.5}})


def test_a_file_that_is_not_there_is_told(postal: Survey, tmp_path: Path) -> None:
    with pytest.raises(SurveyError, match="can't be read"):
        read_truth(tmp_path / "no.yaml", postal)


def test_a_truth_object_is_checked_too(postal: Survey) -> None:
    with pytest.raises(SurveyError, match="Did you mean 'satisfaction'"):
        simulate(postal, 10, 1, Truth(means={"satisfacton": 7}))
