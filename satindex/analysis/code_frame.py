"""A code frame made by hand and read back: which codes someone gave each respondent's open answer."""

from __future__ import annotations

from pathlib import Path

import narwhals as nw

from satindex.errors import DataError, SatindexError, did_you_mean
from satindex.frames.batches import Frame
from satindex.language import Words
from satindex.readers import open_export
from satindex.responses.folding import as_text, is_blank
from satindex.responses.multi import parts
from satindex.survey.model import CodeFile, Survey


def read_codes(of: CodeFile, survey: Survey) -> dict[str, tuple[str, ...]]:
    """Return the codes of each respondent's id; several rows or several codes in a cell count together.

    Raises DataError where the file can't be read, lacks a column, or the survey has no id to find respondents by.
    """
    if survey.respondent.id is None:
        raise DataError(
            Words("codes are found by id: declare respondent: id.", "编码按编号对应：请声明 respondent: id。")
        )
    path = Path(survey.file).parent / of.file
    try:
        export = open_export(path)
    except (OSError, SatindexError) as error:
        said = error.words if isinstance(error, DataError) else Words(str(error), str(error))
        raise DataError(Words(f"{of.file}: {said.en}", f"{of.file}：{said.zh}")) from error
    for column in (of.id, of.code):
        if column not in export.columns:
            hint = did_you_mean(column, export.columns)
            what = Words(f"{of.file} has no column '{column}'.", f"{of.file} 中没有列“{column}”。")
            raise DataError(
                Words(f"{what.en} {hint.en if hint else ''}".rstrip(), f"{what.zh}{hint.zh if hint else ''}")
            )
    return _by_id(export.read([of.id, of.code]), of)


def _by_id(frame: Frame, of: CodeFile) -> dict[str, tuple[str, ...]]:
    eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    codes: dict[str, tuple[str, ...]] = {}
    for person, code in zip(eager[of.id].to_list(), eager[of.code].to_list(), strict=True):
        if not is_blank(person) and not is_blank(code):
            key = as_text(person).strip()
            codes[key] = tuple(dict.fromkeys((*codes.get(key, ()), *parts(as_text(code)))))
    return codes
