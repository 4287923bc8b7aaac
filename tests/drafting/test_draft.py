"""A draft loads and its export passes the check, whatever the export; what it tells is what the export holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import satindex as si
from satindex.drafting.draft import draft
from satindex.measures.registry import TYPES
from satindex.readers import open_export
from satindex.responses.columns import Headings, columns_of
from satindex.responses.reading import read_responses
from satindex.survey.load import parse_survey
from satindex.survey.model import Survey

HERE = Path(__file__).parent
SURVEYS = HERE.parents[1] / "surveys"


def drafted(source: Any) -> tuple[str, Survey]:
    """Return a draft and the survey it defines; the export's answers are all known to it."""
    export = open_export(source)
    text = draft(export)
    survey = parse_survey(text, "draft.yaml", TYPES)
    read_responses(export, survey)
    return text, survey


def test_the_postal_export() -> None:
    """Its definition: 22 pairs on agree7 in questions 3 and 4, of which 12, 13, 21 and 22 are worded negatively."""
    text, survey = drafted(SURVEYS / "postal.csv")
    assert survey.language == "zh"
    assert survey.respondent.id == "序号"
    assert survey.respondent.duration == "所用时间"
    assert {survey.items[f"Q{side}_{pair}"].scale.name for side in (3, 4) for pair in range(1, 23)} == {"agree7"}
    assert survey.items["Q6"].scale.values == tuple(map(float, range(11)))
    assert survey.items["Q8"].scale.name == "count"
    # (空) and (跳过) are the platform's own: its codebook declares them, with their reasons.
    assert set(survey.items["Q8"].missing) == {"不清楚", "-3"}
    assert survey.items["Q9"].scale.name == "yes_no"
    assert "来自IP" not in text.split("survey:")[1]
    for side in (3, 4):
        asked = [pair for pair in range(1, 23) if f"Q{side}_{pair}: {{reverse: true}}" in text]
        assert asked == [12, 13, 21, 22]
    assert "layout: rater22, expected: Q3_1..Q3_22, perceived: Q4_1..Q4_22" in text


def test_its_figures_are_those_of_the_ready_definition() -> None:
    _, survey = drafted(SURVEYS / "postal.csv")
    ready = si.load_survey(SURVEYS / "postal.yaml")
    own, known = (si.score(si.read_responses(SURVEYS / "postal.csv", one)) for one in (survey, ready))
    for figure in ("estimate", "n", "promoters", "detractors"):
        assert own["nps"].rows[0][figure] == known["nps"].rows[0][figure]


def test_the_kiosk_export(shared: Path) -> None:
    """Of the 24 items, e and p each stand with their sides' names in the headings."""
    text, survey = drafted(shared / "data/servqual/kiosk_google_forms_cp949.csv")
    assert len(survey.items) == 163
    assert text.count("type: servqual") == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Better_Sample_Survey", "Better_Sample_Survey"),
        ("Sample_Survey__Insights_", "Sample_Survey"),
        ("SidebySide_Questions__Legacy_", None),
        ("SidebySide_Questions__Legacy_", "Side-by-Side_Questions"),
    ],
)
def test_questions_of_one_text_are_told_apart(shared: Path, name: str, told: str | None) -> None:
    """Their side by side questions ask the same of several columns: a draft names each so that they are found."""
    folder = shared / "data/exports/qualtrics"
    export = open_export(folder / f"{name}.csv", None if told is None else folder / f"{told}.qsf")
    survey = parse_survey(draft(export), "draft.yaml", TYPES)
    found = columns_of(survey.items, Headings(export))
    assert len(set(found.values())) == len(survey.items)
    read_responses(export, survey)


def test_a_question_whose_first_columns_nobody_answered_keeps_its_items_in_their_columns(shared: Path) -> None:
    """Of the second scale only the fifth and the sixth row were answered: columns 32 and 34 of the file."""
    export = open_export(shared / "data/exports/limesurvey/survey_998192_R_data_file.csv")
    _, survey = drafted(shared / "data/exports/limesurvey/survey_998192_R_data_file.csv")
    columns = columns_of(
        {name: item for name, item in survey.items.items() if name.startswith("Q10_")}, Headings(export)
    )
    assert [export.columns.index(column) + 1 for column in columns.values()] == [32, 34]


