"""What a small base is, and which cells of a row say whom and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from satindex.language import Words
from satindex.results.result import Cell

COMPLEMENT: Final = Words(
    "withheld so that a smaller group's figure can't be worked out", "为避免推算出更小组别的数值而不显示"
)
# Cells that say what a row is about, or what was given beforehand: they hold nothing that was answered.
GIVEN: Final = frozenset(
    {"n", "n_other", "n_staff", "n_customers", "respondents", "compared_n", "against_n", "weight", "theirs", "column"}
)
KEYS: Final = frozenset(
    {"segment", "level", "other", "measure", "dimension", "component", "item", "feature", "standard", "stage"}
    | {"requirement", "gap", "construct", "from", "to", "side", "term", "outlet", "wave", "scale", "answer", "code"}
    | {"group", "benchmark", "audience", "figure", "class", "between", "compared", "against", "against_item", "step"}
    | {"box", "variant", "attribute"}
)
BASES: Final = ("n", "n_other", "n_staff", "n_customers", "respondents", "compared_n", "against_n")
FIGURES_IN_WORDS: Final = frozenset(
    {"category", "quadrant", "verdict", "letters", "higher_than", "top_two_higher_than", "changed"}
)


@dataclass(frozen=True)
class SmallBase:
    """Below `flag` answers a figure is marked, below `withhold` it is not given at all (0: never)."""

    flag: int = 30
    withhold: int = 0

    @property
    def reason(self) -> Words:
        """Why a figure is withheld."""
        return Words(f"base below {self.withhold}", f"基数不足 {self.withhold}")

    @property
    def note(self) -> Words:
        """What is said of a figure that is marked."""
        return Words(f"small base (below {self.flag})", f"基数较小（不足 {self.flag}）")

    def is_withheld(self, n: Cell) -> bool:
        """Return whether a base is too small to show; a base of nobody says so itself."""
        return isinstance(n, int | float) and 0 < n < self.withhold
