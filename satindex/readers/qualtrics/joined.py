"""Several answers in one cell: Qualtrics joins them with commas, and labels hold commas too."""

from __future__ import annotations

from collections.abc import Iterable

import narwhals as nw

from satindex.readers.opening.platform_export import Rewrite

JOINER = "┋"
_WITHIN = "\x1f"  # stands for a comma within a label while those between answers are replaced


def parted(labels: Iterable[str]) -> Rewrite:
    """Return what makes `┋` of the commas between answers; `labels` are the known answers, the longest are met first.

    Commas are doubled, so that each answer has its own before and after it.

    Examples
    --------
    >>> import polars as pl
    >>> cells = nw.from_native(pl.DataFrame({"why": ["Fast, not dear,Near", "Near"]}))
    >>> cells.select(parted(["Fast", "Fast, not dear", "Near"])(nw.col("why"))).rows()
    [('Fast, not dear┋Near',), ('Near',)]
    """
    with_commas = sorted({label for label in labels if "," in label}, key=lambda label: (-len(label), label))

    def rewrite(column: nw.Expr) -> nw.Expr:
        doubled = column.str.replace_all(",", ",,", literal=True)
        text = nw.concat_str([nw.lit(","), doubled, nw.lit(",")])
        for label in with_commas:
            written, kept = label.replace(",", ",,"), label.replace(",", _WITHIN)
            text = text.str.replace_all(f",{written},", f",{kept},", literal=True)
        text = text.str.strip_chars(",").str.replace_all(",,", JOINER, literal=True)
        return text.str.replace_all(_WITHIN, ",", literal=True)

    return rewrite
