"""LimeSurvey's questionnaires, as .lss and as structure text, by themselves and with exports of every heading."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import polars as pl
import pytest

from satindex.api import load_survey, read_responses
from satindex.errors import DataError
from satindex.measures.scores import score
from satindex.readers import open_export
from satindex.readers.codebooks import limesurvey_structure, lss
from satindex.readers.export import OptionSet
from satindex.readers.opening.source import source_of

# languages, questions, rows below them, answers, the last question's code, type and text, its first answer or row:
# read off the files (class Q, SQ and A of one language; the tables questions, subquestions and answers).
REAL: dict[str, tuple[list[str], int, int, int, str, str, str, str]] = {
    "blank-survey.lss": (["en"], 1, 0, 0, "Q00", "T", "this is an example question", ""),
    "survey-one-question-two-languages.lss": (["en", "et"], 1, 0, 0, "Q1", "T", "", ""),
    "export-of-en-and-nl-survey-with-one-question-as-tsv.txt": (
        ["en", "nl"], 1, 0, 2, "onlyQuestion", "L", "This is the question text of the only question in this survey.",
        "This is the first answer option",
    ),
    "export-of-minimal-survey-as-tsv.txt": (["en", "nl"], 18, 31, 49, "AttExLonelySeq", "*", "{self.gseq + 1}", ""),
    "export-of-survey-with-one-multi-choice-question-as-tsv.txt": (
        ["en"], 1, 2, 0, "onlyQuestion", "M", "This is the question text of the only question in this survey.",
        "Option 1",
    ),
    "export-of-survey-with-one-question-as-tsv.txt": (
        ["en"], 1, 0, 2, "onlyQuestion", "L", "This is the question text of the only question in this survey.",
        "This is the first answer option",
    ),
    "testing-checkbox-autofix-export.txt": (
        ["en", "nl"], 1, 2, 0, "q1", "M", "Q1 question text", "Q1, A1, in English",
    ),
    "testing-export.txt": (
        ["en"], 1, 0, 2, "onlyQuestion", "L", "This is the question text of the only question in this survey.",
        "This is the first answer option",
    ),
    "testing-multilingual-export.txt": (
        ["en", "nl"], 1, 0, 2, "onlyQuestion", "L", "This is the question text of the only question in this survey.",
        "This is the first answer option",
    ),
    "testing-multilingual-slider-export.txt": (
        ["en", "nl"], 2, 1, 2, "sliderQuestion", "K", "Q2 question text", "subquestion text",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_questionnaires(shared: Path, name: str) -> None:
    path = shared / "data/exports/limesurvey" / name
    kind = lss if path.suffix == ".lss" else limesurvey_structure
    languages = kind.questionnaire(source_of(path)).languages
    spoken, questions, rows, answers, code, letter, text, first = REAL[name]
    assert list(languages) == spoken
    own = languages[spoken[0]]
    assert (len(own), sum(len(one.rows) for one in own), sum(len(one.answers) for one in own)) == (
        questions,
        rows,
        answers,
    )
    last = own[-1]
    assert (last.code, last.kind, last.text) == (code, letter, text)
    assert next((piece.text for piece in (*last.rows, *last.answers)), "") == first


@pytest.mark.parametrize("name", REAL)
def test_a_questionnaire_is_no_export_and_tells_so(shared: Path, name: str) -> None:
    path = shared / "data/exports/limesurvey" / name
    with pytest.raises(DataError, match=r"holds no answers: it is a LimeSurvey .*--codebook"):
        open_export(path)
    with pytest.raises(DataError, match=r"describes [01] of the 44 columns of survey_998192_R_data_file\.csv"):
        open_export(shared / "data/exports/limesurvey/survey_998192_R_data_file.csv", path)


def test_a_real_structure_describes_an_export_in_its_codes(shared: Path, tmp_path: Path) -> None:
    """The structure's own rows: age 1 to 8 and 0; work is ticked; gender has other, called `I am`."""
    headings = ["id", "submitdate", "lastpage", "startlanguage", "age", "gender", "gender_other", "work_ptnts",
                "work_home"]  # fmt: skip
    data = tmp_path / "answers.csv"
    data.write_text(",".join(headings) + "\n1,2020-04-01 10:00:00,3,en,0,-oth-,x,Y,\n2,,3,nl,8,fem,,,Y\n")
    structure = shared / "data/exports/limesurvey/export-of-minimal-survey-as-tsv.txt"
    book = open_export(data, structure).codebook
    assert list(book.value_labels["age"].items())[::8] == [("1", "Younger than 20"), ("0", "I prefer not to say")]
    assert book.value_labels["gender"] == {
        "fem": "I am female",
        "male": "I am male",
        "enby": "I am nonbinary / third gender",
        "unknw": "I prefer not to say",
        "-oth-": "I am",
    }
    assert book.sets == {"work": OptionSet(("work_ptnts", "work_home"), ("Y",))}
    assert book.options["work_ptnts"] == "Yes, with patients or other vulnerable people"
    assert book.questions["age"] == "How old are you?"
    assert book.types["gender_other"] == "text"


