"""Tables in a notebook and in plain text: the same cells, reasons where figures are missing, nothing live."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
import wcwidth

from satindex.language import Words
from satindex.results.layout import interval, laid_out
from satindex.results.words import as_text, base_text, explained


class Tags(HTMLParser):
    """Every tag and attribute that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def test_an_interval_is_one_cell_and_figures_are_rounded_only_here(sample) -> None:
    shown = laid_out(sample.nps(), "en")
    assert shown.headings == ("NPS", "Std. error", "95% CI", "n", "Promoters", "Passives", "Detractors")
    # 12.333 ± 1.96 · 3.41 = 5.6494, 19.0166
    assert [cell.text for cell in shown.rows[0]] == ["+12.3", "3.41", "[+5.6, +19.0]", "594", "42.3%", "27.7%", "30.0%"]


def test_a_missing_figure_shows_its_reason_in_its_place(sample) -> None:
    table = replace(sample.nps(), rows=(sample.empty_nps_row(),))
    first, *others = laid_out(table, "zh").rows[0]
    assert first.text == "有效回答少于 2 份"
    assert first.is_reason
    assert [cell.text for cell in others] == ["—", "—", "1 †", "—", "—", "—"]


def test_a_small_base_is_marked_and_the_mark_explained(sample) -> None:
    table = replace(sample.nps(), rows=(sample.nps_row(n=29),))
    assert "29 †" in as_text(table, "en")
    assert "† fewer than 30 answers" in as_text(table, "en")
    assert "†" not in as_text(replace(table, rows=(sample.nps_row(n=30),)), "en")


def test_a_lower_bound_alone_stays_a_column_of_its_own(sample) -> None:
    shown = laid_out(replace(sample.nps(), rows=({"estimate": 1.0, "ci_low": -2.0},)), "en")
    assert shown.headings == ("NPS", "95% CI, low")
    assert [cell.text for cell in shown.rows[0]] == ["+1.0", "−2.0"]


def test_half_an_interval_is_no_interval(sample) -> None:
    assert interval(sample.nps(), {"ci_low": 1.0, "ci_high": None}) == "—"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_columns_line_up_with_chinese_in_them(sample, language: str) -> None:
    lines = as_text(sample.quality(), language).split("\n")
    ruler = next(line for line in lines if line.startswith("─"))
    body = lines[lines.index(ruler) + 1 :][:6]
    assert {wcwidth.width(line) for line in body} == {wcwidth.width(ruler)}


def test_the_notebook_table_holds_no_live_text(sample) -> None:
    words = Words("<script>alert(1)</script>", "<img src=x onerror=alert(1)>")
    table = replace(sample.quality(), labels={"tangibles": words}, title=words)
    for language in ("en", "zh"):
        parser = Tags()
        parser.feed(table.in_language(language)._repr_html_())
        assert not {"script", "img", "link", "iframe"} & set(parser.tags)
        assert "table" in parser.tags


def test_the_notebook_table_escapes_once(sample) -> None:
    html = sample.quality().in_language("en")._repr_html_()
    assert "&lt; .001" in html
    assert "&amp;lt;" not in html


def test_the_explanation_prints_and_shows(sample) -> None:
    said = explained(sample.nps(), "en")
    assert "NPS = 100 × (promoters − detractors)" in str(said)
    assert "n = 594" in str(said)
    assert "Parasuraman, Zeithaml &amp; Berry (1988)" in said._repr_html_()
    assert "计算方法" in str(sample.nps().explain("zh"))


def test_the_base_of_a_table_is_its_range(sample) -> None:
    assert base_text(sample.quality()) == "n = 583–587"
    assert base_text(sample.nps()) == "n = 594"
    assert base_text(sample.drivers()) is None
