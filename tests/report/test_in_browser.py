"""The page and a notebook's output in a real browser, with the network cut: charts drawn, nothing from outside run."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import satindex as si
from satindex.analysis.building import analyse
from satindex.language import Words
from satindex.report import write_report

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--proxy-server=127.0.0.1:9",
    "--virtual-time-budget=15000",
    "--dump-dom",
)

pytestmark = pytest.mark.skipif(not BROWSER, reason="no Chromium here: apt-get install chromium")


def shown(path: Path, profile: Path, *more: str) -> str:
    """What the document is once the browser has run it."""
    command = [BROWSER, *OPTIONS, *more, f"--user-data-dir={profile}", path.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, encoding="utf-8").stdout


def drawn(dom: str) -> list[str]:
    """The pictures in a document, as SVG."""
    return re.findall(r'<svg [^>]*class="marks".*?</svg>', dom, flags=re.DOTALL)


def test_the_page_draws_every_chart_and_runs_nothing_else(sample, tmp_path: Path) -> None:
    attack = Words("<script>document.title='owned'</script>", "</script><img src=x onerror=\"document.title='owned'\">")
    analysis = sample.sample()
    quality = analysis.tables["quality"]
    tables = dict(analysis.tables) | {"quality": replace(quality, labels={**quality.labels, "empathy": attack})}
    dom = shown(write_report(replace(analysis, tables=tables), tmp_path / "r.html", "zh"), tmp_path / "profile")
    charts = drawn(dom)
    assert len(charts) == sum(table.chart is not None for table in tables.values())
    for text in ("−0.78", "可靠性", "推荐者", "营业时间方便", "1.11"):
        assert text in "".join(charts)
    assert "<title>邮政客户满意度与忠诚度调查</title>" in dom
    assert "&lt;/script&gt;&lt;img" in "".join(charts)


def test_notebook_outputs_draw_side_by_side(sample, tmp_path: Path) -> None:
    outputs = [sample.quality().plot("en"), sample.nps().plot("zh")]
    body = "".join(f"<div>{chart._repr_mimebundle_()['text/html']}</div>" for chart in outputs)
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><meta charset='utf-8'><body>{body}</body>", encoding="utf-8")
    dom = shown(path, tmp_path / "profile")
    english, chinese = drawn(dom)
    assert "Reliability" in english
    assert "推荐者" in chinese


WIDE = """
    language: zh
    respondent: {segments: {g: {title: {zh: 营业网点所在地区}}, h: {}}}
    items: {A: {scale: satisfied5, text: {zh: 总体而言，您对我们的服务满意吗？}}}
    measures: {m: {type: mean, items: [A]}}
    tables: {t: {items: [A], by: [g, h]}}
    """
MEASURING = """<script>
addEventListener("load", () => {
  const box = document.querySelector(".wide"), page = document.documentElement;
  parent.postMessage([page.scrollWidth <= innerWidth, box.scrollWidth > box.clientWidth, innerWidth].join(" "), "*");
});
</script>"""
WIDTHS = (360, 1280)


def measured(pages: dict[str, str], script: str, folder: Path) -> dict[str, str]:
    """What a script finds in each page in frames as wide as `WIDTHS`, by the page's name and the width.

    A window of a headless browser is never narrower than 500 px; a frame in it is. One browser shows all frames side by
    side. The pages let no foreign script run: measured are copies without that rule.
    """
    frames = ""
    for name, page in pages.items():
        body, end, rest = re.sub(r"<meta http-equiv[^>]*>", "", page).rpartition("</body>")
        (folder / f"{name}.html").write_text(f"{body}{script}{end}{rest}", encoding="utf-8")
        for width in WIDTHS:
            frames += f'<iframe src="{name}.html" name="{name} {width}" style="width: {width}px"></iframe>'
    path = folder / "framed.html"
    path.write_text(FRAMED.format(frames=frames), encoding="utf-8")
    window = f"--window-size={(sum(WIDTHS) + 50) * len(pages)},1000"
    return dict(re.findall("<p>(.*?): (.*?)</p>", shown(path, folder / "profile", window)))


FRAMED = """<!doctype html><meta charset="utf-8">
<style>body {{ white-space: nowrap; }} iframe {{ border: 0; height: 900px; }}</style>
<script>addEventListener("message", event => {{
  const frame = [...document.querySelectorAll("iframe")].find(one => one.contentWindow === event.source);
  const told = `${{frame.name}}: ${{event.data}}`;
  document.body.append(Object.assign(document.createElement("p"), {{ textContent: told }}));
}});</script>
<body>{frames}</body>"""


def test_a_wide_table_scrolls_in_its_own_box(scored, tmp_path: Path) -> None:
    """25 columns are wider than any page: the page stays as wide as its window, whatever the window."""
    n = 600
    frame = pl.DataFrame(
        {
            "g": [f"地区{at % 14:02d}" for at in range(n)],
            "h": [f"网点{at % 10}" for at in range(n)],
            "A": [at % 5 + 1 for at in range(n)],
        }
    )
    page = write_report(analyse(scored(WIDE, frame)), tmp_path / "r.html", "zh").read_text(encoding="utf-8")
    found = measured({"wide": page}, MEASURING, tmp_path)
    assert found == {f"wide {width}": f"true true {width}" for width in WIDTHS}


CUSTOMERS = Path(__file__).parents[2] / "surveys" / "big-customers.yaml"
# What sticks out of the window beside the boxes that scroll by themselves, what is cut, what was asked for: told once
# the charts are drawn.
TELLING = """<script>
addEventListener("load", () => setTimeout(() => {
  const out = [...document.querySelectorAll("article, .glance, .glance-figure, figure, svg.marks")].filter(
    one => !one.closest(".scroll") && one.getBoundingClientRect().right > innerWidth + 1);
  const cut = [...document.querySelectorAll(".glance-figure")].filter(one => one.scrollWidth > one.clientWidth + 1);
  const charts = document.querySelectorAll("svg.marks").length, asked = performance.getEntriesByType("resource").length;
  const fits = document.documentElement.scrollWidth <= innerWidth;
  parent.postMessage([fits, out.length, cut.length, charts, asked, innerWidth].join(" "), "*");
}, 4000));
</script>"""


@pytest.fixture(scope="module")
def customers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report of the example definition of customers in both languages."""
    folder, figures = tmp_path_factory.mktemp("customers"), si.load_customers(CUSTOMERS)
    return {
        language: write_report(si.analyse(figures, language), folder / f"{language}.html", language)
        for language in ("en", "zh")
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_chart_of_customers_is_drawn_without_a_word_on_the_console(
    customers: dict[str, Path], tmp_path: Path, language: str
) -> None:
    command = [BROWSER, *OPTIONS, "--enable-logging=stderr", f"--user-data-dir={tmp_path}"]
    found = subprocess.run(
        [*command, customers[language].as_uri()], capture_output=True, check=True, timeout=120, encoding="utf-8"
    )
    said = [line for line in found.stderr.splitlines() if "CONSOLE" in line and 'WARN Dropping "fit-y"' not in line]
    assert said == []
    assert len(drawn(found.stdout)) == charts_of(customers[language]) > 10


def charts_of(page: Path) -> int:
    """How many charts a page is to draw."""
    return page.read_text(encoding="utf-8").count("data-spec=")


def test_nothing_of_customers_sticks_out_of_the_window(customers: dict[str, Path], tmp_path: Path) -> None:
    pages = {language: page.read_text(encoding="utf-8") for language, page in customers.items()}
    assert measured(pages, TELLING, tmp_path) == {
        f"{language} {width}": f"true 0 0 {charts_of(page)} 0 {width}"
        for language, page in customers.items()
        for width in WIDTHS
    }
