"""Options that are no point of a scale: Qualtrics lets them be coded below zero."""

from __future__ import annotations

from collections.abc import Sequence

from satindex.readers.qualtrics.questionnaire import Choice


def off_scale(options: Sequence[Choice]) -> tuple[Choice, ...]:
    """Return the options coded below zero, unless the codes run through zero in order, as on a scale from -2 to 2.

    Options whose negative codes stand between others are left as they are: nothing says what they are.

    Examples
    --------
    >>> def coded(*codes: int) -> list[Choice]:
    ...     return [Choice(str(at), f"option {at}", str(code)) for at, code in enumerate(codes, 1)]
    >>> [one.code for one in off_scale(coded(1, 2, 3, -1, -2))], off_scale(coded(-2, -1, 0, 1, 2))
    (['-1', '-2'], ())
    >>> off_scale(coded(2, 1, -1, -2)), [one.code for one in off_scale(coded(3, 2, 1, -1))]
    ((), ['-1'])
    """
    codes = [_number(one.code) for one in options]
    numbers = [code for code in codes if code is not None]
    below = tuple(one for one, code in zip(options, codes, strict=True) if code is not None and code < 0)
    if len(numbers) < len(codes) or not below or len(below) == len(options):
        return ()
    last = options[-len(below) :] if below[0] in options[-len(below) :] else options[: len(below)]
    if tuple(last) != below or _runs_through_zero(numbers):
        return ()
    return below


def _runs_through_zero(numbers: Sequence[float]) -> bool:
    ordered = sorted(numbers)
    in_order = list(numbers) in (ordered, ordered[::-1])
    return in_order and (0 in numbers or ordered == sorted(-number for number in numbers))


def _number(code: str) -> float | None:
    try:
        return float(code)
    except ValueError:
        return None
