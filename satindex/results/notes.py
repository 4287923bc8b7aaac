"""A note of an author in Markdown, as HTML or as plain paragraphs: nothing in it runs or fetches."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def as_html(note: str) -> str:
    """Return a note as HTML: paragraphs, emphasis, lists, quotations, tables, links to the web; tags are shown as text.

    Examples
    --------
    >>> as_html("**Why?** <script>x</script>")
    '<p><strong>Why?</strong> &lt;script&gt;x&lt;/script&gt;</p>'
    """
    return str(_reader().render(note)).strip()


def as_paragraphs(note: str) -> tuple[str, ...]:
    """Return a note as paragraphs of plain text.

    Examples
    --------
    >>> as_paragraphs("**Why?** Because.\\n\\n- one\\n- two")
    ('Why? Because.', 'one', 'two')
    """
    pieces = (token.children or [] for token in _reader().parse(note) if token.type == "inline")
    texts = ("".join(" " if one.type == "softbreak" else one.content for one in piece) for piece in pieces)
    return tuple(text for text in texts if text.strip())


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # A picture would be fetched from elsewhere when the page opens; headings are the report's own.
    reader = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
    return reader.disable(["image", "heading", "lheading", "html_block", "html_inline"])
