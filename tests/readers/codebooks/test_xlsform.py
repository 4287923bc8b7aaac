"""XLSForms: the real ones read or refused for what is wrong, and exports described by them."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from satindex.api import load_survey, read_responses
from satindex.errors import DataError
from satindex.measures.scores import score
from satindex.readers import open_export
from satindex.readers.codebooks import xlsform
from satindex.readers.export import OptionSet
from satindex.readers.opening.source import source_of

# questions, lists of choices with their sizes, the last question's name and type: read off the sheets. Rows of groups,
# repeats, loops and includes are no questions; unknown_question_type ends with a row of type `unknown`.
REAL: dict[str, tuple[int, dict[str, int], str, str]] = {
    "bad_calc.xlsx": (1, {}, "badcalc", "calculate"),
    "cascading_select_test_equivalent.xls": (
        9,
        {"mylga_zone": 2, "mylga_state_in_zone_1": 2, "mylga_state_in_zone_2": 2, "mylga_lga_in_state_1": 2,
         "mylga_lga_in_state_2": 2, "mylga_lga_in_state_3": 2, "mylga_lga_in_state_4": 2},
        "mylga", "calculate",
    ),
    "case_insensitivity.xlsx": (3, {"c1": 2, "external_choices: c1": 2}, "q3", "osmc1"),
    "choice_filter_test.xlsx": (3, {"states": 2, "counties": 3, "cities": 8}, "city", "select_one"),
    "default_time_demo.xls": (1, {}, "start_time", "time"),
    "extra_columns.xlsx": (1, {}, "a", "text"),
    "extra_sheet_names.xlsx": (1, {}, "test", "text"),
    "field-list.xlsx": (1, {"yes_no": 2}, "table_list_question", "select_one"),
    "include.xls": (1, {}, "name", "text"),
    "simple_loop.xls": (1, {"my_columns": 2}, "count", "integer"),
    "specify_other.xls": (1, {"sexes": 2}, "sex", "select_one"),
    "style_settings.xls": (2, {}, "your_age", "integer"),
    "table-list.xls": (
        5, {"list": 4, "list2": 8, "yes_no": 2, "a_b": 2, "happy_sad": 2}, "happy_sad_michael", "select_multiple",
    ),
    "text_and_integer.xlsx": (2, {}, "your_age", "integer"),
    "unknown_question_type.xls": (
        46,
        {"zones": 6, "states_z1": 7, "states_z2": 7, "states_z3": 6, "states_z4": 5, "states_z5": 6, "states_z6": 6,
         "project_sector": 11, "project_year": 6, "project_status": 5, "yes_no": 2, "project_type": 3,
         "lift_mechanisms": 7, "liftmechproblems": 8},
        "unknown", "unknown",
    ),
    "xlsform_spec_test.xlsx": (46, {"yes_no": 2, "a_b": 2}, "launch", "integer"),
    "xml_escaping.xls": (3, {"list": 4, "list2": 8, "yes_no": 2, "a_b": 2, "happy_sad": 2}, "table_list_3",
                         "select_one"),
}  # fmt: skip
WRONG = {
    "include_json.xls": r"no question of its own: it only includes other forms \(how_old_are_you\)",
    "include_json.xlsx": r"no question of its own: it only includes other forms \(how_old_are_you\)",
    "survey_no_name.xlsx": r"XLSForm without a sheet 'survey' \(it has 'Sheet1'\)",
}


@pytest.mark.parametrize("name", REAL)
def test_real_forms(shared: Path, name: str) -> None:
    form = xlsform.form(source_of(shared / "data/exports/xlsform" / name))
    questions, choices, last, kind = REAL[name]
    assert len(form.questions) == questions
    assert {listed: len(found) for listed, found in form.choices.items()} == choices
    assert (form.questions[-1].name, form.questions[-1].kind) == (last, kind)


def test_every_real_form_is_tested(shared: Path) -> None:
    files = {path.name for path in (shared / "data/exports/xlsform").iterdir()}
    assert files == {*REAL, *WRONG}


@pytest.mark.parametrize("name", [*REAL, *WRONG])
def test_a_form_is_no_export_and_tells_so(shared: Path, name: str) -> None:
    with pytest.raises(DataError, match=r"holds no answers: it is an XLSForm .*--codebook"):
        open_export(shared / "data/exports/xlsform" / name)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_form_is_refused_for_what_is_wrong(shared: Path, tmp_path: Path, name: str) -> None:
    data = tmp_path / "a.csv"
    data.write_text("how_old_are_you,_uuid,_submission_time\n3,u,2026-09-01T02:05:20\n")
    with pytest.raises(DataError, match=WRONG[name]):
        open_export(data, shared / "data/exports/xlsform" / name)


def test_texts_of_real_forms(shared: Path) -> None:
    """Read off the sheets: the zone's third choice, the Chinese yes, a text with `<` in it."""
    folder = shared / "data/exports/xlsform"
    forms = {name: xlsform.form(source_of(folder / name)) for name in REAL}
    assert forms["unknown_question_type.xls"].choices["zones"][2] == ("3_NE", {"": "North East"})
    assert forms["xlsform_spec_test.xlsx"].choices["yes_no"][0] == ("yes", {"": "Yes", "chinese": "是"})
    assert forms["xml_escaping.xls"].questions[2].labels == {"": "${a} < ${b}"}
    assert forms["case_insensitivity.xlsx"].language == "en"
    assert forms["specify_other.xls"].questions[0].other
    assert forms["simple_loop.xls"].questions[0].paths == (
        ("my_table", "col1", "count"),
        ("my_table", "col2", "count"),
    )
    spec = {one.name: one for one in forms["xlsform_spec_test.xlsx"].questions}
    assert spec["select_multiple_test"].paths == (("everything", "repeat_test", "group_test", "select_multiple_test"),)


