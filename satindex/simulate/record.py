"""What was simulated, written beside the export: what was asked, the whole truth, the figures that it makes true."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from satindex.language import Words
from satindex.results.writing import write_atomically
from satindex.simulate.figures import Divided, coefficients, figures, true_marginals
from satindex.simulate.integrated import Integrated, integrated
from satindex.simulate.plan import Plan, plan
from satindex.simulate.truth import Truth
from satindex.survey.model import Survey

DIGITS = 9
MET = 1e-9
NOT_DRAWN = Words(
    "Its answers are not drawn from a stated truth, or nothing can be computed of them.",
    "其答案不是按给定真值抽取的，或无法由之计算数值。",
)
OF_PURCHASES = Words(
    "The truths of customers are those stated under customers: (retention, frequency, amounts, shares, reasons); a "
    "KPI of a period is its expectation only as far as its definition is one of them.",
    "客户的真值即 customers: 下给出的各项（留存、频次、金额、比例、原因）；"
    "某一时期的 KPI 只有在定义与之相同时才以其为期望。",
)


@dataclass(frozen=True)
class Record:
    """The truth of one simulated export: `asked` is what was stated, `truth` that over the default.

    figures: true values by the names that the report gives them. integrated: those that follow from several answers
    together, computed over a large population, each with its error. sample: of an exact sample, the figures that its
    answers have; `near` are those that n respondents can't have exactly. untold: what has no true figure here, and why.
    """

    survey: Survey
    n: int
    seed: int
    exact: bool
    asked: Mapping[str, Any]
    truth: Truth
    figures: Mapping[str, float]
    sample: Mapping[str, float]
    integrated: Mapping[str, Integrated] = field(default_factory=dict)
    untold: Mapping[str, Words] = field(default_factory=dict)

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
            "integrated": {
                name: {"value": round(one.value, DIGITS), "error": round(one.error, DIGITS)}
                for name, one in self.integrated.items()
            },
            "untold": {name: {"en": words.en, "zh": words.zh} for name, words in self.untold.items()},
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
    of_answers = integrated(survey, truth) if planned and survey.measures else {}
    more = {name: one for name, one in of_answers.items() if name not in true}
    untold = untold_of(planned, {*true, *more}) if planned else {}
    return Record(survey, n, seed, sample is not None, asked, truth, true, attained, more, untold)


def untold_of(planned: Plan, told: Collection[str]) -> dict[str, Words]:
    """Return the tables that have no true figure, each with the reason; what only a sample has is not named."""
    survey = planned.survey
    found = {name: NOT_DRAWN for name in (*survey.measures, *survey.models) if not _is_told(name, told)}
    return {**found, **{name: OF_PURCHASES for name in ("kpis", "exits") if survey.customers is not None}}


def _is_told(name: str, told: Collection[str]) -> bool:
    return any(figure.startswith(f"{name}.") for figure in told)
