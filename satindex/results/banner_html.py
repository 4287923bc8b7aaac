"""A banner table as HTML, for the page and for a notebook: every text escaped, no script, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from satindex.results.banner import Banner, Cell, Line, Point

_STYLE = """
.satindex-banner { overflow-x: auto; max-width: 100%; font-family: system-ui, 'Noto Sans', 'PingFang SC',
  'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; }
.satindex-banner table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
.satindex-banner th, .satindex-banner td { padding: 3px 8px; text-align: right; vertical-align: top; border: 0;
  border-bottom: 1px solid #8884; font-weight: normal; background: none; }
.satindex-banner thead th { vertical-align: bottom; max-width: 9em; white-space: normal; }
.satindex-banner th.span { text-align: center; font-weight: 600; border-bottom: 1px solid currentColor; }
.satindex-banner .stub, .satindex-banner tr.item th { text-align: left; min-width: 9em; max-width: 20em;
  white-space: normal; }
.satindex-banner tr.item th { font-weight: 600; padding-top: 12px; max-width: none; }
.satindex-banner tr.summary *, .satindex-banner tr.base * { color: inherit; opacity: .85; }
.satindex-banner tr.test td { text-align: left; font-style: italic; white-space: normal; }
.satindex-banner .letters { display: block; font-size: 11px; letter-spacing: .05em; }
.satindex-banner .missing { opacity: .6; }
.satindex-banner p { margin: 4px 0; font-size: 12px; opacity: .8; }
"""


def in_notebook(of: Banner, notes: Sequence[str]) -> str:
    """Return the table with its title and notes, as a notebook's output; it scrolls in its own box."""
    said = "".join(f"<p>{escape(note)}</p>" for note in (*of.notes, *notes))
    return (
        f"<style>{_STYLE}</style><section><h4 style='margin:0 0 6px'>{escape(of.title)}</h4>"
        f'<div class="satindex-banner">{table(of)}{said}</div></section>'
    )


def table(of: Banner) -> str:
    """Return the `<table>`; its look is its reader's business."""
    width = len(of.points) + 1
    body = "".join(_line(line, of, width) for line in of.lines)
    return f'<table class="banner"><thead>{"".join(_heads(of))}</thead><tbody>{body}</tbody></table>'


def _heads(of: Banner) -> Iterator[str]:
    rows = 3 if of.has_letters else 2
    spans = ""
    for title, width in of.spans:
        spans += (
            f'<th scope="colgroup" colspan="{width}" class="span"><span>{escape(title)}</span></th>'
            if title
            else f'<td colspan="{width}"></td>'
        )
    yield f'<tr><td class="stub" rowspan="{rows}"></td>{spans}</tr>'
    levels = (f'<th scope="col"{_point_class(one)}>{escape(one.title)}</th>' for one in of.points)
    yield f"<tr>{''.join(levels)}</tr>"
    if of.has_letters:
        # An empty heading heads nothing: it is a cell.
        kinds = ((one, "th" if one.letter else "td") for one in of.points)
        letters = (f"<{kind}{_point_class(one)}>{escape(one.letter)}</{kind}>" for one, kind in kinds)
        yield f"<tr>{''.join(letters)}</tr>"


def _point_class(point: Point) -> str:
    return f' class="{point.kind}"' if point.kind != "level" else ""


def _line(line: Line, of: Banner, width: int) -> str:
    if line.kind == "item":
        return f'<tr class="item"><th scope="rowgroup" colspan="{width}"><span>{escape(line.title)}</span></th></tr>'
    cells = "".join(_cells(line, of))
    return f'<tr class="{line.kind}"><th scope="row" class="stub"><span>{escape(line.title)}</span></th>{cells}</tr>'


def _cells(line: Line, of: Banner) -> Iterator[str]:
    for at, cell in enumerate(line.cells):
        if line.kind == "test":
            yield f'<td colspan="{cell.span}"><span>{escape(cell.text)}</span></td>'
        else:
            yield f"<td{_point_class(of.points[at])}>{_figure(cell, of.language)}</td>"


def _figure(cell: Cell, language: str) -> str:
    letters = f'<span class="letters">{escape(cell.letters)}</span>' if cell.letters else ""
    return f"{escape(cell.shown(language))}{letters}"
