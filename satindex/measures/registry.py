"""Types of measures are found by their file's name; a new type is one new file in this folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path

from satindex.survey.kinds import MeasureKeys

# What makes a file of this folder a type, and the others building blocks.
_DECLARES_KEYS = re.compile(r"^KEYS\b[^=\n]*=", re.MULTILINE)


@cache
def _types() -> tuple[str, ...]:
    files = sorted(Path(__file__).parent.glob("*.py"))
    return tuple(file.stem for file in files if _DECLARES_KEYS.search(file.read_text(encoding="utf-8")))


class Registry:
    """Finds a type's YAML keys; imports its file only when a survey names it."""

    def names(self) -> Iterable[str]:
        """Return every known type's name, in the order of the alphabet.

        Examples
        --------
        >>> "nps" in TYPES.names(), "measure" in TYPES.names()
        (True, False)
        """
        return _types()

    def keys_of(self, type_name: str) -> type[MeasureKeys]:
        """Return the keys of one type; raises KeyError when there is no such type."""
        if type_name not in _types():
            raise KeyError(type_name)
        keys: type[MeasureKeys] = import_module(f"satindex.measures.{type_name}").KEYS
        return keys


TYPES = Registry()
