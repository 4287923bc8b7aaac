"""Checking the shape of a definition: which keys there are, and what kind of value each has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.survey.annotations import arms, keys_at
from satindex.survey.faults import Faults
from satindex.survey.keys import SurveyKeys
from satindex.survey.kinds import Keys
from satindex.survey.tree import Block, Listing, Node, Path, Text, as_data, child
from satindex.survey.wording import words_for

K = TypeVar("K", bound=Keys)
_Found = tuple[Path, Mapping[str, Any], Node | None]

_FITS: dict[str, tuple[type, ...]] = {
    "string_type": (Text,),
    "float_type": (Text,),
    "int_type": (Text,),
    "bool_type": (Text,),
    "literal_error": (Text,),
    "list_type": (Listing,),
    "tuple_type": (Listing,),
    "dict_type": (Block,),
    "model_type": (Block,),
    "model_attributes_type": (Block,),
}
_QUOTE = Words("If it is one text, put it in quotes.", "如果是一个文本，请加引号。")


def survey_keys(root: Block, faults: Faults) -> SurveyKeys:
    """Return the keys of a whole definition, without the parts that are at fault; their faults are noted."""
    data = as_data(root)
    assert isinstance(data, dict)  # noqa: S101 -- a block is always a dict
    while True:
        try:
            return SurveyKeys.model_validate(data)
        except ValidationError as error:
            for path in _note(error, SurveyKeys, root, (), faults):
                _leave_out(data, path)


def keys_of(model: type[K], node: Node, path: Path, faults: Faults) -> K | None:
    """Return the keys of one block; None, and its faults noted, where they are not as they should be."""
    try:
        return model.model_validate(as_data(node))
    except ValidationError as error:
        _note(error, model, node, path, faults)
        return None


def _note(error: ValidationError, model: type[Keys], node: Node, path: Path, faults: Faults) -> list[Path]:
    found = [_placed(detail, node) for detail in error.errors(include_url=False)]
    for place, detail, there in found:
        if not _misses_the_point(place, detail, there, found):
            faults.add((*path, *place), words_for(detail), _hint(model, place, detail, there))
    return [place for place, _, _ in found]


def _placed(detail: Mapping[str, Any], node: Node) -> _Found:
    """Return the place in the tree that pydantic's location means: names of union arms are no part of it."""
    place: Path = ()
    here: Node | None = node
    *_, last = detail["loc"] or ("",)
    for part in detail["loc"]:
        below = child(here, part)
        if below is not None:
            place, here = (*place, part), below
    if detail["type"] == "missing":
        return (*place, last), detail, None
    return place, detail, here


def _misses_the_point(place: Path, detail: Mapping[str, Any], there: Node | None, found: list[_Found]) -> bool:
    """Whether this only says that a value is not of another arm of a union."""
    if not _is_misfit(detail, there):
        return False
    alike = [about for other, about, _ in found if other == place]
    below = [(about, node) for other, about, node in found if other[: len(place)] == place]
    return any(not _is_misfit(about, node) for about, node in below) or alike[0] is not detail


def _is_misfit(detail: Mapping[str, Any], there: Node | None) -> bool:
    fits = _FITS.get(detail["type"])
    return fits is not None and there is not None and not isinstance(there, fits)


def _hint(model: type[Keys], place: Path, detail: Mapping[str, Any], there: Node | None) -> Words | None:
    if detail["type"] == "extra_forbidden":
        return did_you_mean(str(place[-1]), keys_at(model, place[:-1]))
    return _QUOTE if detail["type"] == "string_type" and there is not None else None


def _leave_out(data: dict[str, Any], place: Path) -> None:
    section = data.get(str(place[0])) if place else None
    part = str(place[1]) if len(place) > 1 and not _needs_all(str(place[0])) else None
    if isinstance(section, dict) and part is not None:
        section.pop(part, None)  # two faults of one part: it is out already
    else:
        data.pop(str(place[0]) if place else "", None)


def _needs_all(section: str) -> bool:
    """Whether a section is one block with required keys, which can't be read without the part at fault."""
    field = SurveyKeys.model_fields.get(section)
    models = (typed for typed, _ in arms(field.annotation)) if field else ()
    return any(
        isinstance(model, type)
        and issubclass(model, Keys)
        and any(one.is_required() for one in model.model_fields.values())
        for model in models
    )
