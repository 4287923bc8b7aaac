"""The page that lists the reports of a batch: a line for each level, with its headline figures or why it has none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from satindex.analysis.against_whole import WHOLE_WORDS, Whole
from satindex.analysis.analysis import Analysis
from satindex.analysis.building import headlines, package_version
from satindex.language import Words
from satindex.measures.comparing import is_significant
from satindex.measures.presenting import segment_words
from satindex.report.page.contents import Glance, glances
from satindex.results.columns import written
from satindex.results.writing import write_atomically

if TYPE_CHECKING:
    from jinja2 import Environment

KIND: Final = 'content="satindex batch'
ABOVE, BELOW = Words("above the whole", "高于全体"), Words("below the whole", "低于全体")
TEXTS: Final = {
    "reports": Words("Reports", "报告目录"),
    "level": Words("Level", "水平"),
    "answers": Words("Answers", "答卷数"),
    "files": Words("Report", "报告"),
    "key": Words(
        "▲ ▼ above, below the whole: the adjusted p of the difference is below .05",
        "▲ ▼ 高于、低于全体：差异的校正后 p < .05",
    ),
    "nobody": Words("No level has a report.", "没有任何水平生成报告。"),
    "unnamed": Words("Answers without a level", "未注明水平的答卷"),
}


@dataclass(frozen=True)
class Listed:
    """What the page lists: levels with their numbers of answers, their files or why they have none, their figures."""

    whole: Whole
    numbers: Mapping[str | None, int]
    files: Mapping[str, tuple[Path, ...]]
    without: Mapping[str, Words]
    glances: Mapping[str, tuple[Glance, ...]]


@dataclass(frozen=True)
class Cell:
    """A headline figure as written; `mark` is ▲ or ▼ with `said` in words where it differs from the whole."""

    figure: str
    interval: str
    reason: str
    mark: str = ""
    said: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the page; `reason` is why there is no report."""

    name: str
    answers: str
    cells: tuple[Cell, ...]
    files: tuple[tuple[str, str], ...] = ()
    reason: str = ""


def write_index(listed: Listed, path: Path, language: str) -> None:
    """Write the page; raises WriteError where it can't be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = page(listed, path.parent, language)
    write_atomically(path, lambda to: _write(to, text))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def is_index(path: Path) -> bool:
    """Whether a file is such a page."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return KIND in file.read(2000)
    except OSError:
        return False


def page(listed: Listed, folder: Path, language: str) -> str:
    """Return the whole page, in which every text from outside is escaped and nothing runs."""
    language = "zh" if language.lower().startswith("zh") else "en"
    survey, segment = listed.whole.scores.survey, listed.whole.segment
    whole = _of_whole(listed.whole, language)
    top = glances(whole, language)
    lines = tuple(_lines(listed, folder, language, len(top)))
    return (
        _environment()
        .get_template("batch.html.j2")
        .render(
            title=whole.title(language),
            survey=survey,
            version=package_version(),
            lang_tag={"zh": "zh-CN", "en": "en"}[language],
            texts={name: words.say(language) for name, words in TEXTS.items()},
            segment=segment_words(survey, segment).say(language),
            headings=[(one.title, one.unit) for one in top],
            whole=Line(
                WHOLE_WORDS.say(language),
                written(listed.whole.scores.responses.audit.rows_used, "count"),
                tuple(Cell(one.figure, one.interval, one.reason) for one in top),
            ),
            lines=lines,
            unnamed=written(listed.numbers[None], "count") if listed.numbers.get(None) else "",
            style=_asset("batch.css"),
        )
    )


def _of_whole(whole: Whole, language: str) -> Analysis:
    scores = whole.scores
    tables = scores.tables()
    return Analysis(
        scores.survey,
        scores.responses.audit,
        tables,
        (),
        tuple(headlines(scores, tables)),
        Words("", ""),
        language,
        package_version(),
    )


def _lines(listed: Listed, folder: Path, language: str, columns: int) -> Iterator[Line]:
    for level in listed.whole.levels:
        answers, reason = written(listed.numbers[level], "count"), listed.without.get(level)
        if reason is not None:
            yield Line(level, answers, (), reason=reason.say(language))
            continue
        marks = _marks(listed.whole, level)
        shown = zip(listed.glances[level], marks, strict=True)
        cells = tuple(_cell(one, mark, language) for one, mark in shown)
        yield Line(level, answers, cells[:columns], tuple(_links(listed.files[level], folder)))


def _cell(one: Glance, differs: bool | None, language: str) -> Cell:
    mark, said = {None: ("", None), True: ("▲", ABOVE), False: ("▼", BELOW)}[differs]
    return Cell(one.figure, one.interval, one.reason, mark, said.say(language) if said else "")


def _marks(whole: Whole, level: str) -> list[bool | None]:
    """Return for each headline figure whether it is above the whole (below: False); None where that is not told."""
    found: list[bool | None] = []
    for measure in whole.scores.measures.values():
        if measure.headline is None:
            continue
        rows = [row for row in whole.rows[level].get(measure.name, ()) if _is_headline(row, measure.headline)]
        row = rows[0] if len(rows) == 1 else None
        estimate = row.get("estimate") if row is not None and is_significant(row) else None
        found.append(estimate > 0 if isinstance(estimate, float) else None)
    return found


def _is_headline(row: Mapping[str, object], keys: Mapping[str, str]) -> bool:
    return all(row.get(name) == value for name, value in keys.items())


def _links(paths: tuple[Path, ...], folder: Path) -> Iterator[tuple[str, str]]:
    for path in paths:
        yield path.suffix.lower().removeprefix(".").upper(), Path(os.path.relpath(path, folder)).as_posix()


@cache
def _asset(name: str) -> str:
    return files("satindex.report").joinpath(f"templates/{name}").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    templates = {"batch.html.j2": _asset("batch.html.j2")}
    return Environment(
        loader=DictLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
