"""The page is whole, bilingual, and inert: no outside address, no text from outside that runs."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from satindex.language import Words
from satindex.report.html import page
from satindex.report.page.specs import on_page
from satindex.report.page.texts import TEXTS
from satindex.results import picture
from satindex.results.drawing import config

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=https://evil.example/x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "=cmd()",
    "\u202eright to left\u202c 😀",
    "{{ 7 * 7 }}",
    "endless " + "x" * 10_000,
)


class Page(HTMLParser):
    """What a browser would see: tags with their attributes, scripts, ids, visible text."""

    VOID = frozenset({"meta", "br", "img", "link", "input", "hr", "col"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self._said: list[str] = []
        self.feed(text)
        self.close()
        self.text = "".join(self._said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append((dict(attrs), ""))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif not self.open or self.open[-1] != "style":
            self._said.append(data)

    def attributes(self, *names: str) -> list[str]:
        return [value or "" for _, attrs in self.tags for name, value in attrs.items() if name in names]


def hostile_analysis(sample, text: str):
    analysis, words = sample.sample(), Words(text, text)
    tables = {
        f"{name} {text[:40]}": replace(
            table,
            name=text,
            title=words,
            labels={cell: words for row in table.rows for cell in row.values() if isinstance(cell, str)},
            explanation=replace(table.explanation, formula=words, numbers=(words,), notes=(words,), sources=(text,)),
        )
        for name, table in analysis.tables.items()
    }
    audit = replace(
        analysis.audit,
        source=text,
        set_aside=tuple(replace(entry, reason=words) for entry in analysis.audit.set_aside),
        cells=tuple(replace(cell, item=text, column=text, value=text, reason=words) for cell in analysis.audit.cells),
        empty={text: 3},
        notes=(words,),
    )
    survey = replace(analysis.survey, name=text, title={"en": text, "zh": text}, file=text)
    headlines = tuple(replace(entry, title=words, unit=words, reason=None) for entry in analysis.headlines)
    return replace(analysis, tables=tables, audit=audit, survey=survey, headlines=headlines, methods=words)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_well_formed_and_says_everything(sample, language: str) -> None:
    analysis = sample.sample()
    seen = Page(page(analysis, language))
    assert seen.open == []
    assert seen.tags[0] == ("html", {"lang": {"en": "en", "zh": "zh-CN"}[language]})
    for table in analysis.tables.values():
        assert table.title.say(language) in seen.text
    for said in (analysis.methods.en, analysis.methods.zh, analysis.survey.definition_hash, "postal.csv"):
        assert said in seen.text
    for entry in analysis.audit.cells:
        assert entry.reason.say(language) in seen.text
    assert "−0.56" in seen.text
    assert analysis.headlines[-1].reason.say(language) in seen.text


def test_every_chart_and_link_finds_its_place(sample) -> None:
    seen = Page(page(sample.sample(), "en"))
    ids = seen.attributes("id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in seen.attributes("href")} <= set(ids)
    specs = seen.attributes("data-spec")
    assert len(specs) == sum(table.chart is not None for table in sample.tables().values())
    for attrs, text in seen.scripts:
        if attrs.get("type") == "application/json":
            json.loads(text)
    alternatives = [attrs["aria-label"] for _, attrs in seen.tags if "data-spec" in attrs]
    assert all(alternatives)


def test_the_page_points_nowhere_outside_and_stays_small(sample) -> None:
    text = page(sample.sample(), "zh")
    seen = Page(text)
    assert all(link.startswith("#") for link in seen.attributes("src", "href", "action", "data", "srcset"))
    assert not {"link", "iframe", "object", "embed", "base", "form"} & {tag for tag, _ in seen.tags}
    assert "http://" not in text
    assert "https://" not in text
    assert "url(" not in text
    assert "@import" not in text
    assert len(text.encode()) < 2_000_000


def test_only_the_pages_own_scripts_may_run(sample) -> None:
    seen = Page(page(sample.sample(), "en"))
    policy = next(attrs["content"] for tag, attrs in seen.tags if attrs.get("http-equiv"))
    allowed = set(re.findall(r"'(sha256-[^']+)'", policy))
    run = [text for attrs, text in seen.scripts if "type" not in attrs]
    # The script that draws charts stands packed in the page; what it is unpacked to may run, nothing else.
    packed = next(text for attrs, text in seen.scripts if attrs.get("id") == "drawing")
    run.append(gzip.decompress(base64.b64decode(packed)).decode())
    assert allowed == {"sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run}
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy


@pytest.fixture(scope="module")
def clean(sample) -> Page:
    """The page without any text from outside."""
    return Page(page(sample.sample(), "en"))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_outside_is_inert(sample, clean: Page, text: str) -> None:
    seen = Page(page(hostile_analysis(sample, text), "en"))
    assert seen.open == []
    assert text in seen.text
    tags = {"script", "img", "a", "iframe", "svg"}
    assert [tag for tag, _ in seen.tags if tag in tags - {"a"}] == [tag for tag, _ in clean.tags if tag in tags - {"a"}]
    assert not [name for _, attrs in seen.tags for name in attrs if name.startswith("on")]
    assert all(link.startswith("#") for link in seen.attributes("href", "src"))
    assert "49" not in seen.text.split("{{ 7 * 7 }}")[0][:200]


def test_a_table_that_no_section_names_is_not_lost(sample) -> None:
    seen = Page(page(replace(sample.sample(), sections=()), "en"))
    assert TEXTS["other"].en in seen.text
    assert "Loyalty index" in seen.text


def test_the_page_of_an_empty_analysis_still_opens(sample) -> None:
    analysis = sample.sample()
    audit = replace(analysis.audit, cells=(), empty={}, notes=(), set_aside=())
    empty = replace(analysis, tables={}, sections=(), headlines=(), audit=audit)
    assert Page(page(empty, "zh")).open == []


def test_every_word_of_the_page_is_in_both_languages() -> None:
    for words in TEXTS.values():
        assert words.en.strip()
        assert words.zh.strip()


def test_writing_the_page_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[2]); import sample_analysis as s; from satindex.report import "
        "write_report; write_report(s.sample(), sys.argv[1], 'zh'); "
        "print([m for m in ('pandas', 'altair', 'great_tables', 'polars', 'xlsxwriter') if m in sys.modules])"
    )
    tests = Path(__file__).parent.parent
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "r.html"), str(tests)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tests.parent,
    )
    assert told.stdout.strip() == "[]"


def rows_of(data):
    """The rows of a dataset as the page's script makes them."""
    if isinstance(data, list):
        return data
    made = [dict(zip(data["columns"], row, strict=True)) for row in data["rows"]]
    return [
        {name: data["texts"][name][cell] if name in data["texts"] else cell for name, cell in row.items()}
        for row in made
    ]


