"""A Word document as it is filled: headings, captions that number themselves, tables, charts, the contents field."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Emu, Pt, RGBColor

from satindex.report.office.chart_xml import drawing_of
from satindex.report.office.fitting import narrowed
from satindex.report.office.native import Native
from satindex.report.office.pictures import Picture
from satindex.report.office.template import opened
from satindex.report.office.word_table import table_of
from satindex.report.office.word_xml import add_chart, add_field, set_fonts, set_language, small_paragraph
from satindex.report.office.words import FIGURE, TABLE
from satindex.report.page.texts import TEXTS
from satindex.results.inert import inert
from satindex.results.layout import LaidOut, shortened

LATIN: Final = "Arial"
PLAIN: Final = "Normal"
BODY, HEADS = "SimSun", "SimHei"
MARGIN_CM: Final = 2.2
MOST_ROWS: Final = 400
EMU_TO_TWIPS: Final = 635
LETTER_TWIPS: Final = 90
"""Width of a letter of a table's type."""

CHART_SIZE: Final = 9.0
PIXEL: Final = 9525
"""A pixel of the screen in English Metric Units."""

ROW_CM, LEAST_CM, MOST_CM = 0.72, 5.0, 17.0
SMALL: Final = 8.5
GREY: Final = "595959"


class WordDocument:
    """A document with the template's styles, or our own where none is given."""

    def __init__(self, template: Path | None, language: str) -> None:
        self.document: Any = opened(template, docx.Document)
        self.language = language
        self.chinese = language.startswith("zh")
        self.colon = "：" if self.chinese else ": "
        self.counts = {"table": 0, "figure": 0}
        if template is None:
            self._style()
        self.styles = {style.name: style.style_id for style in self.document.styles}

    def _style(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
        styles = self.document.styles
        normal = styles[PLAIN]
        normal.font.size = Pt(10.5)
        normal.paragraph_format.space_after = Pt(6)
        set_fonts(normal.element.get_or_add_rPr(), LATIN, BODY)
        set_language(normal.element.get_or_add_rPr(), self.chinese)
        for name, size in (("Title", 22), ("Heading 1", 16), ("Heading 2", 12.5), ("Caption", 9.5)):
            style = styles[name]
            set_fonts(style.element.get_or_add_rPr(), LATIN, HEADS)
            style.font.size, style.font.color.rgb = Pt(size), RGBColor(0, 0, 0)
        styles["Caption"].paragraph_format.space_before = Pt(8)
        styles["Caption"].paragraph_format.space_after = Pt(3)
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_field(footer, "PAGE", "1")

    @property
    def width(self) -> int:
        """The width of the text in English Metric Units."""
        section = self.document.sections[-1]
        return int(section.page_width - section.left_margin - section.right_margin)

    def title(self, text: str) -> None:
        """Write the document's title, and keep it in the file's properties."""
        self._paragraph(text, "Title")
        properties = self.document.core_properties
        properties.title, properties.author = inert(text)[:255], ""
        properties.language = "zh-CN" if self.chinese else "en-GB"

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        """Write a heading."""
        paragraph = self._paragraph(text, f"Heading {level}")
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.page_break_before = new_page or None

    def text(self, text: str, *, lead: str = "") -> None:
        """Write a paragraph, `lead` in bold before it."""
        paragraph = self._paragraph("", PLAIN)
        if lead:
            paragraph.add_run(inert(lead)).bold = True
        paragraph.add_run(inert(text))

    def small(self, text: str) -> None:
        """Write a line of what stands below a table or a figure, in small grey type."""
        self.document.element.body._insert_p(small_paragraph(text, SMALL, GREY))

    def contents(self, entries: Iterable[str]) -> None:
        """Write the contents as a field: the chapters' names until Word puts in all headings with their pages."""
        self._paragraph(TEXTS["contents"].say(self.language), PLAIN).runs[0].bold = True
        add_field(self._paragraph("", PLAIN), 'TOC \\o "1-2" \\h \\z \\u', "\n".join(map(inert, entries)), dirty=True)

    def table(self, shown: LaidOut, notes: Iterable[str] = ()) -> None:
        """Write a table under its numbered caption, its notes below it."""
        room = self.width // EMU_TO_TWIPS
        said = shortened(shown, MOST_ROWS, TEXTS["rows_left"].say(self.language))
        said = narrowed(said, room // LETTER_TWIPS, self.language)
        self._caption(TABLE.say(self.language), "table", shown.title, before=True)
        self.document.element.body._insert_tbl(table_of(said, room))
        for note in (*said.footnotes, *said.notes, *notes, ""):
            self.small(note)

    def chart(self, drawn: Native, number: int) -> None:
        """Put a chart between paragraphs, its numbered caption and its base below it."""
        rows = len(drawn.categories) if drawn.kind in ("bars", "stacked") else 12
        extra = 2.4 if drawn.kind == "stacked" else 1.4
        height = Cm(min(max(ROW_CM * rows + extra, LEAST_CM if rows > 1 else 3.4), MOST_CM))
        paragraph = self._paragraph("", PLAIN)
        paragraph.paragraph_format.keep_with_next = True
        size = (self.width, int(Emu(height)))
        add_chart(self.document, paragraph, drawing_of(drawn, self.language, CHART_SIZE), number, size, drawn.said)
        self._caption(FIGURE.say(self.language), "figure", drawn.title, before=False)
        if drawn.notes:
            self.small(" · ".join(drawn.notes))

    def picture(self, drawn: Picture) -> None:
        """Put a picture between paragraphs, its numbered caption below it; a line says why where it can't be drawn."""
        if not drawn.png:
            self.small(drawn.why)
            return
        paragraph = self._paragraph("", PLAIN)
        paragraph.paragraph_format.keep_with_next = True
        width = min(self.width, Emu(drawn.width * PIXEL))
        shape = paragraph.add_run().add_picture(io.BytesIO(drawn.png), width=width)
        shape._inline.docPr.set("descr", inert(drawn.said))
        self._caption(FIGURE.say(self.language), "figure", drawn.title, before=False)

    def _caption(self, word: str, kind: str, text: str, *, before: bool) -> None:
        self.counts[kind] += 1
        paragraph = self._paragraph("", "Caption")
        paragraph.paragraph_format.keep_with_next = before or None
        paragraph.add_run(f"{word} ")
        add_field(paragraph, f"SEQ {word} \\* ARABIC", str(self.counts[kind]))
        paragraph.add_run(f"  {inert(text)}")

    def _paragraph(self, text: str, style: str) -> Any:
        """Add a paragraph; where a template has no style of that name, in its plain one."""
        # Looking a style up by its name for each paragraph would take most of the time.
        paragraph = self.document.add_paragraph(inert(text))
        if style != PLAIN and style in self.styles:
            paragraph._p.get_or_add_pPr().get_or_add_pStyle().val = self.styles[style]
        return paragraph
