"""The scale of a column whose stored codes have labels in the export."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from satindex.drafting.drafted import MOST_POINTS, Drafted, is_no_answer, is_none, is_number, matching, range_of
from satindex.drafting.yaml_text import flow
from satindex.language import Words
from satindex.responses.folding import as_number
from satindex.survey.model import Scale
from satindex.survey.presets import PRESETS

ENDS, ENDS_AND_MIDDLE = 2, 3
FEWEST_POINTS = 3
CODES_ABOVE = (8.0, 9.0, 88.0, 98.0, 99.0, 999.0)
# `0 - Not at all likely`, `10`, `3分`; not `18-24`, `2 or 3`.
BEGINS_WITH_NUMBER = re.compile(r"^\s*(\d{1,2})(?:[\s\-–—=.:：、)）分][^\d]*)?$")


def labelled(given: Sequence[str], labels: Mapping[str, str], declared: Sequence[str], likely: bool) -> Drafted | None:
    """Return the scale of a column whose codes have labels: a preset where the codes are its points."""
    none = tuple(code for code, label in labels.items() if code not in declared and is_no_answer(label))
    kept = {code: label for code, label in labels.items() if code not in (*declared, *none)}
    strange = [answer for answer in given if answer not in labels and not is_no_answer(answer)]
    if not kept:
        return None
    found = _worded(kept, none, strange)
    if found is None and not strange:
        found = _numbered(kept, none)
    if found is None and len(kept) <= ENDS_AND_MIDDLE:
        found = _partly_labelled(kept, none, strange)
    if found is None or found.points is None or not (likely and found.name == "0..10"):
        return found
    return replace(found, name="likely11", points=PRESETS["likely11"])


def _worded(kept: Mapping[str, str], none: tuple[str, ...], strange: Sequence[str]) -> Drafted | None:
    """Return the preset whose labels these are, or its points by the codes where they run otherwise."""
    found = matching(list(kept.values()))
    if found is None or not all(found[1].read(answer).meaning == "value" for answer in strange):
        return None
    scale, coder = found
    points = {code: coder.read(label).value for code, label in kept.items()}
    if len(set(points.values())) < len(points):
        return None
    if all(as_number(code) == point for code, point in points.items()) or not any(map(is_number, kept)):
        return Drafted(scale.name, missing=none, points=scale)
    return None if strange else _coded(points, none, kept)


def _numbered(kept: Mapping[str, str], none: tuple[str, ...]) -> Drafted | None:
    """Return the points that labels name by number, where they are consecutive: codes 1–11 may stand for 0–10."""
    points = {code: _number_in(label) for code, label in kept.items()}
    told = sorted(point for point in points.values() if point is not None)
    if len(told) < max(FEWEST_POINTS, len(points)) or told != [told[0] + place for place in range(len(told))]:
        return None
    if told[-1] >= MOST_POINTS:
        return None
    if all(as_number(code) == point for code, point in points.items()):
        return range_of(int(told[0]), int(told[-1]), none)
    return _coded(points, none, kept)


def _number_in(label: str) -> float | None:
    found = BEGINS_WITH_NUMBER.match(label)
    return float(found[1]) if found else None


def _coded(points: Mapping[str, float | None], missing: tuple[str, ...], labels: Mapping[str, str]) -> Drafted:
    """Return a scale of its own: the codes as stored run otherwise than the labels."""
    codes = {code: point for code, point in points.items() if point is not None}
    entry = flow({"codes": {code: f"{point:g}" for code, point in codes.items()}})
    said = ", ".join(f"{code} = {label}" for code, label in labels.items())
    ask = Words(f"stored codes are not the points: {said}", f"存储的编码与分值不同：{said}")
    return Drafted("", entry, missing, (ask,), Scale("", "codes", codes=codes))


def _partly_labelled(kept: Mapping[str, str], none: tuple[str, ...], strange: Sequence[str]) -> Drafted | None:
    """Return a range of points of which only the ends, or ends and middle, have labels; which end is best is asked."""
    numbers = {as_number(code): label for code, label in kept.items()}
    given = [as_number(answer) for answer in strange]
    if None in numbers or None in given:
        return None
    codes = sorted(number for number in numbers if number is not None)
    above = _code_above(codes, numbers, [number for number in given if number is not None])
    if above is not None:
        codes.remove(above)
    if len(codes) < ENDS or any(number is None or not codes[0] <= number <= codes[-1] for number in given):
        return None
    if not _are_ends(codes):
        return None
    apart = (f"{above:g}",) if above is not None else ()
    found = _between(codes, numbers, (*none, *apart))
    return replace(found, asks=(*found.asks, is_none(apart))) if apart else found


def _code_above(codes: Sequence[float], labels: Mapping[float | None, str], given: Sequence[float]) -> float | None:
    """Return a labelled code that stands apart above two labelled ends, such as 9 above 1–5."""
    if len(codes) != ENDS_AND_MIDDLE or codes[-1] not in CODES_ABOVE or any(number > codes[1] for number in given):
        return None
    first, second = labels[codes[0]], labels[codes[1]]
    are_ends = _runs_down(first, second) or _runs_down(second, first)
    return codes[-1] if are_ends or codes[0] + codes[2] != 2 * codes[1] else None


def _are_ends(codes: Sequence[float]) -> bool:
    """Tell whether these are the ends, or ends and middle, of three to eleven points, not all of them."""
    low, high = codes[0], codes[-1]
    whole = all(code.is_integer() for code in codes)
    halfway = len(codes) == ENDS or 2 * codes[1] == low + high
    return whole and halfway and len(codes) <= high - low < MOST_POINTS


def _between(codes: Sequence[float], labels: Mapping[float | None, str], none: tuple[str, ...]) -> Drafted:
    low, high = int(codes[0]), int(codes[-1])
    first, last = labels[low], labels[high]
    shift = _shift(codes, labels)
    if shift:
        return _coded(
            {f"{code}": code + shift for code in range(low, high + 1)}, none, {f"{low}": first, f"{high}": last}
        )
    if shift is None and _runs_down(first, last):
        down = {f"{code}": float(low + high - code) for code in range(low, high + 1)}
        return _coded(down, none, {f"{low}": first, f"{high}": last})
    ask = Words(
        f"{low} = {first}, {high} = {last}: is {high} the best? If not, add reverse: true",
        f"{low} = {first}，{high} = {last}：{high} 是否为最好？若否，请加 reverse: true",
    )
    return range_of(low, high, none, () if _runs_down(last, first) else (ask,))


def _shift(codes: Sequence[float], labels: Mapping[float | None, str]) -> float | None:
    """Return by how much the numbers that labels begin with differ from the codes; None where they have none."""
    shifts = {None if (told := _number_in(labels[code])) is None else told - code for code in codes}
    return shifts.pop() if len(shifts) == 1 else None


def _runs_down(first: str, last: str) -> bool:
    """Tell whether a preset's best point stands first and its worst last."""
    found = matching([first, last])
    if found is None:
        return False
    ends = [found[1].read(label).value for label in (first, last)]
    return ends == [found[0].values[-1], found[0].values[0]]
