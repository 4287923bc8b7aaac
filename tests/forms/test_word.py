"""The Word file, read back: every question in both languages, matrices as tables, Chinese in a Chinese font."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

import satindex as si
from satindex.errors import MissingExtraError
from satindex.forms import write_form
from satindex.forms.questions.building import questionnaire
from satindex.survey.model import Survey


@pytest.fixture(scope="module")
def postal(surveys: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    form = questionnaire(si.load_survey(surveys / "postal.yaml"))
    return docx.Document(str(write_form(form, tmp_path_factory.mktemp("word") / "form.docx")))


def test_batteries_are_tables_with_a_circle_for_every_answer(postal: Any) -> None:
    expected, perceived, satisfied, _, loyal = postal.tables
    # 22 pairs, and agreement on 7 points and 不清楚 beside the row's text
    for battery in (expected, perceived):
        assert (len(battery.rows), len(battery.columns)) == (23, 9)
    assert len(loyal.rows) == 5
    assert len(satisfied.columns) == 11
    first = [cell.text for cell in expected.rows[1].cells]
    assert first[0].startswith("优秀的邮局，营业厅应当整洁明亮、一目了然\nA good post office has a hall")
    assert first[1:] == ["○"] * 8
    assert [cell.text for cell in expected.rows[0].cells][1] == "1\n非常不同意\nStrongly disagree"
    assert expected.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_properties_of_tables_stand_in_the_order_of_the_schema(postal: Any) -> None:
    # ECMA-376, part 1, CT_TblPr (17.4.59).
    order = ["tblStyle", "tblW", "jc", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"]
    for table in postal.tables:
        names = [child.tag.rpartition("}")[2] for child in table._tbl.tblPr]
        assert "tblBorders" in names
        assert names == sorted(names, key=order.index)


def test_full_width_blanks_and_joined_emoji_are_kept(defined: Callable[[str], Survey], tmp_path: Path) -> None:
    text = "满意\u3000吗 👩\u200d👧\xa0\x07?"
    asked = f"{{scale: 1..5, text: {{zh: {json.dumps(text, ensure_ascii=False)}}}}}"
    survey = defined(f"survey: s\nitems: {{a: {asked}}}\nmeasures: {{m: {{type: mean, items: a}}}}\n")
    document = docx.Document(str(write_form(questionnaire(survey, "zh"), tmp_path / "form.docx")))
    assert any(text.replace("\x07", "\ufffd") in one.text for one in document.paragraphs)


def test_single_questions_instructions_and_header(postal: Any) -> None:
    said = "\n".join(paragraph.text for paragraph in postal.paragraphs)
    assert "1. 您最近一次办理业务的网点是？ *\nWhich branch did you visit last?" in said
    assert "○ 城东支局（东门大街） · East branch (Dongmen Street)" in said
    assert "Mark one circle per question" in said
    assert "10. 您这样选择的主要原因是？\nWhat is the main reason for your answer?" in said
    assert (
        postal.sections[0].header.paragraphs[0].text
        == "邮政客户满意度与忠诚度调查 · Postal service quality and loyalty"
    )
    fonts = postal.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "SimSun"


def test_routing_hostile_texts_and_one_language(defined: Callable[[str], Survey], tmp_path: Path) -> None:
    survey = defined(
        """
        survey: odd
        title: {en: "<w:p>‮ & \\"quoted\\" 😀", zh: 怪}
        items:
          Q1: {scale: yes_no, text: {en: "Problem?", zh: 问题？}}
          Q2: {scale: yes_no, text: {en: "Complained?", zh: 投诉？}}
          Q3: {scale: yes_no, text: {en: "Solved?", zh: 解决？}}
          Q4: {scale: yes_no, text: {en: "Satisfied?", zh: 满意？}}
          Q5: {scale: yes_no, text: {en: "Again?", zh: 再来？}}
          long: {scale: 0..100, text: {en: LONG}}
        measures: {c: {type: complaints, problem: Q1, complained: Q2, resolved: Q3, satisfied: Q4, returns: Q5}}
        """.replace("LONG", "x" * 10_000)
    )
    document = docx.Document(str(write_form(questionnaire(survey, "en"), tmp_path / "form.docx")))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert said.startswith('<w:p>‮ & "quoted" 😀')
    assert "2. Complained? *\nOnly for: 1 = Yes" in said
    assert "x" * 10_000 in said
    assert "问题" not in said


def test_it_asks_for_python_docx_where_that_is_not_installed(
    surveys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtraError, match=r'pip install "satindex\[forms\]"'):
        write_form(questionnaire(si.load_survey(surveys / "postal.yaml")), tmp_path / "form.docx")
    assert list(tmp_path.iterdir()) == []


def test_every_measure_of_the_language_and_200_items(defined: Callable[[str], Survey], tmp_path: Path) -> None:
    whole = questionnaire(si.load_survey(Path(__file__).parents[1] / "measures" / "whole_language.yaml"))
    many = questionnaire(defined("items: {A1..A200: {scale: agree7}}\nmeasures: {m: {type: mean, items: A1..A200}}"))
    document = docx.Document(str(write_form(whole, tmp_path / "whole.docx")))
    numbered = [one.text for one in document.paragraphs if one.text[:1].isdecimal()]
    assert len(numbered) == len(whole.blocks)
    (table,) = docx.Document(str(write_form(many, tmp_path / "many.docx"))).tables
    assert len(table.rows) == 201
