"""What in a definition changes figures, as short hashes by place: two definitions can be compared piece by piece."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from satindex.survey.model import Survey

Meaning = Mapping[str, Mapping[str, str]]
_SHOWN_ONLY: Final = frozenset({"title", "titles", "text", "texts", "line", "show", "file"})
"""Fields that change how something is shown, or where it stands, and no figure."""
_MAPPED: Final = ("scales", "items", "measures", "models", "multiple")
_WHOLE: Final = ("respondent", "missing", "unknown", "where", "derive", "exclude")
_DIGITS: Final = 16


def meaning_of(survey: Survey) -> dict[str, dict[str, str]]:
    """Return a hash of each scale, item, measure and model, and of what the definition says of respondents.

    Titles, texts and their languages, comments, benchmarks, tables and small bases are not in it: they are the
    report's.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from satindex.survey.model import Item, Scale
    >>> item = Item("A", Scale("1..7", "points", 1, 7))
    >>> one = meaning_of(Survey("s", items={"A": item}))
    >>> one == meaning_of(Survey("s", items={"A": replace(item, text={"en": "How are you?"})}))
    True
    >>> list(differences(one, meaning_of(Survey("s", items={"A": replace(item, reverse=True)}))))
    [('items', 'A')]
    """
    found = {key: {name: _hash(one) for name, one in getattr(survey, key).items()} for key in _MAPPED}
    return found | {key: {"": _hash(getattr(survey, key))} for key in _WHOLE}


def hash_of(meaning: Meaning) -> str:
    """Return one hash of a whole meaning."""
    return hashlib.sha256(json.dumps(meaning, sort_keys=True).encode()).hexdigest()


def differences(one: Meaning, other: Meaning) -> Iterator[tuple[str, str]]:
    """Yield each key and name at which two meanings differ, also where one of them lacks it."""
    for key in dict.fromkeys((*one, *other)):
        mine, theirs = one.get(key, {}), other.get(key, {})
        yield from ((key, name) for name in dict.fromkeys((*mine, *theirs)) if mine.get(name) != theirs.get(name))


def _hash(value: object) -> str:
    said = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:_DIGITS]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(one)] for key, one in value.items()]
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(one) for one in value), key=repr)
    if is_dataclass(value):
        shown = ((one.name, getattr(value, one.name)) for one in fields(value) if one.name not in _SHOWN_ONLY)
        return [type(value).__name__, *([name, _plain(part)] for name, part in shown)]
    raise TypeError(f"{type(value).__name__} in a definition has no stable form")
