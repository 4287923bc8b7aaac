"""A table in LaTeX (booktabs), for papers: every text inert, figures written as everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from satindex.results.layout import LaidOut, laid_out
from satindex.results.result import Result

PACKAGES: Final = ("booktabs", "longtable", "pdflscape")
_WIDE: Final = 9
"""A table of more columns is set in small type on a page turned on its side."""

_LONG: Final = 24
"""A column of longer texts is broken into lines."""

_SIGNS: Final = str.maketrans(
    {
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
        "α": r"$\alpha$",
        "ω": r"$\omega$",
        "χ": r"$\chi$",
        "²": r"$^2$",
        "√": r"$\surd$",
        "Σ": r"$\Sigma$",
        "≥": r"$\geq$",
        "≤": r"$\leq$",
        "×": r"$\times$",
        "·": r"$\cdot$",
        "±": r"$\pm$",
        "→": r"$\to$",
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
    """Return a table that is laid out as LaTeX."""
    head = _line(_heading(text) for text in shown.headings)
    columns = "".join(_column(shown, at) for at in range(len(shown.headings)))
    wide = len(shown.headings) > _WIDE
    return "\n".join(
        [
            r"\begin{landscape}\scriptsize\setlength{\tabcolsep}{2pt}" if wide else r"{\small",
            rf"\begin{{longtable}}{{{columns}}}",
            rf"\caption{{{inert(shown.title)}}} \\ \toprule",
            head,
            r"\midrule \endfirsthead",
            r"\toprule",
            head,
            r"\midrule \endhead",
            r"\bottomrule \endfoot",
            *_body(shown),
            r"\end{longtable}",
            *(rf"\noindent{{\footnotesize {inert(note)}\par}}" for note in (*shown.footnotes, *shown.notes)),
            r"\end{landscape}" if wide else "}",
            "",
        ]
    )


def _column(shown: LaidOut, at: int) -> str:
    """Return how a column is set: figures to the right, long texts and headings in lines of bounded width."""
    if shown.is_figure[at]:
        return "r"
    longest = max((len(row[at].text) for row in shown.rows), default=0)
    return "p{4cm}" if longest > _LONG else "l"


def inert(text: str) -> str:
    r"""Return a text on one line in which nothing is a command.

    Examples
    --------
    >>> inert("50% \\input{x} −1")
    '50\\% \\textbackslash{}input\\{x\\} $-$1'
    """
    return " ".join(text.split()).translate(_SIGNS)


def _heading(text: str) -> str:
    """Return a heading in as many lines as it has words: columns of figures are narrow."""
    words = [inert(word) for word in text.split()]
    if len(words) < 2:
        return "".join(words)
    return r"\shortstack[r]{" + r" \\ ".join(words) + "}"


def _body(shown: LaidOut) -> Iterable[str]:
    for at, row in enumerate(shown.rows):
        cells = (inert(cell.text) for cell in row)
        yield _line(rf"\textbf{{{text}}}" if at in shown.emphasised and text else text for text in cells)


def _line(cells: Iterable[str]) -> str:
    return " & ".join(cells) + r" \\"