def whole(part, datasets):
    """A part of a spec with the rows of its data in their places again."""
    if isinstance(part, list):
        return [whole(one, datasets) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        name: {"values": rows_of(datasets[inner["name"]])}
        if name == "data" and set(inner) == {"name"}
        else whole(inner, datasets)
        for name, inner in part.items()
    }


def test_the_page_says_once_what_a_chart_says_twice(sample) -> None:
    """The spec on the page, put together again, is the chart's; the page itself has title, description and look."""
    in_columns, shared, repeated = 0, 0, 0
    for table in sample.tables().values():
        spec = picture.spec(table, "zh")
        if spec is None:
            continue
        kept = on_page(spec)
        datasets = kept.pop("datasets", {})
        in_columns += sum(isinstance(data, dict) for data in datasets.values())
        repeated += sum(len(data["texts"]) for data in datasets.values() if isinstance(data, dict))
        shared += json.dumps(kept).count('"data": {"name"') - len(datasets)
        made = whole(kept, datasets)
        assert {name: made[name] for name in spec if name in made and name != "width"} == {
            name: part for name, part in spec.items() if name not in {"title", "description", "config", "width"}
        }
        assert spec["config"] == config()
    assert (in_columns > 0, shared > 0, repeated > 0) == (True, True, True)
    seen = Page(page(sample.sample(), "zh"))
    options = next(json.loads(text) for attrs, text in seen.scripts if attrs.get("id") == "embed-options")
    assert options["config"] == config()
