"""Careless respondents set aside in parts: as in all parts together, or it is refused with the fix."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import satindex as si
from satindex.errors import DataError
from satindex.summaries.file import read_files
from satindex.survey.model import Survey

DEFINITION = """
survey: careful
language: en
respondent: {{segments: [g]}}
items: {{A1..A12: {{scale: 1..7}}}}
exclude: {exclude}
measures:
  m: {{type: mean, items: A1..A4}}
  n: {{type: mean, items: A5..A8}}
  o: {{type: mean, items: A9..A12}}
"""


def defined(folder: Path, exclude: str) -> Survey:
    path = folder / "careful.yaml"
    path.write_text(DEFINITION.format(exclude=exclude), encoding="utf-8")
    return si.load_survey(path)


def rows(careless: float, n: int = 240) -> pl.DataFrame:
    """Three sets that differ within each person, answered at random by some; a share of the others ticks one column."""
    random = np.random.default_rng(4)
    own = np.repeat(random.choice([1.5, 4.0, 6.5], (n, 3)), 4, axis=1) + random.normal(0, 0.4, (n, 12))
    answers = np.clip(np.round(own), 1, 7).astype(int)
    some = random.random(n) < careless
    answers[some] = random.integers(1, 8, (int(some.sum()), 12))
    answers[random.random(n) < 0.1] = 4
    columns = {f"A{at + 1}": answers[:, at] for at in range(12)}
    return pl.DataFrame({**columns, "g": random.choice(["x", "y"], n)})


@pytest.mark.parametrize(("careless", "used"), [(0.15, True), (0.8, False)])
def test_whether_even_odd_is_used_is_told_by_all_parts(
    careless: float, used: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where more than a fifth of all show it, it sets nobody aside."""
    survey, frame = defined(tmp_path, "[longest_run, even_odd]"), rows(careless)
    monkeypatch.setattr("satindex.frames.batches.MOST_IN_MEMORY", 100)
    parts = [frame[:150].lazy(), frame[150:170], frame[170:]]
    for at, part in enumerate(parts):
        si.write_moments(si.summarise(part, survey), tmp_path / f"{at}.moments")
    si.write_moments(read_files([tmp_path / "2.moments", tmp_path / "0.moments"]), tmp_path / "both.moments")
    merged = si.analyse(si.read_moments([tmp_path / "both.moments", tmp_path / "1.moments"], survey))
    whole = si.analyse(si.score(si.read_responses(frame, survey)))
    assert set(map(str, merged.audit.set_aside)) == set(map(str, whole.audit.set_aside))
    assert set(merged.audit.notes) == set(whole.audit.notes)
    assert any("even–odd" in entry.reason.en for entry in whole.audit.set_aside) is used
    for name in ("m", "n by g", "o differences by g", "items"):
        for one, other in zip(whole.tables[name].rows, merged.tables[name].rows, strict=True):
            for key, cell in one.items():
                assert other[key] == (pytest.approx(cell, rel=1e-9) if isinstance(cell, float) else cell), (name, key)


def test_what_depends_on_all_other_rows_is_refused(tmp_path: Path) -> None:
    survey = defined(tmp_path, "[even_odd, mahalanobis]")
    with pytest.raises(DataError, match="set aside by mahalanobis depends on all other rows") as caught:
        si.summarise(rows(0.1), survey)
    assert "请改用可由每位受访者单独判断的迹象" in caught.value.words.zh
    scores = si.score(si.read_responses(rows(0.1), defined(tmp_path, "even_odd")))
    with pytest.raises(DataError, match="give summarise the data themselves"):
        si.summarise(scores)
