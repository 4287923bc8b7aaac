"""What a reader of the audit is told about respondents' ids that stand more than once."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from satindex.frames.batches import Frame, all_differ
from satindex.language import Words
from satindex.responses.responses import about
from satindex.survey.model import Respondent


def repeated_ids(frame: Frame, person: Respondent, written: Frame, column: str | None) -> Iterator[Words]:
    """Say how many ids stand more than once, in one wave where there are waves.

    It is the same person twice, or files that number their respondents alike: nothing is set aside for it. `column` of
    the export as `written` holds the ids: that they all differ is told much faster there than among texts.
    """
    if person.id is None or (column is not None and all_differ(written, column)):
        return
    names = [about(person.id), *([about(person.wave.column)] if person.wave else [])]
    ids = frame.select(names).filter(~nw.col(names[0]).is_null())
    counted = ids.group_by(names).agg(nw.len().alias("?times")).filter(nw.col("?times") > 1)
    repeated = counted.lazy().collect("polars")
    if not len(repeated):
        return
    rows = int(repeated["?times"].sum())
    where = Words(" in one wave", "（同一波次内）") if person.wave else Words("", "")
    yield Words(
        f"ids of '{person.id}' that stand more than once{where.en}: {len(repeated)}, in {rows} rows; each row counts "
        "as a respondent of its own",
        f"“{person.id}”中有 {len(repeated)} 个编号出现多次{where.zh}（共 {rows} 行）：每行均按一名受访者计",
    )
