"""The questionnaire to be printed and filled in by hand: a Word file with matrices as tables and circles to mark."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from satindex.errors import MissingExtraError
from satindex.forms.questions.questionnaire import Block, Choice, Question, Questionnaire
from satindex.forms.questions.wording import said
from satindex.language import Words
from satindex.results.inert import inert
from satindex.survey.model import Titles

if TYPE_CHECKING:
    from docx.document import Document

SUFFIXES = (".docx",)
CIRCLE, BOX = "○", "□"
LATIN, CHINESE = "Arial", "SimSun"
GREY, LINE = "595959", "A6A6A6"
MARGIN_CM, WIDTH_CM, ROWS_CM = 2.0, 17.0, 6.6
NEEDED = Words("A Word file", "生成 Word 文件")
HOW = Words(
    "Mark one circle per question (●), or any number of boxes. * please answer.",
    "每题选一个圆圈（涂黑 ●），方框可多选。* 为必答题。",
)
NUMBER = Words("No.", "编号")
ONLY = Words("Only for: ", "仅限：")
TOTAL = Words("together", "合计")
_AFTER_BORDERS = ("w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption", "w:tblDescription")
"""What stands after a table's borders in its properties, in the order of the schema (ECMA-376, part 1, 17.4.59)."""


def write(form: Questionnaire, path: Path) -> None:
    """Write the file to `path`; raises MissingExtraError where python-docx is not installed."""
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError("python-docx", "forms", NEEDED) from error
    document = docx.Document()
    _set_up(document, form)
    add_questions(document, form)
    document.save(str(path))


def add_questions(document: Document, form: Questionnaire) -> None:
    """Write a questionnaire at the end of a document, as a report has it in its appendix."""
    _opening(document, form)
    for block in form.blocks:
        _block(document, block, form)
    if form.thanks:
        _lines(document.add_paragraph(), form.thanks, form)


def remarks(form: Questionnaire) -> Iterable[Words]:
    """Return what the file can't hold: nothing."""
    return ()


def _set_up(document: Document, form: Questionnaire) -> None:
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(10.5)
    style.paragraph_format.space_after = Pt(3)
    _east_asian(style.element.get_or_add_rPr())
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    header.text = " · ".join(dict.fromkeys(inert(said(form.title, language)) for language in form.languages))
    footer.text = f"{_words(NUMBER, form)}: ____________    "
    _page_number(footer)
    document.core_properties.title = inert(said(form.title, form.language))[:255]
    document.core_properties.author = ""


def _east_asian(properties: Any) -> None:
    """Name the font of Chinese, and that it is simplified: without it Word takes whatever its own language has."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi"):
        fonts.set(qn(kind), LATIN)
    fonts.set(qn("w:eastAsia"), CHINESE)
    spoken = properties.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        properties.append(spoken)
    spoken.set(qn("w:val"), "en-GB")
    spoken.set(qn("w:eastAsia"), "zh-CN")


def _page_number(paragraph: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _opening(document: Document, form: Questionnaire) -> None:
    from docx.shared import Pt

    for at, text in enumerate(_texts(form.title, form)):
        run = document.add_paragraph().add_run(text)
        run.bold, run.font.size = True, Pt(16 if at == 0 else 12)
    if form.introduction:
        _lines(document.add_paragraph(), form.introduction, form)
    _lines(document.add_paragraph(), {"en": HOW.en, "zh": HOW.zh}, form, grey=True)
    if form.consent:
        paragraph = document.add_paragraph(f"{BOX} ")
        _lines(paragraph, form.consent, form)


def _block(document: Document, block: Block, form: Questionnaire) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(10), True
    paragraph.add_run(f"{block.number}. ").bold = True
    asked = block.stem if block.kind != "single" else block.first.texts
    _lines(paragraph, asked, form, bold=True, more=" *" if block.required else "")
    if block.asked:
        _lines(document.add_paragraph(), _condition(block, form), form, grey=True)
    if block.kind == "matrix":
        _matrix(document, block, form)
    elif block.kind == "options":
        _marks(document, [(question.texts, BOX) for question in block.questions], form)
    else:
        _single(document, block.first, form)


def _condition(block: Block, form: Questionnaire) -> Titles:
    """Return to whom a question goes: which answer to which question."""
    assert block.asked is not None  # noqa: S101 -- asked for only where it is there
    values, name = block.asked.values, block.asked.name
    number = next(one.number for one in form.blocks if any(question.name == name for question in one.questions))
    chosen = [choice for choice in form.question(name).choices if choice.value in values]
    return {
        language: f"{ONLY.say(language)}{number} = {' / '.join(_called(choice, language) for choice in chosen)}"
        for language in form.languages
    }


def _single(document: Document, question: Question, form: Questionnaire) -> None:
    if question.kind == "scale" and not all(choice.texts for choice in question.points):
        _row_of_points(document, question, form)
    elif question.choices:
        sign = BOX if question.kind == "multi" else CIRCLE
        _marks(document, [(choice.texts or {"": choice.value}, sign) for choice in question.choices], form)
    else:
        lines = 3 if question.kind == "text" else 1
        for _ in range(lines):
            document.add_paragraph("_" * (72 if question.kind == "text" else 20))


def _row_of_points(document: Document, question: Question, form: Questionnaire) -> None:
    """Lay the points of a scale out as a table of two rows: the numbers with the ends' words, and circles."""
    table = document.add_table(rows=2, cols=len(question.choices))
    for at, choice in enumerate(question.choices):
        _head(table.cell(0, at), choice, form)
        _centred(table.cell(1, at), CIRCLE)
    _bordered(table)