SURVEY = [
    ["type", "name", "label::English (en)", "label::中文 (zh)", "relevant"],
    ["start", "start", "", "", ""],
    ["begin group", "rate", "Rate us", "评价", ""],
    ["select_one agree", "price", "The price <b>is</b> fair", "价格公道", ""],
    ["select_one agree", "speed", "It was fast", "速度快", ""],
    ["end group", "", "", "", ""],
    ["select_multiple ways or_other", "used", "Which ways?", "哪些方式？", ""],
    ["geopoint", "spot", "Where?", "何处？", ""],
    ["rank ways", "best", "Order", "排序", ""],
    ["decimal", "paid", "Paid", "花费", "${price} = '1'"],
    ["note", "thanks", "Thanks", "谢谢", ""],
    ["calculate", "sum", "", "", ""],
]
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::中文 (zh)"],
    ["agree", "3", "agree", "同意"],
    ["agree", "2", "neither", "中立"],
    ["agree", "1", "disagree", "不同意"],
    ["ways", "web", "On the web", "网上"],
    ["ways", "app", "By app", "应用"],
]
SETTINGS = [["form_title", "default_language"], ["Made", "English (en)"]]
HEADINGS = ["start", "rate/price", "rate/speed", "used", "used/web", "used/app", "used/other", "used_other", "spot",
            "_spot_latitude", "best", "paid", "thanks", "sum", "_id", "_uuid", "_submission_time"]  # fmt: skip
ROWS = [
    ["2026-09-01T10:00:12+08:00", "3", "1", "web other", "1", "0", "1", "fax", "1 2 0 0", "1", "app web", "4.5", "",
     "4", "11", "u-1", "2026-09-01T02:05:20"],
    ["2026-09-02T10:00:12+08:00", "1", "1", "", "", "", "", "", "", "", "", "", "", "2", "12", "u-2",
     "2026-09-02T02:05:20"],
]  # fmt: skip


