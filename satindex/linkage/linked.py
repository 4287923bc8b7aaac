"""A model fitted, before it is laid out: what every further table of it is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from satindex.language import Words
from satindex.linkage.choosing import Family
from satindex.linkage.data import Drawn, ModelData
from satindex.linkage.drivers import Drivers
from satindex.linkage.fitted import Fitted, Refused
from satindex.linkage.problem import Problem
from satindex.results.result import Explanation, Result, Row
from satindex.survey.model import Model


@dataclass(frozen=True)
class Linked:
    """A model of the survey with its complete cases, and the fit or why there is none.

    `chosen` names the family that was asked for or that the outcome called for; `kind` is the one that was fitted.
    `problem` is None where the data allow no model at all. Where all respondents are more than is held in memory, `few`
    gives the same model of as many as are drawn, for what needs the rows; and `add` what all rows add up to, in a pass.
    """

    model: Model
    data: ModelData
    chosen: str
    kind: Family
    problem: Problem | None
    found: Fitted | Refused
    drivers: Drivers
    few: Callable[[], Linked] | None = field(default=None, compare=False, repr=False)
    add: Callable[..., tuple[Any, ...]] | None = field(default=None, compare=False, repr=False)

    @property
    def with_rows(self) -> Linked:
        """The model of respondents whose rows are all at hand."""
        return self if self.few is None else self.few()


@dataclass(frozen=True)
class ModelTable:
    """One table of a model before it has the model's name: `suffix` is "" or begins with a dot."""

    suffix: str
    title: Words
    rows: tuple[Row, ...]
    explanation: Explanation
    chart: str | None = None
    labels: Mapping[str, Words] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)


def of_drawn(table: ModelTable, drawn: Drawn | None) -> ModelTable:
    """Return a table that says of how many respondents its rows were drawn."""
    if drawn is None:
        return table
    said = drawn.words
    title = Words(f"{table.title.en} ({said.en})", f"{table.title.zh}（{said.zh}）")
    explanation = replace(table.explanation, notes=(said, *table.explanation.notes))
    return replace(table, title=title, explanation=explanation)


def results_of(
    name: str, title: Words, made: Iterable[ModelTable], labels: Mapping[str, Words], language: str | None
) -> dict[str, Result]:
    """Return tables under their names and titles; `labels` are the words for the values in them."""
    return {
        f"{name}{table.suffix}": Result(
            name=f"{name}{table.suffix}",
            rows=table.rows,
            title=Words(f"{title.en}: {table.title.en}", f"{title.zh}：{table.title.zh}"),
            explanation=table.explanation,
            chart=table.chart,
            labels={**labels, **table.labels},
            options=table.options,
            language=language,
        )
        for table in made
    }
