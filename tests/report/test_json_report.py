"""The JSON report keeps the contract: names, respondents, unrounded rows, null with a reason."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from satindex.errors import WriteError
from satindex.report import formats, write_report


def read(analysis, path: Path, language: str | None = None) -> dict:
    write_report(analysis, path, language)
    return json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(name))


def test_it_holds_what_the_contract_names(sample, tmp_path: Path) -> None:
    analysis = sample.sample()
    told = read(analysis, tmp_path / "r.json", "en")
    assert told["survey"] == "postal-2026"
    assert told["respondents"] == {"read": 600, "used": 594, "set_aside": {"no answer to any scored item": 6}}
    assert list(told["tables"]) == list(analysis.tables)
    assert told["tables"]["quality"][0] == dict(analysis.tables["quality"].rows[0])
    assert told["definition_hash"] == analysis.survey.definition_hash
    assert told["methods"]["zh"].startswith("满意度为感知减期望")


def test_figures_are_not_rounded(sample, tmp_path: Path) -> None:
    row = read(sample.sample(), tmp_path / "r.json")["tables"]["nps"][0]
    assert row["promoters"] == 0.42333
    assert row["ci_low"] == 12.333 - 1.96 * 3.41


def test_a_missing_figure_is_null_with_its_reason(sample, tmp_path: Path) -> None:
    row = read(sample.sample(), tmp_path / "r.json", "en")["tables"]["nps by branch"][-1]
    assert row["estimate"] is None
    assert row["reason"] == "fewer than 2 answers"


def test_what_is_not_finite_becomes_null_with_a_reason(sample, tmp_path: Path) -> None:
    rows = ({"estimate": math.nan, "n": np.int64(3), "share": np.float64("inf")}, {"estimate": np.float32(0.5), "n": 4})
    analysis = replace(sample.sample(), tables={"x": replace(sample.nps(), rows=rows)})
    told = read(analysis, tmp_path / "r.json", "en")["tables"]["x"]
    assert told[0] == {"estimate": None, "n": 3, "share": None, "reason": "not a finite number"}
    assert told[1]["estimate"] == 0.5


def test_chinese_is_written_as_it_is_and_in_the_surveys_language(sample, tmp_path: Path) -> None:
    read(sample.sample(), tmp_path / "r.json")
    text = (tmp_path / "r.json").read_text(encoding="utf-8")
    assert "未回答任何计分题目" in text
    assert "\\u" not in text


def test_equal_reasons_are_added_up(sample, tmp_path: Path) -> None:
    analysis = sample.sample()
    audit = replace(analysis.audit, set_aside=analysis.audit.set_aside * 2)
    told = read(replace(analysis, audit=audit), tmp_path / "r.json", "en")["respondents"]
    assert told == {"read": 600, "used": 588, "set_aside": {"no answer to any scored item": 12}}


def test_an_unknown_ending_lists_the_formats(sample, tmp_path: Path) -> None:
    with pytest.raises(WriteError) as told:
        write_report(sample.sample(), tmp_path / "r.jsn")
    listed = ", ".join(formats())
    assert ".html" in listed
    assert str(told.value) == f"No report format '.jsn' (r.jsn). There are: {listed}. Did you mean '.json'?"
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file_whole(sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.json"
    path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(formats()[".json"], "write", fail)
    with pytest.raises(WriteError, match="No space left on device"):
        write_report(sample.sample(), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
