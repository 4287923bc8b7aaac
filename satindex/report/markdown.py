"""The report as Markdown: every table for a paper, how it was computed, the methods and the audit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from satindex.analysis.analysis import Analysis
from satindex.report.paper.document import Document, Told, document
from satindex.results.markdown import inert, table_of
from satindex.results.writing import write_text

SUFFIXES = (".md",)


def write(analysis: Analysis, path: Path, language: str) -> None:
    """Write the document to `path`."""
    text = "\n".join(_lines(document(analysis, language)))
    write_text(path, text)


def _lines(said: Document) -> Iterator[str]:
    yield f"# {inert(said.title)}\n"
    for heading, value in said.facts:
        yield f"- **{inert(heading)}**: {inert(value)}"
    yield ""
    for one in said.headlines:
        figure = f"**{inert(one.figure)}** {inert(one.interval)}" if not one.reason else inert(one.reason)
        yield f"- {inert(one.title)}: {figure} ({inert(one.base)}; {inert(one.unit)})"
    yield ""
    for chapter in said.chapters:
        yield f"## {inert(chapter.title)}\n"
        yield from (f"{inert(line)}\n" for line in chapter.note)
        for told in chapter.tables:
            yield from _table(told)
    yield f"## {inert(said.methods_title)}\n"
    yield from (f"{inert(line)}\n" for line in said.methods)
    yield f"## {inert(said.audit_title)}\n"
    yield table_of(said.audit)
    yield from (f"- {inert(note)}" for note in said.audit_notes)


def _table(told: Told) -> Iterator[str]:
    yield table_of(told.noted)
    for heading, sentences in told.parts:
        yield f"*{inert(heading)}*: {' '.join(map(inert, sentences))}\n"
