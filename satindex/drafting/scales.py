"""The scale that a column's answers seem to be on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from satindex.drafting.drafted import MOST_POINTS, Drafted, is_no_answer, is_none, matching, range_of
from satindex.drafting.labelled import labelled
from satindex.drafting.yaml_text import flow, quoted
from satindex.language import Words
from satindex.responses.folding import as_number
from satindex.survey.model import Scale
from satindex.survey.presets import PRESETS

CODES_FOR_NONE = (-1.0, -2.0, -3.0, -8.0, -9.0, -88.0, -99.0, -999.0)
CODES_ABOVE = (88.0, 97.0, 98.0, 99.0, 888.0, 998.0, 999.0, 9999.0)
CODES_ABOVE_FIVE = (8.0, 9.0, *CODES_ABOVE)
FEWEST_BELOW = 3
LED_BY_NUMBER = re.compile(r"^\s*(\d{1,2})\s*(?:[-–—=.:：、)）]|分\s*[-–—=:：]?)\s*\S")


def scale_of(
    answers: Iterable[str], labels: Mapping[str, str], declared: Sequence[str], likely: bool
) -> Drafted | None:
    """Return the scale that distinct answers are on, None where they are no scale but names, places, kinds.

    `labels` are the export's own of its stored codes, `declared` its codes for no answer; `likely` tells that the
    question asks for a recommendation on 0–10.
    """
    given = [answer for answer in answers if answer not in declared]
    if labels:
        return labelled(given, labels, declared, likely)
    missing = tuple(answer for answer in given if is_no_answer(answer))
    told = [answer for answer in given if answer not in missing]
    if not told:
        return None
    return _numbers(told, missing, likely) or _preset(told, missing) or _led_by_numbers(told, missing)


def number_of(answers: Iterable[str]) -> Drafted | None:
    """Return the scale of answers that are numbers or words for none; a negative one among others is asked about."""
    given = dict.fromkeys(answers)
    missing = tuple(answer for answer in given if is_no_answer(answer))
    numbers = {answer: as_number(answer) for answer in given if answer not in missing}
    if not numbers or None in numbers.values():
        return None
    below = tuple(answer for answer, number in numbers.items() if number in CODES_FOR_NONE)
    rest = [number for answer, number in numbers.items() if number is not None and answer not in below]
    if below and rest and min(rest) >= 0:
        return Drafted(_number_kind(rest), missing=(*missing, *below), asks=(is_none(below),))
    return Drafted(_number_kind([number for number in numbers.values() if number is not None]), missing=missing)


def _number_kind(numbers: Sequence[float]) -> str:
    return "count" if all(number >= 0 and number.is_integer() for number in numbers) else "number"


def _numbers(told: Sequence[str], missing: tuple[str, ...], likely: bool) -> Drafted | None:
    """Return the points that whole numbers from 0 to 10 are on; a negative one among them is asked about."""
    none = tuple(answer for answer in told if as_number(answer) in CODES_FOR_NONE) or _above(told)
    rest = [as_number(answer) for answer in told if answer not in none]
    points = {
        int(number) for number in rest if number is not None and number.is_integer() and 0 <= number < MOST_POINTS
    }
    # Nothing but 1 is a mark rather than a point.
    if not points or points == {1} or any(number not in points for number in rest):
        return None
    found = _points(points, (*missing, *none), likely)
    return replace(found, asks=(*found.asks, is_none(none))) if none else found


def _above(told: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers such as 99 that stand above points from 0 to 10, or 9 above points up to 5."""
    numbers = {answer: number for answer in told if (number := as_number(answer)) is not None}
    for codes, highest in ((CODES_ABOVE, MOST_POINTS - 1), (CODES_ABOVE_FIVE, 5)):
        found = tuple(answer for answer, number in numbers.items() if number in codes)
        rest = {number for answer, number in numbers.items() if answer not in found}
        if found and len(rest) >= FEWEST_BELOW and max(rest) <= highest:
            return found
    return ()


def _points(points: set[int], missing: tuple[str, ...], likely: bool) -> Drafted:
    if points == {0, 1}:
        return Drafted("yes_no", missing=missing, points=PRESETS["yes_no"])
    if likely and 0 in points:
        return Drafted("likely11", missing=missing, points=PRESETS["likely11"])
    low = 0 if 0 in points else 1
    high = next(end for end in (5, 7, 10) if max(points) <= end)
    shown = f"{min(points)}–{max(points)}"
    ask = Words(f"answers found: {shown}; are these the ends?", f"所见答案为 {shown}；两端是否如此？")
    sure = {low, high} <= points and not (likely and low)
    return range_of(low, high, missing, () if sure else (ask,))


def _preset(told: Sequence[str], missing: tuple[str, ...]) -> Drafted | None:
    if (found := matching(told)) is None:
        return None
    scale, coder = found
    seen = {coder.read(answer).value for answer in told}
    if len(seen) < min(3, len(scale.values)):
        return None
    sure = {scale.values[0], scale.values[-1]} <= seen
    ask = Words(f"not every point of {scale.name} was chosen", f"{scale.name} 的各点并未全部出现")
    return Drafted(scale.name, missing=missing, asks=() if sure else (ask,), points=scale)


def _led_by_numbers(told: Sequence[str], missing: tuple[str, ...]) -> Drafted | None:
    """Return the scale of answers such as `3 - Somewhat important`, each led by its number."""
    led = {answer: LED_BY_NUMBER.match(answer) for answer in told}
    if len(told) < 3 or not all(led.values()):
        return None
    codes = {answer: float(match[1]) for answer, match in led.items() if match}
    if len(set(codes.values())) < len(codes) or max(codes.values()) >= MOST_POINTS:
        return None
    ordered = dict(sorted(codes.items(), key=lambda entry: entry[1]))
    entry = flow({"codes": {answer: f"{point:g}" for answer, point in ordered.items()}})
    return Drafted("", entry, missing, (), Scale("", "codes", codes=ordered))


def missing_text(answers: Sequence[str]) -> str:
    """Return answers that mean none as a YAML list."""
    return f"[{', '.join(map(quoted, answers))}]"
