"""The report as a LaTeX document: tables of booktabs, how each was computed, the methods and the audit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from satindex.analysis.analysis import Analysis
from satindex.report.paper.document import Document, Told, document
from satindex.results.latex import PACKAGES, inert, table_of
from satindex.results.writing import write_text

SUFFIXES = (".tex",)
_CLASS: Final = {"zh": r"\documentclass[UTF8]{ctexart}", "en": r"\documentclass{article}"}


def write(analysis: Analysis, path: Path, language: str) -> None:
    """Write the document to `path`; XeLaTeX or LuaLaTeX sets it, Chinese with the class ctexart."""
    text = "\n".join(_lines(document(analysis, language)))
    write_text(path, text)


def _lines(said: Document) -> Iterator[str]:
    chinese = said.language.startswith("zh")
    yield _CLASS["zh" if chinese else "en"]
    yield r"\usepackage[a4paper,margin=2cm]{geometry}"
    # Answers and names may be Chinese in an English report too.
    yield "" if chinese else r"\usepackage{fontspec}\usepackage{xeCJK}"
    yield from (rf"\usepackage{{{name}}}" for name in PACKAGES)
    yield rf"\title{{{inert(said.title)}}}\date{{}}"
    yield r"\begin{document}\maketitle"
    yield from _points([f"{inert(heading)}: {inert(value)}" for heading, value in said.facts])
    yield from _points([_headline(one.title, one.figure, one.interval, one.base, one.reason) for one in said.headlines])
    for chapter in said.chapters:
        yield rf"\section{{{inert(chapter.title)}}}"
        yield from (f"{inert(line)}\n" for line in chapter.note)
        for told in chapter.tables:
            yield from _table(told)
    yield rf"\section{{{inert(said.methods_title)}}}"
    yield from (f"{inert(line)}\n" for line in said.methods)
    yield rf"\section{{{inert(said.audit_title)}}}"
    yield table_of(said.audit)
    yield from _points([inert(note) for note in said.audit_notes])
    yield r"\end{document}"
    yield ""


def _headline(title: str, figure: str, interval: str, base: str, reason: str) -> str:
    said = rf"\textbf{{{inert(figure)}}} {inert(interval)}" if not reason else inert(reason)
    return f"{inert(title)}: {said} ({inert(base)})"


def _points(lines: list[str]) -> Iterator[str]:
    if lines:
        yield r"\begin{itemize}"
        yield from (rf"\item {line}" for line in lines)
        yield r"\end{itemize}"


def _table(told: Told) -> Iterator[str]:
    yield table_of(told.noted)
    for heading, sentences in told.parts:
        yield rf"\noindent\emph{{{inert(heading)}}}: {' '.join(map(inert, sentences))}\par"
