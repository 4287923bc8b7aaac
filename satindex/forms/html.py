"""The questionnaire as one page that is filled in without a network and saves what `report` reads.

Answers are kept on the device (localStorage) until someone saves them as CSV; nothing is sent anywhere.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from satindex import __version__
from satindex.forms.page.texts import PAGE
from satindex.forms.questions.questionnaire import Block, Question, Questionnaire
from satindex.forms.questions.wording import both, said
from satindex.language import Words
from satindex.results.bundle import inert_json
from satindex.survey.model import Titles

if TYPE_CHECKING:
    from jinja2 import Environment

SUFFIXES = (".html", ".htm")
TAGS = {"zh": "zh-CN", "en": "en"}
INPUT_MODES = {"number": "decimal", "count": "numeric"}


def write(form: Questionnaire, path: Path) -> None:
    """Write the page to `path`."""
    path.write_text(page(form), encoding="utf-8", newline="\n")


def remarks(form: Questionnaire) -> tuple[Words, ...]:
    """Return what the page can't do as the definition expects it: nothing."""
    return ()


def page(form: Questionnaire) -> str:
    """Return the whole page; every text from the definition is escaped, its one script is allowed by its hash alone."""
    script = _asset("form.js")
    return (
        _environment()
        .get_template("form.html.j2")
        .render(
            form=form,
            version=__version__,
            places={question.name: place for place, question in enumerate(form.questions)},
            title=said(form.title, form.language),
            tags=TAGS,
            modes=INPUT_MODES,
            words={name: both(words) for name, words in PAGE.items()},
            wordings=lambda texts: _wordings(texts, form.languages),
            layout=_layout,
            ends=_ends,
            style=_asset("form.css"),
            script=script,
            script_hash=f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode('ascii')}",
            data=inert_json(_data(form)),
        )
    )


def _wordings(texts: Titles, languages: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return what stands for a text in each language; once, without a language, where all are the same."""
    found = [(language, said(texts, language)) for language in languages]
    return [("", found[0][1])] if len({text for _, text in found}) == 1 else found


def _layout(question: Question, block: Block) -> str:
    """Return how the answers of a question lie: as points in a row, or one below the other."""
    if block.kind == "matrix" or (question.kind == "scale" and not all(one.texts for one in question.points)):
        return "row"
    return "list"


def _ends(question: Question) -> tuple[Titles, Titles] | None:
    """Return the words of a scale's ends."""
    points = question.points
    return (points[0].texts, points[-1].texts) if points and points[0].texts and points[-1].texts else None


def _data(form: Questionnaire) -> dict[str, Any]:
    """Return what the script must know: the columns, and of each question how it is answered and stored."""
    places = {question.name: place for place, question in enumerate(form.questions)}
    shape = repr((form.columns, [(question.name, question.kind) for question in form.questions]))
    return {
        "name": form.name,
        "key": f"satindex-form:{form.name}:{hashlib.sha256(shape.encode()).hexdigest()[:12]}",
        "columns": form.columns,
        "id": form.id,
        "duration": form.duration,
        "answered": form.answered,
        "fixed": dict(form.fixed),
        "languages": form.languages,
        "titles": {language: said(form.title, language) for language in form.languages},
        "tags": TAGS,
        "consent": bool(form.consent),
        "questions": [_question(question, places) for question in form.questions],
        "totals": [
            {"sum": block.total, "of": [places[one.name] for one in block.questions]}
            for block in form.blocks
            if block.total is not None
        ],
        "words": {name: both(words) for name, words in PAGE.items()},
    }


def _question(question: Question, places: dict[str, int]) -> dict[str, Any]:
    asked = question.asked
    on = asked and places.get(asked.name)
    return {
        "column": question.column,
        "kind": question.kind,
        "required": question.required,
        "low": question.low,
        "high": question.high,
        "asked": None if asked is None or on is None else [on, list(asked.values)],
        "codes": [choice.value for choice in question.choices] if question.kind in ("multi", "option") else [],
    }


@cache
def _asset(name: str) -> str:
    return files("satindex.forms").joinpath(f"templates/{name}").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    templates = {"form.html.j2": _asset("form.html.j2")}
    return Environment(
        loader=DictLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
