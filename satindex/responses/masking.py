"""Personal data in open answers, masked before anyone reads them."""

from __future__ import annotations

import re

MASK = "▇▇▇"
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_URL = r"(?:https?://|www\.)\S+"
_HANDLE = r"(?<!\w)@[A-Za-z0-9_]{3,}"
_NAMED_ID = r"(?:微信|QQ|qq|wechat|WeChat|weixin|vx|VX)\s*(?:号|id|ID)?\s*[:：]?\s*[A-Za-z0-9_-]{5,}"
_DIGITS = r"\+?\d(?:[\s().-]?\d){5,}[\dXx]?"
_PERSONAL = re.compile("|".join((_EMAIL, _URL, _HANDLE, _NAMED_ID, _DIGITS)))
LONGEST = 500


def masked(text: str) -> str:
    """Return a text with e-mail addresses, links, handles and numbers of six digits or more (phones, ids) masked.

    Names of people are not found: open answers must be read before they are published.

    Examples
    --------
    >>> masked("Call me: 138-0013-8000 or wang@example.com, waited 45 minutes")
    'Call me: ▇▇▇ or ▇▇▇, waited 45 minutes'
    """
    said = _PERSONAL.sub(MASK, " ".join(text[: 4 * LONGEST].split()))
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
