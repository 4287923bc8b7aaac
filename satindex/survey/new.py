"""Templates to begin a definition with: whole questionnaires in Chinese and English."""

from __future__ import annotations

from importlib.resources import files

from satindex.errors import SatindexError, did_you_mean
from satindex.language import Words
from satindex.survey.tree import shown

_FOLDER = files("satindex.survey") / "templates"
_SUFFIX = ".yaml"


def names() -> tuple[str, ...]:
    """Return the names of all templates, in the order of the alphabet.

    Examples
    --------
    >>> "servqual" in names()
    True
    """
    found = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in found if name.endswith(_SUFFIX)))


def template_text(name: str) -> str:
    """Return a template's YAML; raises SatindexError with the nearest name when there is no such template."""
    if name not in names():
        hint = did_you_mean(name, names())
        said = shown(name)
        raise SatindexError(
            Words(
                f"There is no template '{said}'. {hint.en if hint else ''}".rstrip(),
                f"没有模板“{said}”。{hint.zh if hint else ''}",
            )
        )
    return (_FOLDER / f"{name}{_SUFFIX}").read_text(encoding="utf-8")
