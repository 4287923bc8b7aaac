"""Which column of an export is which place of a questionnaire: by import id where there is one, else by heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from satindex.readers.export import Export
from satindex.readers.qualtrics.import_ids import parsed
from satindex.readers.qualtrics.places import Place, headings_of, place_at, places_of
from satindex.readers.qualtrics.questionnaire import Question

_TURN = re.compile(r"^(\d+)_(.+)$")
_REPEATED = re.compile(r" \(\d+\)$")
Candidates = Mapping[str, Sequence[Place]]


def matched(export: Export, questions: Sequence[Question]) -> dict[str, Place]:
    """Return the place of each column that has one; a column whose own text is another question's has none."""
    by_id = {one.id: one for one in questions}
    found: dict[str, Place] = {}
    others: list[str] = []
    for name in export.columns:
        told = parsed(export.codebook.ids.get(name, ""))
        if told is None:
            others.append(name)
        elif told.question in by_id and told.kind != "other":
            place = place_at(by_id[told.question], told.column, told.places, told.kind == "text", told.loop)
            if place is not None and _same_question(export.codebook.questions.get(name, ""), place):
                found[name] = place
    if not found:
        found = _by_heading(export, others, [one for one in questions if not one.unused])
    return {name: found[name] for name in export.columns if name in found}


def _by_heading(export: Export, names: Iterable[str], questions: Sequence[Question]) -> dict[str, Place]:
    """Return the places by headings, which end in an option's number (legacy) or its code: the text below decides."""
    known = _candidates(questions)
    texts = export.codebook.questions
    asked = [name for name in names if name not in export.codebook.roles]
    choices = {name: _choices(_heading(name, export), texts.get(name, ""), known) for name in asked}
    turns: dict[tuple[str, tuple[Place, ...]], list[str]] = {}
    for name, places in choices.items():
        turns.setdefault((_heading(name, export), tuple(places)), []).append(name)
    found: dict[str, Place] = {}
    for (_, candidates), same in turns.items():
        if len(candidates) == len(same):
            found |= dict(zip(same, candidates, strict=True))
    return found


def _candidates(questions: Iterable[Question]) -> dict[str, list[Place]]:
    known: dict[str, list[Place]] = {}
    for question in questions:
        for place in places_of(question):
            for heading in headings_of(place, coded=False) | headings_of(place, coded=True):
                known.setdefault(heading, []).append(place)
    return known


def _heading(name: str, export: Export) -> str:
    """Return the heading as it stands in the file, where it may stand more than once."""
    bare = _REPEATED.sub("", name)
    return bare if bare in export.repeated else name


def _choices(heading: str, text: str, known: Candidates) -> list[Place]:
    turn = _TURN.match(heading)
    if heading in known or turn is None:
        return [place for place in known.get(heading, ()) if _same(heading, text, place)]
    return [
        Place(one.outer, one.question, one.row, one.option, one.is_text, turn[1])
        for one in known.get(turn[2], ())
        if _same(heading, text, one)
    ]


def _same(heading: str, text: str, place: Place) -> bool:
    """Tell whether the text below a heading, where there is one, is that of a place, to its last label."""
    if not text or text == heading:
        return True
    if not _same_question(text, place):
        return False
    labels = place.labels
    said = _bare(text.removesuffix("-TEXT").removesuffix("- Text"))
    return not labels or "[" in labels[-1] or said.endswith(_bare(labels[-1]))


def _same_question(text: str, place: Place) -> bool:
    """Tell whether a text is as far the question's as neither is cut off, or pipes other texts in."""
    if not text or text in (place.question.tag, place.outer.tag):
        return True
    said = _bare(re.split(r"\.\.\.|\[", text)[0])
    known = [_bare(one.split("[")[0]) for one in place.outer.descriptions]
    return not known or any(said.startswith(one) or one.startswith(said) for one in known)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
