"""Every table of figures about customers, computed when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from satindex.customers import figures
from satindex.customers.ledger import Ledger
from satindex.errors import FigureError, did_you_mean
from satindex.language import Words
from satindex.results.result import Result


class Family(Protocol):
    """A file of `customers.figures`: where its tables stand, what they are called together, and what makes them.

    Its tables are named after the file: `kpis.py` makes `kpis`, `kpis.…` and `kpis by …`.
    """

    ORDER: int
    TITLE: Words

    def tables(self, ledger: Ledger) -> dict[str, Result]:
        """Return the tables by name; none where the records hold nothing for them."""
        ...


def families() -> dict[str, Family]:
    """Return the families of figures by name, in the order of the report."""
    names = [module.name for module in iter_modules(figures.__path__)]
    found = {name: cast("Family", import_module(f"{figures.__name__}.{name}")) for name in names}
    return dict(sorted(found.items(), key=lambda entry: entry[1].ORDER))


@dataclass(frozen=True)
class Customers:
    """The figures of a ledger: `customers["kpis"]` is a table that shows, draws and explains itself."""

    ledger: Ledger
    _made: dict[str, dict[str, Result]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def families(self) -> Mapping[str, Family]:
        """The families of figures by name."""
        return families()

    def of(self, family: str) -> Mapping[str, Result]:
        """Return the tables of one family."""
        if family not in self._made:
            made, language = self.families[family].tables(self.ledger), self.ledger.survey.language
            self._made[family] = {name: table.in_language(language) for name, table in made.items()}
        return self._made[family]

    def tables(self, stage: Callable[[Words], None] = lambda _: None) -> dict[str, Result]:
        """Return every table by name, in the order of the report; `stage` is told which family is being computed."""
        found: dict[str, Result] = {}
        for name, family in self.families.items():
            stage(family.TITLE)
            found |= self.of(name)
        return found

    def __getitem__(self, name: str) -> Result:
        """Return one table; raises FigureError, with the nearest name, where there is none."""
        family = name.split(" by ")[0].split(".")[0]
        made = self.of(family) if family in self.families else {}
        if name not in made:
            hint = did_you_mean(name, made or self.families) or Words("", "")
            raise FigureError(
                Words(f"there is no table '{name}'. {hint.en}".rstrip(), f"没有名为“{name}”的表。{hint.zh}")
            )
        return made[name]
