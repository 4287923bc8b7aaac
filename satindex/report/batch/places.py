"""Where the reports of a batch are written: the place in a path that a level's name takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from satindex.errors import WriteError
from satindex.language import Words
from satindex.results.file_names import stems

INDEX = "index"


@dataclass(frozen=True)
class Places:
    """The files of each level: `patterns` hold `{segment}` where its name goes, `names` is what files call it."""

    segment: str
    patterns: tuple[Path, ...]
    names: Mapping[str, str]

    def of(self, level: str) -> tuple[Path, ...]:
        """Return the files of a level, one for each pattern."""
        place, name = place_of(self.segment), self.names[level]
        return tuple(Path(str(pattern).replace(place, name)) for pattern in self.patterns)

    @property
    def index(self) -> Path:
        """The page that lists the batch: in the folder of the first pattern that all levels share."""
        before, _, _ = str(self.patterns[0]).partition(place_of(self.segment))
        return Path(f"{before}x").parent / f"{INDEX}.html"


def place_of(segment: str) -> str:
    """Return what stands in a path where the name of a level of `segment` goes.

    Examples
    --------
    >>> place_of("branch")
    '{branch}'
    """
    return f"{{{segment}}}"


def places(segment: str, levels: Iterable[str], patterns: Sequence[Path]) -> Places:
    """Return the files of each level; raises WriteError for a pattern that has no place for the level.

    Examples
    --------
    >>> found = places("branch", ["East/1", "East 1", "index"], [Path("out/{branch}.html")])
    >>> [path.as_posix() for level in found.names for path in found.of(level)]
    ['out/East-1.html', 'out/East-1-2.html', 'out/index-2.html']
    >>> found.index.as_posix(), places("省/市", ["East"], [Path("out/{省/市}/report.html")]).index.as_posix()
    ('out/index.html', 'out/index.html')
    """
    check_patterns(segment, patterns)
    return Places(segment, tuple(patterns), stems(levels, "level", [INDEX]))


def check_patterns(segment: str, patterns: Iterable[Path]) -> None:
    """Raise WriteError for a pattern that has no place for the level."""
    for pattern in patterns:
        if place_of(segment) not in str(pattern):
            raise WriteError(_no_place(segment, pattern))


def _no_place(segment: str, pattern: Path) -> Words:
    place, other = place_of(segment), re.search(r"\{[^{}]*\}", str(pattern))
    named = pattern.with_name(f"{pattern.stem}-{place}{pattern.suffix}")
    better = str(pattern).replace(other[0], place) if other else str(named)
    return Words(
        f"{pattern} is one file for all levels of '{segment}': write {place} where the level's name goes, such as "
        f"{better}",
        f"{pattern} 对“{segment}”的所有水平只是同一个文件：请在应放水平名称处写 {place}，例如 {better}",
    )
