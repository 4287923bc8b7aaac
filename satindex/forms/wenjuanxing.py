"""The questionnaire as text to paste into 问卷星 (Wenjuanxing): its import by text, in one language.

Title and introduction stand first; a question is `1. 题干[单选题]` with its answers below, a line each, then a
blank line. A matrix has its columns in the first line, parted by blanks, and its rows below; `（选填）` marks
what may stay empty. This is what the site's own page script and its programmers' interface read (单选题,
多选题, 填空题, 量表题, 矩阵量表题, 矩阵单选题, 比重题). Not sure, and to be looked at after the import: that a
no-break space keeps the words of a column together on every way of importing (only the plain blank and the tab
are known to part columns); that `0~10` is taken for the points of a scale where the older page script asks for
a line each; that `（选填）` is understood there. Routing can't be written in such a text.

The site numbers questions by their order: those that the definition numbers come first, so that its export (answers as
text) is read by the same definition.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from satindex.forms.questions.questionnaire import Block, Choice, Question, Questionnaire
from satindex.forms.questions.wording import said, without_number
from satindex.language import Words

SUFFIXES = (".txt",)
OPTIONAL = "（选填）"
TOGETHER = "\u00a0"
ID, DURATION = "序号", "所用时间"
TYPES = {"choice": "单选题", "multi": "多选题", "scale": "量表题"}


def write(form: Questionnaire, path: Path) -> None:
    """Write the text to `path`."""
    path.write_text(text(form), encoding="utf-8", newline="\n")


def text(form: Questionnaire) -> str:
    """Return the whole text; of two languages it is in the survey's own."""
    parts = [_line(said(form.title, form.language)), _line(said(form.introduction, form.language))]
    parts += ["\n".join(_block(number, block, form)) for number, block in enumerate(ordered(form), start=1)]
    return "\n\n".join(part for part in parts if part) + "\n"


def ordered(form: Questionnaire) -> tuple[Block, ...]:
    """Return the questions in the order of the text: numbered ones by their number, the others after them."""
    last = len(form.blocks) + 10_000
    return tuple(sorted(form.blocks, key=lambda block: int(block.platform_number or last)))


def remarks(form: Questionnaire) -> Iterator[Words]:
    """Yield what the export of such a form will not have as the definition expects it."""
    if len(form.languages) > 1:
        yield Words(
            "问卷星's text has one language: the survey's own is written (--language en for English).",
            "问卷星导入文本只有一种语言：已写入问卷本身的语言（英文请用 --language en）。",
        )
    for number, block in enumerate(ordered(form), start=1):
        if block.platform_number != str(number):
            name, heading = block.first.name, f"{number}、{_title(block, form)}"
            yield Words(
                f"{name} will be question {number}, headed '{heading}': the definition says otherwise.",
                f"{name} 将是第 {number} 题，列名为“{heading}”：与定义不符。",
            )
        if block.kind == "options":
            yield Words(
                f"question {number} is exported with all answers in one cell: make it an item with scale: multi.",
                f"第 {number} 题导出时各选项在同一单元格：请改为 scale: multi 的题项。",
            )
        if block.asked or any(question.asked for question in block.questions):
            yield Words(
                f"question {number} is not asked of everyone: set that up by hand.",
                f"第 {number} 题并非人人作答：请手动设置跳题逻辑。",
            )
    for column, own in ((form.id, ID), (form.duration, DURATION)):
        if column and column != own:
            yield Words(
                f"问卷星 calls '{column}' {own}: the definition has to.", f"问卷星中“{column}”名为{own}：定义须一致。"
            )


def _block(number: int, block: Block, form: Questionnaire) -> Iterator[str]:
    first, optional = block.first, "" if block.required and not _drops_missing(block) else OPTIONAL
    yield f"{number}. {_title(block, form)}[{_type(block)}]{optional}"
    if block.kind == "options":
        yield from (_line(said(question.texts, form.language)) for question in block.questions)
    elif block.kind == "matrix":
        if first.choices:
            yield " ".join(TOGETHER.join(_called(choice, form).split()) for choice in first.choices)
        yield from (_line(said(question.texts, form.language)) for question in block.questions)
    elif _is_numbered(first):
        yield f"{first.points[0].value}~{first.points[-1].value}"
    else:
        yield from (_called(choice, form) for choice in first.choices)


def _is_numbered(question: Question) -> bool:
    """Tell whether a scale's points are numbers alone."""
    return question.kind == "scale" and not any(choice.texts for choice in question.points)


def _drops_missing(block: Block) -> bool:
    """Tell whether a missing code can't be chosen: a scale of numbers has none, so it may stay empty."""
    return block.kind == "single" and _is_numbered(block.first) and bool(block.first.missing)


def _type(block: Block) -> str:
    """Return a question's type; labelled points with a missing code beside them are no scale of the site's."""
    first = block.first
    if block.kind == "options":
        return "多选题"
    if block.kind == "matrix":
        return "比重题" if block.total else "矩阵单选题" if first.missing or first.kind != "scale" else "矩阵量表题"
    if first.kind == "scale" and first.missing and not _is_numbered(first):
        return "单选题"
    return TYPES.get(first.kind, "填空题")


def _title(block: Block, form: Questionnaire) -> str:
    if block.kind != "single":
        return _line(said(block.stem, form.language))
    return _line(_asked(block.first, form))


def _asked(question: Question, form: Questionnaire) -> str:
    """Return what is asked: the heading that the definition itself names, so that the export has it."""
    return without_number(question.column) if question.is_declared else said(question.texts, form.language)


def _called(choice: Choice, form: Questionnaire) -> str:
    """Return an answer as it is stored where it is worded so in the survey's language, else as it is called."""
    return _line(said(choice.texts, form.language) or choice.value)


def _line(text: str) -> str:
    """Return a text as one line without the brackets that would name a type."""
    return " ".join(text.replace("[", "［").replace("]", "］").split())
