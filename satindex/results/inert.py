"""Texts as XML and a page can hold them: whole, with a mark in the place of each sign that XML has no place for."""

from __future__ import annotations

import re
from typing import Final

LOST: Final = "\ufffd"
"""Stands where XML can't hold a sign, so that it is seen that something stood there."""

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def inert(text: str) -> str:
    r"""Return a text with control signs and lone surrogates replaced, and its lines ended in one way.

    Examples
    --------
    >>> inert("a\x00b\ud800c\r\nd") == "a\ufffdb\ufffdc\nd"
    True
    """
    return _NOT_XML.sub(LOST, text.replace("\r\n", "\n")).replace("\r", "\n")


_TURNING: Final = re.compile("[\u202a\u202b\u202d\u202e\u2066-\u2068]")
_TURNED: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BACK: Final = "\u202c"
_APART: Final = "\u2069"


def closed(text: str) -> str:
    r"""Return a text that turns back, at its end, the direction of writing that it turned round.

    What stands behind it on its line, such as a figure, would else be read from right to left.

    Examples
    --------
    >>> closed("a\u202eb") == "a\u202eb\u202c", closed("plain")
    (True, 'plain')
    """
    if not _TURNING.search(text):
        return text
    embedded = apart = 0
    for sign in _TURNED.findall(text):
        if sign == _BACK:
            embedded = max(embedded - 1, 0)
        elif sign == _APART:
            apart = max(apart - 1, 0)
        elif sign in "\u2066\u2067\u2068":
            apart += 1
        else:
            embedded += 1
    return text + _APART * apart + _BACK * embedded
