"""Right answers are right and every ready-made mistake is recognised, on thirty data sets, against pandas by hand."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from satindex.teaching import Exercise, load_exercise, marked
from satindex.teaching.building import seed_of
from satindex.teaching.figures import Figures
from satindex.teaching.learners import Learner
from satindex.teaching.recognising import mistake_names
from satindex.teaching.telling import fitting

LEARNERS = [Learner(f"{number:03}") for number in range(1, 31)]
DIMENSIONS = {"speed": ((1, 2), 1.0), "care": ((3, 4), 3.0), "look": ((5, 6), 2.0)}
TURNED = 4


@dataclass(frozen=True)
class ByHand:
    """The figures of one learner's file, computed with pandas and scipy alone."""

    export: pd.DataFrame
    _numbers: dict[str, pd.Series] = field(default_factory=dict)
    _sides: dict[tuple[str, bool], pd.DataFrame] = field(default_factory=dict)

    def numbers(self, column: str) -> pd.Series:
        """Answers without stray blanks, their digits of normal width; texts are no answer."""
        if column not in self._numbers:
            cells = self.export[column]
            clean = cells.map(lambda cell: unicodedata.normalize("NFKC", cell).strip(), na_action="ignore")
            self._numbers[column] = pd.to_numeric(clean, errors="coerce")
        return self._numbers[column]

    def sides(self, dimension: str, *, turned: bool = True) -> pd.DataFrame:
        """Each respondent's mean expected and perceived over complete pairs, where half of them are complete."""
        if (dimension, turned) not in self._sides:
            self._sides[dimension, turned] = self._computed(dimension, turned)
        return self._sides[dimension, turned]

    def _computed(self, dimension: str, turned: bool) -> pd.DataFrame:
        items = DIMENSIONS[dimension][0]
        grids = {}
        for side, letter in (("expected", "E"), ("perceived", "P")):
            grid = pd.DataFrame({item: self.numbers(f"{letter}{item}") for item in items})
            if turned and TURNED in items:
                grid[TURNED] = 8 - grid[TURNED]
            grids[side] = grid
        pairs = grids["expected"].notna() & grids["perceived"].notna()
        means = {side: grid.where(pairs).mean(axis=1) for side, grid in grids.items()}
        return pd.DataFrame(means)[pairs.mean(axis=1) >= 0.5]

    def gaps(self, dimension: str, *, turned: bool = True) -> pd.Series:
        sides = self.sides(dimension, turned=turned)
        return sides["perceived"] - sides["expected"]

    def overall(self, swapped: str = "") -> float:
        """The mean over respondents of their gaps, weighted by importance; one dimension's columns may be swapped."""
        gaps = pd.DataFrame({name: self.gaps(name) * (-1 if name == swapped else 1) for name in DIMENSIONS})
        weights = pd.Series({name: weight for name, (_, weight) in DIMENSIONS.items()})
        return float((gaps * weights).sum(axis=1).div((gaps.notna() * weights).sum(axis=1)).mean())

    def ranked(self, *, weighted: bool) -> list[str]:
        """The dimensions by gap, the lowest first."""
        of = {name: self.gaps(name).mean() * (weight if weighted else 1) for name, (_, weight) in DIMENSIONS.items()}
        return sorted(of, key=lambda name: of[name])

    @property
    def scores(self) -> pd.Series:
        """0–100 for visits: none scores 0, twelve or more 100."""
        return self.numbers("V").dropna().clip(0, 12) / 12 * 100

    def satisfied(self, branch: str | None = None) -> float:
        answers = self.numbers("S") if branch is None else self.numbers("S")[self.export["branch"] == branch]
        return float(100 * (answers.dropna() >= 9).mean())

    @property
    def branches(self) -> tuple[pd.Series, pd.Series]:
        """−100, 0, 100 of the respondents of either branch."""
        answers = self.numbers("N").dropna()
        scores = 100.0 * ((answers >= 9).astype(int) - (answers <= 6).astype(int))
        north, south = (scores[self.export["branch"].reindex(scores.index) == branch] for branch in ("北", "南"))
        return north, south


