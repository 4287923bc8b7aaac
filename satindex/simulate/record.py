"""What was simulated, written beside the export: what was asked, the whole truth, the figures that it makes true."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from satindex.results.writing import write_atomically
from satindex.simulate.figures import Divided, coefficients, figures, true_marginals
from satindex.simulate.plan import plan
from satindex.simulate.truth import Truth
from satindex.survey.model import Survey

DIGITS = 9
MET = 1e-9


@dataclass(frozen=True)
class Record:
    """The truth of one simulated export: `asked` is what was stated, `truth` that over the default.

    figures: true values by the names that the report gives them. sample: of an exact sample, the figures that its
    answers have; `near` are those that n respondents can't have exactly.
    """

    survey: Survey
    n: int
    seed: int
    exact: bool
    asked: Mapping[str, Any]
    truth: Truth
    figures: Mapping[str, float]
    sample: Mapping[str, float]

    @property
    def near(self) -> dict[str, float]:
        """How far the figures of an exact sample lie from the truth, where they do."""
        off = {name: self.sample[name] - value for name, value in self.figures.items() if name in self.sample}
        return {name: value for name, value in off.items() if abs(value) > MET * max(1.0, abs(self.figures[name]))}

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON; figures to nine decimals, for they are found by bisection."""
        found: dict[str, Any] = {
            "survey": self.survey.name,
            "definition": self.survey.definition_hash,
            "n": self.n,
            "seed": self.seed,
            "exact": self.exact,
            "asked": self.asked,
            "truth": self.truth.to_dict(),
            "figures": {name: round(value, DIGITS) for name, value in self.figures.items()},
        }
        return {**found, "sample": {n: round(v, DIGITS) for n, v in self.sample.items()}} if self.exact else found

    def write(self, path: Path) -> None:
        """Write the record as JSON."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=1) + "\n"

        def write(temporary: Path) -> None:
            temporary.write_text(text, encoding="utf-8")

        write_atomically(path, write)


def record_path(output: Path) -> Path:
    """Return where the record of an export stands.

    Examples
    --------
    >>> record_path(Path("class/data.csv")).as_posix()
    'class/data.truth.json'
    """
    return output.with_name(f"{output.stem}.truth.json")


def record_of(
    survey: Survey, n: int, seed: int, asked: Mapping[str, Any], truth: Truth, sample: Divided | None
) -> Record:
    """Return the record of a simulated export; `sample` is what an exact one has."""
    planned = plan(survey, truth) if survey.items else None
    true = {**figures(survey, true_marginals(planned)), **coefficients(planned)} if planned else {}
    attained = figures(survey, sample) if sample else {}
    return Record(survey, n, seed, sample is not None, asked, truth, true, attained)
