"""What a questionnaire says beside its questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Texts = Mapping[str, str]
FORM_MARK = "satindex_form"
"""The column by which an export shows that its form was made from a definition, whose names its columns then bear."""
_NOT_IN_NAMES = re.compile(r"[^\w.\-]")
_NO_START = re.compile(r"^[^\W\d]")


def form_name(name: str) -> str:
    """Return what a form calls a question or column: its own name, made a valid XML name.

    Examples
    --------
    >>> form_name("E1"), form_name("网点"), form_name("2、您的年龄是？"), form_name("1a")
    ('E1', '网点', '_2_您的年龄是_', '_1a')
    """
    plain = _NOT_IN_NAMES.sub("_", name)
    return plain if _NO_START.match(plain) else f"_{plain}"


@dataclass(frozen=True)
class FormTexts:
    """What stands before and after the questions, and what is asked where an item's own text is not it.

    `texts` are keyed by an item, a column about the person or a platform's question (then its stem), `answers` by the
    answer as it is stored. `fixed` are columns that hold the same in every row. Items in `optional` may stay empty.
    """

    introduction: Texts = field(default_factory=dict)
    consent: Texts = field(default_factory=dict)
    thanks: Texts = field(default_factory=dict)
    texts: Mapping[str, Texts] = field(default_factory=dict)
    answers: Mapping[str, Texts] = field(default_factory=dict)
    fixed: Texts = field(default_factory=dict)
    optional: tuple[str, ...] = ()
