"""Reasons that learners choose for a decision, read and marked apart from the choice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from satindex.teaching.exercise import Reason, Reasons, said_in
from satindex.teaching.reading import same_text

_BESIDE = re.compile(r"[\s,;、.()+/&]+")
_PARTING = re.compile(r"[,;、\n]+")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def lettered(reasons: Reasons) -> dict[str, Reason]:
    """Return the reasons to choose from by their letters."""
    return dict(zip(LETTERS, reasons.entries, strict=False))


def chosen(reasons: Reasons, given: Iterable[object]) -> tuple[str, ...]:
    """Return the letters of the reasons that are named by letter or text: each once, in the order given.

    Several letters may stand in one text.

    Examples
    --------
    >>> from satindex.teaching.exercise import Reason, Reasons
    >>> reasons = Reasons((Reason({"en": "gap, large"}), Reason({"zh": "费用"}), Reason({"en": "colour"})), wanted=2)
    >>> chosen(reasons, ["C, a"]), chosen(reasons, ["Gap, large", "费用"]), chosen(reasons, ["Ｂ、(C)"])
    (('C', 'A'), ('A', 'B'), ('B', 'C'))
    """
    options = lettered(reasons)
    found = [letter for said in given for letter in _named(str(said), options)]
    return tuple(dict.fromkeys(found))


def _named(said: str, options: Mapping[str, Reason]) -> list[str]:
    text = unicodedata.normalize("NFKC", said).strip()
    whole = [letter for letter, one in options.items() if same_text(said, letter, said_in(one.say))]
    if whole:
        return whole
    letters = _BESIDE.sub("", text).upper()
    if letters and set(letters) <= set(options):
        return list(letters)
    parts = [part for part in _PARTING.split(text) if part]
    return [letter for part in parts for letter in _named(part, options)] if len(parts) > 1 else []


def points_for(reasons: Reasons, given: Iterable[object]) -> float:
    """Return the points for chosen reasons: of the first `wanted` given, those that count.

    More than are wanted can't be given, so that ticking everything wins nothing.

    Examples
    --------
    >>> from satindex.teaching.exercise import Reason, Reasons
    >>> entries = Reason({"en": "gap"}), Reason({"en": "cost"}), Reason({"en": "colour"}, counts=False)
    >>> reasons = Reasons(entries, wanted=2, points=3)
    >>> points_for(reasons, ["A", "cost"]), points_for(reasons, ["C", "B", "A"])
    (3.0, 1.5)
    """
    options = lettered(reasons)
    first = chosen(reasons, given)[: reasons.wanted]
    return reasons.points * sum(options[letter].counts for letter in first) / reasons.wanted
