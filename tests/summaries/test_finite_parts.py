"""A finite population when parts are put together: the share drawn is that of all parts.

Errors of all rows are compared with R's `survey` in tests/measures/test_finite_population.py; here those of parts with
those of all rows.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import satindex as si
from satindex.analysis.analysis import Analysis
from satindex.errors import DataError
from satindex.survey.model import Survey

DEFINITION = """
survey: finite
language: en
respondent: {{{design}, segments: [town]}}
items: {{Q1..Q2: {{scale: 1..7}}, N: {{scale: likely11}}}}
measures:
  nps: {{type: nps, item: N}}
  liking: {{type: mean, items: Q1..Q2}}
"""
DESIGNS = {
    "numbers": "stratum: region, fpc: size",
    "shares": "stratum: region, fpc: share",
    "clusters": "stratum: region, cluster: area, fpc: areas",
    "everyone": "fpc: all",
}


def rows(n: int = 90) -> pl.DataFrame:
    random, at = np.random.default_rng(3), np.arange(n)
    north = at % 5 < 2
    columns = {"Q1": random.integers(1, 8, n), "Q2": random.integers(1, 8, n), "N": random.integers(0, 11, n)}
    return pl.DataFrame(
        {
            **columns,
            "town": random.choice(["Ash", "Elm"], n),
            "region": np.where(north, "north", "south"),
            "size": np.where(north, 60, 400),
            "share": np.where(north, 0.6, 0.135),
            "area": [f"a{place % 7}" for place in at],
            "areas": np.where(north, 9, 30),
            "all": 90,
        }
    )


def defined(design: str, folder: Path, more: str = "") -> Survey:
    path = folder / "finite.yaml"
    path.write_text(DEFINITION.format(design=DESIGNS.get(design, design)) + more, encoding="utf-8")
    return si.load_survey(path)


def merged_of(parts: list[pl.DataFrame], survey: Survey, folder: Path) -> Analysis:
    for at, part in enumerate(parts):
        si.write_moments(si.summarise(part, survey), folder / f"{at}.moments")
    return si.analyse(si.read_moments([folder / f"{at}.moments" for at in range(len(parts))], survey))


@pytest.mark.parametrize("design", DESIGNS)
def test_errors_of_parts_are_those_of_all_rows(design: str, tmp_path: Path) -> None:
    """Parts lack a stratum, clusters stand in several of them; of a census no error is left."""
    survey, frame = defined(design, tmp_path), rows()
    north = frame.filter(pl.col("region") == "north")
    parts = [north[:20], pl.concat([north[20:], frame.filter(pl.col("region") == "south")])]
    merged, whole = merged_of(parts, survey, tmp_path), si.analyse(si.score(si.read_responses(frame, survey)))
    compared = 0
    for name in ("nps", "liking", "nps by town", "liking by town", "nps differences by town"):
        for one, other in zip(whole.tables[name].rows, merged.tables[name].rows, strict=True):
            for key, cell in one.items():
                assert other[key] == (pytest.approx(cell, rel=1e-12) if isinstance(cell, float) else cell), (name, key)
                compared += isinstance(cell, float)
    assert compared > 40
    (row,) = merged.tables["liking"].rows
    assert (row["std_error"] == 0) is (design == "everyone")
    assert set(merged.audit.notes) == set(whole.audit.notes)


def test_a_population_that_can_not_be_is_refused_when_the_parts_are_together(tmp_path: Path) -> None:
    """Each part of 45 could come from a population of 60; both together could not."""
    survey, frame = defined("fpc: n", tmp_path), rows()
    with pytest.raises(DataError, match="60 sampling units in all, fewer than the 90"):
        merged_of([frame[:45].with_columns(n=60), frame[45:].with_columns(n=60)], survey, tmp_path)
    with pytest.raises(DataError, match="must be the same throughout the sample, but holds 200, 300"):
        merged_of([frame[:45].with_columns(n=200), frame[45:].with_columns(n=300)], survey, tmp_path)


@pytest.mark.parametrize("design", ["clusters", "shares", "rake: {region: {north: 0.5, south: 0.5}}"])
def test_a_part_of_whom_where_keeps_nobody_counts_as_read(design: str, tmp_path: Path) -> None:
    """They are of the sample, and so of what a domain's errors rest on; their levels are in no table."""
    survey, frame = defined(design, tmp_path, "where: {town: [Ash]}\n"), rows()
    parts = [frame.filter(pl.col("town") == "Elm"), frame.filter(pl.col("town") != "Elm")]
    merged, whole = merged_of(parts, survey, tmp_path), si.analyse(si.score(si.read_responses(frame, survey)))
    assert str(merged.audit.set_aside) == str(whole.audit.set_aside)
    assert merged.audit.rows_read == 90
    for name in ("nps", "liking by town", "items"):
        for one, other in zip(whole.tables[name].rows, merged.tables[name].rows, strict=True):
            for key, cell in one.items():
                assert other[key] == (pytest.approx(cell, rel=1e-12) if isinstance(cell, float) else cell), (name, key)