QUESTIONS: list[dict[str, Any]] = [
    {"code": "sat", "type": "L", "en": "<p>How <b>satisfied</b>&nbsp;are you?</p>", "de": "Wie zufrieden?",
     "other": True, "answers": [("A2", "Very", "Sehr"), ("A1", "Not", "Nicht")]},
    {"code": "use", "type": "M", "en": "Which do you use?", "de": "Was nutzen Sie?", "other": True,
     "rows": [("web", "Web", "Netz"), ("app", "App", "App")]},
    {"code": "rate", "type": "F", "en": "Rate the following", "de": "Bewerten Sie",
     "rows": [("p", "Price &amp; value", "Preis"), ("s", "Speed", "Tempo")],
     "answers": [("1", "bad", "schlecht"), ("2", "good", "gut")]},
    {"code": "again", "type": "Y", "en": "Come again?", "de": "Wieder?"},
    {"code": "both", "type": "1", "en": "Expected and found", "de": "Erwartet",
     "rows": [("c", "Clean", "Sauber"), ("f", "Fast", "Schnell")]},
    {"code": "best", "type": "R", "en": "Order these", "de": "Ordnen",
     "answers": [("x", "Ex", "Ix"), ("y", "Why", "Ypsilon")]},
    {"code": "grid", "type": ":", "en": "How many?", "de": "Wie viele?",
     "rows": [("cat", "Cats", "Katzen")], "across": [("now", "Now", "Jetzt"), ("was", "Before", "Vorher")]},
    {"code": "why", "type": "T", "en": "Why?", "de": "Warum?"},
]  # fmt: skip
CODES = ["sat", "sat[other]", "use[web]", "use[app]", "use[other]", "rate[p]", "rate[s]", "again", "both[c][1]",
         "both[c][2]", "both[f][1]", "both[f][2]", "best[1]", "best[2]", "grid[cat_now]", "grid[cat_was]",
         "why"]  # fmt: skip
TEXTS = ["How satisfied are you?", "How satisfied are you? [Other]", "Which do you use? [Web]",
         "Which do you use? [App]", "Which do you use? [Other]", "Rate the following [Price & value]",
         "Rate the following [Speed]", "Come again?", "Expected and found [Clean][Scale 1]",
         "Expected and found [Clean][Scale 2]", "Expected and found [Fast][Scale 1]",
         "Expected and found [Fast][Scale 2]", "Order these [Rank 1]", "Order these [Rank 2]",
         "How many? [Cats][Now]", "How many? [Cats][Before]", "Why?"]  # fmt: skip
OWN = ["id", "submitdate", "lastpage", "startlanguage"]
OWN_TEXTS = ["Response ID", "Date submitted", "Last page", "Start language"]
GIVEN = ["1", "2026-09-01 10:00:12", "3", "en"]
ANSWERS = ["A2", "", "Y", "", "", "1", "2", "Y", "4", "1", "5", "2", "x", "y", "1", "2", "so"]


