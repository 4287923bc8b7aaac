"""Divided by n where n − 1 belongs: a population's formula used on a sample."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.language import Words
from satindex.teaching.altered import Asked

NAME = Words("divided by n, not n − 1", "除以 n 而不是 n − 1")
HINT = Words(
    "Respondents are a sample: divide the sum of squares by n − 1, not by n.",
    "受访者是样本：离差平方和应除以 n − 1，而不是 n。",
)
POWERS = {"sd": 0.5, "std_error": 0.5, "variance": 1.0}


def wrong(asked: Asked) -> Iterator[float]:
    """Yield the spread as it is with the divisor n."""
    n = asked.found.figure("n")
    power = POWERS.get(asked.found.column)
    if power is not None and n is not None and n > 1 and asked.measure is not None:
        yield asked.right * float(((n - 1) / n) ** power)
