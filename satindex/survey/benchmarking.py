"""The keys of `benchmarks`: figures of others, or of one's own past, that the survey's figures are held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.survey.faults import Faults
from satindex.survey.kinds import Finite, Keys
from satindex.survey.model import Benchmark
from satindex.survey.tree import shown

OVERALL = ".overall"


class BenchmarkKeys(Keys):
    """A figure from elsewhere, with its standard error where it is known. · 外部数据，可附标准误。"""

    estimate: Finite = Field(description="The figure, in the unit of one's own. · 数值，单位与本调查相同。")
    std_error: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        None, description="Its standard error; without one it is taken as exact. · 标准误；不写则视为准确值。"
    )
    source: str | None = Field(None, description="Where it comes from. · 来源。")


def _figure_alone(value: object) -> object:
    return {"estimate": value} if isinstance(value, str) else value


Benchmarks = dict[
    str,
    dict[str, Annotated[BenchmarkKeys, BeforeValidator(_figure_alone, json_schema_input_type=float | BenchmarkKeys)]],
]


def check_benchmarks(keys: Benchmarks, names: Sequence[str], has: Callable[[str], bool], faults: Faults) -> None:
    """Note figures that the survey does not have, and figures without any benchmark.

    `names` are the scores there are; `has` also allows for measures that are at fault.
    """
    headlines = [f"{name}{OVERALL}" for name in names if "." not in name]
    for figure, given in keys.items():
        if not given:
            what = Words("There is no benchmark.", "没有任何标杆。")
            faults.add(("benchmarks", figure), what, Words("Write {name: figure}.", "请写 {名称: 数值}。"))
        if figure not in headlines and not has(figure):
            what = Words(f"There is no figure '{shown(figure)}'.", f"没有指标“{shown(figure)}”。")
            faults.add(("benchmarks", figure), what, did_you_mean(figure, [*names, *headlines]))


def built_benchmarks(keys: Mapping[str, Mapping[str, Any]]) -> tuple[Benchmark, ...]:
    """Return the benchmarks in the order they are written."""
    return tuple(
        Benchmark(figure, name, one.estimate, one.std_error, one.source or "")
        for figure, given in keys.items()
        for name, one in given.items()
    )