def table(name: str, rows: list[dict[str, str]]) -> str:
    cells = "".join(
        "<row>" + "".join(f"<{key}><![CDATA[{text}]]></{key}>" for key, text in row.items()) + "</row>" for row in rows
    )
    return f"<{name}><fields/><rows>{cells}</rows></{name}>"


def lss_file(path: Path, *, old: bool = False, declared: str = "") -> Path:
    """Write the questionnaire as LimeSurvey does: older files repeat a question per language."""
    asked, said, answers, answered = [], [], [], []
    number = 100
    for order, one in enumerate(QUESTIONS):
        parent = number = number + 1
        pieces = [(number, "0", "0", one["code"], one, order)]
        for scale, key in (("0", "rows"), ("1", "across")):
            for place, (code, en, de) in enumerate(one.get(key, [])):
                number += 1
                pieces.append((number, str(parent), scale, code, {"en": en, "de": de, "type": "T"}, place))
        for qid, above, scale, code, piece, place in pieces:
            row = {"qid": str(qid), "parent_qid": above, "sid": "9", "gid": "7", "type": piece["type"], "title": code,
                   "other": "Y" if piece.get("other") else "N", "question_order": str(place),
                   "scale_id": scale}  # fmt: skip
            texts = [{"qid": str(qid), "language": language, "question": piece[language]} for language in ("en", "de")]
            asked += [{**row, **text} for text in texts] if old else [row]
            said += texts
        for place, (code, en, de) in enumerate(one.get("answers", [])):
            number += 1
            row = {"qid": str(parent), "code": code, "sortorder": str(place), "scale_id": "0"}
            texts = [{"answer": text, "language": language} for language, text in (("en", en), ("de", de))]
            answers += [{**row, **text} for text in texts] if old else [{"aid": str(number), **row}]
            answered += [{"aid": str(number), **text} for text in texts]
    tables = [
        table("groups", [{"gid": "7", "group_order": "1"}]),
        table("questions", [row for row in asked if row["parent_qid"] == "0"]),
        table("subquestions", [row for row in asked if row["parent_qid"] != "0"]),
        table("answers", answers),
        table("surveys", [{"language": "en", "additional_languages": "de"}]),
    ]
    if not old:
        tables += [table("question_l10ns", said), table("answer_l10ns", answered)]
    head = f'<?xml version="1.0" encoding="UTF-8"?>{declared}<document><LimeSurveyDocType>Survey</LimeSurveyDocType>'
    path.write_text(head + "".join(tables) + "</document>", encoding="utf-8")
    return path


