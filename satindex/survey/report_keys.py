"""The keys of `report`: how the report is laid out, and whether what they name exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field

from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.survey.faults import Faults
from satindex.survey.kinds import Keys, TitleTexts
from satindex.survey.report_wishes import ReportWishes

SECTIONS: Final = (
    "changes", "segments", "tables", "reasons", "benchmarks", "weights", "weighting", "chains", "agreement",
    "fieldwork", "soundness", "careless", "items", "whole",
)  # fmt: skip
"""The sections of a report beside those of its measures and models."""

PICTURES: Final = (".png", ".svg", ".jpg", ".jpeg")
LARGEST_LOGO: Final = 1 << 19
LEAST_CONTRAST: Final = 3.0
"""What WCAG 2.2 asks of large texts and lines against their ground (criterion 1.4.11)."""


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _colour(value: str | None) -> str | None:
    if value is None:
        return None
    digits = value.removeprefix("#")
    if len(digits) != 6 or not value.startswith("#") or any(one not in "0123456789abcdefABCDEF" for one in digits):
        raise ValueError(
            Words(f"'{value}' is no colour: write it as \"#005a94\".", f'“{value}”不是颜色：请写成 "#005a94"。')
        )
    if contrast_with_white(value) < LEAST_CONTRAST:
        raise ValueError(Words(f"'{value}' is too pale to be read on white paper.", f"“{value}”太浅，在白底上看不清。"))
    return value.lower()


def contrast_with_white(colour: str) -> float:
    """Return the contrast of a colour with white, 1 to 21 (WCAG 2.2, relative luminance).

    Examples
    --------
    >>> contrast_with_white("#000000"), round(contrast_with_white("#777777"), 2)
    (21.0, 4.48)
    """
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


Names = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=str | list[str])]


class ReportKeys(Keys):
    """How the report is laid out. · 报告的版面。"""

    title: TitleTexts = Field({}, description="The report's title, where not the survey's. · 报告标题（默认同问卷）。")
    order: Names = Field((), description="Sections that come first, in this order. · 排在最前的章节及其顺序。")
    leave_out: Names = Field((), description="Sections and tables to leave out. · 不显示的章节和表。")
    titles: dict[str, TitleTexts] = Field({}, description="Other titles of sections. · 章节的其他标题。")
    notes: dict[str, TitleTexts] = Field(
        {}, description="The author's note by section, in Markdown. · 各章节的作者按语（Markdown）。"
    )
    logo: str | None = Field(None, description="A picture beside the title: .png, .svg, .jpg. · 标题旁的图片。")
    colour: Annotated[str | None, AfterValidator(_colour)] = Field(
        None, description='The colour of lines and links, as "#005a94". · 线条与链接的颜色。'
    )

    def built(self) -> ReportWishes:
        """Return the wishes."""
        return ReportWishes(
            self.title, self.order, frozenset(self.leave_out), self.titles, self.notes, self.logo, self.colour
        )


def check_report(keys: ReportKeys, named: Iterable[str], folder: Path, faults: Faults) -> None:
    """Note every section that there can't be, and a wrong logo; `named` are the measures, models and chains."""
    known = (*named, *SECTIONS)
    for path, name, is_table in _references(keys):
        base = name.partition(" ")[0].partition(".")[0] if is_table else name
        if base not in known:
            hint = did_you_mean(name, known)
            faults.add(path, Words(f"the report has no section '{name}'", f"报告没有章节“{name}”"), hint)
    for reason in _wrong_logo(keys.logo, folder):
        faults.add(("report", "logo"), reason)


def _references(keys: ReportKeys) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    yield from ((("report", "order", at), name, False) for at, name in enumerate(keys.order))
    yield from ((("report", "leave_out", at), name, True) for at, name in enumerate(keys.leave_out))
    yield from ((("report", "titles", name), name, False) for name in keys.titles)
    yield from ((("report", "notes", name), name, False) for name in keys.notes)


def _wrong_logo(logo: str | None, folder: Path) -> Iterator[Words]:
    if logo is None:
        return
    path = folder / logo
    if path.suffix.lower() not in PICTURES:
        known = ", ".join(PICTURES)
        yield Words(f"'{logo}' is no picture that a report takes ({known})", f"“{logo}”不是报告可用的图片（{known}）")
    elif not path.is_file():
        yield Words(f"there is no file {path}", f"找不到文件 {path}")
    elif path.stat().st_size > LARGEST_LOGO:
        yield Words(f"{logo} has more than 512 KiB", f"{logo} 超过 512 KiB")
