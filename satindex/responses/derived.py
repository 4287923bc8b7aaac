"""What a value means in a derived column: its band, the name it was merged under, one level of each column crossed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from satindex.responses.conditions import Meaning
from satindex.responses.folding import as_number, as_text
from satindex.survey.model import CROSS

JOINT = "\x1f"
"""Stands between the stored values of columns that are crossed."""


def band_labels(bands: tuple[float, ...]) -> tuple[str, ...]:
    """Return the names of the bands below, between and above lower bounds.

    Examples
    --------
    >>> band_labels((18, 26, 36))
    ('<18', '18-25', '26-35', '36+')
    """
    whole = all(float(bound).is_integer() for bound in bands)
    between = [f"{a:g}-{b - 1:g}" if whole else f"{a:g}-<{b:g}" for a, b in pairwise(bands)]
    return (f"<{bands[0]:g}", *between, f"{bands[-1]:g}+")


def banded(value: float | str | None, bands: tuple[float, ...], labels: tuple[str, ...]) -> str | None:
    """Return the band of a number; None for anything else."""
    number = None if value is None else as_number(value)
    return None if number is None else labels[sum(number >= bound for bound in bands)]


def merged_into(value: float | str | None, stored: Any, merged: Mapping[str, str]) -> str | None:
    """Return the name an answer was merged under, by its label or as stored; an answer that was not stays as it is."""
    if value is None:
        return None
    text = str(value)
    return merged.get(text) or merged.get(as_text(stored).strip()) or text


def crossed_meaning(meanings: Sequence[Meaning]) -> Meaning:
    """Return what joined values mean: a level of each column, missing where any of them is."""

    def meaning(stored: Any) -> str | None:
        said = [of(value) for of, value in zip(meanings, str(stored).split(JOINT), strict=True)]
        return None if None in said else CROSS.join(as_text(level) for level in said)

    return meaning
