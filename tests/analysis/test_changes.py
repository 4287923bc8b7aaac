"""What changed between the last two waves: the figures of the tables by wave, and what their tests found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from satindex.analysis.building import analyse
from satindex.analysis.parts.changes import FELL, NO_CHANGE, ROSE, part
from satindex.api import load_survey, read_responses, score
from satindex.report import write_report

SURVEY = """
survey: waves
title: {en: Waves, zh: 各期}
respondent: {wave: wave}
items: {S: {scale: 1..10}, N: {scale: likely11}, X: {scale: 1..10}}
measures:
  satisfaction: {type: mean, items: S}
  nps: {type: nps, item: N}
  other: {type: mean, items: X}
"""


def answers() -> pl.DataFrame:
    """Three waves of 80; from the second to the third S rises by 2, N falls, X stays as it is."""
    random = np.random.default_rng(5)
    n, third = 80, np.repeat([0, 0, 1], 80)
    likely = np.clip(random.integers(7, 11, 3 * n) - 4 * third, 0, 10)
    return pl.DataFrame(
        {
            "wave": np.repeat(["2025", "2026", "2027"], n),
            "S": random.integers(3, 8, 3 * n) + 2 * third,
            "N": likely,
            "X": np.tile(random.integers(1, 11, n), 3),
        }
    )


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("waves") / "waves.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    return score(read_responses(answers(), load_survey(path)))


def test_the_last_two_waves_are_compared(scores) -> None:
    made = part(scores)
    rows = {row["measure"]: row for row in made.tables["changes"].rows}
    data = answers()
    before, after = (data.filter(pl.col("wave") == wave)["S"].to_numpy() for wave in ("2026", "2027"))
    welch = stats.ttest_ind(after, before, equal_var=False)
    found = rows["satisfaction"]
    assert found["before"] == pytest.approx(before.mean(), rel=1e-12)
    assert found["after"] == pytest.approx(after.mean(), rel=1e-12)
    assert found["estimate"] == pytest.approx(after.mean() - before.mean(), rel=1e-12)
    assert found["p_value"] == pytest.approx(welch.pvalue, rel=1e-9)
    assert [rows[name]["verdict"] for name in ("satisfaction", "nps", "other")] == [ROSE, FELL, NO_CHANGE]


def test_the_headlines_tell_the_change(scores, tmp_path: Path) -> None:
    analysis = analyse(scores, "en")
    changes = {headline.table: headline.change for headline in analysis.headlines}
    rows = {row["measure"]: row for row in analysis.tables["changes"].rows}
    assert changes["satisfaction"].estimate == rows["satisfaction"]["estimate"]
    assert changes["satisfaction"].since == "2026"
    page = write_report(analysis, tmp_path / "r.html", "en").read_text("utf-8")
    assert "since 2026: rose" in page
    assert "since 2026: fell" in page
    assert "since 2026: no clear change" in page
    assert "较 2026" in write_report(analysis, tmp_path / "r.html", "zh").read_text("utf-8")


def test_in_words(scores) -> None:
    told = part(scores).tables["changes"].sentence("en").splitlines()
    assert told[0].startswith("satisfaction rose from ")
    assert told[2].startswith("other did not change significantly (")
    assert "difference = 0.00" in told[2]


def test_without_two_waves_there_is_nothing_to_compare(tmp_path: Path) -> None:
    path = tmp_path / "waves.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    one = answers().filter(pl.col("wave") == "2025")
    assert part(score(read_responses(one, load_survey(path)))) is None
    path.write_text(SURVEY.replace("respondent: {wave: wave}\n", ""), encoding="utf-8")
    assert part(score(read_responses(answers(), load_survey(path)))) is None


def test_two_files_are_compared_without_a_wave_in_the_definition(tmp_path: Path) -> None:
    """Ids start anew in each file: the same number in both is no sign of the same person."""
    path = tmp_path / "files.yaml"
    path.write_text(SURVEY.replace("{wave: wave}", "{id: id}"), encoding="utf-8")
    rows = answers().with_columns(pl.Series("id", [*range(80)] * 3))
    for wave in ("2026", "2027"):
        rows.filter(pl.col("wave") == wave).write_csv(tmp_path / f"{wave}.csv")
    given = [tmp_path / "2026.csv", tmp_path / "2027.csv"]
    found = score(read_responses(given, load_survey(path)))
    changes = {row["measure"]: row for row in part(found).tables["changes"].rows}
    data = answers()
    before, after = (data.filter(pl.col("wave") == wave)["S"].to_numpy() for wave in ("2026", "2027"))
    assert changes["satisfaction"]["p_value"] == pytest.approx(stats.ttest_ind(after, before, equal_var=False).pvalue)
    assert changes["satisfaction"]["verdict"] == ROSE
    alone = score(read_responses([given[0]], load_survey(path)))
    assert part(alone) is None
    # A folder holds the parts of one survey.
    folder = tmp_path / "parts"
    folder.mkdir()
    for one in given:
        one.rename(folder / one.name)
    assert part(score(read_responses(folder, load_survey(path)))) is None
