"""A Qualtrics questionnaire (QSF) tells of an export's columns: texts, options with their codes, rows, sets."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.errors import DataError
from satindex.readers import open_export
from satindex.readers.export import Export

SCALE = {str(at): f"Click to write Scale point {at}" for at in (1, 2, 3, 4)}
CODED = {str(at + 9): label for at, label in enumerate(SCALE.values(), 1)}
DASHES = {
    "1": "This-choice--has-several-dashes",
    "2": "this choice has no dashes",
    "3": "this choice has-some dashes- between choices",
    "4": "this is a really really really really really really really really really really really really really really "
    "really really really really long choice with a dash -",
    "5": "-",
    "6": "the last one was only a dash --",
    "7": "Click to write Scale point 7",
}
GROUPED = {
    "10": "Click to write Statement 1", "11": "Click to write Choice 4", "12": "Click to write Choice 5",
    "13": "Click to write Choice 6", "14": "Click to write Statement 2", "15": "Click to write Statement 3",
    "16": "Click to write Choice 7",
}  # fmt: skip
FEELING = {"1": "Like", "2": "Neither like nor dislike", "3": "Dislike", "-1": "No Opinion", "-2": "Never tried it"}
FRUIT = "This is a side-by-side question, with a single answer matrix part and a dropdown matrix part."


@dataclass(frozen=True)
class Told:
    """What a file's questionnaire tells: how many columns it describes, with how many labelled, and some of them."""

    qsf: str
    described: int
    labelled: int
    questions: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)


