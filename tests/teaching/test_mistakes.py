"""Right answers are right and every ready-made mistake is recognised, on thirty data sets, against pandas by hand."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from satindex.teaching import Exercise, check
from satindex.teaching.drawing import drawn, figures_of
from satindex.teaching.recognising import mistake_names

SEEDS = range(1, 31)
ZH = ["非常不同意", "不同意", "有点不同意", "一般", "有点同意", "同意", "非常同意"]
EN = ["Strongly disagree", "Disagree", "Slightly disagree", "Neutral", "Slightly agree", "Agree", "Strongly agree"]
CODES = {label: code for labels in (ZH, EN) for code, label in enumerate(labels, start=1)}
REVERSED = (12, 13, 21, 22)
DIMENSIONS = {
    "tangibles": (range(1, 5), 11),
    "reliability": (range(5, 10), 32),
    "responsiveness": (range(10, 14), 22),
    "assurance": (range(14, 18), 19),
    "empathy": (range(18, 23), 16),
}


@dataclass(frozen=True)
class ByHand:
    """The figures of one learner's export, computed with pandas alone."""

    export: pd.DataFrame

    def _clean(self, column: str) -> pd.Series:
        """Answers without stray blanks, their digits of normal width."""
        return self.export[column].map(lambda cell: unicodedata.normalize("NFKC", cell).strip(), na_action="ignore")

    def _grid(self, question: int, *, turned: bool = True) -> pd.DataFrame:
        columns = [name for name in self.export.columns if name.startswith(f"{question}、")]
        codes = pd.DataFrame({at: self._clean(name).map(CODES) for at, name in enumerate(columns, start=1)})
        for at in REVERSED if turned else ():
            codes[at] = 8 - codes[at]
        return codes

    def sides(self, dimension: str, *, turned: bool = True) -> pd.DataFrame:
        """Each respondent's mean expected and perceived over complete pairs, where half of them are complete."""
        items = list(DIMENSIONS[dimension][0])
        expected, perceived = (self._grid(question, turned=turned)[items] for question in (3, 4))
        pairs = expected.notna() & perceived.notna()
        means = {"expected": expected.where(pairs).mean(axis=1), "perceived": perceived.where(pairs).mean(axis=1)}
        return pd.DataFrame(means)[pairs.mean(axis=1) >= 0.5]

    def gap(self, dimension: str, *, turned: bool = True) -> float:
        sides = self.sides(dimension, turned=turned)
        return float((sides["perceived"] - sides["expected"]).mean())

    @property
    def overall(self) -> float:
        """The mean over respondents of their gaps, weighted by importance."""
        gaps = pd.DataFrame({name: self.sides(name)["perceived"] - self.sides(name)["expected"] for name in DIMENSIONS})
        weights = pd.Series({name: float(weight) for name, (_, weight) in DIMENSIONS.items()})
        return float((gaps * weights).sum(axis=1).div((gaps.notna() * weights).sum(axis=1)).mean())

    @property
    def recommend(self) -> pd.Series:
        (column,) = [name for name in self.export.columns if name.startswith("6、")]
        answers = pd.to_numeric(self._clean(column), errors="coerce")
        return answers.where(answers.between(0, 10))

    @property
    def visits(self) -> pd.Series:
        (column,) = [name for name in self.export.columns if name.startswith("8、")]
        answers = pd.to_numeric(self._clean(column), errors="coerce")
        return answers.where(answers >= 0).dropna()

    @property
    def behavioural(self) -> pd.Series:
        """Visits on 0–100: none scores 0, twelve or more 100."""
        return self.visits.clip(upper=12) / 12 * 100


def nps(answers: pd.Series) -> float:
    known = answers.dropna()
    return float(100 * ((known >= 9).mean() - (known <= 6).mean()))


def right_figures(hand: ByHand) -> Mapping[str, float]:
    sides = hand.sides("empathy")
    return {
        "gap": hand.gap("reliability"),
        "turned": hand.gap("responsiveness"),
        "overall": hand.overall,
        "ratio": float(sides["perceived"].mean() / sides["expected"].mean()),
        "nps": nps(hand.recommend),
        "promoters": float((hand.recommend.dropna() >= 9).mean()),
        "sd": float(hand.behavioural.std(ddof=1)),
    }


def wrong_figures(hand: ByHand) -> list[tuple[str, str, float]]:
    """Each mistake on a task it can be made on, and the figure that comes of it."""
    sides, answers = hand.sides("empathy"), hand.recommend
    passive = answers.mask(answers == 0, 7)
    return [
        ("gap", "sign", -hand.gap("reliability")),
        ("gap", "perceived_for_gap", float(hand.sides("reliability")["perceived"].mean())),
        ("turned", "code_for_answer", hand.gap("responsiveness", turned=False)),
        ("overall", "unweighted_for_weighted", float(np.mean([hand.gap(name) for name in DIMENSIONS]))),
        ("ratio", "mean_of_ratios", float((sides["perceived"] / sides["expected"]).mean())),
        ("nps", "sign", -nps(answers)),
        ("nps", "percent_for_share", nps(answers) / 100),
        ("nps", "zero_not_detractor", nps(passive)),
        ("nps", "missing_as_zero", nps(answers.fillna(0))),
        ("nps", "code_for_answer", nps(answers + 1)),
        ("promoters", "percent_for_share", 100 * float((answers.dropna() >= 9).mean())),
        ("sd", "sample_for_population", float(hand.behavioural.std(ddof=0))),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_right_figures_and_mistakes_are_recognised(exercise: Exercise, seed: int) -> None:
    export = drawn(exercise.survey, exercise.data, seed)
    hand, figures = ByHand(export.to_pandas()), figures_of(exercise.survey, export)
    for task, figure in right_figures(hand).items():
        name = exercise.task(task)
        assert name is not None
        assert name.answer is not None
        assert figures.figure(name.answer.name).figure() == pytest.approx(figure, abs=1e-9), task
        assert check(exercise, figures, task, figure).right is True, task
    for task, mistake, figure in wrong_figures(hand):
        verdict = check(exercise, figures, task, figure)
        assert (verdict.right, verdict.points, verdict.mistake) == (False, 0.0, mistake), (task, figure)
        assert verdict.hint is not None


def test_every_ready_made_mistake_is_tried(exercise: Exercise) -> None:
    hand = ByHand(drawn(exercise.survey, exercise.data, 1).to_pandas())
    assert {mistake for _, mistake, _ in wrong_figures(hand)} == set(mistake_names())
