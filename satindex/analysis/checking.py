"""What `satindex check` says of an instrument and of its respondents: findings in words, then the figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from satindex.analysis import verdict
from satindex.analysis.instrument import instrument
from satindex.analysis.parts import careless, soundness
from satindex.language import Words, reader_language
from satindex.measures.scores import Scores
from satindex.results.result import Result
from satindex.results.words import as_text


def remarks(scores: Scores) -> Iterator[str]:
    """Yield the verdict on the instrument with its tables, and how many answers look careless."""
    yield from _soundness(scores)
    yield from _careless(scores)


def _soundness(scores: Scores) -> Iterator[str]:
    found = instrument(scores)
    if found is None:
        return
    yield str(soundness.TITLE)
    for one in verdict.findings(found, scores.survey.items, soundness.labels(scores, found)):
        yield Words(
            f"  {one.question.en} {one.verdict.en}. {one.finding.en}",
            f"  {one.question.zh}{one.verdict.zh}。{one.finding.zh}",
        ).say()
    for name, table in soundness.tables(scores, found).items():
        if name != soundness.VERDICT:
            yield "\n" + as_text(_by_name(table, scores), reader_language(), noted=False)


def _by_name(table: Result, scores: Scores) -> Result:
    """Return a table whose items go by their names: whole questions are too wide for a terminal."""
    words = {name: said for name, said in table.labels.items() if name not in scores.survey.items}
    return replace(table, labels=words)


def _careless(scores: Scores) -> Iterator[str]:
    part = careless.part(scores)
    if part is None:
        return
    for table in part.tables.values():
        yield "\n" + as_text(table, reader_language(), noted=False)
    if not any(row["flagged"] for row in part.tables[careless.NAME].rows):
        yield Words("  nobody shows a sign", "  没有受访者出现迹象").say()
