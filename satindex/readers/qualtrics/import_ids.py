"""The third header row of an export: which question, row and option a column holds, by Qualtrics' own ids."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["answer", "text", "other"]
_QUOTED = re.compile(r"""^\{\s*(["'])ImportId\1\s*:\s*(["'])(?P<id>.*?)\2\s*[,}]""", re.DOTALL)
_QUESTION = re.compile(r"^(?:(?P<loop>\w+?)_)?(?P<question>QID\d+)(?:#(?P<column>\d+))?(?:[-_](?P<rest>.*))?$")
_PLACE = re.compile(r"^x?\d+$")


@dataclass(frozen=True)
class ImportId:
    """A column's question; `column` is one of a side by side question, `places` are the ids of row and option.

    `loop` is the turn of a question that is asked several times. `kind` is `text` for what was written in, `other`
    for what Qualtrics derives from an answer (groups, topics, order of display, times).
    """

    question: str
    column: str = ""
    places: tuple[str, ...] = ()
    kind: Kind = "answer"
    loop: str = ""


def written_id(cell: str | None) -> str | None:
    """Return the id that a cell of the third header row names, None where it names none.

    Examples
    --------
    >>> written_id('{"ImportId":"QID1","choiceId":"3"}'), written_id("{'ImportId': 'QID2-TEXT'}"), written_id("5")
    ('QID1_3', 'QID2-TEXT', None)
    """
    text = (cell or "").strip()
    if not text.startswith("{") or "ImportId" not in text:
        return None
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        found = _QUOTED.match(text)
        return found["id"] if found else None
    name, choice = told.get("ImportId"), told.get("choiceId")
    if not isinstance(name, str):
        return None
    return f"{name}_{choice}" if isinstance(choice, (str, int)) else name


def parsed(written: str) -> ImportId | None:
    """Return what an id of a question says; None for an id of anything else, such as embedded data.

    Examples
    --------
    >>> parsed("QID4#2-1-3-TEXT")
    ImportId(question='QID4', column='2', places=('1', '3'), kind='text', loop='')
    >>> parsed("2_QID7_NPS_GROUP").kind, parsed("panel-RecipientEmail")
    ('other', None)
    """
    found = _QUESTION.match(written)
    if found is None:
        return None
    parts = re.split("[-_]", found["rest"]) if found["rest"] else []
    count = next((at for at, part in enumerate(parts) if not _PLACE.match(part)), len(parts))
    kind: Kind = "answer" if count == len(parts) else "text" if parts[count:] == ["TEXT"] else "other"
    return ImportId(found["question"], found["column"] or "", tuple(parts[:count]), kind, found["loop"] or "")
