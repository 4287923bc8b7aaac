"""A table, and how it was computed, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import wcwidth

from satindex.language import Words, reader_language
from satindex.results.columns import written
from satindex.results.layout import LaidOut, laid_out
from satindex.results.result import Result

HOW = Words("How it was computed", "计算方法")
FORMULA = Words("Formula", "公式")
NUMBERS = Words("With these numbers", "代入数字")
BASE = Words("Base", "样本")
NOTES = Words("Notes", "说明")
SOURCES = Words("Sources", "出处")


def as_text(result: Result, language: str | None = None, *, noted: bool = True) -> str:
    """Return `result` as a plain text table; Chinese characters take two columns, as terminals draw them.

    Notes follow it where `noted`; footnotes always do.
    """
    shown = laid_out(result, language)
    widths = [
        max(wcwidth.width(text) for text in (shown.headings[at], *(row[at].text for row in shown.rows)))
        for at in range(len(shown.headings))
    ]
    lines = [_line(shown.headings, widths, shown), "  ".join("─" * width for width in widths)]
    lines += [_line([cell.text for cell in row], widths, shown) for row in shown.rows]
    return "\n".join([shown.title, "", *(line.rstrip() for line in lines), *_noted(shown, noted)])


@dataclass(frozen=True)
class Explained:
    """An explanation that prints as text and shows as HTML in a notebook; `parts` are (heading, sentences)."""

    title: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]

    def __str__(self) -> str:
        blocks = [f"{name}\n" + "\n".join(f"  {line}" for line in lines) for name, lines in self.parts]
        return "\n\n".join([self.title, *blocks])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        blocks = "".join(
            f"<dt style='font-weight:600;margin-top:.6em'>{escape(name)}</dt>"
            + "".join(f"<dd style='margin:.2em 0 0 1em'>{escape(line)}</dd>" for line in lines)
            for name, lines in self.parts
        )
        return f"<section><h4 style='margin:0'>{escape(self.title)}</h4><dl style='margin:0'>{blocks}</dl></section>"


def explained(result: Result, language: str | None = None) -> Explained:
    """Return how the figures of `result` were computed: formula, numbers put in, base, conventions, sources."""
    said = language or result.language or reader_language()
    explanation = result.explanation
    parts = (
        (FORMULA, (explanation.formula.say(said),)),
        (NUMBERS, tuple(line.say(said) for line in explanation.numbers)),
        (BASE, (*_bases(result), *(line.say(said) for line in explanation.base))),
        (NOTES, tuple(line.say(said) for line in explanation.notes)),
        (SOURCES, explanation.sources),
    )
    title = f"{result.title.say(said)}{'：' if said.startswith('zh') else ': '}{HOW.say(said)}"
    return Explained(title, tuple((name.say(said), lines) for name, lines in parts if lines))


def base_text(result: Result) -> str | None:
    """Return the table's base as `n = 587` or `n = 560–587`; None where no row has one."""
    bases = [int(n) for n in (row.get("n") for row in result.rows) if isinstance(n, (int, float))]
    if not bases:
        return None
    low, high = written(min(bases), "count"), written(max(bases), "count")
    return f"n = {low}" if low == high else f"n = {low}–{high}"


def _bases(result: Result) -> tuple[str, ...]:
    said = base_text(result)
    return (said,) if said else ()


def _noted(shown: LaidOut, noted: bool) -> list[str]:
    notes = [*shown.footnotes, *(shown.notes if noted else ())]
    return ["", *notes] if notes else []


def _line(texts: tuple[str, ...] | list[str], widths: list[int], shown: LaidOut) -> str:
    aligned = [
        wcwidth.rjust(text, width) if is_figure else wcwidth.ljust(text, width)
        for text, width, is_figure in zip(texts, widths, shown.is_figure, strict=True)
    ]
    return "  ".join(aligned)