def _matrix(document: Document, block: Block, form: Questionnaire) -> None:
    from docx.shared import Cm
    from docx.text.paragraph import Paragraph

    choices = block.first.choices
    columns = len(choices) or 1
    table = document.add_table(rows=1 if choices else 0, cols=columns + 1)
    table.autofit = False
    for at, choice in enumerate(choices, start=1):
        _head(table.cell(0, at), choice, form)
    blank = table.add_row()
    for cell in blank.cells[1:]:
        _centred(cell, CIRCLE if choices else "________")
    _row_property(blank, "cantSplit")
    widths = [Cm(ROWS_CM), *[Cm((WIDTH_CM - ROWS_CM) / columns)] * columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    # A copied row costs a tenth of one that is built anew.
    for question in block.questions:
        row = deepcopy(blank._tr)
        blank._tr.addprevious(row)
        _lines(Paragraph(row.tc_lst[0].p_lst[0], table), question.texts, form)
    blank._tr.getparent().remove(blank._tr)
    if choices:
        _row_property(table.rows[0], "tblHeader")
    _bordered(table)
    if block.total is not None:
        document.add_paragraph(f"{_words(TOTAL, form)}: {block.total:g}")


def _head(cell: Any, choice: Choice, form: Questionnaire) -> None:
    from docx.shared import Pt

    number = choice.value if choice.value.lstrip("-").isdecimal() and not choice.is_missing else ""
    words = list(dict.fromkeys(inert(said(choice.texts, language)) for language in form.languages))
    _centred(cell, "\n".join(text for text in (number, *words) if text) or inert(choice.value))
    for run in cell.paragraphs[0].runs:
        run.font.size = Pt(7)


def _marks(document: Document, answers: Iterable[tuple[Titles, str]], form: Questionnaire) -> None:
    from docx.shared import Cm, Pt

    for texts, sign in answers:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.space_after = Cm(0.6), Pt(1)
        paragraph.add_run(f"{sign} {' · '.join(_texts(texts, form))}")


def _lines(
    paragraph: Any, texts: Titles, form: Questionnaire, *, bold: bool = False, grey: bool = False, more: str = ""
) -> None:
    """Write a text in every language of the form, a line each; those after the first are smaller."""
    from docx.shared import Pt, RGBColor

    for at, text in enumerate(_texts(texts, form)):
        run = paragraph.add_run(text + (more if at == 0 else ""))
        run.bold = bold and at == 0
        if at:
            run.font.size = Pt(9)
        if at or grey:
            run.font.color.rgb = RGBColor.from_string(GREY)
        if at + 1 < len(_texts(texts, form)):
            run.add_break()


def _texts(texts: Titles, form: Questionnaire) -> list[str]:
    return list(dict.fromkeys(inert(said(texts, language)) for language in form.languages))


def _words(words: Words, form: Questionnaire) -> str:
    return " ".join(words.say(language) for language in form.languages)


def _called(choice: Choice, language: str) -> str:
    return inert(said(choice.texts, language) or choice.value)


def _centred(cell: Any, text: str) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    cell.text = text
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _bordered(table: Any) -> None:
    """Draw a thin line under every row, and leave little room beside the words."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.insert_element_before(borders, "w:shd", *_AFTER_BORDERS)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        room = OxmlElement(f"w:{side}")
        room.set(qn("w:w"), "40")
        room.set(qn("w:type"), "dxa")
        margins.append(room)
    table._tbl.tblPr.insert_element_before(margins, *_AFTER_BORDERS[2:])


def _row_property(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))
