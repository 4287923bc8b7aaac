"""A table in a notebook."""

from __future__ import annotations

from html import escape

from satindex.results.banner import banner
from satindex.results.banner_html import in_notebook
from satindex.results.layout import LaidOut, laid_out
from satindex.results.result import Result

_FONTS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Hiragino Sans GB', "
    "'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif"
)

LONGEST_LINE = 24
"""Cells up to so many characters stay on one line; longer texts wrap."""


def as_html(result: Result, language: str | None = None) -> str:
    """Return `result` as an HTML table for a notebook: no script, no outside address, every text inert."""
    shown, wide = laid_out(result, language), banner(result, language)
    if wide is not None:
        return in_notebook(wide, shown.notes)
    from great_tables import GT, html, loc, style

    table = (
        GT(_frame(shown))
        .fmt(fns=escape)
        .tab_header(title=html(escape(shown.title)))
        .cols_label({str(at): html(escape(text)) for at, text in enumerate(shown.headings)})
        .cols_align("right", [str(at) for at, figure in enumerate(shown.is_figure) if figure])
        .cols_align("left", [str(at) for at, figure in enumerate(shown.is_figure) if not figure])
        .opt_table_font(font=_FONTS)
        .opt_align_table_header("left")
        .tab_options(
            table_font_size="14px", table_margin_left="0", data_row_padding="5px", heading_title_font_size="16px"
        )
    )
    if shown.emphasised:
        table = table.tab_style(style.text(weight="bold"), loc.body(rows=sorted(shown.emphasised)))
    short = [name for name, column in _columns(shown).items() if max(map(len, column), default=0) <= LONGEST_LINE]
    table = table.tab_style(style.css("white-space: nowrap"), loc.body(columns=short))
    for note in (*shown.footnotes, *shown.notes):
        table = table.tab_source_note(html(escape(note)))
    return table.as_raw_html()


def _columns(shown: LaidOut) -> dict[str, list[str]]:
    return {str(at): [row[at].text for row in shown.rows] for at in range(len(shown.headings))}


def _frame(shown: LaidOut) -> object:
    import polars

    columns = _columns(shown)
    return polars.DataFrame(columns, schema=dict.fromkeys(columns, polars.String))
