"""LimeSurvey: headings by code, by text, by both; the VV file; what was not handed in stays and is counted."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.errors import SatindexError
from satindex.readers import open_export
from satindex.readers.export import OptionSet

OWN = ["id", "submitdate", "lastpage", "startlanguage", "seed"]
OWN_TEXT = ["Response ID", "Date submitted", "Last page", "Start language", "Seed"]
GIVEN = ["1", "2026-09-01 10:00:12", "3", "en", "12345"]
OPEN = ["2", "", "1", "en", "54321"]
CODES = ["q1", "q1[other]", "use[web]", "use[app]", "use[other]", "rate[price][1]", "rate[price][2]", "rate[speed][1]",
         "rate[speed][2]"]  # fmt: skip
TEXTS = ["How old?", "How old? [Other]", "Used? [Web]", "Used? [App]", "Used? [Other]", "Rate: [Price][Scale 1]",
         "Rate: [Price][Scale 2]", "Rate: [Speed][Scale 1]", "Rate: [Speed][Scale 2]"]  # fmt: skip
ROWS = [
    [*GIVEN, "A1", "", "Y", "", "", "4", "1", "5", "2"],
    [*OPEN, "-oth-", "17", "Y", "Y", "fax", "3", "2", "", ""],
]
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


def written(path: Path, headings: list[str], rows: list[list[str]]) -> Path:
    """Write a table as LimeSurvey does: a byte order mark, every cell quoted, an empty line at the end."""
    if path.suffix == ".xlsx":
        pl.DataFrame(rows, schema=headings, orient="row").write_excel(path)
        return path
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([headings, *rows])
        file.write("\n")
    return path


# rows, columns, columns of questions: counted in the files with Python's csv module; before them stand 7 columns of
# LimeSurvey's own, after them 336 and 20 times (`Total time` and what follows it).
REAL = {
    "survey_100001_R_data_file.csv": (3, 646, 303, "LimeSurvey (not submitted, kept: 1 of 3), csv (utf-8, ',')"),
    "survey_998192_R_data_file.csv": (7, 71, 44, "LimeSurvey (not submitted, kept: 5 of 7), csv (utf-8, ',')"),
}


@pytest.mark.parametrize("name", REAL)
def test_real_exports(shared: Path, name: str) -> None:
    export = open_export(shared / "data/exports/limesurvey" / name)
    rows, columns, questions, kind = REAL[name]
    assert export.read().shape == (rows, columns)
    assert export.kind == kind
    assert len(export.columns) - len(export.codebook.roles) == questions
    with (shared / "data/exports/limesurvey" / name).open(encoding="utf-8-sig", newline="") as file:
        cells = [row for row in csv.reader(file) if row]
    assert export.read().rows() == [tuple(cell or None for cell in row) for row in cells[1:]]


def test_answers_and_questions_of_a_real_export(shared: Path) -> None:
    """Every figure was read off survey_998192_R_data_file.csv: its third and its seventh row were handed in."""
    export = open_export(shared / "data/exports/limesurvey/survey_998192_R_data_file.csv")
    book = export.codebook
    assert export.read(["Date submitted"])["Date submitted"].drop_nulls().to_list() == [
        "2021-09-24 11:39:34",
        "2022-03-15 09:56:23",
    ]
    moods = book.question_columns["Describe yourselves"]
    assert moods == tuple(
        f"Describe yourselves [{one}]"
        for one in ("Openness", "Conscientiousness", "Extraversion", "Agreeableness", "Emotional Stability")
    )
    assert export.read(moods).drop_nulls().rows() == [("3", "3", "3", "3", "3"), ("1", "2", "3", "3", "4")]
    assert book.questions[moods[0]] == "Describe yourselves — Openness"
    assert book.question_columns["How do you identify?"] == ("How do you identify?",)
    scales = [text for text in book.question_columns if text.startswith("Geef voor")]
    assert [(len(book.question_columns[text]), text[-9:]) for text in scales] == [
        (12, " niveau)."),
        (6, "[Scale 1]"),
        (6, "[Scale 2]"),
    ]
    assert [column[-9:] for column in book.question_columns[scales[0]]] == ["[Scale 1]"] * 6 + ["[Scale 2]"] * 6
    ranks = [column for column, kind in book.types.items() if kind == "rank"]
    assert export.read(ranks).drop_nulls().rows() == [
        ("west", "star", "it", "lion", "tita"),
        ("tita", "star", "west", "lion", "it"),
    ]
    assert book.roles["Total time"] == "duration"
    assert book.roles["Question time: mood"] == "embedded"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("joined", [False, True])
def test_headings_by_code(tmp_path: Path, ending: str, joined: bool) -> None:
    codes = CODES
    if joined:  # other programs' names: of two scales the first is 0
        codes = ["q1", "q1_other", "use_web", "use_app", "use_other", "rate_price_0", "rate_price_1", "rate_speed_0",
                 "rate_speed_1"]  # fmt: skip
    export = open_export(written(tmp_path / f"codes.{ending}", [*OWN, *codes], ROWS))
    book = export.codebook
    assert export.kind.startswith("LimeSurvey (not submitted, kept: 1 of 2), ")
    assert [book.roles[name] for name in OWN] == ["id", "end", "status", "language", "embedded"]
    assert book.sets == {"use": OptionSet((codes[2], codes[3]), ("Y",))}
    assert book.types == {codes[2]: "multiple", codes[3]: "multiple"}
    first, second = ("0", "1") if joined else ("1", "2")
    assert book.question_columns == {
        "q1": ("q1",),
        "use": (codes[2], codes[3]),
        "rate": (codes[5], codes[7], codes[6], codes[8]),
        f"rate [{first}]": (codes[5], codes[7]),
        f"rate [{second}]": (codes[6], codes[8]),
    }
    assert export.read(["q1", codes[1]]).rows() == [("A1", None), ("-oth-", "17")]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("both", [False, True])
def test_headings_by_text_and_by_both(tmp_path: Path, ending: str, both: bool) -> None:
    headings = [*OWN_TEXT, *TEXTS]
    if both:
        headings = [f"{code}. {text}" for code, text in zip([*OWN, *CODES], headings, strict=True)]
    export = open_export(written(tmp_path / f"texts.{ending}", headings, ROWS))
    book = export.codebook
    assert [book.roles[name] for name in headings[:5]] == ["id", "end", "status", "language", "embedded"]
    own = len(OWN)
    ticked = (headings[own + 2], headings[own + 3])
    assert book.question_columns["Used?"] == ticked
    assert book.sets == {"use" if both else "Used?": OptionSet(ticked, ("Y",))}
    assert [book.options[column] for column in ticked] == ["Web", "App"]
    assert book.questions[ticked[0]] == "Used? — Web"
    assert book.question_columns["Rate: [Scale 2]"] == (headings[own + 6], headings[own + 8])
    assert book.ids == (dict(zip(headings[own:], CODES, strict=True)) if both else {})


@pytest.mark.parametrize(
    "own",
    [
        ["Antwort ID", "Datum Abgeschickt", "Letzte Seite", "Start-Sprache", "Zufallsstartwert"],
        ["ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ", "Tête de série"],
    ],
)
@pytest.mark.parametrize("both", [False, True])
def test_the_names_of_other_languages(tmp_path: Path, own: list[str], both: bool) -> None:
    headings = [f"{code}. {name}" for code, name in zip(OWN, own, strict=True)] if both else own
    rows = [[*GIVEN, "A1"], [*OPEN, ""]]
    export = open_export(written(tmp_path / "other.csv", [*headings, "q1. Alter?" if both else "Alter?"], rows))
    assert export.kind.startswith("LimeSurvey (not submitted, kept: 1 of 2), ")
    assert [export.codebook.roles[name] for name in headings] == ["id", "end", "status", "language", "embedded"]
    assert list(export.codebook.questions.values()) == ["Alter?"]


def test_a_yes_no_export_in_full_says_which_cells_are_no_answer(tmp_path: Path) -> None:
    rows = [[*GIVEN, "Yes", "No", "N/A"], [*OPEN, "N/A", "N/A", "N/A, thanks"]]
    export = open_export(written(tmp_path / "full.csv", [*OWN, "use[web]", "use[app]", "why"], rows))
    assert export.codebook.missing == {"use[web]": ("N/A",), "use[app]": ("N/A",)}
    assert export.codebook.missing_reasons["N/A"].en == "not shown or not answered"
    assert export.codebook.sets == {}  # a question of yes, no and uncertain looks the same


def test_vv_has_codes_below_the_texts_and_signs_for_what_was_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "vvexport_1.csv"
    lines = [
        ["Response ID", "Date submitted", "Last page", "Start language", "How old?", "Why?"],
        ["id", "submitdate", "lastpage", "startlanguage", "q1", "q2"],
        ["1", "2026-09-01 10:00:12", "3", "en", "A1", "{quote}cheap\"{newline}and{tab}{lbrace}quick}"],
        ["2", "{question_not_shown}", "1", "en", "{question_not_shown}", ""],
    ]  # fmt: skip
    path.write_text("\n".join("\t".join(line) for line in lines) + "\n", encoding="utf-8")
    export = open_export(path)
    assert export.kind == "LimeSurvey VV (not submitted, kept: 1 of 2), csv (utf-8, tab)"
    assert export.columns == ("id", "submitdate", "lastpage", "startlanguage", "q1", "q2")
    assert export.codebook.questions == {"q1": "How old?", "q2": "Why?"}
    assert export.codebook.missing["q1"] == ("{question_not_shown}",)
    assert export.codebook.missing_reasons["{question_not_shown}"].en == "the question was not shown"
    assert export.read(["submitdate", "q1", "q2"]).rows() == [
        ("2026-09-01 10:00:12", "A1", '"cheap"\nand\t{quick}'),
        (None, "{question_not_shown}", None),
    ]


def test_an_anonymous_survey_has_no_dates(tmp_path: Path) -> None:
    """LimeSurvey writes 1980-01-01 for handed in where it may not keep the time."""
    rows = [["1", "1980-01-01 00:00:00", "3", "en", "12345", "A1"], [*OPEN, "A1"]]
    export = open_export(written(tmp_path / "anonymous.csv", [*OWN, "q1"], rows))
    assert export.codebook.roles["submitdate"] == "status"
    assert export.kind.startswith("LimeSurvey (not submitted, kept: 1 of 2), ")


def test_tables_that_only_begin_like_it_stay_plain(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("id,submitdate,q1\n1,2026-01-01,3\n")
    assert open_export(path).kind == "csv (utf-8, ',')"


def test_headings_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SatindexError, match="no rows"):
        open_export(written(tmp_path / "empty.csv", [*OWN, "q1"], []))


def test_a_frame_is_recognised_too() -> None:
    frame = pl.DataFrame(ROWS, schema=[*OWN, *CODES], orient="row")
    assert open_export(frame).codebook.question_columns["use"] == ("use[web]", "use[app]")


def test_a_number_that_one_text_begins_with_names_the_question(tmp_path: Path) -> None:
    headings = [*OWN_TEXT, "1. Age?", "2. Rate: [Price]", "2. Rate: [Speed]", "3. And?", "3. Or?"]
    export = open_export(written(tmp_path / "numbers.csv", headings, [[*GIVEN, "1", "2", "3", "4", "5"]]))
    book = export.codebook.question_columns
    assert (book["1"], book["2"]) == (("1. Age?",), ("2. Rate: [Price]", "2. Rate: [Speed]"))
    assert "3" not in book


def test_a_repeated_text_is_no_key_of_a_question(tmp_path: Path) -> None:
    headings = [*OWN_TEXT, "Rate us", "And?", "Rate us"]
    export = open_export(written(tmp_path / "twice.csv", headings, [[*GIVEN, "1", "2", "3"]]))
    assert export.codebook.question_columns == {"And?": ("And?",)}
    assert export.codebook.questions["Rate us (2)"] == "Rate us"


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5), TEXT)
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, answers: list[str], question: str) -> None:
    rows = [[*GIVEN, answer] for answer in answers]
    path = written(tmp_path_factory.mktemp("lime") / "lime.csv", [*OWN_TEXT, f"Q {question}"], rows)
    export = open_export(path)
    assert export.read([export.columns[-1]]).to_native().to_series().to_list() == answers