# Counts and texts are read off the two files by eye: questions and options in the QSF, headings in the export. All
# columns of questions are described but three of the first file's, whose question (QID13) its QSF lacks; all have
# labels but those of texts and of sliders (Sample_Survey: 28 texts and 12 sliders of 176).
FILES = {
    "Better_Sample_Survey": Told(
        "Better_Sample_Survey", 42, 41,
        {"q6_reservations#2_2": "Please indicate if you have reservations in eating each of the following fruit, and "
         "if so, why. — Why? — Kiwi"},
        {"q2_favorite": {"1": "Canteloupe", "2": "Kiwi", "3": "Pomagranite"},
         "q4_rank_1": {"1": "Enjoy", "2": "Ambivalent", "3": "Dislike", "-1": "Never Tried It"},
         "Q12#1_1_0": {"0": "Answer 1"}, "Q10#2_3_-1": {"-1": "Answer 1"}},
        {"q5_position": "text", "q3_volunteer_4": "multiple", "q4_rank_1": "scale", "q2_favorite": "single"},
    ),
    "Choice_Text_from_Response_Columns": Told(
        "Choice_Text_from_Response_Columns", 16, 16,
        {"Q4_1": "this is an-html table as a question please-dear-god-no please - never use this this is -- "
         "unnecssary! — Click to write Statement 1"},
        {"Q1_1": DASHES, "are-dashes-in-dexps_4": DASHES}, {"Q1_1": "scale"},
    ),
    "Matrix_Single_Answer_Testing": Told(
        "Matrix_Single_Answer_Testing", 21, 21, {},
        {"Q1_1": {"2": SCALE["1"], "4": SCALE["2"], "3": SCALE["3"]},
         "Q2_Q2_4": {"1": SCALE["1"], "2": SCALE["2"], "3": SCALE["3"]},
         "Q11_2": {"1": SCALE["2"], "2": SCALE["3"], "3": SCALE["1"]},
         "Q10_Q10_3": {"2": SCALE["1"], "4": SCALE["2"], "3": SCALE["3"]}}, {"Q8_1": "scale"},
    ),
    "Multiple_Answer_MC_Questions": Told(
        "Multiple_Answer_MC_Questions", 22, 21,
        {"mc_question_five_2_TEXT": "This is a multiple answer likert matrix question with text entry and survey logic "
         "in two respective question statements/choices. — Click to write Statement 2 — TEXT"},
        {"Q3_2": {"1": "Click to write Statement 2"}, "Q3_4": {"1": "Click to write Choice 2"}},
        {"Q3_4": "multiple", "mc_question_five_2_TEXT": "text"},
    ),
    "Multiple_Answer_MC_Questions__Insights_": Told(
        "Multiple_Answer_MC_Questions", 22, 21, {},
        {"Q4_12": {"1": "Click to write Statement 3"}, "Q5_11": {"1": "Click to write Choice 4"}},
        {"Q5_11": "multiple", "mc_question_five_2_TEXT": "text"},
    ),
    "Multiple_Answer_Matrix_Questions": Told(
        "Multiple_Answer_Matrix_Questions", 61, 60,
        {"question_two_3": "Click to write the question text This question has variables given for its Question Export "
         "Tags, aka Statements, aka Choices, aka ChoiceDataExportTags. — Click to write Statement 2 — "
         "Click to write Scale point 3"},
        {"question_three_4 (3)": {"1": SCALE["4"]}}, {"matrix_question_fivequestion_two_TEXT": "text"},
    ),
    "Multiple_Answer_Matrix_Questions__Insights_": Told(
        "Multiple_Answer_Matrix_Questions", 61, 60, {}, {"Q5_question_two_13": {"1": SCALE["4"]}},
        {"Q5_question_two_13": "multiple"},
    ),
    "No_Basis_for_Evaluation__Insights_": Told(
        "No_Basis_for_Evaluation", 35, 35,
        {"Q2_-2": "Check all statements you agree with — I've never had squash"},
        {"Q1": {"1": "Great", "2": "In the middle", "3": "Awful", "-1": "No opinion"}, "Q4_4": FEELING,
         "Q6_3_-2": {"1": "Prefer not to Answer"}}, {"Q2_-2": "multiple"},
    ),
    "No_Basis_for_Evaluation__Legacy_": Told(
        "No_Basis_for_Evaluation", 35, 35, {"Q2_5": "Check all statements you agree with — I've never had squash"},
        {"Q4_4": FEELING, "Q6_3_4": {"1": "Prefer not to Answer"}}, {"Q2_5": "multiple"},
    ),
    "Notes_Survey": Told(
        "Notes_Survey", 3, 3, {"Q3": "Click to write the question text"},
        {"Q3": {str(at): f"Click to write Choice {at}" for at in (1, 2, 3)}}, {"Q3": "single"},
    ),
    "Questions_with_Text_Entry_Components": Told(
        "Questions_with_Text_Entry_Components", 26, 14,
        {"SBS_text#3_2_1_TEXT": "Click to write the question text — Click to write Column 3 — Click to write Statement "
         "2 — Answer 1", "Matrix_text_1_TEXT": "Click to write the question text — Click to write Statement 1 — TEXT"},
        {"SBS_text#2_3": {"1": "Answer 1", "2": "Answer 2"}},
        {"MCSA_single_text_TEXT": "text", "SBS_text#3_2_1_TEXT": "text", "Matrix_text_2": "scale"},
    ),
    "Sample_Survey": Told(
        "Sample_Survey", 176, 136,
        {"wedges: 23234_2_TEXT": f"{FRUIT} — Describe your reasons for your choice in the previous question — Oranges "
         "— Consumption Method", "Q22#1_3": f"{FRUIT} — Willingness to Consume — Strawberries",
         "Q24_2": "Please rate your likelihood of consuming each fruit — Blueberries"},
        {"Q45": {"143": "Oranges", "132": "Blueberries", "142": "Strawberries"},
         "orange_ish": {"12": "Like", "2": "Neither like nor dislike", "3": "Dislike"},
         "tiny: 143": {"64": "Whole", "231": "Sliced and diced", "464": "Washed and dried", "475": "With sugar on top"},
         "bites: 1231_4": {"1": "Gummy bears"}}, {"Q5_1": "number", "Q18": "text", "tiny: 143": "single"},
    ),
    "Sample_Survey__Insights_": Told(
        "Sample_Survey", 176, 136,
        {"Q50#1_wedges_23234_TEXT (2)": f"{FRUIT} — Describe your reasons for your choice in the previous question — "
         "Oranges — Consumption Method"},
        {"Q47_orange-ish": {"12": "Like", "2": "Neither like nor dislike", "3": "Dislike"},
         "Q50#2_bites_1231 (4)": {"1": "Gummy bears"}}, {"Q5_1": "number"},
    ),
    "SidebySide_Questions__Insights_": Told(
        "Side-by-Side_Questions", 57, 45,
        {"Q6#2_Q6_3_2_TEXT (2)": "Click to write the question text — Click to write Column 2 — Click to write "
         "Statement 3 — Answer 2"},
        {"Q7#1_2": {"10": "Answer 1", "12": "Answer 2"}, "Q7#2_2": {"1": "Answer 1", "13": "Answer 2"}},
        {"Q5#2_3_2": "multiple", "Q4#1_1": "single"},
    ),
    "SidebySide_Questions__Legacy_": Told(
        "Side-by-Side_Questions", 57, 45,
        {"Q6_3: 2_2_TEXT": "Click to write the question text — Click to write Column 2 — Click to write Statement 3 — "
         "Answer 2", "statement_two: 1": "Click to write the question text — Click to write Column 1 — "
         "Click to write Statement 2"},
        {"Q7#1_2": {"10": "Answer 1", "12": "Answer 2"}, "statement_two: 1": {"1": "Answer 1", "2": "Answer 2"}},
        {"Q5#2_3_2": "multiple"},
    ),
    "Single_Answer_MC_Questions": Told(
        "Single_Answer_MC_Questions", 6, 5, {}, {"Q5": GROUPED}, {"mc_question_five_TEXT": "text", "Q5": "single"},
    ),
    "Single_Answer_MC_Questions__Insights_": Told(
        "Single_Answer_MC_Questions", 6, 5, {}, {"Q5": GROUPED}, {"mc_question_five_TEXT": "text", "Q5": "single"},
    ),
    "Single_Answer_Matrix_Questions": Told(
        "Single_Answer_Matrix_Questions", 16, 15,
        {"question_one (2)": "Click to write the question text This question has variables given for both its Choices "
         "and Answers. — Click to write Statement 1"},
        {"question_one": SCALE, "question_one (2)": CODED, "Q4_1": CODED}, {"question_one": "scale"},
    ),
    "Single_Answer_Matrix_Questions__Insights_": Told(
        "Single_Answer_Matrix_Questions", 16, 15, {}, {"Q3_question_one": SCALE, "Q5_question_one": CODED},
        {"matrix_question_five_question_two_TEXT": "text"},
    ),
    "Survey_Logic_EVERYWHERE": Told(
        "Survey_Logic_EVERYWHERE", 7, 7, {"Q1": "Yo have a question"},
        {"Q5_3": {str(at): SCALE[str(at)] for at in (1, 2, 3)}}, {"Q5_3": "scale"},
    ),
    "Test_Survey_for_Coded_Comments": Told(
        "Test_Survey_for_Coded_Comments", 3, 1, {"Q2": "What's up home skillets?"},
        {"Q1": {"1": "Click to write Choice 1", "5": "Other, please specify:", "6": "None of the above, explain why:"}},
        {"Q1_TEXT": "text", "Q2": "text"},
    ),
}  # fmt: skip
BOTH_FORMATS = {
    "Multiple_Answer_MC_Questions": "Multiple_Answer_MC_Questions__Insights_",
    "Multiple_Answer_Matrix_Questions": "Multiple_Answer_Matrix_Questions__Insights_",
    "No_Basis_for_Evaluation__Legacy_": "No_Basis_for_Evaluation__Insights_",
    "Sample_Survey": "Sample_Survey__Insights_",
    "SidebySide_Questions__Legacy_": "SidebySide_Questions__Insights_",
    "Single_Answer_MC_Questions": "Single_Answer_MC_Questions__Insights_",
    "Single_Answer_Matrix_Questions": "Single_Answer_Matrix_Questions__Insights_",
}


