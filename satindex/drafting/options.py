"""The options of a question whose answers stand joined in one cell, as far as the answers themselves tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from satindex.responses.folding import is_blank
from satindex.responses.multi import JOINERS, parts

COMMA = ", "
FEWEST = 5
Joined = list[tuple[list[str], int]]


def joined_options(counts: Iterable[tuple[object, int]]) -> tuple[str, ...]:
    """Return the options of joined answers, the most frequent first, then by spelling; none where no cell joins any.

    What commas part belongs together where neither part was ever given without the other beside it: so a label that
    holds a comma is found. An option that fewer than five gave is left out, for it may be written by hand.

    Examples
    --------
    >>> joined_options([("near, fast, not dear", 6), ("fast, not dear", 5), ("near", 5), ("my own words", 1)])
    ('fast, not dear', 'near')
    """
    texts = [(str(cell), count) for cell, count in counts if not is_blank(cell)]
    if any(sign in text for text, _ in texts for sign in JOINERS):
        return _frequent([(list(parts(text)), count) for text, count in texts])
    if not any(COMMA in text for text, _ in texts):
        return ()
    cells = [([piece for part in text.split(COMMA) if (piece := part.strip())], count) for text, count in texts]
    while (inseparable := _inseparable(cells)) is not None:
        cells = [(_together(pieces, inseparable), count) for pieces, count in cells]
    return _frequent(cells)


def _frequent(cells: Joined) -> tuple[str, ...]:
    found = sorted(_counted(cells).items(), key=lambda counted: (-counted[1], counted[0]))
    return tuple(piece for piece, count in found if count >= FEWEST)


def _counted(cells: Joined) -> Counter[str]:
    found: Counter[str] = Counter()
    for pieces, count in cells:
        found.update(dict.fromkeys(pieces, count))
    return found


def _inseparable(cells: Joined) -> tuple[str, str] | None:
    """Return two pieces that nobody gave but one behind the other."""
    alone: Mapping[str, int] = _counted(cells)
    beside: Counter[tuple[str, str]] = Counter()
    for pieces, count in cells:
        beside.update(dict.fromkeys(pairwise(pieces), count))
    pairs = ((pair, count) for pair, count in sorted(beside.items()) if count >= FEWEST and pair[0] != pair[1])
    return next((pair for pair, count in pairs if count == alone[pair[0]] == alone[pair[1]]), None)


def _together(pieces: Sequence[str], pair: tuple[str, str]) -> list[str]:
    found: list[str] = []
    for piece in pieces:
        if found and (found[-1], piece) == pair:
            found[-1] = COMMA.join(pair)
        else:
            found.append(piece)
    return found
