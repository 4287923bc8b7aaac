"""A deck of slides as it is filled: layouts of the template, texts that fit their boxes, native charts and tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu, Inches, Pt

from satindex.report.office.chart_part import place_chart
from satindex.report.office.fitting import fitted
from satindex.report.office.native import Native
from satindex.report.office.pictures import Picture
from satindex.report.office.slide_table import place_table
from satindex.report.office.template import opened
from satindex.results import drawing
from satindex.results.inert import inert
from satindex.results.layout import LaidOut

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
MARGIN, TITLE_TOP, TITLE_HEIGHT, FOOT = Inches(0.6), Inches(0.35), Inches(1.05), Inches(0.75)
TITLES: Final = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
ROOMY: Final = (*TITLES, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
LATIN, CHINESE = "Arial", "Microsoft YaHei"
OPENING: Final = 36.0
CHART_SIZE: Final = 12.0
SMALL_CHART_SIZE: Final = 9.5
MANY: Final = 12


@dataclass(frozen=True)
class Box:
    """A place on a slide in English Metric Units."""

    left: int
    top: int
    width: int
    height: int


class Deck:
    """A deck on the template's layouts, or on our own of 16:9 where none is given."""

    def __init__(self, template: Path | None, language: str) -> None:
        self.file: Any = opened(template, Presentation)
        self.tag = "zh-CN" if language.startswith("zh") else "en-GB"
        self.language, self.own = language, template is None
        if self.own:
            self._widen()
            self._name_fonts()
        else:
            self._empty()
        self.first, self.titled = self._layouts()

    def _widen(self) -> None:
        """Make the library's layouts of 4:3 ones of 16:9."""
        ratio = WIDTH / self.file.slide_width
        self.file.slide_width, self.file.slide_height = WIDTH, HEIGHT
        for holder in (self.file.slide_master, *self.file.slide_layouts):
            for shape in holder.shapes:
                if shape._element.xpath("./p:spPr/a:xfrm"):
                    shape.left, shape.width = Emu(int(shape.left * ratio)), Emu(int(shape.width * ratio))

    def _name_fonts(self) -> None:
        theme = self.file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
        said = theme.blob.decode("utf-8").replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{LATIN}"/>')
        theme._blob = said.replace('<a:ea typeface=""/>', f'<a:ea typeface="{CHINESE}"/>').encode("utf-8")

    def _empty(self) -> None:
        """Take the template's sample slides out; its layouts stay."""
        listed = self.file.slides._sldIdLst
        for slide in list(listed):
            self.file.part.drop_rel(slide.rId)
            listed.remove(slide)

    def _layouts(self) -> tuple[Any, Any]:
        """Return the layout of the first slide and that of the others: a title, and as little else as there is."""
        layouts = list(self.file.slide_layouts)
        titled = [one for one in layouts if any(_kind(place) in TITLES for place in one.placeholders)] or layouts
        return titled[0], min(titled, key=lambda one: sum(_kind(place) not in ROOMY for place in one.placeholders))

    def opening(self, title: str, lines: Sequence[str], notes: str) -> None:
        """Add the first slide: title, and what was asked of whom."""
        slide = self.file.slides.add_slide(self.first)
        below = [place for place in slide.placeholders if _kind(place) not in ROOMY]
        self._title(slide, title, OPENING, 20)
        for place in below[1:]:
            place._element.getparent().remove(place._element)
        text = "\n".join(lines)
        if below:
            where = Box(below[0].left, below[0].top, below[0].width, below[0].height)
            below[0]._element.getparent().remove(below[0]._element)
        else:
            where = self.room(slide)
        self.text(slide, text, where, 18, 10, colour=drawing.MUTED)
        self._notes(slide, "\n".join((inert(title), text, notes)))

    def slide(self, title: str, foot: str, notes: str) -> Any:
        """Add a slide with its sentence, its line of base and source, and its explanation in the notes."""
        slide = self.file.slides.add_slide(self.titled)
        for place in list(slide.placeholders):
            if _kind(place) not in TITLES:
                place._element.getparent().remove(place._element)
        self._title(slide, title, 26, 14)
        height = Inches(0.5)
        room = self.room(slide)
        line = Box(room.left, room.top + room.height + Inches(0.1), room.width, height)
        if foot:
            self.text(slide, foot, line, 11, 8, colour=drawing.MUTED)
        self._notes(slide, "\n".join(part for part in (title, foot, notes) if part))
        return slide

    def room(self, slide: Any) -> Box:
        """Return the place between a slide's title and its foot."""
        title = slide.shapes.title
        top = title.top + title.height + Inches(0.1) if title is not None else TITLE_TOP
        width, height = self.file.slide_width - 2 * MARGIN, self.file.slide_height - top - FOOT
        return Box(MARGIN, top, width, max(height, Inches(1)))

    def _title(self, slide: Any, text: str, largest: float, smallest: float) -> None:
        title = slide.shapes.title
        if title is None:
            where = Box(MARGIN, TITLE_TOP, self.file.slide_width - 2 * MARGIN, TITLE_HEIGHT)
            self.text(slide, text, where, largest, smallest, bold=True)
            return
        if self.own and largest < OPENING:
            title.left, title.top = MARGIN, TITLE_TOP
            title.width, title.height = self.file.slide_width - 2 * MARGIN, TITLE_HEIGHT
        self._fill(title.text_frame, text, title.width, title.height, largest, smallest, bold=True)

    def text(
        self,
        slide: Any,
        text: str,
        where: Box,
        largest: float,
        smallest: float,
        *,
        colour: str = drawing.INK,
        bold: bool = False,
    ) -> None:
        """Write a text into a box, as large as fits it."""
        box = slide.shapes.add_textbox(where.left, where.top, where.width, where.height)
        self._fill(box.text_frame, text, where.width, where.height, largest, smallest, colour=colour, bold=bold)

    def _fill(
        self,
        frame: Any,
        text: str,
        width: int,
        height: int,
        largest: float,
        smallest: float,
        *,
        colour: str | None = None,
        bold: bool = False,
    ) -> None:
        inner = (Emu(width).pt - 15, Emu(height).pt - 8)
        said, size = fitted(inert(text), *inner, largest, smallest)
        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE if bold else MSO_ANCHOR.TOP
        for at, line in enumerate(said.split("\n")):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            if self.own:
                paragraph.alignment = PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text = line
            run.font.size, run.font.bold = Pt(size), bold or None
            run._r.get_or_add_rPr().set("lang", self.tag)
            run._r.get_or_add_rPr().set("altLang", "en-GB")
            if colour is not None:
                run.font.color.rgb = RGBColor.from_string(colour[1:].upper())

    def chart(self, slide: Any, drawn: Native) -> None:
        """Put a native chart into the slide's room, with its alternative text."""
        size = SMALL_CHART_SIZE if max(len(drawn.categories), len(drawn.series)) > MANY else CHART_SIZE
        place_chart(slide, drawn, self.room(slide), self.language, size)

    def picture(self, slide: Any, drawn: Picture) -> None:
        """Put a picture into the middle of the slide's room, as large as fits, with its alternative text."""
        room = self.room(slide)
        ratio = min(room.width / drawn.width, room.height / drawn.height)
        width, height = int(drawn.width * ratio), int(drawn.height * ratio)
        left, top = room.left + (room.width - width) // 2, room.top + (room.height - height) // 2
        shape = slide.shapes.add_picture(io.BytesIO(drawn.png), left, top, width, height)
        shape._element.nvPicPr.cNvPr.set("descr", inert(drawn.said))

    def table(self, slide: Any, shown: LaidOut) -> None:
        """Put a native table into the slide's room."""
        place_table(slide, shown, self.room(slide), self.tag)

    def _notes(self, slide: Any, text: str) -> None:
        slide.notes_slide.notes_text_frame.text = inert(text)


def _kind(place: Any) -> Any:
    return place.placeholder_format.type
