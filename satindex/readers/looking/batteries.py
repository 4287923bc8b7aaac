"""Columns that share their answers, and pairs of such batteries that look like expectation and perception."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from satindex.readers.looking.guess import Guess
from satindex.readers.looking.profile import Profile

SHORTEST = 3
ALIKE = 0.5
NUMBERED = re.compile(r"^(.*?)[ _.]?(\d+)$")
LONGEST_NUMBERED = 20
EXPECTED, PERCEIVED, IMPORTANCE, SATISFACTION = "expected", "perceived", "importance", "satisfaction"
COUNTERPARTS = ((EXPECTED, PERCEIVED), (IMPORTANCE, SATISFACTION))
STEMS = {
    **dict.fromkeys(("e", "exp", "expected", "expectation", "期望", "期望值"), EXPECTED),
    **dict.fromkeys(("p", "per", "perc", "perceived", "perception", "感知", "实际"), PERCEIVED),
    **dict.fromkeys(("i", "imp", "importance", "重要", "重要性"), IMPORTANCE),
    **dict.fromkeys(("s", "sat", "perf", "performance", "satisfaction", "满意", "满意度"), SATISFACTION),
}
IN_A_SENTENCE = (
    (re.compile(r"(?i)expect|期望|기대"), EXPECTED),
    (re.compile(r"(?i)perce[ip]|感知|인지"), PERCEIVED),
    (re.compile(r"(?i)\bimportan|重要|중요"), IMPORTANCE),
    (re.compile(r"(?i)satisf|满意|만족"), SATISFACTION),
)


@dataclass(frozen=True)
class Battery:
    """Columns with the same kind of answers; `side` says which of a pair they seem to be, if any."""

    columns: tuple[str, ...]
    answers: frozenset[str]
    side: str | None = None


def batteries_of(columns: Sequence[tuple[Profile, Guess]]) -> list[Battery]:
    """Return groups of at least three rating or choice columns with the same answers.

    A group is columns of one name with numbers (E1, E2, …) or with one telling word (`expectation`), which may
    alternate with another group's; other columns must be neighbours.
    """
    runs: list[list[Profile]] = []
    open_runs: dict[str, list[Profile]] = {}
    for profile, found in columns:
        if found.kind not in ("rating", "nps", "choice"):
            open_runs.pop("", None)
            continue
        group = _group(profile.name)
        run = open_runs.get(group)
        if run is None or not _belongs(profile, run):
            run = open_runs[group] = []
            runs.append(run)
        run.append(profile)
        if group:
            open_runs.pop("", None)
    return [_battery(run) for run in runs if len(run) >= SHORTEST]


def pairs_of(batteries: Sequence[Battery]) -> list[tuple[Battery, Battery]]:
    """Return equally long batteries that are counterparts: expectation and perception, importance and satisfaction."""
    return [
        (first, second)
        for left, right in COUNTERPARTS
        for first in batteries
        for second in batteries
        if (first.side, second.side) == (left, right) and len(first.columns) == len(second.columns)
    ]


def _group(name: str) -> str:
    numbered = NUMBERED.match(name) if len(name) <= LONGEST_NUMBERED else None
    if numbered:
        return numbered[1].casefold()
    return next((side for pattern, side in IN_A_SENTENCE if pattern.search(name)), "")


def _belongs(profile: Profile, run: Sequence[Profile]) -> bool:
    if (profile.high is None) != (run[-1].high is None):
        return False
    seen, own = _answers(run), _answers([profile])
    return len(own & seen) >= ALIKE * len(own | seen)


def _answers(run: Sequence[Profile]) -> frozenset[str]:
    return frozenset(answer for profile in run for answer in profile.answers or ())


def _battery(run: Sequence[Profile]) -> Battery:
    group = _group(run[0].name)
    side = STEMS.get(group, group if group in (EXPECTED, PERCEIVED, IMPORTANCE, SATISFACTION) else None)
    return Battery(tuple(profile.name for profile in run), _answers(run), side)
