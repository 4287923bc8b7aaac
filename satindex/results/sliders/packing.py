"""Columns of numbers as texts that a page unpacks: every number keeps its last digit."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import numpy.typing as npt

MOST_VALUES = 2**16


def packed(column: npt.NDArray[np.float64]) -> dict[str, Any]:
    """Return a column as its different values and their places, or as its numbers where hardly any comes twice.

    Examples
    --------
    >>> packed(np.array([4.5, 4.5, 1.0]))
    {'values': [1.0, 4.5], 'at': 'AQEA'}
    >>> packed(np.array([0.1, 0.2, 0.3]))
    {'numbers': 'mpmZmZmZuT+amZmZmZnJPzMzMzMzM9M/'}
    """
    values, at = np.unique(column, return_inverse=True)
    if len(values) > min(MOST_VALUES, len(column) // 2 + 1):
        return {"numbers": _text(column.astype("<f8"))}
    return {"values": values.tolist(), "at": _text(at.astype("<u2" if len(values) > 256 else "u1"))}


def _text(numbers: npt.NDArray[Any]) -> str:
    return base64.b64encode(numbers.tobytes()).decode("ascii")