def form_file(path: Path, survey: list[list[str]] = SURVEY, **sheets: list[list[str]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in {"survey": survey, "choices": CHOICES, "settings": SETTINGS, **sheets}.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def answers_file(path: Path, headings: list[str] = HEADINGS, rows: list[list[str]] = ROWS) -> Path:
    if path.suffix == ".xlsx":
        pl.DataFrame(rows, schema=headings, orient="row").write_excel(path)
        return path
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows([headings, *rows])
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("sign", ["/", ".", "-"])
def test_a_form_describes_its_export(tmp_path: Path, ending: str, sign: str) -> None:
    headings = [name.replace("/", sign) for name in HEADINGS]
    column = dict(zip(HEADINGS, headings, strict=True))
    export = open_export(answers_file(tmp_path / f"a.{ending}", headings), form_file(tmp_path / "form.xlsx"))
    book = export.codebook
    assert book.questions[column["rate/price"]] == "The price is fair"
    assert book.questions[column["used/web"]] == "Which ways? — On the web"
    assert list(book.value_labels[column["rate/price"]].items()) == [
        ("3", "agree"),
        ("2", "neither"),
        ("1", "disagree"),
    ]
    options = tuple(column[name] for name in ("used/web", "used/app", "used/other"))
    assert book.sets == {"used": OptionSet(options, ("1", "1.0", "TRUE", "True", "true"))}
    assert [book.options[name] for name in options] == ["On the web", "By app", "Other"]
    assert book.types == {
        column["rate/price"]: "single", column["rate/speed"]: "single", "used": "multiple",
        **dict.fromkeys(options, "multiple"), "used_other": "text", "best": "rank", "paid": "number",
    }  # fmt: skip
    assert book.question_columns["rate"] == (column["rate/price"], column["rate/speed"])
    assert book.question_columns["It was fast"] == (column["rate/speed"],)
    assert book.question_columns["Which ways?"] == options
    roles = {name: book.roles[name] for name in ("start", "spot", "_spot_latitude", "thanks", "sum", "_id")}
    assert roles == {"start": "start", "spot": "location", "_spot_latitude": "location", "thanks": "embedded",
                     "sum": "embedded", "_id": "id"}  # fmt: skip


def test_labels_in_the_other_language(tmp_path: Path) -> None:
    headings = ["价格公道", "速度快", "_id", "_uuid", "_submission_time"]
    rows = [["同意", "不同意", "11", "u-1", "2026-09-01T02:05:20"]]
    book = open_export(answers_file(tmp_path / "a.csv", headings, rows), form_file(tmp_path / "form.xlsx")).codebook
    assert book.questions["价格公道"] == "价格公道"
    assert book.value_labels["速度快"] == {"3": "同意", "2": "中立", "1": "不同意"}


def test_labels_with_the_texts_of_their_groups(tmp_path: Path) -> None:
    headings = ["Rate us/It was fast", "Which ways?", "Which ways?/On the web", "Which ways?/By app", "_id", "_uuid",
                "_submission_time"]  # fmt: skip
    rows = [["agree", "On the web", "1", "0", "11", "u-1", "2026-09-01T02:05:20"]]
    book = open_export(answers_file(tmp_path / "a.csv", headings, rows), form_file(tmp_path / "form.xlsx")).codebook
    assert book.value_labels["Rate us/It was fast"] == {"3": "agree", "2": "neither", "1": "disagree"}
    assert [(name, one.columns) for name, one in book.sets.items()] == [("used", tuple(headings[2:4]))]


def test_a_battery_is_scored_through_the_form(tmp_path: Path) -> None:
    """Stored 3 and 1 of disagree = 1 … agree = 3: their mean is (3 + 1)/2; the labels are read as the codes are."""
    definition = tmp_path / "survey.yaml"
    definition.write_text(
        "title: {en: Made, zh: 例}\nscales: {three: {points: [1, 3], labels: {en: [disagree, neither, agree]}}}\n"
        "small_base: {withhold: 0}\nitems:\n  R1..R2: {question: rate, scale: three}\n"
        "measures:\n  price: {type: mean, items: [R1]}\n"
    )
    survey, form = load_survey(definition), form_file(tmp_path / "form.xlsx")
    labelled = [[{"3": "agree", "1": "disagree"}.get(cell, cell) if at in (1, 2) else cell
                 for at, cell in enumerate(row)] for row in ROWS]  # fmt: skip
    for rows in (ROWS, labelled):
        data = answers_file(tmp_path / "a.csv", rows=rows)
        assert score(read_responses(data, survey, form))["price"].rows[0]["estimate"] == pytest.approx(2)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["begin group", "g", "G"], ["text", "a", "A"]], r"row 2: 'begin group' \(g\) is never ended"),
        ([["text", "a", "A"], ["end repeat", "", ""]], "row 3: 'end repeat' ends nothing, for nothing is open"),
        ([["begin group", "g", "G"], ["end repeat", "", ""]], "row 3: .*for the group 'g' of row 2 is open"),
        ([["text", "a", "A"], ["text", "a", "B"]], "rows 2 and 3 both have the name 'a'"),
        ([["text", "b", "B"]], r"describes none of the columns of a\.csv: its questions are b"),
    ],
)
def test_what_is_wrong_with_a_form_is_named(tmp_path: Path, rows: list[list[str]], message: str) -> None:
    data = answers_file(tmp_path / "a.csv", ["a", "_uuid", "_submission_time"], [["1", "u", "2026-09-01T02:05:20"]])
    with pytest.raises(DataError, match=message):
        open_export(data, form_file(tmp_path / "form.xlsx", [["type", "name", "label"], *rows]))


def test_one_name_with_two_texts_has_no_label(tmp_path: Path) -> None:
    choices = [["list_name", "name", "label"], ["l", "a", "One"], ["l", "a", "Two"], ["l", "b", "Three"]]
    form = form_file(tmp_path / "form.xlsx", [["type", "name", "label"], ["select_one l", "q", "Q"]], choices=choices)
    data = answers_file(tmp_path / "a.csv", ["q", "_uuid", "_submission_time"], [["a", "u", "2026-09-01T02:05:20"]])
    assert open_export(data, form).codebook.value_labels == {"q": {"b": "Three"}}


def test_answers_on_a_sheet_called_survey_are_answers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    pl.DataFrame({"name": ["x"], "price": ["3"]}).write_excel(path, worksheet="survey")
    assert open_export(path).kind == "excel (sheet 'survey')"


def test_a_workbook_of_answers_is_told_apart_without_opening_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.xlsx"
    pl.DataFrame({f"q{at}": [f"answer {at} {row}" for row in range(10_000)] for at in range(5)}).write_excel(path)
    assert path.stat().st_size > xlsform.LARGEST_LOOKED_INTO
    monkeypatch.delattr(xlsform, "_sheets")
    assert not xlsform.recognises(source_of(path))


def test_a_small_file_that_unpacks_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = form_file(tmp_path / "form.xlsx")
    assert xlsform.recognises(source_of(path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", bytes(xlsform.LARGEST))
    assert path.stat().st_size < xlsform.LARGEST_LOOKED_INTO
    monkeypatch.delattr(xlsform, "_sheets")
    assert not xlsform.recognises(source_of(path))
