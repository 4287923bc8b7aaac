"""The course: its notebooks are those of its sources, and its prose holds what course notebooks may hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from satindex.teaching.course import Cell, Chapter, read_course
from satindex.teaching.course.building import notebooks_of

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
SOURCE = NOTEBOOKS / "source"
LANGUAGES = ("zh", "en")

# Code, formulas and what is quoted (claims of others) may hold figures.
CODE = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|“[^”]*”|\"[^\"]*\"", re.S)
# Decimals, thousands and percentages would come from data; not so levels, intervals, halves and wholes.
FIGURE = re.compile(
    r"(?<![\w.])[-−+]?(?!0\.5\b)\d+[.,]\d+|(?<![\d.])(?!(?:5|50|90|95|99|100) ?[%％])\d+ ?[%％]",
)
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def chapters() -> tuple[Chapter, ...]:
    return read_course(SOURCE)


def prose(chapter: Chapter) -> Iterator[tuple[Cell, str]]:
    for cell in chapter.cells:
        if cell.kind == "markdown":
            yield cell, CODE.sub("", cell.source)


def test_the_learners_notebooks_are_those_of_the_sources() -> None:
    made = {name: text for name, text in notebooks_of(SOURCE).items() if "/learner/" in name}
    stored = {
        path.relative_to(NOTEBOOKS).as_posix(): path.read_text(encoding="utf-8")
        for language in LANGUAGES
        for path in (NOTEBOOKS / language / "learner").glob("*.ipynb")
    }
    assert sorted(stored) == sorted(made)
    old = [name for name, text in made.items() if stored[name] != text]
    assert old == [], "run: satindex course build notebooks/source -o notebooks"


def test_no_figure_of_the_data_is_typed_in_prose(chapters: tuple[Chapter, ...]) -> None:
    typed = [
        f"{chapter.name}:{cell.line}: {found.group()}"
        for chapter in chapters
        for cell, text in prose(chapter)
        for found in FIGURE.finditer(text)
    ]
    assert typed == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("The gap is −0.33 for 42 % of 1,234.", ["−0.33", "42 %", "1,234"]),
        ("A 95% interval, 5% level, points 1–7, 40 minutes, *Journal* 64(1).", []),
    ],
)
def test_the_check_itself_tells_figures_from_conventions(text: str, figures: list[str]) -> None:
    assert FIGURE.findall(text) == figures


def test_links_are_relative_and_lead_somewhere(chapters: tuple[Chapter, ...]) -> None:
    dead = [
        f"{chapter.name}:{cell.line}: {target}"
        for chapter in chapters
        for cell, text in prose(chapter)
        for _, _, target in LINK.findall(text)
        if not (NOTEBOOKS / "zh" / "learner" / target.partition("#")[0]).exists()
    ]
    assert dead == []


def test_pictures_in_prose_have_alternative_texts(chapters: tuple[Chapter, ...]) -> None:
    silent = [
        f"{chapter.name}:{cell.line}: {target}"
        for chapter in chapters
        for cell, text in prose(chapter)
        for picture, alternative, target in LINK.findall(text)
        if picture and not alternative.strip()
    ]
    assert silent == []


def test_every_chapter_has_what_trainers_and_slides_need(chapters: tuple[Chapter, ...]) -> None:
    for chapter in chapters:
        tags = [tag for cell in chapter.within("zh") for tag in cell.tags]
        assert tags.count("trainer") + tags.count("notes") >= 2, chapter.name
        assert tags.count("slide") + tags.count("subslide") >= 4, chapter.name
        if chapter.name[0].isdigit():
            assert 3 <= tags.count("exercise") <= 10, chapter.name


def test_notebooks_are_stored_without_outputs() -> None:
    for path in NOTEBOOKS.glob("*/learner/*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert all(not cell.get("outputs") for cell in cells), path


@pytest.mark.parametrize("name", ["README.md", "live-class.zh.md", "live-class.en.md"])
def test_pages_about_the_course_link_what_there_is(name: str) -> None:
    text = (NOTEBOOKS / name).read_text(encoding="utf-8")
    targets = [target for _, _, target in LINK.findall(text)]
    assert targets
    assert [target for target in targets if not (NOTEBOOKS / target).exists()] == []


def test_every_chapter_stands_in_the_contents(chapters: tuple[Chapter, ...]) -> None:
    text = (NOTEBOOKS / "README.md").read_text(encoding="utf-8")
    numbered = [chapter.name for chapter in chapters if chapter.name[0].isdigit()]
    assert [name for name in numbered for lang in LANGUAGES if f"({lang}/learner/{name}.ipynb)" not in text] == []
