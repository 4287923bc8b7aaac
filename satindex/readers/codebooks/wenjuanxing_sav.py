"""The same answers exported for SPSS by 问卷星 (Wenjuanxing): value labels describe an export as text or numbers."""

from __future__ import annotations

from collections.abc import Mapping

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.export import Codebook, Export
from satindex.readers.opening.platform_export import PlatformExport, described
from satindex.readers.platforms.wenjuanxing import Layout, is_of_platform, layout_of
from satindex.readers.platforms.wenjuanxing_forms import (
    MISSING,
    Form,
    as_code,
    is_filled,
    options_of,
)
from satindex.readers.platforms.wenjuanxing_sav import is_labelled, questions_of

WHAT = Words(
    "for answers exported by Wenjuanxing as text or numbers, the same answers exported for SPSS (.sav)",
    "问卷星按文本或序号导出的答卷可用同一批答卷的 SPSS 导出（.sav）",
)


def pairs(told: Export, export: Export) -> bool:
    """Tell whether the first is an export for SPSS and the second one as text or numbers."""
    return is_labelled(told) and is_of_platform(export)


def described_by(told: Export, export: Export) -> Export:
    """Return the export with the labels and texts that the SPSS file has for the same questions.

    Raises DataError where no answer is in common, or an answer in common is another one.
    """
    assert isinstance(export, PlatformExport)  # noqa: S101 - as `pairs` says
    layout, theirs = layout_of(export.table), questions_of(told.columns)
    pairs_of = {
        name: other
        for question in layout.questions
        if len(question.columns) == len(theirs.get(question.number, ()))
        for name, other in zip(question.names, theirs[question.number], strict=True)
    }
    labels = {
        name: told.codebook.value_labels[other]
        for name, other in pairs_of.items()
        if other in told.codebook.value_labels and other not in told.codebook.options
    }
    _check(export, layout, told, {name: pairs_of[name] for name in labels}, labels)
    text = layout.form is Form.TEXT
    given = {name: {label: label for label in one.values()} if text else one for name, one in labels.items()}
    options = {question.number for question in layout.questions if options_of(question) is not None}
    questions = {
        name: told.codebook.questions[other]
        for question in layout.questions
        for name, other in pairs_of.items()
        if name in question.names and (len(question.columns) > 1 or question.number in options)
    }
    return described(export, Codebook(questions=questions, value_labels=given))


def _check(
    export: Export, layout: Layout, told: Export, columns: Mapping[str, str], labels: Mapping[str, Mapping[str, str]]
) -> None:
    """Refuse files of which an answer sheet in common says other things."""
    mine = _rows(export, layout.id, list(columns))
    others = _rows(told, "index", list(columns.values()))
    common = [number for number in mine if number in others]
    if not common:
        raise DataError(
            Words(
                f"{told.source} and {export.source} have no answer in common by 'index' and '{layout.id}'. "
                "Export both of the same survey.",
                f"{told.source} 与 {export.source} 没有相同的答卷（index 与“{layout.id}”）。请导出同一问卷的两种格式。",
            )
        )
    for at, name in enumerate(columns):
        for number in common:
            here, there = mine[number][at], others[number][at]
            if MISSING.isdisjoint((here, there)) and here and there and here not in (there, labels[name].get(there)):
                raise _another(export.source, told.source, name, number)


def _rows(export: Export, numbered_by: str, columns: list[str]) -> dict[str, tuple[str, ...]]:
    frame = export.read([numbered_by, *columns]).lazy().collect()
    return {
        as_code(number): tuple(as_code(cell) if is_filled(cell) else "" for cell in cells)
        for number, *cells in frame.rows()
        if is_filled(number)
    }


def _another(source: str, told: str, name: str, number: str) -> DataError:
    return DataError(
        Words(
            f"question '{name}': answer sheet {number} says one thing in {source} and another in {told}. They are "
            "not the same answers: export both anew, of the same survey.",
            f"问题“{name}”：第 {number} 号答卷在 {source} 与 {told} 中的回答不同。两份文件不是同一批答卷，请重新导出。",
        )
    )
