"""What `satindex check` says of an instrument and of its respondents, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.analysis import verdict
from satindex.analysis.instrument import Ends, Instrument, instrument
from satindex.analysis.parts import careless, soundness
from satindex.language import Words
from satindex.measures.scores import Scores
from satindex.responses.careless import ENOUGH
from satindex.results.columns import written

NO_ENDS = Ends(None, None)


def remarks(scores: Scores) -> Iterator[Words]:
    """Yield the verdict on the instrument, the items that look suspicious, and how many answers look careless."""
    found = instrument(scores)
    if found is not None:
        yield soundness.TITLE
        for one in verdict.findings(found, scores.survey.items, soundness.labels(scores, found)):
            yield Words(
                f"  {one.question.en} {one.verdict.en}. {one.finding.en}",
                f"  {one.question.zh}{one.verdict.zh}。{one.finding.zh}",
            )
        yield from _suspicious(found)
    yield from _careless(scores)


def _suspicious(found: Instrument) -> Iterator[Words]:
    for one in found.sets:
        for at, item in enumerate(one.of.items):
            remark = verdict.of_item(one, at, NO_ENDS)
            if remark is not None:
                yield Words(f"  {item} ({one.of.name}): {remark.en}", f"  {item}（{one.of.name}）：{remark.zh}")


def _careless(scores: Scores) -> Iterator[Words]:
    part = careless.part(scores)
    if part is None:
        return
    yield careless.TITLE
    labels = part.tables[careless.NAME].labels
    for row in part.tables[careless.NAME].rows:
        name, flagged, n = str(row["index"]), row["flagged"], row["n"]
        if flagged is not None and (flagged or name == ENOUGH):
            shown = f"{written(flagged, 'count')} / {written(n, 'count')}"
            yield Words(f"  {labels[name].en}: {shown}", f"  {labels[name].zh}：{shown}")
