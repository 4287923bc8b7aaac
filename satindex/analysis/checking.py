"""What `satindex check` says of an instrument and of its respondents, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.analysis import verdict
from satindex.analysis.instrument import Ends, Instrument, instrument
from satindex.analysis.parts import careless, soundness
from satindex.language import Words
from satindex.measures.scores import Scores

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
    table = part.tables[careless.NAME]
    flagged = [row for row in table.rows if row["flagged"]]
    for row in flagged:
        said, shown = table.labels[str(row["index"])], f"{row['flagged']} / {row['n']}"
        yield Words(f"  {said.en}: {shown}", f"  {said.zh}：{shown}")
    if not flagged:
        yield Words("  nobody shows a sign", "  没有受访者出现迹象")
