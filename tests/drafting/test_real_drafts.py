"""What is drafted from a real export loads, and the export passes its check, alone and with its questionnaire."""

from __future__ import annotations

from pathlib import Path

import pytest

from satindex.drafting.draft import draft
from satindex.measures.registry import TYPES
from satindex.readers import open_export
from satindex.readers.export import Export
from satindex.responses.reading import read_responses
from satindex.survey.load import parse_survey

ANSWERS = (".csv", ".xls", ".sav", ".zsav", ".por", ".dta")
PLATFORMS = ("qualtrics", "surveymonkey", "wenjuanxing", "redcap", "limesurvey", "spss_stata")


def passes(export: Export) -> int:
    """Return the number of items drafted, all answers of which are known to the draft."""
    survey = parse_survey(draft(export), "draft.yaml", TYPES)
    if survey.items:
        read_responses(export, survey)
    return len(survey.items)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_export_of_a_platform(shared: Path, platform: str) -> None:
    files = [path for path in sorted((shared / "data/exports" / platform).iterdir()) if path.suffix in ANSWERS]
    drafted = {path.name: passes(open_export(path)) for path in files if "dictionary" not in path.name}
    assert len(drafted) >= 2
    assert sum(drafted.values()) > 2 * len(drafted)


def test_exports_with_their_questionnaires(shared: Path) -> None:
    folder = shared / "data/exports/qualtrics"
    pairs = [(path, folder / f"{path.stem.split('__')[0]}.qsf") for path in folder.glob("*.csv")]
    known = [(path, questionnaire) for path, questionnaire in pairs if questionnaire.exists()]
    assert len(known) > 12
    for path, questionnaire in known:
        assert passes(open_export(path, questionnaire)), path.name


def test_a_sequence_with_its_text(shared: Path) -> None:
    """800_800: 36 columns, of which 6 are about the response, so 30 items; the labels are those of the text export."""
    folder = shared / "data/exports/wenjuanxing"
    export = open_export(folder / "800_800_2.xls", folder / "800_800_0.xls")
    assert passes(export) == 30
    assert "options: [运动, 阅读, 影视, 美食, 旅游, IT数码, 艺术, 音乐," in draft(export)
