"""The labels of one family of scales, in every language and number of points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Labels = tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """Seven labels by language; `picked` says which of them a scale of fewer points has.

    `own` are labels, by number of points and language, that are not among the seven; `also` are other wordings of the
    same points, by number of points.
    """

    labels: Mapping[str, Labels]
    picked: Mapping[int, tuple[int, ...]]
    own: Mapping[int, Mapping[str, Labels]]
    also: Mapping[int, tuple[Labels, ...]]

    def of(self, points: int) -> dict[str, Labels]:
        """Return the labels of a scale of three to seven points, by language."""
        at = self.picked.get(points, range(len(self.labels["en"])))
        own = self.own.get(points, {})
        return {tongue: own.get(tongue, tuple(seven[place] for place in at)) for tongue, seven in self.labels.items()}

    def ends(self) -> dict[str, Labels]:
        """Return the labels of the first and the last point, by language."""
        return {tongue: (seven[0], seven[-1]) for tongue, seven in self.labels.items()}
