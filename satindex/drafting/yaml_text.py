"""Texts of any kind written so that the definition language reads them back as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

PLAIN = re.compile(r"[^\W_][\w-]*$")
WORDS_OF_YAML = re.compile(r"(?i)^(true|false|yes|no|on|off|null|none|y|n|~)$")
# What JSON leaves as it is and YAML would take for a line's end or refuse.
UNSAFE = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def quoted(text: str) -> str:
    """Return a text as a YAML scalar: as it is where that is safe, else in quotation marks.

    Examples
    --------
    >>> quoted("branch"), quoted("1、您的性别:"), quoted("No")
    ('branch', '"1、您的性别:"', '"No"')
    """
    if PLAIN.match(text) and not WORDS_OF_YAML.match(text) and not text[0].isdigit():
        return text
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def flow(entries: Mapping[str, object]) -> str:
    """Return a mapping in one line, its texts quoted where needed; a value that is written already stays.

    Examples
    --------
    >>> flow({"codes": {"1": "5", "2: b": "4"}})
    '{codes: {"1": 5, "2: b": 4}}'
    """
    written = (
        f"{quoted(key)}: {flow(value) if isinstance(value, Mapping) else value}" for key, value in entries.items()
    )
    return f"{{{', '.join(written)}}}"


def comment(text: str, indent: int = 0) -> str:
    """Return a text as one comment line; line ends within it become blanks."""
    return f"{' ' * indent}# {' '.join(UNSAFE.sub(' ', text).split())}"
