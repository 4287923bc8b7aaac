"""Reasons that learners choose for a decision, read and marked apart from the choice."""

from __future__ import annotations

from collections.abc import Iterable

from satindex.teaching.exercise import Reason, Reasons, said_in
from satindex.teaching.reading import same_text

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def lettered(reasons: Reasons) -> dict[str, Reason]:
    """Return the reasons to choose from by their letters."""
    return dict(zip(LETTERS, reasons.entries, strict=False))


def chosen(reasons: Reasons, given: Iterable[object]) -> tuple[str, ...]:
    """Return the letters of the reasons that are named by letter or text: each once, in the order given."""
    options = lettered(reasons)
    found = [letter for said in given for letter, one in options.items() if same_text(said, letter, said_in(one.say))]
    return tuple(dict.fromkeys(found))


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
