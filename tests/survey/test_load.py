"""A whole definition is read as it is meant, and as it is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from satindex.errors import SurveyError
from satindex.survey.kinds import MeasureTypes
from satindex.survey.load import load_survey, parse_survey, survey_warnings
from satindex.survey.model import Condition, Derived, Segment, Survey

Parsed = Callable[[str], Survey]

WHOLE = """\
survey: postal-2026
title: {en: Postal service quality, zh: 邮政客户满意度}
language: zh
respondent:
  id: 序号
  weight: w
  stratum: region
  cluster: branch
  segments: {branch: {}, age_band: {order: [18-25, 26-35, 36+], title: {zh: 年龄}}}
  wave: {期: {order: [2025, 2026]}}
  duration: 所用时间
scales:
  agree7: {points: [1, 7], labels: {zh: [一, 二, 三, 四, 五, 六, 七]}}
  likely11: {points: [0, 10]}
  yes_no: {codes: {No: 0, Yes: 1, 否: 0, 是: 1}}
missing: [不清楚, N/A]
unknown: missing
items:
  E1..E22: {question: 3, scale: agree7}
  P1..P22: {question: 4, scale: agree7}
  E10..E13: {reverse: true}
  P12: {column: "感知: 第 12 题", missing: 99}
  N1: {scale: likely11, column: "10、您向朋友推荐我们的可能性有多大?", text: {en: "How likely are you, really"}}
  L5: {scale: count, missing: [-3]}
  R1: {scale: yes_no}
  why: {scale: text, show: true}
  slider: {scale: -3..3, text: 滑块}
where: {branch: [A, B], duration: {at_least: 60}, city: 上海, w: {equals: [1, 2]}}
derive: {age_band: {from: age, bands: [18, 26, 36, 61]}, region: {from: city, merge: {east: [上海, 杭州], west: 成都}}}
measures:
  quality:
    type: gap
    dimensions:
      tangibles: {expected: E1..E4, perceived: P1..P4, weight: 11, title: {zh: 有形性}}
      reliability: {expected: [E5, E6..E9], perceived: P5..P9, weight: {item: L5}}
  nps: {type: single, item: N1}
models:
  repurchase:
    outcome: R1
    predictors: [quality.*, P20..P21]
    controls: [age_band, branch]
    errors: cluster
