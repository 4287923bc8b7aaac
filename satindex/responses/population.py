"""The finite population: how many sampling units each stratum has in all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from satindex.errors import DataError
from satindex.frames.batches import Frame
from satindex.frames.sampling import cell_counts
from satindex.language import Words
from satindex.responses.conditions import Meaning
from satindex.responses.folding import as_number, as_text, is_blank
from satindex.responses.responses import about
from satindex.survey.model import Respondent

POPULATION = "?fpc"


Stated = Mapping[str | None, tuple[float, ...]]


def stated(frame: Frame, person: Respondent) -> dict[str | None, tuple[float, ...]]:
    """Return the numbers that the column of `fpc` holds in each stratum; empty where it is not declared."""
    if person.fpc is None:
        return {}
    stratum = about(person.stratum) if person.stratum else None
    cells = cell_counts(frame, [*([stratum] if stratum else []), POPULATION])
    strata = cells[stratum].to_list() if stratum else [None] * cells.height
    found: dict[str | None, list[float]] = {}
    for level, number in zip(strata, cells[POPULATION].to_list(), strict=True):
        found.setdefault(level, []).append(float(number))
    return {level: tuple(sorted(numbers)) for level, numbers in found.items()}


def population(said: Stated, person: Respondent, sampled: Mapping[str | None, int]) -> dict[str | None, float]:
    """Return the number of sampling units in each stratum's population, of what is `stated`; empty without `fpc`.

    Numbers up to 1 throughout are shares drawn. Raises DataError where a stratum has more than one number, or fewer
    units than its sample.

    Examples
    --------
    >>> population({"a": (0.5,), "b": (0.25,)}, Respondent(fpc="share", stratum="s"), {"a": 2, "b": 2})
    {'a': 4.0, 'b': 8.0}
    """
    if person.fpc is None or not said:
        return {}
    every = sorted({number for numbers in said.values() for number in numbers})
    shares = every[-1] <= 1
    if not shares and every[0] < 1:
        raise _mixed(person.fpc, every[0], every[-1])
    for level, numbers in said.items():
        if len(numbers) > 1:
            raise _varies(person.fpc, level, numbers)
        if not shares and numbers[0] < sampled[level]:
            raise _too_few(person.fpc, level, numbers[0], sampled[level])
    return {level: sampled[level] / numbers[0] if shares else numbers[0] for level, numbers in said.items()}


def _where(level: str | None) -> Words:
    return Words("the sample", "样本") if level is None else Words(f"stratum '{level}'", f"层“{level}”")


def _varies(name: str, level: str | None, numbers: tuple[float, ...]) -> DataError:
    listed, where = ", ".join(f"{number:.10g}" for number in numbers[:5]), _where(level)
    return DataError(
        Words(
            f"fpc '{name}' must be the same throughout {where.en}, but holds {listed}.",
            f"fpc“{name}”在{where.zh}内必须相同，但有 {listed}。",
        )
    )


def _mixed(name: str, share: float, number: float) -> DataError:
    said = f"{share:.10g}", f"{number:.10g}"
    return DataError(
        Words(
            f"fpc '{name}' holds shares ({said[0]}) and numbers of sampling units ({said[1]}): write one or the other "
            "throughout.",
            f"fpc“{name}”中既有抽样比（{said[0]}）又有抽样单位数（{said[1]}）：请统一为其中一种。",
        )
    )


def _too_few(name: str, level: str | None, number: float, sampled: int) -> DataError:
    where = _where(level)
    return DataError(
        Words(
            f"fpc '{name}' gives {where.en} {number:.10g} sampling units in all, fewer than the {sampled} in the "
            "sample.",
            f"fpc“{name}”给出{where.zh}共有 {number:.10g} 个抽样单位，少于样本中的 {sampled} 个。",
        )
    )


def population_meaning(name: str) -> Meaning:
    """Return a function of a stored value: the number it is; raises DataError for what can't be a population."""

    def meaning(stored: Any) -> float | None:
        if is_blank(stored):
            return None
        number = as_number(stored)
        if number is None or number <= 0:
            raise DataError(
                Words(
                    f"fpc '{name}' holds '{as_text(stored)}'; it is the number of sampling units in all, or the "
                    "share of them that was drawn.",
                    f"fpc“{name}”中有“{as_text(stored)}”；它应为抽样单位的总数，或抽样比。",
                )
            )
        return number

    return meaning