def nps(answers: pd.Series) -> float:
    known = answers.dropna()
    return float(100 * ((known >= 9).mean() - (known <= 6).mean()))


def right_answers(hand: ByHand) -> Mapping[str, float | str | list[str]]:
    care, recommend, satisfaction = hand.sides("care"), hand.numbers("N"), hand.numbers("S").dropna()
    return {
        "gap": float(hand.gaps("speed").mean()),
        "expected": float(hand.sides("look")["expected"].mean()),
        "turned": float(hand.gaps("care").mean()),
        "overall": hand.overall(),
        "ratio": float(care["perceived"].mean() / care["expected"].mean()),
        "nps": nps(recommend),
        "promoters": float((recommend.dropna() >= 9).mean()),
        "sd": float(hand.scores.std(ddof=1)),
        "error": float(satisfaction.std(ddof=1) / np.sqrt(len(satisfaction))),
        "satisfaction": float(satisfaction.mean()),
        "satisfied": hand.satisfied(),
        "apart": hand.satisfied("北") - hand.satisfied("南"),
        "p": float(stats.ttest_ind(*hand.branches, equal_var=False).pvalue),
        "order": hand.ranked(weighted=True),
        "first": hand.ranked(weighted=True)[0],
    }


def wrong_answers(hand: ByHand) -> list[tuple[str, str, float | str | list[str]]]:
    """Each mistake on the tasks that name it, and the answer that comes of it."""
    care, recommend = hand.sides("care"), hand.numbers("N")
    satisfaction, gaps = hand.numbers("S").dropna(), hand.gaps("speed")
    order, plain = hand.ranked(weighted=True), hand.ranked(weighted=False)
    return [
        ("gap", "sign", -float(gaps.mean())),
        ("gap", "perceived_for_gap", float(hand.sides("speed")["perceived"].mean())),
        ("gap", "median_for_mean", float(gaps.median())),
        ("gap", "p_for_effect", float(stats.ttest_1samp(gaps, 0).pvalue)),
        ("expected", "sides_swapped", float(hand.sides("look")["perceived"].mean())),
        ("turned", "reverse_not_turned", float(hand.gaps("care", turned=False).mean())),
        ("overall", "unweighted_for_weighted", float(np.mean([hand.gaps(name).mean() for name in DIMENSIONS]))),
        *(("overall", "sides_swapped", hand.overall(swapped=name)) for name in DIMENSIONS),
        ("ratio", "mean_of_ratios", float((care["perceived"] / care["expected"]).mean())),
        ("nps", "sign", -nps(recommend)),
        ("nps", "percent_for_share", nps(recommend) / 100),
        ("nps", "zero_not_detractor", nps(recommend.mask(recommend == 0, 7))),
        ("nps", "missing_as_zero", nps(recommend.fillna(0))),
        ("nps", "code_for_answer", nps(recommend + 1)),
        ("promoters", "percent_for_share", 100 * float((recommend.dropna() >= 9).mean())),
        ("sd", "sample_for_population", float(hand.scores.std(ddof=0))),
        ("sd", "error_for_deviation", float(hand.scores.std(ddof=1) / np.sqrt(len(hand.scores)))),
        ("error", "error_for_deviation", float(satisfaction.std(ddof=1))),
        ("satisfaction", "top_box_for_mean", float(100 * (satisfaction >= 10).mean())),
        ("satisfaction", "top_box_for_mean", float(100 * (satisfaction >= 9).mean())),
        ("satisfied", "top_box_for_mean", float(satisfaction.mean())),
        ("apart", "percent_for_points", 100 * (hand.satisfied("北") / hand.satisfied("南") - 1)),
        ("p", "wrong_tail", float(stats.ttest_ind(*hand.branches, equal_var=False, alternative="less").pvalue)),
        ("p", "wrong_tail", float(stats.ttest_ind(*hand.branches, equal_var=False, alternative="greater").pvalue)),
        ("order", "rank_reversed", order[::-1]),
        ("order", "order_unweighted", plain),
        ("first", "rank_reversed", order[-1]),
        ("first", "order_unweighted", plain[0]),
    ]


