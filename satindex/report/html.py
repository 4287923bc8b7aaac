"""The report as one HTML page: opens with the network cut, charts included, and runs no code but its own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from satindex.analysis.analysis import Analysis
from satindex.language import LANGUAGES
from satindex.report.page.branding import as_data, in_colour
from satindex.report.page.contents import contents
from satindex.report.page.texts import texts
from satindex.results.bundle import EMBED_OPTIONS, inert_json, script
from satindex.results.drawing import config
from satindex.results.sliders import page as sliders

if TYPE_CHECKING:
    from jinja2 import Environment

SUFFIXES = (".html", ".htm")


def write(analysis: Analysis, path: Path, language: str) -> None:
    """Write the page to `path`."""
    path.write_text(page(analysis, language), encoding="utf-8", newline="\n")


def page(analysis: Analysis, language: str) -> str:
    """Return the whole page; every text from outside is escaped, scripts are allowed by their hash alone."""
    language = "zh" if language.lower().startswith("zh") else "en"
    starter, said = _asset("report.js"), contents(analysis, language)
    sliding = f"{sliders.module()}\nstartAll();" if any(block.sliders for block in said.blocks) else ""
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
            texts=texts(language, analysis.subject.texts),
            style=_asset("report.css")
            + (sliders.style() if sliding else "")
            + in_colour(analysis.survey.report.colour),
            logo=as_data(analysis.survey),
            sliding=sliding,
            bundle=script(),
            starter=starter,
            options=inert_json({**EMBED_OPTIONS, "config": config()}),
            script_hashes=" ".join(f"'{_hash(text)}'" for text in (sliding, script(), starter) if text),
        )
    )


def _styles(analysis: Analysis, sliding: bool) -> Iterator[str]:
    yield _asset("report.css")
    if sliding:
        yield sliders.style()
    yield in_colour(analysis.survey.report.colour)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def _asset(name: str) -> str:
    return files("satindex.report").joinpath(f"templates/{name}").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    from satindex.results.columns import written

    templates = {name: _asset(name) for name in ("report.html.j2", "blocks.html.j2")}
    environment = Environment(
        loader=DictLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["count"] = lambda value: written(value, "count")
    return environment
