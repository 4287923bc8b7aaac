"""Newton's method for log likelihoods, with step-halving and a name for each way it can end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ending = Literal["converged", "diverging", "stalled"]

SMALL = 1e-10
NEARLY = 1e-5
MOST_STEPS = 100


@dataclass(frozen=True)
class Point:
    """The log likelihood at one place, its gradient, and the information (minus its second derivatives)."""

    value: float
    gradient: Array
    information: Array


@dataclass(frozen=True)
class Maximum:
    """Where the climb ended. `diverging`: the likelihood keeps rising along `direction` without end."""

    at: Array
    point: Point
    ending: Ending
    direction: Array
    steps: int


def maximise(evaluate: Callable[[Array], Point], start: Array, to_the_end: bool = False) -> Maximum:
    """Climb a concave log likelihood from `start` by Newton steps, halved whenever one does not go up.

    Near a finite maximum the gain still to be had (the Newton decrement) falls quadratically; where the maximum lies
    at infinity it only falls by a constant factor, e, per step. That tells the two apart without a threshold on the
    coefficients. A climb without end stops where it is recognised, or, `to_the_end`, where nothing more is gained: its
    height is then the likelihood's supremum.
    """
    at, point, before = start, evaluate(start), np.inf
    step, endless = np.zeros_like(start), False
    for steps in range(MOST_STEPS):
        solved = _newton_step(point)
        if solved is None:
            return Maximum(at, point, "diverging" if steps else "stalled", step, steps)
        step = solved
        gain = float(point.gradient @ step)
        endless = endless or (gain < NEARLY and gain > 0.05 * before)
        if endless and not to_the_end:
            return Maximum(at, point, "diverging", step, steps)
        moved = _halved(evaluate, at, point, step)
        if moved is None:
            return Maximum(at, point, _ended(endless, gain), step, steps)
        at, point = moved
        if gain < SMALL:
            return Maximum(at, point, _ended(endless, gain), step, steps + 1)
        before = gain
    return Maximum(at, point, "stalled", step, MOST_STEPS)


def _ended(endless: bool, gain: float) -> Ending:
    if endless:
        return "diverging"
    return "converged" if gain < NEARLY else "stalled"


def _newton_step(point: Point) -> Array | None:
    spread = np.sqrt(np.maximum(np.diag(point.information), 0.0))
    if not np.all(np.isfinite(spread)) or np.any(spread <= 0):
        return None
    try:
        scaled = np.linalg.solve(point.information / np.outer(spread, spread), point.gradient / spread)
    except np.linalg.LinAlgError:
        return None
    return np.asarray(scaled / spread)


def _halved(evaluate: Callable[[Array], Point], at: Array, point: Point, step: Array) -> tuple[Array, Point] | None:
    """Return the first place along the step (whole, half, quarter, …) that is not lower, None if there is none."""
    slack = 1e-12 * (1 + abs(point.value))
    for halvings in range(30):
        place = at + step / 2**halvings
        tried = evaluate(place)
        if np.isfinite(tried.value) and tried.value >= point.value - slack:
            return place, tried
    return None
