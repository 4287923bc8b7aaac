"""Names that files can have on any system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Windows has devices of these names in every folder.
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_LONGEST = 48


def file_stem(name: str, nameless: str = "exercise") -> str:
    """Return a name as one that files can have on any system; `nameless` where nothing is left of it.

    Examples
    --------
    >>> file_stem("../差距 分析"), file_stem("CON"), file_stem("...")
    ('差距-分析', 'CON-', 'exercise')
    """
    found = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", name)).strip("-")[:_LONGEST]
    return f"{found}-" if is_device(found) else found or nameless


def is_device(name: str) -> bool:
    """Whether Windows can't have a file of that name.

    Examples
    --------
    >>> is_device("nul"), is_device("007")
    (True, False)
    """
    return bool(_DEVICES.match(name))


def stems(names: Iterable[str], nameless: str = "exercise", taken: Iterable[str] = ()) -> dict[str, str]:
    """Return a file's name for each, no two alike, whatever becomes of their signs and capitals; none is `taken`.

    Examples
    --------
    >>> stems(["a b", "A.B", "c"])
    {'a b': 'a-b', 'A.B': 'A-B-2', 'c': 'c'}
    """
    found: dict[str, str] = {}
    used = {name.casefold() for name in taken}
    for name in names:
        plain = own = file_stem(name, nameless)
        number = 1
        while own.casefold() in used:
            number += 1
            own = f"{plain}-{number}"
        used.add(own.casefold())
        found[name] = own
    return found
