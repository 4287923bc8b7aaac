"""What a questionnaire tells of the columns of an export, as a codebook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from satindex.language import Words
from satindex.readers.export import Codebook, OptionSet, QuestionType
from satindex.readers.opening.platform_export import Rewrite
from satindex.readers.qualtrics.grouping import Asked, number_of, question_columns
from satindex.readers.qualtrics.joined import parted
from satindex.readers.qualtrics.metadata import SEEN, UNANSWERED
from satindex.readers.qualtrics.off_scale import off_scale
from satindex.readers.qualtrics.places import Place
from satindex.readers.qualtrics.questionnaire import Choice

DASH = " — "
NOT_ON_SCALE = Words("an option beside the scale (coded below zero)", "量表之外的选项（编码小于零）")
_CODES = re.compile(r"^-?\d+(?:,-?\d+)*$")


@dataclass(frozen=True)
class Described:
    """The codebook of matched columns, what is to be rewritten in their cells, texts that several questions share."""

    codebook: Codebook
    rewrites: Mapping[str, Rewrite]
    repeated: frozenset[str]


def described_by(places: Mapping[str, Place], cells: Mapping[str, Sequence[str]], numeric: bool | None) -> Described:
    """Return what the questionnaire tells; `cells` are first cells by column, by which codes are told from texts.

    `numeric` says which of both the export holds, where its own columns tell.
    """
    numbers = {name: _is_numeric(place, cells.get(name, ())) for name, place in places.items()}
    decided = {answer for answer in numbers.values() if answer is not None}
    whole = next(iter(decided)) if len(decided) == 1 else numeric
    coded = {name: whole if answer is None else answer for name, answer in numbers.items()}
    parts = [_told(name, place, coded[name]) for name, place in places.items()]
    merged = Codebook(
        questions=_texts(places),
        value_labels={name: labels for one in parts for name, labels in one.value_labels.items()},
        missing={name: codes for one in parts for name, codes in one.missing.items()},
        missing_reasons={UNANSWERED: SEEN} | {code: why for one in parts for code, why in one.missing_reasons.items()},
        types={name: kind for one in parts for name, kind in one.types.items()},
        options={name: text for one in parts for name, text in one.options.items()},
        counted_from={name: first for one in parts for name, first in one.counted_from.items()},
    )
    rewrites = {name: parted(_known(place)) for name, place in places.items() if _is_joined(place)}
    columns, repeated = question_columns(_asked(places))
    return Described(replace(merged, sets=_sets(places), question_columns=columns), rewrites, repeated)


def _texts(places: Mapping[str, Place]) -> dict[str, str]:
    return {
        name: DASH.join([place.outer.text, *place.labels, *(["TEXT"] if place.is_beside else [])])
        for name, place in places.items()
    }


def _told(name: str, place: Place, numeric: bool | None) -> Codebook:
    """Return what is told of one column."""
    unanswered: tuple[str, ...] = (UNANSWERED,)
    kind = _type(place)
    if place.is_text or kind in (None, "text", "number", "rank"):
        return Codebook(missing={name: unanswered}, types={name: kind} if kind else {})
    options = place.question.answers or place.question.choices
    if place.option is not None:
        labels = _marked(place, options, numeric)
        missing = () if UNANSWERED in labels else unanswered
        return Codebook(
            value_labels={name: labels} if labels else {},
            missing={name: missing},
            types={name: "multiple"},
            options={name: place.option.label},
        )
    beside = off_scale(options) if not _is_joined(place) else ()
    codes = tuple(
        code for one in beside for code in ((one.code,) if numeric else one.texts if numeric is False else ())
    )
    labels = _labels(options, numeric) if numeric is not None else {}
    first = _position(options) if numeric and not _is_joined(place) else None
    return Codebook(
        value_labels={name: labels} if labels else {},
        counted_from={} if first is None else {name: first},
        missing={name: tuple(dict.fromkeys([UNANSWERED, *codes]))},
        missing_reasons={code: NOT_ON_SCALE for code in codes if code != UNANSWERED},
        types={name: kind} if kind else {},
    )


def _labels(options: Iterable[Choice], numeric: bool) -> dict[str, str]:
    """Return each stored code or text with its label; options that share a code share it with both labels."""
    found: dict[str, str] = {}
    for one in options:
        for stored in (one.code,) if numeric else one.texts:
            known = found.get(stored)
            found[stored] = one.label if known in (None, one.label) else f"{known} / {one.label}"
    return found


def _position(options: Sequence[Choice]) -> int | None:
    """Return the first code where codes are positions of options that are other numbers, as 1 to 11 are of 0 to 10.

    Codes that were given to options are what the researcher wants, whatever the options' texts.
    """
    given = any(one.code != one.id or not one.id.isdecimal() for one in options)
    others = any(one.label.isdecimal() and int(one.label) != int(one.id) for one in options if one.id.isdecimal())
    return min(int(one.id) for one in options) if others and not given else None


def _marked(place: Place, options: Sequence[Choice], numeric: bool | None) -> dict[str, str]:
    """Return what a cell of an option's column holds where it was marked: 1, its text, or its code if it is alone."""
    option = place.option
    assert option is not None  # noqa: S101 - asked only of an option
    if numeric is None:
        return {}
    stored = (option.code if len(options) == 1 else "1",) if numeric else option.texts
    return dict.fromkeys(stored, option.label)