def opened(shared: Path, name: str) -> Export:
    folder = shared / "data/exports/qualtrics"
    return open_export(folder / f"{name}.csv", folder / f"{FILES[name].qsf}.qsf")


@pytest.mark.parametrize("name", FILES)
def test_a_real_questionnaire(shared: Path, name: str) -> None:
    expected, book = FILES[name], opened(shared, name).codebook
    assert len(book.types) == expected.described
    assert len(book.value_labels) == expected.labelled
    assert {column: book.questions[column] for column in expected.questions} == expected.questions
    for column, labels in expected.labels.items():
        assert list(book.value_labels[column].items()) == list(labels.items()), column
    assert {column: book.types[column] for column in expected.types} == expected.types


def described(export: Export) -> list[Any]:
    """Return what is known of each column but its heading, with its answers, in an order that headings don't change."""
    book, frame = export.codebook, export.read()
    return sorted(
        (
            book.questions[name],
            book.types[name],
            str(book.value_labels.get(name)),
            book.missing[name],
            book.options.get(name, ""),
            str(frame[name].to_list()),
        )
        for name in book.types
    )


@pytest.mark.parametrize("name", BOTH_FORMATS)
def test_both_formats_of_one_survey_say_the_same(shared: Path, name: str) -> None:
    """The legacy format has no import ids: headings and texts lead to the same options as the ids of the other do."""
    assert described(opened(shared, name)) == described(opened(shared, BOTH_FORMATS[name]))


