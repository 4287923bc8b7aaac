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
