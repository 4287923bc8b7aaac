"""What learners hand in, read as the kind of answer that a task asks for."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable

from satindex.language import Words

_YES = {"yes", "true", "y", "significant", "是", "对", "有", "显著"}
_NO = {"no", "false", "n", "not significant", "否", "不", "无", "没有", "不显著"}
_PARTING = re.compile(r"[\s./·・,，、:：;；\[\]()（）_\-−–—]+")
_EQUALS = re.compile(r"[=＝]")
_PARTED = re.compile(r"\s*[,;>，；、＞]\s*")
_MINUS = str.maketrans({"−": "-", "－": "-", "–": "-", "．": ".", "＋": "+"})


def folded(value: object) -> str:
    """Return a text without what typing alone makes different: capitals, spaces, full-width forms.

    Examples
    --------
    >>> folded(" Ｎot  Significant ")
    'not significant'
    """
    return " ".join(unicodedata.normalize("NFKC", str(value)).casefold().split())


def number_of(value: object) -> float | None:
    """Return a number as learners write it; None where it is none.

    Examples
    --------
    >>> number_of("−0.33"), number_of("37 %"), number_of("about 3")
    (-0.33, 37.0, None)
    """
    if isinstance(value, bool):
        return None
    text = str(value).strip().translate(_MINUS).rstrip("%％ ")
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def decision_of(value: object) -> bool | None:
    """Return a yes or a no in either language; None where it is neither.

    Examples
    --------
    >>> decision_of("是"), decision_of(False), decision_of("perhaps")
    (True, False, None)
    """
    said = folded(value)
    return True if said in _YES else False if said in _NO else None


def order_of(value: object) -> tuple[str, ...]:
    """Return an order as a list or as a text parted by commas or `>`.

    Examples
    --------
    >>> order_of("empathy > reliability"), order_of(["可靠性", "移情性"])
    (('empathy', 'reliability'), ('可靠性', '移情性'))
    """
    parts = value if isinstance(value, (list, tuple)) else _PARTED.split(str(value).strip())
    return tuple(str(part).strip() for part in parts if str(part).strip())


def same_text(value: object, name: str, label: Words | None = None) -> bool:
    """Whether a text names something by its key or by what it is called in either language, however it is typed."""
    called = {name, *((label.en, label.zh) if label else ())}
    return folded(value) in {folded(one) for one in called}


def one_of(value: object, texts: Iterable[str]) -> bool:
    """Whether a text is one of those accepted, capitals aside."""
    return any(same_text(value, text) for text in texts)


def run_together(text: str) -> str:
    """Return a text without what parts its words, as figures are named: row and column one after the other.

    Examples
    --------
    >>> run_together("Reliability · Gap (P − E)")
    'reliabilitygappe'
    """
    return _PARTING.sub("", unicodedata.normalize("NFKC", text).casefold())


def named_and_valued(value: object) -> tuple[str, float | None]:
    """Return the figure that a learner names, and the right value where one is given.

    Examples
    --------
    >>> named_and_valued("reliability.estimate = −0.92"), named_and_valued(["可靠性 差距", "-0.92"])
    (('reliability.estimate', -0.92), ('可靠性 差距', -0.92))
    """
    parts = value if isinstance(value, list | tuple) else _EQUALS.split(str(value), maxsplit=1)
    name, *rest = [str(part).strip() for part in parts] or [""]
    return name, number_of(rest[0]) if rest else None
