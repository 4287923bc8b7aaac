"""Sliders as a piece of HTML that needs no server: figures as JSON, and the module that moves them, in place."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from satindex.errors import MissingExtraError
from satindex.language import Words
from satindex.results.bundle import inert_json
from satindex.results.sliders.texts import TEXTS

_PAGE = """<div id="{id}" class="satindex-sliders" data-figures="{id}-figures" data-live="{live}"><p>{scripts}</p></div>
<style>{style}</style>
<script type="application/json" id="{id}-figures">{figures}</script>
<script type="module">{module}
startAll();</script>"""


@contextmanager
def needed() -> Iterator[None]:
    """Say which package sliders in a notebook need, where importing them fails."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in {"anywidget", "ipywidgets", "traitlets"}:
            raise
        purpose = Words("a widget of sliders", "滑块组件")
        raise MissingExtraError("anywidget", "widget", purpose) from None


@cache
def module() -> str:
    """Return the ES module that draws sliders and computes what they move, for figures that hold rows of scores."""
    return "\n".join(map(_without_comments, ("whatif.js", "rows.js")))


@cache
def module_of_report() -> str:
    """Return the ES module of a report's page, whose figures are averages alone."""
    return "\n".join(map(_without_comments, ("whatif.js", "grid.js")))


@cache
def style() -> str:
    """Return the style of the sliders."""
    return _without_comments("whatif.css")


def _without_comments(name: str) -> str:
    """Return a file's lines without indentation, those that are comments left out: pages hold it more than once."""
    text = files("satindex.results.sliders").joinpath(name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def new_id() -> str:
    """Return a name for one piece of a page that no other has."""
    return f"satindex-{uuid.uuid4().hex}"


def standing(figures: Mapping[str, Any], name: str, live: str) -> str:
    """Return the sliders on these figures as HTML, whose element is called `name`; nothing is fetched.

    Where the widget `live` is drawn in the same page, it hides them.
    """
    said = TEXTS["scripts"].say(str(figures["language"]))
    return _PAGE.format(
        id=name,
        live=live,
        scripts=escape(said),
        style=style(),
        figures=inert_json(figures),
        module=module(),
    )
