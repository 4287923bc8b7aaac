"""Files that `satindex convert` wrote: the codebook in them says what the columns are."""

from __future__ import annotations

from dataclasses import replace

import narwhals as nw

from satindex.readers.export import Export, Table
from satindex.readers.opening.platform_export import merged, platform_export, renamed
from satindex.readers.tidy.rows import codebook_of, variables_of

ASKED = -1  # asked first: the headings are still those of the platform that the export came from


def recognises(table: Table) -> bool:
    """Tell whether the file holds a codebook of satindex's for every column."""
    found = table.attached()
    return found is not None and set(table.columns) <= set(variables_of(found.rows))


def of_platform(table: Table) -> Export:
    """Return the export under the columns' own names, with the codebook that was written."""
    found = table.attached()
    assert found is not None  # noqa: S101 - it was recognised
    variables = variables_of(found.rows)
    names = [variables[column] for column in table.columns]
    told = codebook_of(found.rows)
    if not found.whole:  # edited since: what the file's own dictionary says counts
        own = renamed(table.codebook, variables)
        told = merged(replace(told, questions={}, value_labels={}, missing={}, missing_reasons={}), own)
    rewrites = dict.fromkeys(names, _unmarked) if found.marked else {}
    return replace(platform_export(table, "satindex", names, rewrites=rewrites), codebook=told)


def _unmarked(text: nw.Expr) -> nw.Expr:
    """Return texts without the apostrophe that kept a spreadsheet from running them."""
    marked = text.str.contains(r"^'+[=+\-@\t\r]")
    return nw.when(marked).then(text.str.slice(1)).otherwise(text)
