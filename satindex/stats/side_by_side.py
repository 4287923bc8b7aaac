"""Newton's method for many concave log likelihoods at once: thousands of small models climb side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.stats.estimates import Array, Codes

MOST_STEPS = 40
MOST_HALVINGS = 20
RIDGE = 1e-13
Mask = npt.NDArray[np.bool_]
Slopes = Callable[[Array, Codes], tuple[Array, Array]]
"""Parameters of some models (B × k) and which these are → gradients (B × k), information (B × k × k)."""


@dataclass(frozen=True)
class Climbed:
    """Where each of B models arrived, `gain` still to be had, the last `step` not yet taken; NaN where none arrived."""

    at: Array
    step: Array
    gain: Array

    @property
    def maximum(self) -> Array:
        """The parameters after the last step."""
        return np.asarray(self.at + self.step)


def climb(
    slopes: Slopes, start: Array, enough: float, inside: Mask | None = None, most_steps: int = MOST_STEPS
) -> Climbed:
    """Climb from `start` (B × k) until the gain still to be had is below `enough`; those that have arrived leave.

    `inside` (B × k) says which parameters a model has: the others stay as they are. Near a finite maximum the gain
    falls quadratically, near one at infinity by a factor e per step: few `most_steps` let only the former arrive.
    """
    every = np.ones(start.shape, dtype=bool) if inside is None else inside
    at, last, gains = start.copy(), np.full(start.shape, np.nan), np.full(len(start), np.nan)
    on = np.arange(len(at))
    gradient, information = slopes(at, on)
    for _ in range(most_steps):
        step = _steps(gradient, information, every[on])
        gain = (gradient * step).sum(axis=1)
        arrived = gain < enough
        last[on[arrived]], gains[on[arrived]] = step[arrived], gain[arrived]
        going = ~arrived & np.isfinite(gain)
        on, step, gain = on[going], step[going], gain[going]
        if not len(on):
            break
        at[on], gradient, information = _moved(slopes, at[on], on, step, gain)
    return Climbed(at, last, gains)


def _moved(slopes: Slopes, at: Array, on: Codes, step: Array, gain: Array) -> tuple[Array, Array, Array]:
    """Go the whole step, or as small a part of it as does not lead far down on the other side.

    Log likelihoods are concave: where the slope along the step is not yet half as steep down as it was up, the climb
    went on.
    """
    place = at + step
    gradient, information = slopes(place, on)
    for halving in range(1, MOST_HALVINGS):
        beyond = ~((gradient * step).sum(axis=1) >= -gain / 2)
        if not beyond.any():
            break
        place[beyond] = at[beyond] + step[beyond] / 2**halving
        gradient[beyond], information[beyond] = slopes(place[beyond], on[beyond])
    return place, gradient, information


def _steps(gradient: Array, information: Array, inside: Mask) -> Array:
    """Newton's steps of all models; parameters that are not inside stay where they are."""
    identity = np.eye(inside.shape[1])
    information = np.where(inside[:, :, None] & inside[:, None, :], information, identity)
    scale = np.sqrt(np.maximum(np.diagonal(information, axis1=1, axis2=2), 1e-300))
    inner = information / (scale[:, :, None] * scale[:, None, :]) + RIDGE * identity
    step = np.linalg.solve(inner, (np.where(inside, gradient, 0.0) / scale)[:, :, None])[:, :, 0] / scale
    return np.asarray(np.where(inside, step, 0.0))
