"""A table in LaTeX (booktabs), for papers: every text inert, figures written as everywhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Final

import wcwidth

from satindex.language import Words
from satindex.results.inert import closed
from satindex.results.inert import inert as whole
from satindex.results.layout import LaidOut, laid_out
from satindex.results.result import Result

PACKAGES: Final = ("booktabs", "longtable", "pdflscape")
_PORTRAIT: Final = 95
"""Letters of small type across an upright page; a wider table is set on a page turned on its side."""

_LANDSCAPE: Final = 190
"""Letters of the smallest type across a page turned on its side."""

_LONG: Final = 30
"""A column of longer texts is broken into lines."""

_CAPITALS: Final = ("GAMMA", "DELTA", "THETA", "LAMDA", "XI", "PI", "SIGMA", "UPSILON", "PHI", "PSI", "OMEGA")
_LETTER: Final = "GREEK SMALL LETTER "
_CAPITAL: Final = "GREEK CAPITAL LETTER "


def _mathematical() -> dict[str, str]:
    """Return Greek letters, raised and lowered signs as mathematics: text fonts lack many of them."""
    found: dict[str, str] = {}
    for sign in map(chr, (*range(0x391, 0x3CA), 0xB2, 0xB3, 0xB9, *range(0x1D62, 0x1D66), *range(0x2070, 0x209D))):
        name, (how, _, plain) = unicodedata.name(sign, ""), unicodedata.decomposition(sign).partition(" ")
        if how in ("<super>", "<sub>"):
            base = chr(int(plain, 16)).replace("−", "-")
            found[sign] = f"${'^' if how == '<super>' else '_'}{{{base}}}$" if base.isascii() else sign
        elif name.startswith(_LETTER) and " " not in name.removeprefix(_LETTER) and sign != "ο":
            found[sign] = f"$\\{name.removeprefix(_LETTER).lower().replace('lamda', 'lambda')}$"
        elif name in {f"{_CAPITAL}{letter}" for letter in _CAPITALS}:
            found[sign] = f"$\\{name.removeprefix(_CAPITAL).capitalize().replace('Lamda', 'Lambda')}$"
    return found


_SIGNS: Final = str.maketrans(
    {
        **_mathematical(),
        "\\": r"\textbackslash{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "[": "{[}",
        "]": "{]}",
        "−": "$-$",
        "†": r"$\dagger$",
        "√": r"$\surd$",
        "′": "$'$",
        "≥": r"$\geq$",
        "≤": r"$\leq$",
        "×": r"$\times$",
        "·": r"$\cdot$",
        "±": r"$\pm$",
        "→": r"$\to$",
        "ℓ": r"$\ell$",
    }
)


def as_latex(result: Result, language: str | None = None) -> str:
    r"""Return a table as a `longtable` of booktabs' three rules, with its title as caption and its notes below.

    The document needs the packages of `PACKAGES`, and for Chinese `ctex` (XeLaTeX or LuaLaTeX).

    Examples
    --------
    >>> from satindex.api import load_survey, read_responses, score
    >>> survey = load_survey("surveys/postal.yaml", language="en")
    >>> print(as_latex(score(read_responses("surveys/postal.csv", survey))["nps"]).splitlines()[1:3])
    ['\\begin{longtable}{rrrrrrr}', '\\caption{Net promoter score} \\\\ \\toprule']
    """
    return table_of(laid_out(result, language))


def table_of(shown: LaidOut) -> str:
    """Return a table that is laid out as LaTeX: in several parts one below the other where it is wider than a page."""
    panels = list(_panels(shown))
    wide = max(sum(_width(shown, at) + 2 for at in panel) for panel in panels) > _PORTRAIT
    notes = (rf"\noindent{{\footnotesize {inert(note)}\par}}" for note in (*shown.footnotes, *shown.notes))
    return "\n".join(
        [
            r"\begin{landscape}\scriptsize\setlength{\tabcolsep}{2pt}" if wide else r"{\small",
            *(line for number, panel in enumerate(panels) for line in _panel(shown, panel, number)),
            *notes,
            r"\end{landscape}" if wide else "}",
            "",
        ]
    )


def _panels(shown: LaidOut) -> Iterator[list[int]]:
    """Yield the places of the columns that fit beside each other; what rows are about stands in each part."""
    about = list(takewhile(lambda at: not shown.is_figure[at], range(len(shown.headings))))
    panel = list(about)
    for at in range(len(about), len(shown.headings)):
        if len(panel) > len(about) and sum(_width(shown, one) + 2 for one in (*panel, at)) > _LANDSCAPE:
            yield panel
            panel = list(about)
        panel.append(at)
    yield panel


def _width(shown: LaidOut, at: int) -> int:
    """Return the width of a column in letters; headings may be broken at blanks, long texts anywhere."""
    words = max((wcwidth.width(word) for word in shown.headings[at].split()), default=0)
    return max(words, min(max((wcwidth.width(row[at].text) for row in shown.rows), default=0), _LONG))


def _panel(shown: LaidOut, panel: Sequence[int], number: int) -> Iterator[str]:
    head = _line(_heading(shown.headings[at]) for at in panel)
    again = "" if number == 0 else Words(" (continued)", "（续）").say(shown.language)
    label = r"\caption" if number == 0 else r"\caption[]"
    yield rf"\begin{{longtable}}{{{''.join(_column(shown, at) for at in panel)}}}"
    yield rf"{label}{{{inert(shown.title)}{again}}} \\ \toprule"
    yield head
    yield r"\midrule \endfirsthead"
    yield r"\toprule"
    yield head
    yield r"\midrule \endhead"
    yield r"\bottomrule \endfoot"
    yield from _body(shown, panel)
    yield r"\end{longtable}"


def _column(shown: LaidOut, at: int) -> str:
    """Return how a column is set: figures to the right, long texts and headings in lines of bounded width."""
    if shown.is_figure[at]:
        return "r"
    longest = max((wcwidth.width(row[at].text) for row in shown.rows), default=0)
    return "p{4cm}" if longest > _LONG else "l"


def inert(text: str) -> str:
    r"""Return a text on one line in which nothing is a command.

    Examples
    --------
    >>> inert("50% \\input{x} −1")
    '50\\% \\textbackslash{}input\\{x\\} $-$1'
    """
    return closed(whole(" ".join(text.split()))).translate(_SIGNS)


def _heading(text: str) -> str:
    """Return a heading in as many lines as it has words: columns of figures are narrow."""
    words = [inert(word) for word in text.split()]
    if len(words) < 2:
        return "".join(words)
    return r"\shortstack[r]{" + r" \\ ".join(words) + "}"


def _body(shown: LaidOut, panel: Sequence[int]) -> Iterator[str]:
    for number, row in enumerate(shown.rows):
        cells = (inert(row[at].text) for at in panel)
        yield _line(rf"\textbf{{{text}}}" if number in shown.emphasised and text else text for text in cells)


def _line(cells: Iterable[str]) -> str:
    return " & ".join(cells) + r" \\"
