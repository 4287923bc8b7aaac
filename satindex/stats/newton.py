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
SHORT = 1e-9
"""A step of standardised parameters so short moves derivatives by no more than that part of themselves."""
MOST_STEPS = 100
MOST_PENALISED_STEPS = 1_000
LONGEST_STEP = 5.0
"""Of a penalised likelihood, in units of standardised columns: a long step can leave the region where it is concave."""


@dataclass(frozen=True)
class Point:
    """The log likelihood at one place, its gradient, and the information (minus its second derivatives)."""

    value: float
    gradient: Array
    information: Array

    def plus(self, other: Point) -> Point:
        """Return the log likelihood of both parts' rows together."""
        return Point(self.value + other.value, self.gradient + other.gradient, self.information + other.information)


@dataclass(frozen=True)
class Maximum:
    """Where the climb ended. `diverging`: the likelihood keeps rising along `direction` without end."""

    at: Array
    point: Point
    ending: Ending
    direction: Array
    steps: int


def maximise(evaluate: Callable[[Array], Point], start: Array, to_the_end: bool = False, dear: bool = False) -> Maximum:
    """Climb a concave log likelihood from `start` by Newton steps, halved whenever one does not go up.

    Near a finite maximum the gain still to be had (the Newton decrement) falls quadratically; where the maximum lies
    at infinity it only falls by a constant factor, e, per step. That tells the two apart without a threshold on the
    coefficients. A climb without end stops where it is recognised, or, `to_the_end`, where nothing more is gained: its
    height is then the likelihood's supremum. Where a look at the likelihood is `dear`, a step too short to change the
    tenth digit of anything is taken without one: the height there follows from the last place's derivatives.
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
        if dear and not endless and float(np.abs(step).max()) < SHORT:
            last = Point(point.value + gain / 2, np.zeros_like(step), point.information)
            return Maximum(at + step, last, "converged", step, steps + 1)
        moved = _halved(evaluate, at, point, step)
        if moved is None:
            return Maximum(at, point, _ended(endless, gain), step, steps)
        at, point = moved
        if gain < SMALL and not (dear and not endless):
            return Maximum(at, point, _ended(endless, gain), step, steps + 1)
        before = gain
    return Maximum(at, point, "stalled", step, MOST_STEPS)


def climb(evaluate: Callable[[Array], Point], start: Array, small: float = 1e-14) -> Maximum:
    """Climb a penalised log likelihood, whose maximum is finite, by steps of its unpenalised information.

    Each step gains a fixed share of what is left, so that `maximise` would take it for a climb without end. It ends
    where a step gains less than `small`.
    """
    at, point, step = start, evaluate(start), np.zeros_like(start)
    for steps in range(MOST_PENALISED_STEPS):
        solved = _newton_step(point)
        if solved is None:
            break
        step = solved * min(1.0, LONGEST_STEP / max(float(np.abs(solved).max()), 1e-300))
        gain = float(point.gradient @ step)
        moved = _halved(evaluate, at, point, step)
        if moved is None:
            return Maximum(at, point, "converged" if gain < SMALL else "stalled", step, steps)
        at, point = moved
        if gain < small:
            return Maximum(at, point, "converged", step, steps + 1)
    return Maximum(at, point, "stalled", step, MOST_PENALISED_STEPS)


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
