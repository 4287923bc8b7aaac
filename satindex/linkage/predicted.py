"""What each family predicts: the chance of the event, the share at the top, the mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from satindex.language import Words
from satindex.stats.estimates import Array
from satindex.stats.prediction import Figure, Prediction

FigureName = Literal["probability", "share", "mean"]
ONE = Figure(0.0, np.ones(1))
MEAN = Words("mean of the outcome", "结果的均值")
TWO_TOP_LEVELS_FROM = 5


@dataclass(frozen=True)
class Predicted:
    """A model's prediction, and the figures that it is asked for, the first the one that a target is of.

    `words` say what each figure is; `shares` are those between 0 and 1.
    """

    prediction: Prediction
    figures: Mapping[FigureName, Figure]
    words: Mapping[FigureName, Words]
    shares: frozenset[FigureName] = frozenset()


def of_event(prediction: Prediction, event: Words) -> Predicted:
    """Return what a model of an event predicts: its probability."""
    said = Words(f"P({event.en})", f"P({event.zh})")
    return Predicted(prediction, {"probability": ONE}, {"probability": said}, frozenset({"probability"}))


def of_mean(prediction: Prediction) -> Predicted:
    """Return what a model of a number predicts: its mean."""
    return Predicted(prediction, {"mean": ONE}, {"mean": MEAN})


def of_levels(prediction: Prediction, levels: Array, top: int | None, outcome: str) -> Predicted:
    """Return what a model of ordered levels predicts: the share at the `top` levels, and the mean of the levels.

    `top` None: the two highest of five or more, else the highest.
    """
    counted = min(top or (2 if len(levels) >= TWO_TOP_LEVELS_FROM else 1), len(levels) - 1)
    share = np.zeros(len(levels) - 1)
    share[len(levels) - 1 - counted] = 1.0
    lowest = f"{levels[-counted]:g}"
    words: dict[FigureName, Words] = {
        "share": Words(f"P({outcome} ≥ {lowest})", f"P({outcome} ≥ {lowest})"),
        "mean": MEAN,
    }
    figures: dict[FigureName, Figure] = {
        "share": Figure(0.0, share),
        "mean": Figure(float(levels[0]), np.diff(levels)),
    }
    return Predicted(prediction, figures, words, frozenset({"share"}))