def structure_file(path: Path) -> Path:
    lines = ["class\ttype/scale\tname\ttext\tlanguage\tother"]
    for language in ("en", "de"):
        at = 1 if language == "en" else 2
        for one in QUESTIONS:
            other = "Y" if one.get("other") else "N"
            lines.append(f"Q\t{one['type']}\t{one['code']}\t{one[language]}\t{language}\t{other}")
            lines += [f"SQ\t0\t{row[0]}\t{row[at]}\t{language}\t" for row in one.get("rows", [])]
            lines += [f"SQ\t1\t{row[0]}\t{row[at]}\t{language}\t" for row in one.get("across", [])]
            lines += [f"A\t0\t{row[0]}\t{row[at]}\t{language}\t" for row in one.get("answers", [])]
    path.write_text("﻿" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def answers_file(path: Path, headings: list[str], *rows: list[str]) -> Path:
    frame = pl.DataFrame([*rows], schema=headings, orient="row")
    frame.write_csv(path) if path.suffix == ".csv" else frame.write_excel(path)
    return path


def cut(heading: str) -> str:
    """Abbreviate a heading as LimeSurvey does, to 7 characters a text."""
    stem, bracket, rest = heading.partition(" [")
    texts = [stem, *(rest[:-1].split("][") if bracket else [])]
    short = [text if len(text) <= 7 else f"{text[:7]}.. " for text in texts]
    return short[0] + " " + "".join(f"[{text}]" for text in short[1:])


HEADINGS = {
    "code": [*OWN, *CODES],
    "joined": [*OWN, *(code.replace("][1]", "_0").replace("][2]", "_1").replace("[", "_").replace("]", "")
                       for code in CODES)],
    "text": [*OWN_TEXTS, *TEXTS],
    "abbreviated": [*OWN_TEXTS, *map(cut, TEXTS)],
    "both": [f"{code}. {text}" for code, text in zip([*OWN, *CODES], [*OWN_TEXTS, *TEXTS], strict=True)],
}  # fmt: skip
BOOKS = {
    "lss": lambda folder: lss_file(folder / "survey.lss"),
    "old lss": lambda folder: lss_file(folder / "survey.lss", old=True),
    "structure": lambda folder: structure_file(folder / "structure.txt"),
}


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("headings", HEADINGS)
def test_every_kind_of_heading_is_described(tmp_path: Path, headings: str, ending: str, book: str) -> None:
    names = HEADINGS[headings]
    data = answers_file(tmp_path / f"answers.{ending}", names, [*GIVEN, *ANSWERS])
    export = open_export(data, BOOKS[book](tmp_path))
    told = export.codebook
    column = dict(zip(CODES, export.columns[len(OWN) :], strict=True))
    assert told.questions[column["sat"]] == "How satisfied are you?"
    assert told.questions[column["rate[p]"]] == "Rate the following — Price & value"
    assert told.value_labels[column["sat"]] == {"A2": "Very", "A1": "Not", "-oth-": "Other"}
    assert list(told.value_labels[column["sat"]]) == ["A2", "A1", "-oth-"]
    assert told.value_labels[column["rate[s]"]] == {"1": "bad", "2": "good"}
    assert told.value_labels[column["again"]] == {"Y": "Yes", "N": "No"}
    assert told.value_labels[column["best[2]"]] == {"x": "Ex", "y": "Why"}
    assert told.sets == {"use": OptionSet((column["use[web]"], column["use[app]"]), ("Y",))}
    assert told.options[column["use[web]"]] == "Web"
    assert told.question_columns["Rate the following"] == (column["rate[p]"], column["rate[s]"])
    assert told.question_columns["both"] == tuple(
        column[name] for name in ("both[c][1]", "both[f][1]", "both[c][2]", "both[f][2]")
    )
    assert told.question_columns["both [Scale 2]"] == (column["both[c][2]"], column["both[f][2]"])
    assert {code: told.types.get(column[code]) for code in CODES} == {
        "sat": "single", "sat[other]": "text", "use[web]": "multiple", "use[app]": "multiple", "use[other]": "text",
        "rate[p]": "single", "rate[s]": "single", "again": "single", "both[c][1]": "single", "both[c][2]": "single",
        "both[f][1]": "single", "both[f][2]": "single", "best[1]": "rank", "best[2]": "rank",
        "grid[cat_now]": "number", "grid[cat_was]": "number", "why": "text",
    }  # fmt: skip


def test_a_vv_file_in_the_fields_of_its_tables(tmp_path: Path) -> None:
    """Survey 9, group 7; the second question has number 104, for the first and its two answers are 101 to 103."""
    fields = [*OWN, "9X7X101", "9X7X104web", "9X7X104app"]
    path = tmp_path / "vv.csv"
    rows = [[*OWN_TEXTS, "a", "b", "c"], fields, [*GIVEN, "A1", "Y", "{question_not_shown}"]]
    path.write_text("\n".join("\t".join(row) for row in rows) + "\n")
    book = open_export(path, lss_file(tmp_path / "survey.lss")).codebook
    assert book.questions["9X7X101"] == "How satisfied are you?"
    assert book.sets == {"use": OptionSet(("9X7X104web", "9X7X104app"), ("Y",))}
    assert book.ids["9X7X104app"] == "use[app]"


def test_yes_and_no_written_as_1_and_2(tmp_path: Path) -> None:
    """LimeSurvey's own offer at the export: 1 for yes, 2 for no."""
    data = answers_file(
        tmp_path / "a.csv", [*OWN, "use[web]", "use[app]", "again"], [*GIVEN, "1", "", "1"], [*GIVEN, "1", "", "2"]
    )
    book = open_export(data, lss_file(tmp_path / "survey.lss")).codebook
    assert book.value_labels["again"] == {"1": "Yes", "2": "No"}
    assert book.sets["use"].counted == ("1",)


def test_the_language_of_the_answers_is_found(tmp_path: Path) -> None:
    headings = [*OWN, "sat", "rate[p]", "rate[s]"]
    data = answers_file(tmp_path / "a.csv", headings, [*GIVEN, "Sehr", "gut", "schlecht"])
    book = open_export(data, lss_file(tmp_path / "survey.lss")).codebook
    assert book.value_labels["sat"] == {"A2": "Sehr", "A1": "Nicht", "-oth-": "Other"}
    assert book.questions["rate[p]"] == "Bewerten Sie — Preis"


def test_options_ticked_in_a_language_unknown_here_make_no_set(tmp_path: Path) -> None:
    data = answers_file(tmp_path / "a.csv", [*OWN, "use[web]", "use[app]"], [*GIVEN, "Evet", "Hayır"])
    assert open_export(data, lss_file(tmp_path / "survey.lss")).codebook.sets == {}


def test_labels_are_scored_through_the_questionnaire(tmp_path: Path) -> None:
    """Stored 1, 2, 2 of bad = 1 and good = 2: their mean is (1 + 2 + 2)/3."""
    rows = [[*GIVEN, answer, "1"] for answer in ("1", "2", "2")]
    data = answers_file(tmp_path / "a.csv", [*OWN, "rate[p]", "rate[s]"], *rows)
    definition = tmp_path / "survey.yaml"
    definition.write_text(
        "title: {en: Made, zh: 例}\nscales: {two: {points: [1, 2], labels: {en: [bad, good]}}}\n"
        "small_base: {withhold: 0}\n"
        "items:\n  R1..R2: {question: rate, scale: two}\nmeasures:\n  price: {type: mean, items: [R1]}\n"
    )
    survey = load_survey(definition)
    responses = read_responses(data, survey, lss_file(tmp_path / "survey.lss"))
    row = score(responses)["price"].rows[0]
    assert row["estimate"] == pytest.approx(5 / 3)


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d SYSTEM "http://example.org/d.dtd">',
    ],
)
def test_entities_are_never_followed(tmp_path: Path, declared: str) -> None:
    data = answers_file(tmp_path / "a.csv", [*OWN, "sat"], [*GIVEN, "A1"])
    with pytest.raises(DataError, match="declares a document type"):
        open_export(data, lss_file(tmp_path / "survey.lss", declared=declared))


def test_a_damaged_questionnaire_names_the_line(tmp_path: Path) -> None:
    data = answers_file(tmp_path / "a.csv", [*OWN, "sat"], [*GIVEN, "A1"])
    path = lss_file(tmp_path / "survey.lss")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"survey\.lss, line 1: the XML is damaged"):
        open_export(data, path)
    path.write_text(escape("x").join(["<document><LimeSurveyDocType>Survey</LimeSurveyDocType>", "</document>"]))
    with pytest.raises(DataError, match="holds no questions"):
        open_export(data, path)


def test_a_structure_out_of_order_names_the_line(tmp_path: Path) -> None:
    data = answers_file(tmp_path / "a.csv", [*OWN, "sat"], [*GIVEN, "A1"])
    path = tmp_path / "structure.txt"
    path.write_text("class\ttype/scale\tname\ttext\tlanguage\nA\t0\t1\tYes\ten\n")
    with pytest.raises(DataError, match=r"structure\.txt, line 2: an answer stands before any question"):
        open_export(data, path)
    path.write_text("class\ttype/scale\tname\ttext\tlanguage\nS\t\tsid\t1\t\n")
    with pytest.raises(DataError, match="holds no questions"):
        open_export(data, path)
