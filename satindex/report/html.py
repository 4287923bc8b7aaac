"""The report as one HTML page: opens with the network cut, charts included, and runs no code but its own."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from satindex.analysis.analysis import Analysis
from satindex.language import LANGUAGES
from satindex.report.page.branding import as_data, in_colour
from satindex.report.page.contents import Contents, contents
from satindex.report.page.filtering import Filter, filter_of
from satindex.report.page.texts import SCRIPTED, texts
from satindex.results.bundle import EMBED_OPTIONS, inert_json, packed, packed_text, script
from satindex.results.drawing import config
from satindex.results.inert import inert
from satindex.results.sliders import page as sliders
from satindex.results.writing import write_text

if TYPE_CHECKING:
    from jinja2 import Environment

SUFFIXES = (".html", ".htm")
SCRIPTS: Final = (
    *("said", "charts", "figures", "sorting", "saving"),
    *("theme", "contents", "printing"),
)
"""The page's own scripts, in the order in which they run, one thing each."""


def write(analysis: Analysis, path: Path, language: str) -> None:
    """Write the page to `path`."""
    write_text(path, inert(page(analysis, language)))


def page(analysis: Analysis, language: str) -> str:
    """Return the whole page; every text from outside is escaped, scripts are allowed by their hash alone."""
    language = "zh" if language.lower().startswith("zh") else "en"
    starter, said, words = _starter(), contents(analysis, language), texts(language, analysis.subject.texts)
    sliding = f"{sliders.module_of_report()}\nstartAll();" if any(block.sliders for block in said.blocks) else ""
    found = filter_of(analysis, said, language)
    filtering = _asset("filter.js") if found else ""
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            analysis=analysis,
            audit=analysis.audit,
            survey=analysis.survey,
            contents=said,
            language=language,
            languages=(language, *(other for other in LANGUAGES if other != language)),
            lang_tag={"zh": "zh-CN", "en": "en"},
            texts=words,
            scripted=inert_json({name: words[name] for name in SCRIPTED}),
            style=_asset("report.css")
            + (sliders.style() if sliding else "")
            + (_asset("filter.css") if found else "")
            + in_colour(analysis.survey.report.colour),
            logo=as_data(analysis.survey),
            sliding=sliding,
            filter=_filter(found, said, language) if found else None,
            filtering=filtering,
            drawing=packed() if any(block.pictures for block in said.blocks) else "",
            starter=starter,
            options=inert_json({**EMBED_OPTIONS, "config": config()}),
            script_hashes=" ".join(f"'{_hash(text)}'" for text in (sliding, filtering, script(), starter) if text),
        )
    )


def _filter(found: Filter, said: Contents, language: str) -> dict[str, Any]:
    """Return the filter as its template lays it out: what it shows is written as the page's own tables are."""
    written: Any = _environment().get_template("blocks.html.j2").make_module({"texts": texts(language)})
    headings = {block.anchor: part.title for part in said.parts for block in part.blocks}
    views = {
        "blocks": {
            anchor: {key: inert(written.content(block, headings[anchor])) for key, block in of_levels.items()}
            for anchor, of_levels in found.blocks.items()
        },
        "glances": {key: inert("".join(map(written.glance, glances))) for key, glances in found.glances.items()},
    }
    return {
        "selects": found.selects,
        "left_out": found.left_out,
        "available": json.dumps(list(found.glances)),
        "packed": inert_json(packed_text(json.dumps(views, ensure_ascii=False, separators=(",", ":")))),
    }


def _starter() -> str:
    """Return the page's own scripts as one that leaves no name behind."""
    return "(() => {\n" + "".join(_asset(f"scripts/{name}.js") for name in SCRIPTS) + "})();"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def _asset(name: str) -> str:
    return files("satindex.report").joinpath(f"templates/{name}").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    from satindex.results.columns import written

    templates = {name: _asset(name) for name in ("report.html.j2", "blocks.html.j2", "filter.html.j2")}
    environment = Environment(
        loader=DictLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["count"] = lambda value: written(value, "count")
    return environment