def _type(place: Place) -> QuestionType | None:
    question = place.question
    if question.form in ("text", "row texts") or (question.kind == "TE" and question.form == "items"):
        return "number" if question.content == "ValidNumber" else "text"
    if place.is_text:
        return "text"
    if question.form == "items":
        return "rank" if question.kind == "RO" else "number"
    if question.form in ("multiple", "rows multiple"):
        return "multiple"
    return "scale" if question.sub_selector == "SingleAnswer" or question.selector in ("NPS", "Bipolar") else "single"


def _is_joined(place: Place) -> bool:
    """Tell whether all answers to a select-all question stand in one cell."""
    return place.option is None and not place.is_text and place.question.form in ("multiple", "rows multiple")


def _known(place: Place) -> list[str]:
    return [text for one in place.question.answers or place.question.choices for text in one.texts]


def _is_numeric(place: Place, cells: Sequence[str]) -> bool | None:
    """Tell whether cells are codes (True) or texts (False); None where they may be both or there is none."""
    options = place.question.answers or place.question.choices
    if place.is_text or not options or place.question.form in ("items", "row texts"):
        return None
    codes = {one.code for one in options} | ({"1"} if place.option else set())
    texts = {text for one in options for text in one.texts}
    seen = {cell.strip() for cell in cells} - {UNANSWERED, ""}
    if _is_joined(place) and all(_CODES.match(cell) for cell in seen):
        seen = {code for cell in seen for code in cell.split(",")}
    as_codes, as_texts = seen <= codes, seen <= texts or (_is_joined(place) and not seen <= codes)
    return None if as_codes == as_texts else as_codes


def _sets(places: Mapping[str, Place]) -> dict[str, OptionSet]:
    """Return the select-all questions with a column per option, by their text, by their tag where others share it."""
    groups: dict[tuple[str, str, str], dict[str, Place]] = {}
    for name, place in places.items():
        if place.option is not None and not place.is_text and _type(place) == "multiple":
            groups.setdefault(place.set_key, {})[name] = place
    texts = [
        DASH.join([one.outer.text, *one.labels[:-1]])
        for one in (next(iter(group.values())) for group in groups.values())
    ]
    found: dict[str, OptionSet] = {}
    for text, group in zip(texts, groups.values(), strict=True):
        first = next(iter(group.values()))
        key = text if texts.count(text) == 1 else "_".join([first.question.tag, *([first.row.id] if first.row else [])])
        found[f"{key} ({first.loop})" if first.loop else key] = OptionSet(tuple(group), _counted(group.values()))
    return found


def _counted(places: Iterable[Place]) -> tuple[str, ...]:
    """Return the cells that mean marked, of an export of codes or of texts."""
    said: list[str] = []
    for place in places:
        options = place.question.answers or place.question.choices
        for numeric in (True, False):
            said += _marked(place, options, numeric)
    return tuple(dict.fromkeys(said))


def _asked(places: Mapping[str, Place]) -> list[Asked]:
    """Return each question with its columns, of a side by side one each part too."""
    groups: dict[tuple[str, str], dict[str, Place]] = {}
    for name, place in places.items():
        for own in dict.fromkeys((place.outer.id, place.question.id)):
            groups.setdefault((place.loop, own), {})[name] = place
    found = []
    for (loop, own), group in groups.items():
        first, turn = next(iter(group.values())), f"{loop}_" if loop else ""
        whole = first.outer.id == own
        question = first.outer if whole else first.question
        text = DASH.join([first.outer.text, *([] if whole else [question.text])])
        answers = tuple(name for name, place in group.items() if not place.is_beside) or tuple(group)
        names = [turn + name for name in (question.tag, number_of(question.tag), own) if name]
        found.append(Asked(text, answers, tuple(dict.fromkeys(names))))
    return found
