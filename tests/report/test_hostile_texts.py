"""Texts of the data that could do harm are inert and whole in every format: answers, levels, labels, titles, notes.

One tiny survey, read and analysed as any other, written once in each format.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pptx
import pytest
from lxml import etree, html
from pptx.oxml.ns import qn

import satindex as si
from satindex.analysis.building import analyse
from satindex.measures.score_writing import write_scores
from satindex.report import write_report
from satindex.results.images import save_images

# Markup, a formula, marks of direction, signs outside the basic plane, ends of comments and of CDATA, commands of TeX.
HARM = "<script>alert(1)</script> =cmd()|' /C calc'!A0 \u202eRTL\u200f 👩\u200d👧😀 & \"q\" ]]> --> \\input{x} $x$ end"
FORMULA = "=cmd()|' /C calc'!A0"
LONG = "长" * 10_000
BROKEN = "half\ud800 of a sign"
MENDED = "half\ufffd of a sign"
CONTROL = "bell\x07 nul\x00 escape\x1b"
MARKED = "bell\ufffd nul\ufffd escape\ufffd"
REPORTS = (".html", ".json", ".xlsx", ".docx", ".pptx", ".md", ".tex")


@dataclass(frozen=True)
class Written:
    """The folder of all files, and the scores they were made of."""

    folder: Path
    tables: Any


def definition() -> str:
    said = {name: json.dumps(text, ensure_ascii=False) for name, text in (("harm", HARM), ("formula", FORMULA))}
    long, harm, formula = json.dumps(LONG, ensure_ascii=False), said["harm"], said["formula"]
    return f"""
        survey: hostile
        title: {{en: {harm}, zh: {harm}}}
        respondent:
          segments: {{branch: {{title: {{en: {formula}, zh: {formula}}}}}}}
        items:
          R: {{scale: 0..10, text: {{en: {harm}, zh: {harm}}}}}
          a: {{scale: 1..5, text: {{en: {long}, zh: {long}}}}}
        measures:
          nps: {{type: nps, item: R, title: {{en: {harm}, zh: {harm}}}}}
          m: {{type: mean, items: a, title: {{en: {formula}, zh: {formula}}}}}
        unknown: missing
        small_base: {{withhold: 0}}
        report: {{notes: {{nps: {{en: {harm}, zh: {harm}}}}}}}
        """


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "s.yaml").write_text(definition(), encoding="utf-8")
    survey = si.load_survey(folder / "s.yaml")
    levels = [HARM, FORMULA, LONG, BROKEN, CONTROL]
    answers = {
        "branch": [levels[at % 5] for at in range(150)],
        "R": [str(at % 11) if at % 20 else HARM for at in range(150)],
        "a": [str(at % 5 + 1) if at % 30 else BROKEN for at in range(150)],
    }
    scores = si.score(si.read_responses(pd.DataFrame(answers, dtype=object), survey))
    analysis = analyse(scores, "en")
    for ending in REPORTS:
        write_report(analysis, folder / f"r{ending}", "en")
    for ending in (".csv", ".xlsx", ".parquet"):
        write_scores(scores.kept(), folder / f"scores{ending}")
    return Written(folder, analysis.tables)


def cells_of(path: Path) -> Iterator[Any]:
    yield from (cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row)


def texts_of(path: Path) -> str:
    """All texts that a reader of a report sees."""
    if path.suffix == ".html":
        page = html.document_fromstring(path.read_text(encoding="utf-8"))
        for script in page.iter("script", "style"):
            script.text = ""
        return "\n".join(page.itertext())
    if path.suffix == ".json":
        return "\n".join(strings(json.loads(path.read_text(encoding="utf-8"))))
    if path.suffix == ".xlsx":
        return "\n".join(str(cell.value) for cell in cells_of(path) if cell.value is not None)
    if path.suffix == ".docx":
        return "\n".join(one.text or "" for one in docx.Document(path).element.body.iter(qn("w:t")))
    if path.suffix == ".pptx":
        slides = pptx.Presentation(path).slides
        trees = [tree for slide in slides for tree in (slide._element, slide.notes_slide._element)]
        return "\n".join(one.text or "" for tree in trees for one in tree.iter(qn("a:t")))
    return path.read_text(encoding="utf-8")


def strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from part
        yield from (text for inner in part.values() for text in strings(inner))
    elif isinstance(part, list):
        yield from (text for inner in part for text in strings(inner))


@pytest.mark.parametrize("ending", REPORTS)
def test_they_are_whole(written: Written, ending: str) -> None:
    told = texts_of(written.folder / f"r{ending}")
    wanted = (HARM, FORMULA, LONG, MENDED)
    if ending == ".md":
        told = re.sub(r"\\([\\`*_{}\[\]<>#|~$&])", r"\1", told)
    if ending == ".tex":
        told = told.replace(r"\textbackslash{}", "\0").replace(r"\textless{}", "<").replace(r"\textgreater{}", ">")
        told = re.sub(r"\\([&%$#_{}])", r"\1", told).replace("{]}", "]").replace("\0", "\\")
    for text in wanted:
        assert text in told, text[:20]
    # Signs that XML has no place for are marked in each format but JSON, which has its own way of writing them.
    assert (CONTROL if ending == ".json" else MARKED) in told


def test_nothing_in_the_page_runs(written: Written) -> None:
    page = html.document_fromstring((written.folder / "r.html").read_text(encoding="utf-8"))
    allowed = re.findall(r"'(sha256-[^']+)'", page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0])
    running = [one for one in page.iter("script") if (one.get("type") or "text/javascript") == "text/javascript"]
    assert len(running) <= len(allowed)
    assert not [one for one in page.iter("script") if "alert(1)" in (one.text or "") and one in running]
    assert not [name for one in page.iter() for name in one.attrib if name.lower().startswith("on")]


@pytest.mark.parametrize("name", ["r.docx", "r.pptx", "r.xlsx"])
def test_the_parts_of_the_files_are_sound(written: Written, name: str) -> None:
    with zipfile.ZipFile(written.folder / name) as file:
        for part in file.namelist():
            if part.endswith((".xml", ".rels")):
                tree = etree.fromstring(file.read(part))
                assert not list(tree.iter("{*}script"))
            if part.endswith(".rels"):
                assert b'TargetMode="External"' not in file.read(part)


@pytest.mark.parametrize("name", ["r.xlsx", "scores.xlsx"])
def test_no_cell_is_a_formula_or_a_link(written: Written, name: str) -> None:
    assert not [cell for cell in cells_of(written.folder / name) if cell.data_type == "f" or cell.hyperlink]


def test_no_cell_of_the_scores_is_a_formula_to_a_spreadsheet(written: Written) -> None:
    csv.field_size_limit(1_000_000)
    with (written.folder / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    plain = re.compile(r"[+-]?\d+(\.\d+)?(e-?\d+)?")
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell and not plain.fullmatch(cell)]
    assert {f"'{FORMULA}", HARM, LONG, MENDED} <= set(cells)


def test_markdown_and_latex_have_no_markup_of_the_data(written: Written) -> None:
    markdown = texts_of(written.folder / "r.md")
    assert not re.search(r"(?<!\\)<", markdown)
    assert "\\input" not in texts_of(written.folder / "r.tex").replace("\\textbackslash{}input", "")
    # What turns the direction of writing turns back before the line goes on.
    for line in (*markdown.splitlines(), *texts_of(written.folder / "r.tex").splitlines()):
        assert line.count("\u202e") == line.count("\u202c")


def test_charts_are_sound_pictures_without_a_script(written: Written) -> None:
    pytest.importorskip("vl_convert")
    tables = [table for name, table in written.tables.items() if name in ("nps", "nps by branch")]
    found = list(save_images(iter(tables), written.folder / "charts", ".svg", "en"))
    assert len(found) == 2
    for path in found:
        tree = etree.fromstring(path.read_bytes())
        assert not list(tree.iter("{*}script"))
        assert not [name for one in tree.iter() for name in one.attrib if name.lower().startswith("on")]
        assert "<script>alert(1)" in "".join(tree.itertext())
