"""What is true of the simulated respondents, under the names that the figures will have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from satindex.simulate.customers.truth import CustomerTruth, FieldPeriod

Numbers = Mapping[str, float]
INTERCEPT = "intercept"


@dataclass(frozen=True)
class Correlation:
    """How strongly the normals behind two answers hang together, 0 ≤ sides ≤ dimensions ≤ items < 1.

    `items`: two items of one dimension, same side; `dimensions`: items of two dimensions, same side;
    `sides`: an expectation and a perception. Overall ratings, recommendation and loyalty are on the side of the
    perceptions. `levels`, 0 ≤ levels < 1: two levels of one thing, such as what would be adequate and what is desired.
    """

    items: float = 0.55
    dimensions: float = 0.4
    sides: float = 0.2
    levels: float = 0.85


@dataclass(frozen=True)
class Truth:
    """Named truths. Answers of respondents who are not careless have these expectations exactly.

    means: score columns (`quality.tangibles.expected`, `loyalty.affective` in 0–100, `satisfaction`) or items.
    sds: standard deviation of one answer within a segment, in the unit of the mean of the same name.
    shares: shares summing to 1, of the classes of an NPS, the levels of a segment, the codes of an item, the
    categories of a pair of Kano's questions.
    differences: segment → level → measure, score column or item → how far the level's mean lies above the
    others', in the unit of the mean (NPS points for an NPS). They are centred, so that `means` stay true.
    models: model → `intercept` and a coefficient per score column or `control=level`, of the model's own family.
    missing, odd: share of cells; careless, empty: share of respondents.
    field: when respondents answer. customers: truths of the purchase records, where a definition declares some.
    """

    means: Numbers = field(default_factory=dict)
    sds: Numbers = field(default_factory=dict)
    shares: Mapping[str, Numbers] = field(default_factory=dict)
    differences: Mapping[str, Mapping[str, Numbers]] = field(default_factory=dict)
    models: Mapping[str, Numbers] = field(default_factory=dict)
    correlation: Correlation = field(default_factory=Correlation)
    missing: float = 0.015
    odd: float = 0.01
    careless: float = 0.0
    empty: float = 1 / 300
    field: FieldPeriod = field(default_factory=FieldPeriod)
    customers: CustomerTruth | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain dicts and numbers, ready for JSON or YAML; `read_truth` takes them back.

        Examples
        --------
        >>> Truth(means={"satisfaction": 7.5}).to_dict()["means"]
        {'satisfaction': 7.5}
        """
        found = asdict(self)
        if self.customers is None:
            del found["customers"]
        else:
            found["customers"] = self.customers.model_dump(exclude_none=True)
        return {**found, "field": self.field.model_dump(mode="json")}