@pytest.mark.parametrize(
    ("answers", "scale", "values"),
    [
        (["Agree", "Strongly agree", "Disagree", "Neutral", "Strongly disagree"], "agree5", (1, 5)),
        (["满意", "非常满意", "不满意", "一般", "非常不满意", "不清楚"], "satisfied5", (1, 5)),
        (["Very satisfied", "非常不满意", "満足", "불만족", "Weder zufrieden noch unzufrieden"], "satisfied5", (1, 5)),
        (["1", "2", "3", "4", "5"], "1..5", (1, 5)),
        (["0", "3", "7", "10"], "0..10", (0, 10)),
        (["2", "3", "6"], "1..7", (1, 7)),
        (["1 - Not at all important", "2 - Slightly", "3 - Somewhat important"], "scale1", (1, 3)),
        (["0", "1"], "yes_no", (0, 1)),
        (["Yes", "No", "N/A"], "yes_no", (0, 1)),
        (["Beijing", "Shanghai", "Wuhan"], "text", None),
    ],
)
def test_scales_are_told_from_answers(answers: list[str], scale: str, values: tuple[float, float] | None) -> None:
    _, survey = drafted(pl.DataFrame({"Q": answers * 20}))
    found = survey.items["Q"].scale
    assert found.name == scale
    assert (None if not found.values else (found.values[0], found.values[-1])) == values


def test_an_end_that_nobody_chose_is_asked_about() -> None:
    text, _ = drafted(pl.DataFrame({"Q": ["2", "3", "6"] * 20}))
    assert "# ? Q: answers found: 2–6; are these the ends?" in text


def test_a_negative_code_is_asked_about_and_not_averaged() -> None:
    text, survey = drafted(pl.DataFrame({"Q": ["1", "2", "3", "4", "5", "-99"] * 10}))
    assert survey.items["Q"].missing == ("-99",)
    assert "# ? Q: is -99 no answer?" in text


def test_ten_points_from_one_are_no_nps() -> None:
    """0–10 answers often arrive as 1–11; 1–10 is none either: nothing is scored as NPS without a 0."""
    text, _ = drafted(pl.DataFrame({"How likely to recommend us": [str(1 + at % 10) for at in range(60)]}))
    assert "are these the ends?" in text
    assert "type: nps" not in text


def test_an_export_of_open_answers_alone() -> None:
    _, survey = drafted(pl.DataFrame({"Why?": [f"reason number {at} of many" for at in range(40)]}))
    assert survey.items["Q1"].scale.name == "text"


ANSWERS = st.one_of(
    st.none(),
    st.sampled_from(
        ["1", "2", "3", "7", "10", "11", "-99", "Agree", "同意", "N/A", "No", "3 - mid", "2026-01-02", "A;B"]
    ),
    st.text(max_size=6),
    st.floats(allow_nan=False, allow_infinity=False).map(str),
)
HEADINGS = st.lists(
    st.one_of(st.text(max_size=8), st.sampled_from(["E1", "E2", "1、满意", "姓名", "overall", "Q1"])),
    min_size=1,
    max_size=5,
)


@settings(settings.get_profile("costly"))
@given(HEADINGS, st.data())
def test_any_table_drafts_to_a_definition_that_fits_it(
    tmp_path_factory: pytest.TempPathFactory, headings: list[str], data: st.DataObject
) -> None:
    rows = data.draw(st.integers(1, 8))
    cells = [data.draw(st.lists(ANSWERS, min_size=rows, max_size=rows)) for _ in headings]
    columns = [pl.Series(f"c{at}", cell, dtype=pl.String) for at, cell in enumerate(cells)]
    path = tmp_path_factory.mktemp("draft") / "any.csv"
    body = pl.DataFrame(columns).write_csv(include_header=False, quote_style="always")
    head = pl.DataFrame([[heading.replace("\0", "") or f"h{at}"] for at, heading in enumerate(headings)]).write_csv(
        include_header=False, quote_style="always"
    )
    path.write_text(head + body.replace("\0", ""), encoding="utf-8", newline="")
    export = open_export(path)
    survey = parse_survey(draft(export), "draft.yaml", TYPES)
    if survey.items:
        read_responses(export, survey)
