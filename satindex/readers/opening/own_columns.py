"""A platform known by the headings of its own columns, which stand before the questions."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

from satindex.readers.export import Codebook, Role, Table
from satindex.readers.opening.duration import begun_and_ended
from satindex.readers.opening.plain_text import plain_text
from satindex.readers.opening.platform_export import PlatformExport, Rewrite, platform_export
from satindex.readers.opening.questions import Question, with_questions


def folded(heading: str) -> str:
    """Return a heading without the differences of case and white space.

    Examples
    --------
    >>> folded("Time  Started ")
    'time started'
    """
    return " ".join(heading.strip("\ufeff").split()).casefold()


def leading_roles(table: Table, known: Mapping[str, Role]) -> dict[str, Role]:
    """Return the roles of the first columns, up to the first whose folded heading is none of the platform's own."""
    return {name: known[folded(name)] for name in takewhile(lambda name: folded(name) in known, table.columns)}


def with_own_columns(
    table: Table, platform: str, roles: Mapping[str, Role], rewrites: Mapping[str, Rewrite] | None = None
) -> PlatformExport:
    """Return the export of a platform of which no more is known than the columns that are no questions: `roles`.

    Where it says when a respondent began and ended but not how long that took, the duration is made of both.
    """
    asked = [name for name in table.columns if name not in roles]
    book = Codebook(questions={name: plain_text(name) for name in asked}, roles=roles)
    took = begun_and_ended(roles)
    export = platform_export(table, platform, codebook=book, rewrites=rewrites, duration=took)
    return with_questions(export, [Question(plain_text(name), (name,)) for name in asked])
