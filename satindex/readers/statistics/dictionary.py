"""What the dictionary of a statistics file says of its columns, as a codebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from satindex.language import Words
from satindex.readers.export import Codebook, OptionSet
from satindex.readers.opening.cells import as_written
from satindex.readers.statistics.file import StatisticsFile
from satindex.readers.statistics.missing import MissingCodes, Span, is_tag, spans_of


def codebook_of(file: StatisticsFile, columns: Mapping[str, str]) -> Codebook:
    """Return the codebook; `columns` are the names of columns by variable."""
    labels = {columns[name]: _labels(file, name) for name in file.variables}
    labels = {column: said for column, said in labels.items() if said}
    spans = spans_of(file, columns)
    texts = ((columns[name], file.told.column_names_to_labels.get(name)) for name in file.variables)
    questions = {column: text.strip() for column, text in texts if text and text.strip()}
    sets = dict(_sets(file, columns))
    dichotomies = {column for one in sets.values() for column in one.columns}
    times: dict[str, Any] = {columns[name]: "date" for name, clock in file.clocks.items() if clock.kind != "time"}
    return Codebook(
        questions=questions,
        value_labels=labels,
        missing=MissingCodes(file, {column: name for name, column in columns.items()}, spans, labels),
        missing_reasons=_reasons(labels, spans),
        question_columns={**_by_question(questions), **dict(_grouped(file, columns))},
        types={**times, **dict.fromkeys(dichotomies, "multiple")},
        sets=sets,
        options={column: questions[column] for column in columns.values() if column in dichotomies & questions.keys()},
    )


def _labels(file: StatisticsFile, name: str) -> dict[str, str]:
    """Return a variable's labels by code, in the order of the file."""
    told: Mapping[Any, str] = file.told.variable_value_labels.get(name, {})
    codes = file.texts(name, list(told)) if told else []
    return {code: label for code, label in zip(codes, told.values(), strict=True) if label}


def _by_question(questions: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for column, text in questions.items():
        found[text] = (*found.get(text, ()), column)
    return found


def _sets(file: StatisticsFile, columns: Mapping[str, str]) -> Iterator[tuple[str, OptionSet]]:
    """Yield the sets of dichotomies, each under its label or, without one, its name."""
    for name, told in (file.told.mr_sets or {}).items():
        if told["is_dichotomy"] and (members := _members(told, columns)):
            counted = told["counted_value"]
            yield told["label"] or name, OptionSet(members, () if counted is None else (as_written(counted),))


def _grouped(file: StatisticsFile, columns: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the columns of every multiple-response set, under its name and its label."""
    for name, told in (file.told.mr_sets or {}).items():
        for key in dict.fromkeys((name, told["label"])):
            if key and (members := _members(told, columns)):
                yield key, members


def _members(told: Mapping[str, Any], columns: Mapping[str, str]) -> tuple[str, ...]:
    folded = {name.casefold(): column for name, column in columns.items()}
    found = (columns.get(name, folded.get(name.casefold())) for name in told["variable_list"])
    return tuple(column for column in found if column is not None)


def _reasons(labels: Mapping[str, Mapping[str, str]], spans: Mapping[str, tuple[Span, ...]]) -> dict[str, Words]:
    """Return why a code means no answer: its label, where every column that declares the code labels it so."""
    said: dict[str, set[str]] = {}
    for column in dict.fromkeys((*spans, *labels)):
        own = labels.get(column, {})
        for code in _told_missing(own, spans.get(column, ())):
            said.setdefault(code, set()).add(own.get(code, ""))
    agreed = {code: next(iter(texts)) for code, texts in said.items() if len(texts) == 1}
    return {code: Words(text, text) for code, text in agreed.items() if text}


def _told_missing(labels: Iterable[str], spans: Iterable[Span]) -> set[str]:
    """Return the codes of a column that are known to mean no answer before any row is read."""
    found = {span.low_text for span in spans if span.is_one}
    return found | {code for code in labels if is_tag(code) or any(span.holds(code) for span in spans)}
