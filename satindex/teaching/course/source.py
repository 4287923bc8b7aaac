"""What the source of a course is made of, and what its tags mean."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Literal

Edition = Literal["learner", "trainer", "slides"]
EDITIONS: tuple[Edition, ...] = ("learner", "trainer", "slides")

SLIDES = ("slide", "subslide", "fragment", "notes")
"""Tags by which a cell stands in the slides, too: a new one, one below, more of the same, the speaker's notes."""

TAGS = {
    "zh": "in the Chinese notebooks only",
    "en": "in the English notebooks only",
    "trainer": "in the trainer's edition only",
    "learner": "in the learner's edition only",
    "slides": "in the slides only, with slide, subslide or fragment",
    "exercise": "asks what the answer cells below it solve",
    "answer": "solves the exercise above: in the trainer's edition; learners get a blank instead",
    "check": "code that checks a name assigned in the answer above; not in the slides",
    "slide": "begins a slide",
    "subslide": "begins a slide below",
    "fragment": "is shown by a further step of the slide",
    "notes": "the speaker's notes of a slide; also in the trainer's edition",
}


@dataclass(frozen=True)
class Cell:
    """One cell of a source: `kind` is code or markdown, `line` that of its mark in the file."""

    kind: str
    source: str
    tags: frozenset[str] = frozenset()
    line: int = 0

    @property
    def language(self) -> str:
        """`zh` or `en`; empty where it stands in both."""
        return next(iter(sorted(self.tags & {"zh", "en"})), "")

    @property
    def slide(self) -> str:
        """What it is on a slide; empty where it is none."""
        return next((tag for tag in SLIDES if tag in self.tags), "")

    def parsed(self) -> ast.Module:
        """Return its code as a tree, lines of `%` and `!` left out; raises SyntaxError for what is no Python."""
        return ast.parse("\n".join("pass" if line.startswith(("%", "!")) else line for line in self.source.split("\n")))


@dataclass(frozen=True)
class Chapter:
    """One chapter: the name of its file without suffix, and its cells."""

    name: str
    cells: tuple[Cell, ...]

    def within(self, language: str) -> tuple[Cell, ...]:
        """Return the cells that stand in the notebooks of a language."""
        return tuple(cell for cell in self.cells if cell.language in ("", language))
