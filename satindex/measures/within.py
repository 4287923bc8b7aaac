"""A column within those who gave one answer: made while reading."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.frames.made import ROUNDING
from satindex.stats.moments import Array


@dataclass(frozen=True)
class Where:
    """Of respondents who answered `item`: whether their answer is `value`, where `among` is 1; or, `within`, `among`.

    With `within`, the column is that of `among` for respondents whose answer is `value`, missing for others.
    """

    item: str
    value: float
    among: str
    within: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.item, self.among)

    def compute(self, *values: Array) -> Array:
        answer, among = values
        is_value = np.abs(answer - self.value) <= ROUNDING
        if self.within:
            return np.where(is_value, among, np.nan)
        return np.where((among == 1.0) & ~np.isnan(answer), is_value.astype(np.float64), np.nan)
