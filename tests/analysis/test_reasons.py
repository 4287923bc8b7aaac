"""Reasons for a net promoter score: counted, coded by hand, in the respondents' own words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import satindex as si
from satindex.analysis.parts.reasons import part
from satindex.errors import SurveyError
from satindex.measures.registry import TYPES
from satindex.responses.masking import MASK, masked
from satindex.survey.load import parse_survey

DEFINITION = """
    respondent: {id: id}
    items:
      Q: {scale: likely11}
      M: {scale: multi}
      why: {scale: text, show: true}
    measures: {nps: {type: nps, item: Q, reasons: [M, why]}}
    """
FRAME = pl.DataFrame(
    {
        "id": [str(number) for number in range(1, 9)],
        "Q": [10, 9, 9, 8, 7, 0, 3, None],
        "M": ["price┋staff", "staff", "staff", "price", None, "queue", "queue┋price", "queue"],
        "why": ["Friendly", None, "Call 13800138000!", "So-so", "", "I wait 45 minutes", "wang@example.com", "x"],
    }
)


def _tables(scores: Any) -> dict[str, list[dict[str, Any]]]:
    found = part(scores)
    assert found is not None
    return {name: table.to_dicts() for name, table in found.tables.items()}


def test_reasons_by_group(scored: Any) -> None:
    """Promoters: 3 of 3 staff, 1 price; passives: 1 of 1 price; detractors: 2 of 2 queue, 1 price."""
    rows = {(r["level"], r["answer"]): r for r in _tables(scored(DEFINITION, FRAME))["nps.reasons"] if r["item"] == "M"}
    shown = {key: (row["count"], row["estimate"], row["n"]) for key, row in rows.items()}
    assert shown["promoter", "staff"] == (3, 1.0, 3)
    assert shown["promoter", "price"] == (1, pytest.approx(1 / 3), 3)
    assert shown["passive", "price"] == (1, 1.0, 1)
    assert shown["detractor", "queue"] == (2, 1.0, 2)
    assert {level for level, _ in rows} == {"promoter", "passive", "detractor", "(total)"}


def test_open_answers_in_their_words(scored: Any) -> None:
    rows = _tables(scored(DEFINITION, FRAME))["nps.answers"]
    assert [(row["level"], row["said"], row["n"]) for row in rows] == [
        ("promoter", "Friendly", 2),
        ("promoter", f"Call {MASK}!", 2),
        ("passive", "So-so", 1),
        ("detractor", "I wait 45 minutes", 2),
        ("detractor", MASK, 2),
    ]


def test_open_answers_are_hidden_unless_shown(scored: Any, tmp_path: Path) -> None:
    scores = scored(DEFINITION.replace(", show: true", ""), FRAME)
    tables = _tables(scores)
    assert "nps.answers" not in tables
    (row, *_) = (row for row in tables["nps.reasons"] if row["item"] == "why")
    assert (row["n"], row["reason"]) == (2, "open answers: shown only with 'show: true'")
    for name in ("report.json", "report.html"):
        si.write_report(si.analyse(scores), tmp_path / name)
        assert "Friendly" not in (tmp_path / name).read_text(encoding="utf-8")


def test_few_open_answers_are_withheld(scored: Any) -> None:
    rows = _tables(scored(DEFINITION + "small_base: {withhold: 2}\n", FRAME))["nps.answers"]
    assert [row["said"] for row in rows if row["level"] == "passive"] == [None]


CODED = """
respondent: {id: id}
items: {Q: {scale: likely11}, why: {scale: text}}
measures: {nps: {type: nps, item: Q, reasons: [why], codes: {file: codes.csv, id: id, code: code}}}
small_base: {withhold: 0}
"""


def _coded(folder: Path, codes: str | None, definition: str = CODED) -> list[dict[str, Any]]:
    (folder / "survey.yaml").write_text(definition, encoding="utf-8")
    if codes is not None:
        (folder / "codes.csv").write_text(codes, encoding="utf-8")
    scores = si.score(si.read_responses(FRAME, si.load_survey(folder / "survey.yaml")))
    return _tables(scores)["nps.reasons"]


def test_codes_made_by_hand(tmp_path: Path) -> None:
    """Ids 1, 3 (promoters), 4 (passive), 6 (detractor) are coded; 3 has two codes in two rows, 6 two in one cell."""
    rows = _coded(tmp_path, "id,code\n1,people\n3,people\n3,phone\n4,fair\n6,waiting;people\n99,fair\n")
    shown = {(row["level"], row["answer"]): (row["count"], row["estimate"], row["n"]) for row in rows}
    assert shown["promoter", "people"] == (2, 1.0, 2)
    assert shown["promoter", "phone"] == (1, 0.5, 2)
    assert shown["detractor", "people"] == (1, 1.0, 1)
    assert shown["passive", "waiting"] == (0, 0.0, 1)


def test_what_has_no_counterpart_is_said(tmp_path: Path) -> None:
    """Six gave a reason, two of them (1, 3) have codes; the codes of 98 and 99 are nobody's."""
    _coded(tmp_path, "id,code\n1,people\n3,people\n98,fair\n99,fair\n")
    scores = si.score(si.read_responses(FRAME, si.load_survey(tmp_path / "survey.yaml")))
    found = part(scores)
    assert found is not None
    explained = found.tables["nps.reasons"].explain
    assert "4 open answers have none, 2 ids of the code file are nobody's." in str(explained("en"))
    assert "4 个开放题回答没有编码" in str(explained("zh"))


