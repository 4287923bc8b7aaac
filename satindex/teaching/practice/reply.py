"""What a learner sees after handing in a value: a line of text, or a box in the notebook."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

from satindex.language import Words

Verdict = Literal["right", "wrong", "recorded", ""]
_SIGN: dict[Verdict, str] = {"right": "✓", "wrong": "✗", "recorded": "✎", "": "…"}
_COLOUR: dict[Verdict, str] = {"right": "#009E73", "wrong": "#D55E00", "recorded": "#0072B2", "": "#767676"}


@dataclass(frozen=True)
class Reply:
    """The verdict on one value, and what is said to it; `right` is None where nothing was judged."""

    task: str
    verdict: Verdict
    parts: tuple[Words, ...]
    mistake: str = ""
    language: str | None = None

    @property
    def right(self) -> bool | None:
        """Whether the value is right."""
        return {"right": True, "wrong": False}.get(self.verdict)

    @property
    def words(self) -> Words:
        """All that is said, in both languages."""
        return Words(" ".join(part.en for part in self.parts), "".join(part.zh for part in self.parts))

    def say(self, language: str | None = None) -> str:
        """Return all that is said in one line."""
        return f"{_SIGN[self.verdict]} {self.words.say(language or self.language)}"

    def __str__(self) -> str:
        return self.say()

    def __repr__(self) -> str:
        return self.say()

    def _repr_html_(self) -> str:
        """A box for notebooks; what authors and learners wrote stands there as text alone."""
        colour = _COLOUR[self.verdict]
        style = f"border-left:4px solid {colour};padding:.3em .8em;margin:.2em 0"
        first, *rest = (escape(part.say(self.language)) for part in self.parts)
        lines = "".join(f"<div>{line}</div>" for line in rest)
        return (
            f'<div style="{style}"><div><b style="color:{colour}">{_SIGN[self.verdict]}</b> '
            f"<b>{escape(self.task)}</b> {first}</div>{lines}</div>"
        )
