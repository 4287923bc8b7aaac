"""Types of measures are found by their file's name; a new type is one new file in this folder."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from satindex.survey.kinds import MeasureKeys

_NOT_TYPES = frozenset(
    {
        "classes",
        "conditions",
        "consistency",
        "kano_words",
        "measure",
        "quadrants_words",
        "rater",
        "registry",
        "scores",
        "servqual_words",
    }
)


class Registry:
    """Finds a type's YAML keys; imports its file only when a survey names it."""

    def names(self) -> Iterable[str]:
        """Return every known type's name, in the order of the alphabet.

        Examples
        --------
        >>> "nps" in TYPES.names()
        True
        """
        found = (module.name for module in iter_modules([str(Path(__file__).parent)]))
        return sorted(name for name in found if name not in _NOT_TYPES)

    def keys_of(self, type_name: str) -> type[MeasureKeys]:
        """Return the keys of one type; raises KeyError when there is no such type."""
        if type_name not in self.names():
            raise KeyError(type_name)
        keys: type[MeasureKeys] = import_module(f"satindex.measures.{type_name}").KEYS
        return keys


TYPES = Registry()
