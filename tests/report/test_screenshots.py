"""How the page looks, compared with pictures that were looked at: in both languages, narrow and wide.

A picture is compared in cells of 8 × 8 pixels: the edge of a letter that is drawn another way changes none of them
much, a block that moves changes many. To renew the pictures, and look at them again:
`SCREENSHOTS=renew python -m pytest tests/report/test_screenshots.py`. They hold for the fonts they were made with,
which are named beside them; where a machine has others, the tests say so and are skipped.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from satindex.report import write_report

Image = pytest.importorskip("PIL.Image", reason="pictures are compared by Pillow")
FOLDER = Path(__file__).parent / "screenshots"
CELL = 8
MOVED = 24
"""A cell whose mean brightness, of 255, differs by more has other contents."""
MOST_MOVED = 0.004
"""The share of such cells, of those that are not empty in either picture, that is no difference."""
TABLES = ("quality", "quality.items", "nps", "loyalty", "repurchase.fit", "nps by branch")
RENEWED = os.environ.get("SCREENSHOTS") == "renew"


def fonts() -> str:
    """The fonts that a reader's browser takes for both languages here."""
    if not shutil.which("fc-match"):
        return "unknown"
    ask = ("fc-match", "--format=%{family[0]} %{fontversion}\n")
    return "".join(
        subprocess.run([*ask, asked], capture_output=True, text=True, check=True).stdout
        for asked in ("system-ui", "sans-serif:lang=zh-cn", "monospace")
    )


@pytest.fixture(scope="module")
def pages(sample: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of few tables, one of each kind, in both languages."""
    if not RENEWED and (there := (FOLDER / "fonts.txt").read_text(encoding="utf-8")) != fonts():
        pytest.skip(f"screenshots were made with other fonts than there are here: {there.split()}")
    made, folder = sample.sample(), tmp_path_factory.mktemp("pages")
    fewer = replace(made, tables={name: made.tables[name] for name in TABLES})
    return {said: write_report(fewer, folder / f"{said}.html", said) for said in ("en", "zh")}


@pytest.fixture(scope="module")
def shown(pages: dict[str, Path], browser: Any) -> Callable[[str, int], np.ndarray]:
    """A function that opens the page of a language at a width and returns its picture, in grey."""

    def taken(language: str, width: int) -> np.ndarray:
        browser.size(width, 900)
        browser.open(pages[language])
        browser.drawn()
        browser.run("document.querySelector('[data-name] table').closest('details')?.setAttribute('open', '')")
        # A bar to scroll by is no part of the page.
        browser.run("document.documentElement.style.scrollbarWidth = 'none'")
        browser.size(width, browser.run("document.documentElement.scrollHeight"))
        return grey(browser.whole_picture())

    return taken


def grey(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"), dtype=float)


def cells(picture: np.ndarray) -> np.ndarray:
    """The mean brightness of each cell."""
    high, wide = (size // CELL * CELL for size in picture.shape)
    return picture[:high, :wide].reshape(high // CELL, CELL, wide // CELL, CELL).mean(axis=(1, 3))


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """The share of cells that differ, of those that hold anything in either picture; 1 for pages of other sizes."""
    if one.shape[1] != other.shape[1] or abs(one.shape[0] - other.shape[0]) > CELL:
        return 1.0
    high = min(one.shape[0], other.shape[0])
    here, there = cells(one[:high]), cells(other[:high])
    empty = (here > 250) & (there > 250)
    return float((np.abs(here - there) > MOVED).sum() / max((~empty).sum(), 1))


def known(name: str) -> np.ndarray:
    return grey((FOLDER / f"{name}.png").read_bytes())


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_looks_as_it_did(shown: Any, language: str, width: int) -> None:
    picture = shown(language, width)
    if RENEWED:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / "fonts.txt").write_text(fonts(), encoding="utf-8")
        small = Image.fromarray(picture.astype("uint8")).quantize(16)
        small.save(FOLDER / f"{language}-{width}.png", optimize=True)
    assert difference(picture, known(f"{language}-{width}")) <= MOST_MOVED


CHANGES = {
    "a table moved by 12 pixels": (".scroll table", "marginLeft", "12px"),
    "a heading in a smaller type": ("h1", "fontSize", "1.2rem"),
    "a chart that is gone": (".chart svg", "visibility", "hidden"),
    "a page that is longer": ("main", "paddingBottom", "200px"),
}


def test_what_moved_is_seen_and_an_edge_is_not(shown: Any, browser: Any) -> None:
    """Each change is one that a reader would see; text that lies less than half a pixel lower is none."""
    before = shown("en", 360)
    for told, (place, look, value) in CHANGES.items():
        changed = f"document.querySelector('{place}').style.{look} = "
        browser.run(f"{changed}'{value}'")
        assert difference(grey(browser.whole_picture()), before) > MOST_MOVED, told
        browser.run(f"{changed}''")
    browser.run("document.body.style.transform = 'translateY(0.4px)'")
    assert difference(grey(browser.whole_picture()), before) <= MOST_MOVED
