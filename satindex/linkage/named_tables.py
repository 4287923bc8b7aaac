"""Several tables under one name: how a fitted model, or a chain, shows itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from satindex.errors import FigureError
from satindex.language import Words
from satindex.results.result import Result

if TYPE_CHECKING:
    import altair
    import pandas


@dataclass(frozen=True)
class NamedTables:
    """Tables by name, of which the one of the result's own name is shown first."""

    name: str
    tables: dict[str, Result] = field(repr=False)

    @property
    def table(self) -> Result:
        """The table of the result's own name."""
        return self.tables[self.name]

    def to_frame(self) -> pandas.DataFrame:
        """Return the first table as a tidy pandas frame, never rounded."""
        return self.table.to_frame()

    def plot(self, language: str | None = None) -> altair.LayerChart:
        """Return the first table's picture; raises FigureError where it has none."""
        return self.table.plot(language)

    def explain(self, language: str | None = None) -> Any:
        """Return how the first table was computed."""
        return self.table.explain(language)

    def __getitem__(self, name: str) -> Result:
        if name not in self.tables:
            listed = ", ".join(self.tables)
            raise FigureError(
                Words(f"there is no table '{name}'; there are: {listed}", f"没有表“{name}”；可用的有：{listed}")
            )
        return self.tables[name]

    def __str__(self) -> str:
        return str(self.table)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return self.table._repr_html_()