# With neither texts nor ids four columns of one heading are left, which a joined cell may have as well.
LEFT = {"Sample_Survey__Insights_": 12}


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("name", ["Better_Sample_Survey", "Matrix_Single_Answer_Testing", *BOTH_FORMATS.values()])
def test_without_ids_the_headings_lead_to_the_same(shared: Path, tmp_path: Path, name: str, rows: int) -> None:
    folder = shared / "data/exports/qualtrics"
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.reader(file))
    with (tmp_path / "export.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(written[:rows] + written[3:])
    whole = opened(shared, name).codebook
    found = open_export(tmp_path / "export.csv", folder / f"{FILES[name].qsf}.qsf").codebook
    assert len(whole.types) - len(found.types) == (LEFT.get(name, 0) if rows == 1 else 0)
    for kind in ("questions", "value_labels", "types", "options"):
        told, known = getattr(found, kind), getattr(whole, kind)
        assert {name: told.get(name) for name in found.types} == {name: known.get(name) for name in found.types}


def test_options_coded_below_zero_are_missing_with_the_reason(shared: Path) -> None:
    """`No Opinion` is coded -1, `Never tried it` -2; an option of a select-all question is a mark under any code."""
    book = opened(shared, "No_Basis_for_Evaluation__Insights_").codebook
    assert book.missing["Q1"] == ("-99", "-1")
    assert book.missing["Q4_1"] == ("-99", "-1", "-2")
    assert book.missing["Q2_-1"] == ("-99",)
    assert book.missing_reasons["-1"].en == "an option beside the scale (coded below zero)"
    assert book.missing_reasons["-99"].en == "seen but not answered"


def test_select_all_questions_are_sets(shared: Path) -> None:
    """Two questions ask for activities: their sets are named by tag and row."""
    book = opened(shared, "No_Basis_for_Evaluation__Legacy_").codebook
    agreed = book.sets["Check all statements you agree with"]
    assert agreed.columns == ("Q2_1", "Q2_2", "Q2_3", "Q2_4", "Q2_5")
    assert agreed.counted[0] == "1"
    assert book.sets["Q6_2"].columns == ("Q6_2_1", "Q6_2_2", "Q6_2_3", "Q6_2_4")
    assert len(book.sets) == 7
    assert book.options["Q2_4"] == "No basis for evaluation"
    fruit = opened(shared, "Better_Sample_Survey").codebook
    alone = next(one for one in fruit.sets.values() if one.columns == ("Q12#1_1_0",))
    assert alone.counted == ("0", "Answer 1")


def test_questions_are_found_by_id_tag_number_and_text(shared: Path) -> None:
    found = opened(shared, "Sample_Survey").codebook.question_columns
    assert found["QID47"] == found["Q47"] == found["47"] == ("orange_ish", "violet", "bloody")
    assert found["QID49#2"] == ("peeling: 143", "tiny: 143", "genetically modified: 143")
    assert found["QID1"] == found["fruits"] == ("fruits",)
    whole = "This is a matrix single answer question with only one response column. QualtricsTools really should treat "
    whole += "single column single answer matrix questions as multiple choice single answer questions."
    found = opened(shared, "Better_Sample_Survey").codebook.question_columns
    assert found[whole] == found["8"] == ("Q8_1", "Q8_2", "Q8_3")


# 15 responses of No_Basis_for_Evaluation, Q4_1 (squash): 2 like it, 2 neither, 5 dislike it, 4 have no opinion, 2 never
# tried it: the mean of 1 to 3 is (2·1 + 2·2 + 5·3) / 9 = 21/9.
@pytest.mark.parametrize("name", ["No_Basis_for_Evaluation__Legacy_", "No_Basis_for_Evaluation__Insights_"])
def test_end_to_end(shared: Path, tmp_path: Path, name: str) -> None:
    import satindex

    (tmp_path / "survey.yaml").write_text("""
scales: {feeling: {points: [1, 3]}}
items: {F1..F4: {question: 4, scale: feeling}}
measures: {disliked: {type: mean, items: F1..F4}}
""")
    folder = shared / "data/exports/qualtrics"
    survey = satindex.load_survey(tmp_path / "survey.yaml")
    responses = satindex.read_responses(folder / f"{name}.csv", survey, folder / "No_Basis_for_Evaluation.qsf")
    given_answers = [answer for answer in responses.frame["F1"].to_list() if answer is not None]
    assert (len(given_answers), sum(given_answers)) == (9, 21)
    missing = {entry.value: (entry.count, entry.reason.en) for entry in responses.audit.cells if entry.item == "F1"}
    assert missing == {
        "-1": (4, "an option beside the scale (coded below zero)"),
        "-2": (2, "an option beside the scale (coded below zero)"),
    }


def test_a_questionnaire_is_no_data(shared: Path) -> None:
    folder = shared / "data/exports/qualtrics"
    for path in folder.glob("*.qsf"):
        with pytest.raises(DataError, match=r"holds no answers: it is a Qualtrics questionnaire \(QSF\)"):
            open_export(path)


def test_the_questionnaire_of_another_survey_is_refused(shared: Path) -> None:
    folder = shared / "data/exports/qualtrics"
    for name in ("german_three_headers.csv", "german_legacy_two_headers.csv"):
        with pytest.raises(DataError, match="it is the questionnaire of another survey"):
            open_export(folder / name, folder / "No_Basis_for_Evaluation.qsf")


# Made questionnaires, for what no real one shows.


def choices(*labels: str) -> dict[str, dict[str, str]]:
    return {str(at): {"Display": label} for at, label in enumerate(labels, 1)}


def question(number: int, kind: str, selector: str, **more: Any) -> dict[str, Any]:
    own = {
        "QuestionID": f"QID{number}",
        "DataExportTag": f"Q{number}",
        "QuestionText": f"What of {number}?",
        "QuestionType": kind,
        "Selector": selector,
    }
    return {"Element": "SQ", "PrimaryAttribute": f"QID{number}", "Payload": own | more}


def described_by(
    tmp_path: Path, questions: list[dict[str, Any]], rows: list[list[str]], ending: str = "csv", finished: str = "1"
) -> Export:
    """Return an export of the rows (headings, import ids, answers), described by a questionnaire."""
    (tmp_path / "survey.qsf").write_text(json.dumps({"SurveyEntry": {}, "SurveyElements": questions}), "utf-8")
    own = [["ResponseId", "Finished"], ["Response ID", "Finished"], ["_recordId", "finished"]]
    texts = [f"What of {heading.strip('Q')[0]}?" for heading in rows[0]]
    ids = [json.dumps({"ImportId": told}) for told in [*own[2], *rows[1]]]
    table = [own[0] + rows[0], own[1] + texts, ids]
    table += [[f"R_{at}", finished, *cells] for at, cells in enumerate(rows[2:])]
    path = tmp_path / f"export.{ending}"
    if ending == "xlsx":
        pl.DataFrame(table, orient="row").write_excel(path, include_header=False)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
    return open_export(path, tmp_path / "survey.qsf")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_of_texts(tmp_path: Path, ending: str) -> None:
    """A text may be the option's name for exports (VariableNaming), or keep its markup."""
    mood = question(
        1, "MC", "SAVR", Choices=choices("<b>Good</b>", "Bad", "No idea"), ChoiceOrder=["2", 1, 3],
        RecodeValues={"1": "5", "2": 1, "3": "-1"}, VariableNaming={"1": "fine"},
    )  # fmt: skip
    seen = question(2, "MC", "MAVR", Choices=choices("Shop, small", "Web"))
    rows = [["Q1", "Q2_1"], ["QID1", "QID2_1"], ["fine", "Shop, small"], ["Bad", ""], ["No idea", ""]]
    book = described_by(tmp_path, [mood, seen], rows, ending, finished="True").codebook
    assert book.value_labels["Q1"] == {
        "Bad": "Bad", "Good": "Good", "fine": "Good", "<b>Good</b>": "Good", "No idea": "No idea"
    }  # fmt: skip
    assert next(iter(book.value_labels["Q1"])) == "Bad"
    assert book.missing["Q1"] == ("-99", "No idea")
    assert book.value_labels["Q2_1"] == {"Shop, small": "Shop, small"}
    assert book.sets["What of 2?"].counted == ("1", "Shop, small")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_texts_joined_in_one_cell_hold_commas_themselves(tmp_path: Path, ending: str) -> None:
    why = question(1, "MC", "MACOL", Choices=choices("Fast", "Fast, not dear", "Near"))
    rows = [["Q1"], ["QID1"], ["Fast, not dear,Near"], ["Fast,Near"], ["Fast"], ["Fast,Fast, not dear"], [""]]
    export = described_by(tmp_path, [why], rows, ending, finished="True")
    assert export.read(["Q1"])["Q1"].to_list() == [
        "Fast, not dear┋Near", "Fast┋Near", "Fast", "Fast┋Fast, not dear", None
    ]  # fmt: skip
    assert export.codebook.types["Q1"] == "multiple"


def test_codes_joined_in_one_cell(tmp_path: Path) -> None:
    why = question(1, "MC", "MAVR", Choices=choices("Fast", "Near"), RecodeValues={"1": "4", "2": "7"})
    export = described_by(tmp_path, [why], [["Q1"], ["QID1"], ["4"], ["4,7"]])
    assert export.read(["Q1"])["Q1"].to_list() == ["4", "4┋7"]
    assert export.codebook.value_labels["Q1"] == {"4": "Fast", "7": "Near"}


@pytest.mark.parametrize(
    ("finished", "labels"), [("1", {"1": "0", "2": "1", "3": "2"}), ("True", {"0": "0", "1": "1", "2": "2"})]
)
def test_numbers_may_be_codes_or_labels(tmp_path: Path, finished: str, labels: dict[str, str]) -> None:
    """Options 0 to 2 are coded 1 to 3: whether `1` is a code or a label the export's own columns tell."""
    rating = question(1, "MC", "SAHR", Choices=choices("0", "1", "2"))
    export = described_by(tmp_path, [rating], [["Q1"], ["QID1"], ["1"], ["2"]], finished=finished)
    assert export.codebook.value_labels["Q1"] == labels
    assert export.codebook.counted_from == ({"Q1": 1} if finished == "1" else {})


@pytest.mark.parametrize(
    ("codes", "expected"),
    [({}, [0, 2]), ({"1": "1", "2": "2", "3": "3"}, [0, 2]), ({"1": "3", "2": "2", "3": "1"}, [1, 3])],
)
def test_positions_of_numbers_are_never_read_as_points(
    tmp_path: Path, codes: dict[str, str], expected: list[int]
) -> None:
    """0 to 2 are stored as 1 to 3 by default; codes that someone gave (here reversed) are read as they are stored."""
    import satindex

    rating = question(1, "MC", "SAHR", Choices=choices("0", "1", "2"), RecodeValues=codes)
    described_by(tmp_path, [rating], [["Q1"], ["QID1"], ["1"], ["3"]])
    (tmp_path / "survey.yaml").write_text("items: {Q1: {scale: 0..3}}\nmeasures: {m: {type: mean, items: [Q1]}}\n")
    survey = satindex.load_survey(tmp_path / "survey.yaml")
    responses = satindex.read_responses(tmp_path / "export.csv", survey, tmp_path / "survey.qsf")
    assert responses.frame["Q1"].to_list() == expected


def test_scales_through_zero_keep_their_negative_codes(tmp_path: Path) -> None:
    polar = question(
        1, "Matrix", "Likert", SubSelector="SingleAnswer", Choices=choices("Price"),
        Answers=choices("bad", "neither", "good"), RecodeValues={"1": "-1", "2": "0", "3": "1"},
    )  # fmt: skip
    book = described_by(tmp_path, [polar], [["Q1_1"], ["QID1_1"], ["-1"]]).codebook
    assert book.missing["Q1_1"] == ("-99",)
    assert book.value_labels["Q1_1"] == {"-1": "bad", "0": "neither", "1": "good"}


def test_lists_piped_texts_carried_choices_loops_and_the_trash(tmp_path: Path) -> None:
    """An object without names, or with numbers from 0, is written as a list (as NPS questions have them)."""
    nps = question(1, "MC", "NPS", Choices=[{"Display": at} for at in range(11)], RecodeValues=[])
    shops = question(2, "MC", "MAVR", Choices=choices("Mall", "Web"))
    carried = question(
        3, "Matrix", "Likert", SubSelector="SingleAnswer", QuestionText="What of ${lm://Field/1}?",
        Choices=[], DynamicChoices={"Locator": "q://QID2/ChoiceGroup/SelectedChoices"},
        ChoiceOrder=[], Answers=choices("good", "bad"),
    )  # fmt: skip
    thrown = question(4, "MC", "SAVR", DataExportTag="Q1", Choices=choices("old"))
    blocks = {
        "1": {"Type": "Trash", "BlockElements": [{"Type": "Question", "QuestionID": "QID4"}]},
        "2": {"Type": "Default", "BlockElements": [{"Type": "Question", "QuestionID": f"QID{at}"} for at in (1, 2, 3)]},
    }
    elements = [nps, shops, carried, thrown, {"Element": "BL", "Payload": blocks}, {"Element": "QC", "Payload": None}]
    rows = [["Q1", "2_Q3_x2", "Q1_NPS_GROUP"], ["QID1", "2_QID3_x2", "QID1_NPS_GROUP"], ["0", "1", "1"]]
    book = described_by(tmp_path, elements, rows).codebook
    assert book.types == {"Q1": "scale", "2_Q3_x2": "scale"}
    assert book.value_labels["Q1"] == {str(at): str(at) for at in range(11)}
    assert book.questions["2_Q3_x2"] == "What of [Field-1]? — Web"
    assert book.question_columns["2_Q3"] == book.question_columns["2_QID3"] == ("2_Q3_x2",)
    assert book.roles["Q1_NPS_GROUP"] == "embedded"


def test_kinds_of_questions(tmp_path: Path) -> None:
    valid = {"Settings": {"ContentType": "ValidNumber"}}
    elements = [
        question(1, "TE", "SL", Validation=valid),
        question(2, "TE", "FORM", Choices=choices("Name", "Town")),
        question(3, "RO", "DND", Choices=choices("a", "b")),
        question(4, "CS", "VRTL", Choices=choices("a", "b")),
        question(5, "Slider", "HSLIDER", Choices=choices("a", "b")),
        question(6, "Timing", "PageTimer", Choices=choices("First Click")),
    ]
    rows = [
        ["Q1", "Q2_2", "Q3_1", "Q4_2", "Q5_1", "Q6_First Click"],
        ["QID1_TEXT", "QID2_2", "QID3_1", "QID4_2", "QID5_1", "QID6_FIRST_CLICK"],
        ["34", "Rome", "2", "70", "55", "1.5"],
    ]
    book = described_by(tmp_path, elements, rows).codebook
    assert book.types == {"Q1": "number", "Q2_2": "text", "Q3_1": "rank", "Q4_2": "number", "Q5_1": "number"}
    assert book.questions["Q2_2"] == "What of 2? — Town"
    assert book.roles["Q6_First Click"] == "embedded"


def test_texts_that_differ_are_left_alone(tmp_path: Path) -> None:
    """The first question was another one when the export was made: its options are not told of the second's column."""
    elements = [
        question(1, "MC", "SAVR", QuestionText="Something else?", Choices=choices("a")),
        question(2, "MC", "SAVR", Choices=choices("b")),
    ]
    book = described_by(tmp_path, elements, [["Q1", "Q2"], ["QID1", "QID2"], ["1", "1"]]).codebook
    assert book.value_labels == {"Q2": {"1": "b"}}


@pytest.mark.parametrize(
    "written",
    [
        b'{"SurveyEntry": {"SurveyID"',
        b'{"SurveyEntry": {}, "SurveyElements": []}',
        b'{"SurveyEntry": {}, "SurveyElements": {"a": 1, "b": {"Element": "SQ", "Payload": [1]}}}',
        b'{"SurveyEntry": {}, "SurveyElements": [null, {"Element": "BL", "Payload": [3]}]}',
        b'{"SurveyEntry": "\xff\xfe"}',
        b'{"SurveyEntry": ' + b"[" * 100_000,
    ],
)
def test_a_damaged_questionnaire_is_refused_in_words(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "survey.qsf").write_bytes(written)
    (tmp_path / "export.csv").write_text("Q1\n1\n")
    with pytest.raises(DataError, match="is a Qualtrics questionnaire that is cut off or has no questions"):
        open_export(tmp_path / "export.csv", tmp_path / "survey.qsf")


LABEL = st.text("abc ,;", min_size=1, max_size=8).map(lambda text: " ".join(text.split()).strip(" ,;")).filter(bool)


@settings(settings.get_profile("costly"))
@given(st.lists(LABEL, min_size=1, max_size=4, unique=True), st.data())
def test_options_joined_by_commas_are_found_again(
    tmp_path_factory: pytest.TempPathFactory, labels: list[str], data: Any
) -> None:
    """Where labels are no texts of one another joined, the marks are those that were made."""
    made = data.draw(st.lists(st.sampled_from(labels), min_size=1, unique=True))
    pieces = [piece for label in labels for piece in label.split(",")]
    why = question(1, "MC", "MAVR", Choices=choices(*labels))
    export = described_by(tmp_path_factory.mktemp("joined"), [why], [["Q1"], ["QID1"], [",".join(made)]])
    found = export.read(["Q1"])["Q1"].to_list()[0]
    assert found.replace("┋", ",") == ",".join(made)
    if len(set(pieces)) == len(pieces):
        assert found.split("┋") == made
