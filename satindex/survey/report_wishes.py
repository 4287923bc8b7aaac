"""How a survey's report is laid out: what its definition wishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Texts = Mapping[str, str]


@dataclass(frozen=True)
class ReportWishes:
    """The report's title, the order and titles of its sections, what is left out, notes of the author, logo and colour.

    Sections are called as the measure, model or part that they are about; `leave_out` and `titles` may name tables too.
    `notes` are Markdown, by section. `logo` is a picture file, `colour` a colour such as `#005a94`.
    """

    title: Texts = field(default_factory=dict)
    order: tuple[str, ...] = ()
    leave_out: frozenset[str] = frozenset()
    titles: Mapping[str, Texts] = field(default_factory=dict)
    notes: Mapping[str, Texts] = field(default_factory=dict)
    logo: str | None = None
    colour: str | None = None