@pytest.mark.parametrize(
    ("codes", "definition", "reason"),
    [
        (None, CODED, "codes.csv: "),
        ("id,kode\n1,a\n", CODED, "codes.csv has no column 'code'. Did you mean 'kode'?"),
        (
            "id,code\n1,a\n",
            CODED.replace("respondent: {id: id}\n", ""),
            "codes are found by id: declare respondent: id.",
        ),
    ],
)
def test_codes_that_can_not_be_read_say_why(tmp_path: Path, codes: str | None, definition: str, reason: str) -> None:
    (row,) = _coded(tmp_path, codes, definition)
    assert row["estimate"] is None
    assert row["reason"].startswith(reason)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("reasons: [whi]", "measures.nps.reasons[0]: There is no item 'whi'. Did you mean 'why'?"),
        ("reasons: [N]", "measures.nps.reasons: N has no answers that could be counted"),
        ("codes: {file: c.csv, id: i, code: c}", "measures.nps.codes: Codes belong to one open item among the reasons"),
        ("reasons: why, codes: {file: /c.csv, id: i, code: c}", "measures.nps.codes.file: The file must lie beside"),
        ("reasons: why, codes: {file: ../c.csv, id: i, code: c}", "measures.nps.codes.file: The file must lie beside"),
        (
            "reasons: why, codes: {file: 'C:\\\\c.csv', id: i, code: c}",
            "measures.nps.codes.file: The file must lie beside",
        ),
        ("reasons: why, codes: {file: c.csv, id: i}", "measures.nps.codes.code: This key is required and not there."),
    ],
)
def test_bad_definitions(written: str, message: str) -> None:
    text = (
        "items: {Q: {scale: likely11}, why: {scale: text}, N: {scale: number}}\n"
        f"measures: {{nps: {{type: nps, item: Q, {written}}}}}\n"
    )
    with pytest.raises(SurveyError) as error:
        parse_survey(text, "survey.yaml", TYPES)
    assert message in str(error.value)


@pytest.mark.parametrize(
    "personal",
    [
        "a.b-c@mail.example.cn",
        "+86 138 0013 8000",
        "110101199003078515",
        "11010119900307851X",
        "https://x.cn/me",
        "www.x.cn",
        "微信号：abc_123",
        "０１３８００１３８０００",
    ],
)
def test_personal_data_is_masked(personal: str) -> None:
    assert personal not in masked(f"请联系 {personal} 谢谢")
    assert MASK in masked(f"请联系 {personal} 谢谢")


@pytest.mark.parametrize("plain", ["waited 45 minutes", "排队30分钟，价格12.50元", "9/10", "服务好"])
def test_what_is_not_personal_stays(plain: str) -> None:
    assert masked(plain) == plain


@given(st.text(max_size=300), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_mobile_number_is_left(text: str, number: str) -> None:
    assert number not in masked(f"{text} {number} {text}")


def test_no_reasons_no_part(scored: Any) -> None:
    assert part(scored(DEFINITION.replace(", reasons: [M, why]", ""), FRAME)) is None
