"""Question texts as platforms keep them are HTML: what a respondent reads of them."""

from __future__ import annotations

from html.parser import HTMLParser

HIDDEN = frozenset({"script", "style", "head", "template"})
WITHIN_A_LINE = frozenset({"a", "abbr", "b", "big", "code", "em", "font", "i", "mark", "s", "small", "span", "strong",
                           "sub", "sup", "u"})  # fmt: skip


def plain_text(written: str) -> str:
    """Return a text without its tags, entities decoded, on one line.

    Examples
    --------
    >>> plain_text("<p>How <b>satisf</b>ied&nbsp;are you?<br/>Overall</p><script>x()</script>")
    'How satisfied are you? Overall'
    >>> plain_text("younger than 18, i.e. age < 18")
    'younger than 18, i.e. age < 18'
    """
    if "<" in written or "&" in written:
        reader = _Reader()
        reader.feed(written)
        reader.close()
        written = "".join(reader.said)
    return " ".join(written.split())


class _Reader(HTMLParser):
    """Collects what stands between tags; a tag that is no mere style parts words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HIDDEN:
            self._hidden.append(tag)
        elif tag not in WITHIN_A_LINE:
            self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            self._hidden.remove(tag)
        elif tag not in WITHIN_A_LINE:
            self.said.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(data)
