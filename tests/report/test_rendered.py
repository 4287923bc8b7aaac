"""LibreOffice opens the document, the slides and the workbook without repair and draws them: pages, charts, figures.

All files are converted in one run of `soffice`; what it lacks (Calc, Impress, Writer) is skipped by name.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from satindex.report import write_report
from satindex.report.json import content
from satindex.report.office.drawn import charts
from satindex.results.columns import written as as_written

DRAWN = ("quality", "nps", "features", "concentration.lorenz", "kpis", "index.paths")
"""Bars with intervals, stacked bars, points, curves, a line over time, a picture."""

PARTS = {".docx": "Writer", ".pptx": "Impress", ".xlsx": "Calc"}


@dataclass(frozen=True)
class Rendered:
    """The pages of a file as LibreOffice draws them, and the texts on them."""

    pages: list[Any]
    text: str


@pytest.fixture(scope="module")
def analysis(sample: Any) -> Any:
    found = sample.sample()
    survey = replace(found.survey, items={})
    return replace(found, survey=survey, tables={name: found.tables[name] for name in DRAWN})


@pytest.fixture(scope="module")
def folder(analysis: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of PDFs, one by one under the ending of what it was made from."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    made = tmp_path_factory.mktemp("rendered")
    files = [write_report(analysis, made / f"{ending[1:]}{ending}", "zh") for ending in PARTS]
    profile = f"-env:UserInstallation=file://{made}/profile"
    call = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(made), *map(str, files)]
    subprocess.run(call, check=False, capture_output=True, timeout=300)
    return made


@pytest.fixture(params=PARTS)
def rendered(request: Any, folder: Path) -> Rendered:
    path = folder / f"{request.param[1:]}.pdf"
    if not path.exists() and not has(PARTS[request.param]):
        pytest.skip(f"LibreOffice has no {PARTS[request.param]} here")
    document = pypdfium2.PdfDocument(path)
    pages = list(document)
    return Rendered(pages, "\n".join(page.get_textpage().get_text_range() for page in pages))


def has(part: str) -> bool:
    """Whether a part of LibreOffice is there, by its program beside soffice."""
    program = Path(shutil.which("soffice") or "").resolve().parent / f"s{part.lower()}"
    return program.exists()


def test_every_page_is_drawn(rendered: Rendered) -> None:
    assert len(rendered.pages) >= len(DRAWN)
    for page in rendered.pages:
        picture = page.render(scale=0.3).to_pil().convert("L")
        low, high = picture.getextrema()
        assert low < 160 < high  # something dark on light paper


def test_the_charts_are_drawn_in_their_colours(rendered: Rendered) -> None:
    blue, promoters = (0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)
    found = {colour for page in rendered.pages for _, colour in colours(page)}
    for wanted in (blue, promoters):
        assert any(max(abs(one - other) for one, other in zip(wanted, colour, strict=True)) < 8 for colour in found)


def colours(page: Any) -> list[tuple[int, tuple[int, int, int]]]:
    """The colours that cover more than a few points of a page."""
    return [one for one in page.render(scale=0.5).to_pil().convert("RGB").getcolors(1 << 20) if one[0] > 20]


def plain(text: str) -> str:
    """A text without blanks, which lie between the pieces that a PDF is set of, and with one sign for minus."""
    return "".join(text.split()).replace("−", "-")


def test_the_figures_on_the_pages_are_those_of_the_json(rendered: Rendered, analysis: Any) -> None:
    said = plain(rendered.text)
    told = content(analysis, "zh")["tables"]
    for row in told["quality"]:
        assert plain(as_written(row["estimate"], "gap")) in said
    for name in ("promoters", "detractors"):
        assert f"{told['nps'][0][name]:.0%}" in said  # as the parts of the bar are marked
    # Charts write their figures beside the names.
    for drawn in (one for name in ("quality", "nps") for one in charts(analysis.tables[name], "zh")):
        for category in drawn.categories:
            assert plain(category) in said


def test_chinese_is_set_in_characters(rendered: Rendered) -> None:
    for text in ("服务质量", "净推荐值", "方法说明"):
        assert text in plain(rendered.text)
