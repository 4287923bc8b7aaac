"""All notebooks of a course, written below one folder."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from satindex.errors import WriteError
from satindex.language import LANGUAGES, Words
from satindex.results.writing import write_atomically
from satindex.teaching.course.editions import edition_of
from satindex.teaching.course.notebook import notebook_text
from satindex.teaching.course.reading import read_course
from satindex.teaching.course.source import EDITIONS


def notebooks_of(source: Path) -> dict[str, str]:
    """Return every notebook of a course by its path, `zh/learner/01-a.ipynb`; raises SurveyError for bad sources."""
    return {
        f"{language}/{edition}/{chapter.name}.ipynb": notebook_text(
            edition_of(chapter, language, edition), language, edition
        )
        for chapter in read_course(source)
        for language in LANGUAGES
        for edition in EDITIONS
    }


def build_course(source: Path, output: Path) -> tuple[Path, ...]:
    """Write `LANGUAGE/EDITION/CHAPTER.ipynb` below `output` for every source; return their paths.

    Nothing is written where any source has faults; each notebook is written whole. The same sources give the same
    files. Raises SurveyError for bad sources, WriteError where a file can't be written.
    """
    made = {output / name: text for name, text in notebooks_of(source).items()}
    for path in made:
        _folder(path.parent)
    for path, text in made.items():
        write_atomically(path, partial(_put, text=text))
    return tuple(made)


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(Words(f"{path} can't be made: {reason}.", f"无法建立 {path}：{reason}。")) from error


def _put(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
