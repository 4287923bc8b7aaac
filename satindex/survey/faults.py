"""Where the faults of one definition are gathered, so that all of them are reported together."""

from __future__ import annotations

from satindex.errors import Fault
from satindex.language import Words
from satindex.survey.tree import Node, Path, line_of, written_path


class Faults:
    """The faults found so far in one file.

    Checking runs in stages. A place that an earlier stage has faulted is not faulted again: what a later stage
    would say about it only follows from the first fault. `under` is where the part that is checked stands in the file.
    """

    def __init__(self, file: str, under: Path = ()) -> None:
        self.file = file
        self.under = under
        self.root: Node | None = None
        self._found: dict[tuple[Path, int, str], Fault] = {}
        self._stage_of: dict[Path, int] = {}
        self._stage = 0

    def next_stage(self) -> None:
        """Begin the next stage of checking."""
        self._stage += 1

    def add(self, path: Path, what: Words, hint: Words | None = None, line: int | None = None) -> None:
        """Note a fault at `path`, on the line where `path` is written unless another is given."""
        if self._stage_of.setdefault(path, self._stage) < self._stage:
            return
        line = line_of(self.root, path) if line is None else line
        fault = Fault(self.file, line, written_path((*self.under, *path)), _sentence(what), hint)
        self._found.setdefault((path, line, what.en), fault)

    def take(self, other: Faults) -> None:
        """Add the faults that another run over the same file has found."""
        self._found |= other._found
        self._stage_of |= other._stage_of

    def below(self, path: Path) -> bool:
        """Return whether there is a fault at `path` or anywhere below it."""
        return any(found[: len(path)] == path for found in self._stage_of)

    @property
    def found(self) -> tuple[Fault, ...]:
        """All faults, as they were found."""
        return tuple(self._found.values())


def _sentence(words: Words) -> Words:
    """Sentences come from many hands: each gets its capital and its full stop."""
    english = words.en if words.en.endswith((".", "?", "!")) else words.en + "."
    chinese = words.zh if words.zh.endswith(("。", "?", "!", "？", "！", ".")) else words.zh + "。"
    return Words(english[:1].upper() + english[1:], chinese)
