"""An exercise opened from its definition, for study by oneself: answers are computed from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from satindex.measures.scores import Scores
from satindex.teaching.drawing import drawn, figures_of
from satindex.teaching.exercise import Exercise
from satindex.teaching.figures import Figures
from satindex.teaching.learners import Learner
from satindex.teaching.loading import load_exercise
from satindex.teaching.practice.session import Practice, practice_of
from satindex.teaching.sealing import checks, foreseen

SEED = 1


def studied(path: Path, language: str | None, data: Any, learner: str | None) -> Practice:
    """Return the exercise with its answers for `data`, else for a data set drawn from the definition by seed 1."""
    exercise = load_exercise(path)
    if data is None:
        data = drawn(exercise.survey, exercise.data, SEED).to_pandas()
    figures = _figures(exercise, data)
    said = checks(exercise, foreseen(exercise, figures), Learner(learner or "practice"), "self-study", "")
    return practice_of(said, None if learner is None else Path(), language, data)


def _figures(exercise: Exercise, data: Any) -> Figures:
    return Figures(data) if isinstance(data, Scores) else figures_of(exercise.survey, data)
