"""Distributions of the latent error behind an ordered outcome, by the name of their link."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from satindex.stats.estimates import Array

LinkName = Literal["logit", "probit", "cloglog"]
FARTHEST = 700.0
"""Beyond this a distribution is 0 or 1 to the last digit, and e to it still is a number."""


@dataclass(frozen=True)
class Link:
    """A distribution F: `below` is F, `above` 1 − F without loss of digits, `density` F′, `bend` F″, `quantile` F⁻¹."""

    name: LinkName
    below: Callable[[Array], Array]
    above: Callable[[Array], Array]
    density: Callable[[Array], Array]
    bend: Callable[[Array], Array]
    quantile: Callable[[Array], Array]


def _logistic(value: Array) -> Array:
    small = np.exp(-np.abs(value))
    return np.asarray(np.where(value >= 0, 1.0, small) / (1 + small))


def _logistic_density(value: Array) -> Array:
    chance = _logistic(value)
    return chance * (1 - chance)


def _logistic_bend(value: Array) -> Array:
    chance = _logistic(value)
    return chance * (1 - chance) * (1 - 2 * chance)


def _normal(value: Array) -> Array:
    from scipy import special

    return np.asarray(special.ndtr(value))


def _normal_quantile(share: Array) -> Array:
    from scipy import special

    return np.asarray(special.ndtri(share))


def _normal_density(value: Array) -> Array:
    return np.asarray(np.exp(-np.square(_held(value)) / 2) / math.sqrt(2 * math.pi))


def _held(value: Array) -> Array:
    return np.clip(value, -FARTHEST, FARTHEST)


def _gompertz_density(value: Array) -> Array:
    held = _held(value)
    return np.asarray(np.exp(held - np.exp(held)))


LINKS: Mapping[LinkName, Link] = {
    "logit": Link(
        "logit",
        _logistic,
        lambda value: _logistic(-value),
        _logistic_density,
        _logistic_bend,
        lambda share: np.log(share / (1 - share)),
    ),
    "probit": Link(
        "probit",
        _normal,
        lambda value: _normal(-value),
        _normal_density,
        lambda value: -_held(value) * _normal_density(value),
        _normal_quantile,
    ),
    "cloglog": Link(
        "cloglog",
        lambda value: -np.expm1(-np.exp(_held(value))),
        lambda value: np.exp(-np.exp(_held(value))),
        _gompertz_density,
        lambda value: _gompertz_density(value) * (1 - np.exp(_held(value))),
        lambda share: np.log(-np.log1p(-share)),
    ),
}
