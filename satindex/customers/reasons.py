"""Why customers leave: the six standard reasons, recognised in Chinese and English; any other reason stands as written.

Price, product (business), service, market, technology and goodwill are how Chinese courses classify exits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from satindex.language import Words

NOT_SAID: Final = "(missing)"
STANDARD: Final[Mapping[str, Words]] = {
    "price": Words("Price", "价格"),
    "product": Words("Product or business", "产品或业务"),
    "service": Words("Service", "服务"),
    "market": Words("Market", "市场"),
    "technology": Words("Technology", "技术"),
    "goodwill": Words("Goodwill", "商誉"),
}
_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "price": ("价格", "价钱", "资费", "price", "pricing"),
    "product": ("产品", "业务", "产品或业务", "产品/业务", "业务/产品", "product", "business", "product or business"),
    "service": ("服务", "服务质量", "service", "service quality"),
    "market": ("市场", "market"),
    "technology": ("技术", "technology", "technical"),
    "goodwill": ("商誉", "信誉", "goodwill", "reputation"),
}
_KNOWN: Final = {spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings}
_ENDINGS: Final = re.compile(r"(的?(原因|因素|问题|方面)|退出|型|类| reasons?| exits?)+$")


def recognised(reason: str | None) -> str:
    """Return the standard name of a reason, or the reason itself where it is none of the six; `(missing)` for none.

    Examples
    --------
    >>> [recognised(one) for one in ("价格", "价格原因", " Service ", "业务退出", "搬家", None)]
    ['price', 'price', 'service', 'product', '搬家', '(missing)']
    """
    if reason is None or not reason.strip():
        return NOT_SAID
    folded = unicodedata.normalize("NFKC", reason).strip().casefold()
    return _KNOWN.get(folded) or _KNOWN.get(_ENDINGS.sub("", folded)) or reason.strip()
