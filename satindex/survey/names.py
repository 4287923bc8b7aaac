"""Which names items, measures, models and scales may have."""

from __future__ import annotations

import unicodedata

from satindex.language import Words
from satindex.survey.tree import shown

RESERVED = ("overall", "expected", "perceived", "group", "by")
RESERVED_TABLES = ("items",)


def _may_stand(sign: str) -> bool:
    return sign in "_-" or unicodedata.category(sign)[0] in "LM" or unicodedata.category(sign) == "Nd"


def name_fault(name: str) -> Words | None:
    """Return what is wrong with a name; None when it is a good one.

    Examples
    --------
    >>> name_fault("有形性"), str(name_fault("overall"))
    (None, "The name 'overall' is reserved.")
    """
    said = shown(name)
    if name in RESERVED:
        return Words(f"The name '{said}' is reserved.", f"名称“{said}”是保留字。")
    if not name or not all(_may_stand(sign) for sign in name):
        return Words(
            f"'{said}' is not a name: names have letters of any script, digits, '_' and '-'.",
            f"“{said}”不能作名称：名称由任意文字的字母、数字、“_”和“-”组成。",
        )
    return None
