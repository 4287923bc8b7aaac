"""Codes whose labels say other numbers, or run from best to worst, are drafted as they were answered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

import satindex as si
from satindex.drafting.draft import draft
from satindex.measures.registry import TYPES
from satindex.readers import open_export
from satindex.responses.reading import read_responses
from satindex.survey.load import parse_survey

SATISFIED = ("Very satisfied", "Satisfied", "Neither satisfied nor dissatisfied", "Dissatisfied", "Very dissatisfied")
TEN = {place + 1: str(place) for place in range(11)}
RECOMMEND = "How likely are you to recommend us?"


def figures(
    tmp_path: Path, answers: list[int], labels: Mapping[int, str], question: str = "Overall"
) -> tuple[str, dict[str, float]]:
    """Return the draft of an SPSS file of one column, each answer ten times, and what its measures estimate."""
    path = tmp_path / "made.sav"
    frame = pl.DataFrame({"q": [float(answer) for answer in answers * 10]}).to_pandas()
    pyreadstat.write_sav(frame, path, column_labels=[question], variable_value_labels={"q": dict(labels)})
    export = open_export(path)
    text = draft(export)
    survey = parse_survey(text, "draft.yaml", TYPES)
    scores = si.score(read_responses(export, survey))
    return text, {name: scores[name].to_frame()["estimate"][0] for name in survey.measures}


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        # 1, 1, 2, 5 are 5, 5, 4, 1 where 1 is the best; 9 is no answer: 15 / 4. Ends in words no preset has: as stored.
        (dict(enumerate(SATISFIED, 1)) | {9: "Don't know"}, 3.75),
        ({1: "Very satisfied", 5: "Very dissatisfied", 9: "Don't know"}, 3.75),
        ({1: "Very satisfied", 5: "Very dissatisfied", 9: "Hat keine Filiale besucht"}, 3.75),
        ({1: "Very dissatisfied", 5: "Very satisfied", 9: "DK"}, 2.25),
        ({1: "grim", 5: "lovely", 9: "DK"}, 2.25),
    ],
)
def test_the_best_point_may_stand_first(tmp_path: Path, labels: dict[int, str], expected: float) -> None:
    text, found = figures(tmp_path, [1, 1, 2, 5, 9], labels)
    assert found == {"mean-q": expected}
    assert ("is 5 the best" in text) == ("grim" in labels.values())
    assert ("is 9 no answer" in text) == ("Hat keine Filiale besucht" in labels.values())


@pytest.mark.parametrize("labels", [TEN, {1: "0 Not at all likely", 11: "10 Extremely likely"}])
def test_eleven_positions_of_0_to_10_are_no_points_1_to_11(tmp_path: Path, labels: dict[int, str]) -> None:
    """Stored 11, 10, 9, 8, 1 are 10, 9, 8, 7, 0: 2 promoters and 1 detractor of 5, NPS 20 (as stored it were 40)."""
    _, found = figures(tmp_path, [11, 10, 9, 8, 1], labels, RECOMMEND)
    assert found == {"nps": pytest.approx(20.0)}


def test_points_labelled_by_their_own_numbers(tmp_path: Path) -> None:
    """10, 9, 8, 0: 2 promoters and 1 detractor of 4."""
    text, found = figures(tmp_path, [10, 9, 8, 0], {place: str(place) for place in range(11)}, RECOMMEND)
    assert "scale: likely11" in text
    assert found == {"nps": pytest.approx(25.0)}


@pytest.mark.parametrize("labels", [{1: "18-24", 2: "25-34", 3: "35-44"}, {1: "1", 2: "2", 3: "5 or more"}])
def test_ranges_and_counts_with_a_last_open_one_are_no_points(tmp_path: Path, labels: dict[int, str]) -> None:
    text, found = figures(tmp_path, [1, 2, 3, 3], labels)
    assert "q: {scale: text" in text
    assert found == {}


@pytest.mark.parametrize(("answers", "none"), [(["1", "2", "5", "4", "99"], "99"), (["1", "2", "3", "5", "9"], "9")])
def test_a_number_far_above_the_others_is_asked_about(answers: list[str], none: str) -> None:
    text = draft(open_export(pl.DataFrame({"rating": answers * 3})))
    assert f"is {none} no answer?" in text
    assert f'scale: 1..5, missing: ["{none}"]' in text


@pytest.mark.parametrize("file", ["800_800_2.xls", "357_357_2.xls"])
def test_positions_of_options_without_their_texts_are_not_averaged(shared: Path, file: str) -> None:
    text = draft(open_export(shared / "data" / "exports" / "wenjuanxing" / file))
    assert "# ? Q1: 数字是选项的序号" in text
    assert "mean-Q" not in text
    assert "scale: 1.." not in "".join(line for line in text.splitlines() if "#" not in line)


def test_marks_are_no_points() -> None:
    """Of options with a column each, marked 1 or empty, no mean is drafted: it would be 1."""
    marks = pl.DataFrame({"Q2_1": ["1", None, "1"], "Q2_2": [None, "1", "1"], "P": ["1", "3", "5"]})
    text = draft(open_export(marks))
    assert "mean-Q2" not in text
    assert "Q2_1: {scale: text}" in text
