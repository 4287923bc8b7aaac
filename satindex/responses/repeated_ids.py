"""What a reader of the audit is told about respondents' ids that stand more than once."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.frames.batches import Frame
from satindex.frames.differing import all_differ
from satindex.frames.passes import Answered
from satindex.frames.repeated import repeated
from satindex.language import Words
from satindex.responses.responses import about
from satindex.survey.model import Respondent


def repeated_ids(
    frame: Frame, person: Respondent, written: Frame, column: str | None, answered: Answered | None = None
) -> Iterator[Words]:
    """Say how many ids stand more than once, in one wave where there are waves.

    It is the same person twice, or files that number their respondents alike: nothing is set aside for it. `column` of
    the export as `written` holds the ids: that they all differ is told much faster there than among texts; `answered`
    is what is known of its rows.
    """
    if person.id is None or (column is not None and all_differ(written, column, answered)):
        return
    found = repeated(frame, [about(person.id), *([about(person.wave.column)] if person.wave else [])])
    if not found.names:
        return
    where = Words(" in one wave", "（同一波次内）") if person.wave else Words("", "")
    about_so = Words("", "")
    if found.of > 1:
        about_so = Words(f" (estimated from one of {found.of} ids)", f"（由每 {found.of} 个编号中的一个估计）")
    yield Words(
        f"ids of '{person.id}' that stand more than once{where.en}: {found.names}, in {found.rows} rows{about_so.en}; "
        "each row counts as a respondent of its own",
        f"“{person.id}”中有 {found.names} 个编号出现多次{where.zh}（共 {found.rows} 行）{about_so.zh}："
        "每行均按一名受访者计",
    )
