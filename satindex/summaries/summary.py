"""What is kept of parts of a survey: who was read, the account of it, and sums over the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from satindex.frames.kept import Kept
from satindex.frames.margin_cells import MarginCells
from satindex.frames.packing import packable
from satindex.language import Words
from satindex.responses.audit import Audit, CellsMissing, SetAside
from satindex.summaries.meaning import Meaning

for _kind in (Words, CellsMissing, SetAside, Audit):
    packable(_kind)


@packable
@dataclass(frozen=True)
class Source:
    """One export that was read: its name, its rows, and what tells it from others, such as the hashes of its files."""

    name: str
    rows: int
    ids: tuple[str, ...]


@packable
@dataclass(frozen=True)
class Account:
    """What responses hold without rows, see `Responses`; `doubts` count what a reader of the audit must know.

    `cells` are there where weights are to be fitted to margins, `stated` where the population is finite;
    `even_odd` counts who has that sign's figure and who shows it.
    """

    audit: Audit
    doubts: Mapping[Words, int]
    columns: Mapping[str, str]
    levels: Mapping[str, tuple[str | None, ...]]
    orders: Mapping[str, tuple[str, ...]]
    sampled: Mapping[str | None, int]
    clusters: Mapping[str | None, tuple[str, ...]]
    options: Mapping[str, tuple[Words, ...]]
    cells: MarginCells | None = None
    stated: Mapping[str | None, tuple[float, ...]] = field(default_factory=dict)
    even_odd: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Summary:
    """The moments of one or several parts of a survey.

    `survey` and `meaning` say by which definition, `version` with which satindex; `known` are the answers to everything
    that its report asks of the rows and that sums can tell, by question. `file` is where it was read from. `otherwise`
    is the same of the rows that are kept if all parts tell that a sign of careless answering is not used.
    """

    survey: str
    meaning: Meaning
    version: str
    sources: tuple[Source, ...]
    account: Account
    known: Mapping[str, Kept] = field(repr=False)
    file: str = ""
    otherwise: Summary | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """What to call it in messages: its file, else its sources."""
        return self.file or " + ".join(source.name for source in self.sources)

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return self.account.audit.rows_read
