"""Personal data stay out of what is written and shown, and it is said what was left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from satindex.cli import main
from satindex.errors import DataError

SURVEY = """
survey: s
respondent: {{id: {id}{segments}}}
items: {{Q: {{scale: likely11}}}}
measures: {{nps: {{type: nps, item: Q}}}}
"""
ROWS = {
    "Q": [10, 9, 3] * 10,
    "id": [f"{at:04d}" for at in range(30)],
    "mail": [f"p{at}@example.org" for at in range(30)],
    "姓名": ["王小明", "李雷", "韩梅梅"] * 10,
    "ip": ["10.0.0.1", "10.0.0.2"] * 15,
    "branch": ["A", "B"] * 15,
}


def written(tmp_path: Path, id_column: str, segments: str = "", *options: str) -> tuple[str, pl.DataFrame]:
    (tmp_path / "s.yaml").write_text(SURVEY.format(id=id_column, segments=segments), encoding="utf-8")
    pl.DataFrame(ROWS).write_csv(tmp_path / "data.csv")
    files = [str(tmp_path / name) for name in ("s.yaml", "data.csv")]
    output = tmp_path / "scores.csv"
    result = CliRunner().invoke(main, ["score", *files, "-o", str(output), *options])
    assert result.exit_code == 0, result.output
    return result.output, pl.read_csv(output, infer_schema=False)


def test_an_id_is_kept(tmp_path: Path) -> None:
    said, scores = written(tmp_path, "id", ", segments: [branch]")
    assert scores.columns == ["id", "branch", "nps", "nps.group"]
    assert scores["id"][0] == "0000"
    assert "Dropped" not in said


@pytest.mark.parametrize("column", ["mail", "姓名"])
def test_an_id_that_is_a_person_is_dropped_and_said(tmp_path: Path, column: str) -> None:
    said, scores = written(tmp_path, column, ", segments: [branch]")
    assert scores.columns == ["branch", "nps", "nps.group"]
    assert "Dropped (keep them with --keep-personal):" in said
    assert f"{column}: personal data" in said
    said, scores = written(tmp_path, column, ", segments: [branch]", "--keep-personal")
    assert scores.columns == [column, "branch", "nps", "nps.group"]
    assert "Dropped" not in said


@pytest.mark.parametrize("column", ["ip", "mail"])
def test_addresses_are_no_groups_of_a_report(scored: Any, column: str) -> None:
    with pytest.raises(DataError, match=f"'{column}' holds e-mail or IP addresses or telephone numbers"):
        scored(SURVEY.format(id="id", segments=f", segments: [{column}]"), pl.DataFrame(ROWS))