@dataclass(frozen=True)
class Given:
    """What one learner gets, as the file holds it, and what satindex knows of it."""

    hand: ByHand
    figures: Figures


@pytest.fixture(scope="module")
def class_(exercise: Exercise, tmp_path_factory: pytest.TempPathFactory) -> list[Given]:
    folder, found = tmp_path_factory.mktemp("class"), []
    for learner in LEARNERS:
        data = fitting(exercise, seed_of(exercise, learner, 7))
        data.export.write_csv(folder / f"{learner.number}.csv", include_bom=True)
        found.append(Given(ByHand(pd.read_csv(folder / f"{learner.number}.csv", dtype=str)), data.figures))
    return found


def test_right_answers_are_right_on_thirty_of_thirty(exercise: Exercise, class_: list[Given]) -> None:
    for learner, given in zip(LEARNERS, class_, strict=True):
        right = right_answers(given.hand)
        verdicts = marked(exercise, given.figures, right).verdicts
        assert [verdict.task for verdict in verdicts if not verdict.right] == [], learner
        for task in exercise.tasks:
            assert task.answer is not None
            if task.answer.form == "figure":
                figure = given.figures.figure(task.answer.name).figure()
                assert figure == pytest.approx(right[task.id], abs=1e-9), (learner, task.id)


def test_every_mistake_is_recognised_on_thirty_of_thirty(exercise: Exercise, class_: list[Given]) -> None:
    for learner, given in zip(LEARNERS, class_, strict=True):
        for task, mistake, answer in wrong_answers(given.hand):
            (verdict,) = [one for one in marked(exercise, given.figures, {task: answer}).verdicts if one.task == task]
            told = (verdict.right, verdict.points, verdict.mistake, str(verdict.hint))
            assert told == (False, 0.0, mistake, f"{mistake}!"), (learner, task, answer)


def test_every_ready_made_mistake_is_tried(class_: list[Given]) -> None:
    assert {mistake for _, mistake, _ in wrong_answers(class_[0].hand)} == set(mistake_names())


WEIGHTED = """\
survey: weighted
respondent: {weight: w}
items: {N: {scale: 0..10}}
measures: {nps: {type: nps, item: N}}
"""


def test_respondents_counted_alike_are_recognised_on_thirty_of_thirty(tmp_path: Path) -> None:
    (tmp_path / "survey.yaml").write_text(WEIGHTED, encoding="utf-8")
    (tmp_path / "ex.yaml").write_text(
        "exercise: weighted\nsurvey: survey.yaml\ndata: {n: 100}\ntasks:\n"
        "  - {id: nps, ask: '?', answer: nps.estimate, hints: [{when: unweighted_for_weighted, say: weigh}]}\n",
        encoding="utf-8",
    )
    exercise = load_exercise(tmp_path / "ex.yaml")
    for learner in LEARNERS:
        data = fitting(exercise, seed_of(exercise, learner, 3))
        hand = ByHand(data.export.to_pandas())
        answers, weights = hand.numbers("N").dropna(), hand.numbers("w")
        scores = 100.0 * ((answers >= 9).astype(int) - (answers <= 6).astype(int))
        right = float(np.average(scores, weights=weights[scores.index]))
        assert marked(exercise, data.figures, {"nps": right}).points == 1
        (verdict,) = marked(exercise, data.figures, {"nps": nps(answers)}).verdicts
        assert (verdict.right, verdict.mistake) == (False, "unweighted_for_weighted")