"""


@pytest.fixture(scope="module")
def survey(types: MeasureTypes) -> Survey:
    return parse_survey(WHOLE, "whole.yaml", types)


def test_survey(survey: Survey) -> None:
    assert (survey.name, survey.language, survey.unknown, survey.missing) == (
        "postal-2026",
        "zh",
        "missing",
        ("不清楚", "N/A"),
    )
    assert survey.label() == "邮政客户满意度"
    assert (survey.file, survey.text) == ("whole.yaml", WHOLE)


def test_respondent(survey: Survey) -> None:
    person = survey.respondent
    assert (person.id, person.weight, person.stratum, person.cluster) == ("序号", "w", "region", "branch")
    assert person.segments == (Segment("branch"), Segment("age_band", {"zh": "年龄"}, ("18-25", "26-35", "36+")))
    assert person.wave == Segment("期", {}, ("2025", "2026"))
    assert person.duration == "所用时间"


def test_segments_as_a_list_and_wave_as_a_name(parsed: Parsed) -> None:
    person = parsed("respondent: {segments: [branch, age], wave: year}").respondent
    assert person.segments == (Segment("branch"), Segment("age"))
    assert person.wave == Segment("year")


def test_base_and_derived_columns(survey: Survey) -> None:
    assert survey.where == (
        Condition("branch", ("A", "B")),
        Condition("duration", (), 60.0, None),
        Condition("city", ("上海",)),
        Condition("w", ("1", "2")),
    )
    assert survey.derive == (
        Derived("age_band", "age", (18.0, 26.0, 36.0, 61.0)),
        Derived("region", "city", (), {"east": ("上海", "杭州"), "west": ("成都",)}),
    )


def test_items(survey: Survey) -> None:
    assert len(survey.items) == 22 + 22 + 5
    assert survey.items["why"].show
    assert survey.items["L5"].missing == ("-3",)
    assert survey.items["N1"].column == "10、您向朋友推荐我们的可能性有多大?"
    assert survey.items["N1"].text == {"en": "How likely are you, really"}
    assert survey.items["E10"].line == WHOLE.splitlines().index("  E1..E22: {question: 3, scale: agree7}") + 1
    assert survey.items["slider"].scale.values == (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)


def test_measures_and_models(survey: Survey) -> None:
    assert survey.measures["quality"].score_names == ("quality.tangibles", "quality.reliability", "quality")
    model = survey.models["repurchase"]
    written = WHOLE.splitlines().index("  repurchase:") + 1
    assert (model.outcome, model.predictors) == ("R1", ("quality.*", "P20", "P21"))
    assert (model.controls, model.errors, model.family, model.line) == (
        ("age_band", "branch"),
        "cluster",
        None,
        written,
    )


@pytest.mark.parametrize("word", ["No", "TRUE", "007", "N/A", "2.0", "1_000", "2026-01-01", "null", "~", "0x1F", "1e3"])
def test_scalars_are_words_as_written(parsed: Parsed, word: str) -> None:
    survey = parsed(f"survey: {word}\nmissing: [{word}]\nrespondent: {{id: {word}}}")
    assert (survey.name, survey.missing, survey.respondent.id) == (word, (word,), word)


def test_a_survey_without_a_name_has_its_file_s(types: MeasureTypes) -> None:
    assert parse_survey("items: {}", "surveys/邮政.yaml", types).name == "邮政"


def test_quoted_texts_may_hold_anything(parsed: Parsed) -> None:
    survey = parsed("items:\n  Q1: {scale: agree5, column: 'a: b, c # d [e] {f}', text: \"*\"}")
    assert survey.items["Q1"].column == "a: b, c # d [e] {f}"


def test_a_comment_after_a_text(parsed: Parsed) -> None:
    survey = parsed("items:\n  Q1:\n    scale: agree5\n    column: Visits   # how often\n")
    assert survey.items["Q1"].column == "Visits"


def test_empty_quoted_text_is_a_text(parsed: Parsed) -> None:
    assert parsed("missing: ['']").missing == ("",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_files_of_any_platform(tmp_path: Path, types: MeasureTypes, encoding: str, newline: str) -> None:
    file = tmp_path / "满意度 调查.yaml"
    file.write_bytes(WHOLE.replace("\n", newline).encode(encoding))
    loaded, written = load_survey(file, types), parse_survey(WHOLE, str(file), types)
    assert loaded.items == written.items
    assert loaded.definition_hash == written.definition_hash


def test_lines_are_right_with_windows_line_ends(types: MeasureTypes) -> None:
    with pytest.raises(SurveyError) as caught:
        parse_survey("survey: a\r\n\r\nitems:\r\n  Q1: {scale: agre5}\r\n", "s.yaml", types)
    assert caught.value.faults[0].line == 4


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("survey: 邮政".encode("gb18030"), "1: The file is not UTF-8. Save it as UTF-8."),
        ("survey: a\ntitle: 邮政".encode("gb18030"), "2: The file is not UTF-8. Save it as UTF-8."),
        ("survey: a".encode("utf-16"), "1: The file is not UTF-8. Save it as UTF-8."),
        (b"survey: a\x00b", "1: The file holds the control character U+0000."),
        (b"", "1: The file is empty."),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, types: MeasureTypes, raw: bytes, message: str) -> None:
    file = tmp_path / "s.yaml"
    file.write_bytes(raw)
    with pytest.raises(SurveyError) as caught:
        load_survey(file, types)
    assert str(caught.value) == f"{file}:{message}"


def test_no_such_file_and_a_folder(tmp_path: Path, types: MeasureTypes) -> None:
    folder = "This is a folder, not a survey definition."
    for path, message in ((tmp_path / "none.yaml", "There is no such file."), (tmp_path, folder)):
        with pytest.raises(SurveyError) as caught:
            load_survey(path, types)
        assert str(caught.value) == f"{path}: {message}"


def test_warnings(types: MeasureTypes) -> None:
    text = """\
scales: {unused: {points: [1, 3]}}
items:
  E1..E2: {scale: agree5}
  P1..P2: {scale: agree5}
  P2: {reverse: true}
  A: {scale: agree5, column: same}
  B: {scale: agree5, column: same}
measures:
  q: {type: gap, dimensions: {d: {expected: E1..E2, perceived: P1..P2}}}
"""
    survey = parse_survey(text, "s.yaml", types)
    assert [str(warning) for warning in survey_warnings(survey, types)] == [
        "s.yaml:1: scales.unused: No item uses this scale.",
        "s.yaml:7: items.B.column: 'B' and 'A' are the same column.",
        "s.yaml:9: measures.q.dimensions.d: Only one of E2, P2 is reversed.",
    ]


def test_all_faults_are_in_the_order_of_the_file(faults_of: Callable[[str], list[str]]) -> None:
    lines = [int(message.split(":")[0]) for message in faults_of("x: 1\nitems:\n  a: {}\n  b: {}\ny: 2\n")]
    assert lines == [1, 3, 4, 5]
