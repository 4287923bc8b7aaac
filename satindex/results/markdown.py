"""A table in Markdown, for papers and notes: every text inert, figures written as everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from satindex.results.inert import closed
from satindex.results.inert import inert as whole
from satindex.results.layout import LaidOut, laid_out
from satindex.results.result import Result

_ACTIVE: Final = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_LIST: Final = re.compile(r"^(\s*)([-+]|\d+[.)])(\s)")


def as_markdown(result: Result, language: str | None = None) -> str:
    """Return a table with its title and notes as Markdown (GitHub's tables; figures to the right).

    Examples
    --------
    >>> from satindex.api import load_survey, read_responses, score
    >>> survey = load_survey("surveys/postal.yaml", language="en")
    >>> print(as_markdown(score(read_responses("surveys/postal.csv", survey))["nps"]).splitlines()[2])
    | NPS | Std. error | 95% CI | n | Promoters | Passives | Detractors |
    """
    return table_of(laid_out(result, language))


def table_of(shown: LaidOut) -> str:
    """Return a table that is laid out as Markdown."""
    head = _line(inert(text) for text in shown.headings)
    rule = _line("---:" if is_figure else ":---" for is_figure in shown.is_figure)
    body = [
        _line(f"**{inert(cell.text)}**" if at in shown.emphasised and cell.text else inert(cell.text) for cell in row)
        for at, row in enumerate(shown.rows)
    ]
    notes = [line for note in (*shown.footnotes, *shown.notes) for line in ("", inert(note))]
    return "\n".join([f"**{inert(shown.title)}**", "", head, rule, *body, *notes]) + "\n"


def inert(text: str) -> str:
    """Return a text on one line in which nothing is markup.

    Examples
    --------
    >>> inert("a|b <script>"), inert("1. *x*")
    ('a\\\\|b \\\\<script\\\\>', '1\\\\. \\\\*x\\\\*')
    """
    line = _ACTIVE.sub(r"\\\1", closed(whole(" ".join(text.split()))))
    return _LIST.sub(lambda found: f"{found[1]}{_escaped(found[2])}{found[3]}", line)


def _escaped(mark: str) -> str:
    return f"{mark[:-1]}\\{mark[-1]}"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
