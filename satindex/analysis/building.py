"""From scores to everything a report shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pkgutil import iter_modules
from typing import cast

from satindex.analysis import multiple_frequencies, parts
from satindex.analysis.analysis import Analysis, Headline, Part, Section
from satindex.analysis.arranging import arranged
from satindex.analysis.asking import asked
from satindex.analysis.frequencies import item_frequencies
from satindex.analysis.headline import change_of, headlines_of
from satindex.analysis.methods import methods_paragraph
from satindex.analysis.multiple_frequencies import NAME as MULTIPLE
from satindex.analysis.without_rows import PartModule, model_tables, part_of, withheld_tables
from satindex.language import Words
from satindex.linkage.observed import Records
from satindex.measures.crossing import crossed_with_waves
from satindex.measures.measure import words_of
from satindex.measures.presenting import MORE_TABLES
from satindex.measures.scores import Scores
from satindex.results.result import Result

BY_SEGMENT = Words("By segment and wave", "分组与时期")
ANSWERS = Words("Answers, item by item", "各题回答分布")


def analyse(scores: Scores, language: str | None = None) -> Analysis:
    """Return every table of the survey: measures, models, segments, answers; with its audit and its methods.

    A model that can't be fitted is a table that says why; the rest stands.
    """
    segments = tuple(scores.responses.levels)
    if scores.has_rows:
        scores.ask(*asked(scores))
    tables = scores.tables(by=segments)
    records = Records(scores.survey)
    models = {name: model_tables(scores, name, records) for name in scores.survey.models}
    for found in models.values():
        tables |= found
    empty = list(withheld_tables(scores))
    tables |= {table.name: table for _, table in empty}
    further = [part for module in _parts() if (part := part_of(module, scores)) is not None]
    for part in further:
        tables |= part.tables
    tables["items"] = item_frequencies(scores)
    several = part_of(multiple_frequencies, scores)
    if several is not None:
        tables |= several.tables
    said = language or scores.survey.language
    sections = (*(section for section, _ in empty), *_sections(scores, tables, models, further))
    return Analysis(
        survey=scores.survey,
        audit=scores.responses.audit,
        tables={name: table.in_language(said) for name, table in tables.items()},
        sections=arranged(sections, scores.survey.report, topics_of(scores)),
        headlines=tuple(headlines(scores, tables)),
        methods=methods_paragraph(scores, tables),
        language=said,
        version=package_version(),
        left_out=_left_out(sections, tables, scores.survey.report.leave_out),
        by_wave=partial(crossed_with_waves, scores),
    )


def _left_out(sections: Iterable[Section], tables: Mapping[str, Result], names: frozenset[str]) -> frozenset[str]:
    """Return the tables that a report leaves out: those that are named, and those of sections that are."""
    whole = (table for section in sections if section.key in names for table in section.tables)
    return frozenset((*whole, *(name for name in tables if name in names)))


def _parts() -> list[PartModule]:
    names = [module.name for module in iter_modules(parts.__path__)]
    found = [cast("PartModule", import_module(f"{parts.__name__}.{name}")) for name in names]
    return sorted(found, key=lambda module: module.ORDER)


def package_version() -> str:
    """Return the installed version of satindex."""
    try:
        return version("satindex")
    except PackageNotFoundError:
        from satindex import __version__

        return __version__


def _sections(
    scores: Scores, tables: dict[str, Result], models: Mapping[str, Mapping[str, Result]], further: Iterable[Part]
) -> Iterator[Section]:
    for measure in scores.measures.values():
        more = tuple(f"{measure.name}.{suffix}" for suffix in {**MORE_TABLES, **measure.more_titles})
        named = tuple(name for name in (measure.name, *more) if name in tables)
        yield Section(measure.name, words_of(measure.title, measure.name), named)
    for name, found in models.items():
        yield Section(name, words_of(scores.survey.models[name].title, name), tuple(found))
    yield from (part.section for part in further)
    split = tuple(
        name for name, table in tables.items() if " by " in name and table.regroup is None and "." not in name
    )
    if split:
        yield Section("segments", BY_SEGMENT, split)
    yield Section("items", ANSWERS, tuple(name for name in ("items", MULTIPLE) if name in tables))


def topics_of(scores: Scores) -> dict[str, str]:
    """Return what each measure and model is about."""
    return {name: measure.topic for name, measure in scores.measures.items()} | dict.fromkeys(
        scores.survey.models, "models"
    )


def headlines(scores: Scores, tables: Mapping[str, Result]) -> Iterator[Headline]:
    """Yield the figure of each measure that stands at the top of a report."""
    for measure in scores.measures.values():
        change = change_of(tables, measure.name, measure.headline or {})
        yield from headlines_of(measure, tables[measure.name], change)
