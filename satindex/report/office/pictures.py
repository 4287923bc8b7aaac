"""Pictures of tables that no native chart can show: path diagrams, heat maps; drawn as on the page, as a PNG."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, Final

from satindex.errors import FigureError, MissingExtraError
from satindex.results import picture
from satindex.results.images import as_png
from satindex.results.remembered import remembered
from satindex.results.result import Result

KINDS: Final = frozenset(("path", "cohorts", "quadrants"))
SCALE: Final = 2.0


@dataclass(frozen=True)
class Picture:
    """A picture: title, the file, its size in pixels of the screen, its alternative text.

    Where it could not be drawn `png` is empty and `why` says what it needs.
    """

    title: str
    png: bytes
    width: int
    height: int
    said: str
    why: str = ""


@remembered
def pictures(result: Result, language: str) -> tuple[Picture, ...]:
    """Return the table's pictures; none where a native chart shows it, or where it has no picture."""
    spec = picture.spec(result, language) if result.chart in KINDS else None
    if spec is None:
        return ()
    title, said = result.title.say(language), str(spec["description"])
    try:
        png = as_png(_untitled(spec), SCALE)
    except (FigureError, MissingExtraError) as error:
        return (Picture(title, b"", 0, 0, said, error.words.say(language)),)
    # The size of a PNG stands in its first chunk.
    width, height = (round(side / SCALE) for side in struct.unpack(">II", png[16:24]))
    return (Picture(title, png, width, height, said),)


def _untitled(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the specification without its title, which stands beside the picture; the subtitle stays."""
    subtitle = spec["title"]["subtitle"]
    return {**spec, "title": {"text": subtitle[0], "subtitle": subtitle[1:], "fontSize": 12, "fontWeight": "normal"}}
