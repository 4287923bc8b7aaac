"""Options found in answers that stand joined in a cell."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from satindex.drafting.draft import draft
from satindex.drafting.options import joined_options
from satindex.frames.batches import distinct_counts
from satindex.measures.registry import TYPES
from satindex.readers import open_export
from satindex.survey.load import parse_survey

WHY = "키오스크를 이용하게 된 동기는 무엇입니까? (중복가능)"
# The form's own options, which the file shows whole where one was chosen alone; two hold a comma.
KIOSK = (
    "다른 주문 방법이 없어서", "대기시간이 절약되어서", "주문, 결제시간이 절약되어서", "직원과 대면하지 않아서",
    "메뉴의 선택, 편집이 쉬워서", "이용시간이 자유로워서", "기기사용이 친숙해서/재미있어서",
)  # fmt: skip


def test_options_of_a_real_form_two_of_which_hold_commas(shared: Path) -> None:
    """Four never used a kiosk and two wrote words of their own: fewer than five."""
    answers = open_export(shared / "data/servqual/kiosk_google_forms_cp949.csv").read([WHY])
    assert joined_options(distinct_counts(answers, WHY)) == KIOSK


@pytest.mark.parametrize(
    ("cells", "options"),
    [
        ({"a;b;": 5, "a;": 1, "x;": 1}, ("a", "b")),
        ({"a, b": 5, "a": 1}, ("a", "b")),
        ({"a, b": 5, "c": 9}, ("c", "a, b")),  # never apart: one option, or two that all five chose
        ({"web app": 9, "web": 9}, ()),
        ({"a, b, c": 4}, ()),
        ({"": 3, "a, a": 7}, ("a",)),
    ],
)
def test_what_joined_answers_tell(cells: dict[str, int], options: tuple[str, ...]) -> None:
    assert joined_options(Counter(cells).items()) == options


def test_a_drafted_form_lists_them_and_asks(tmp_path: Path) -> None:
    rows = ['near, ""fast"", not dear', "near", '""fast"", not dear'] * 6
    path = tmp_path / "form.csv"
    path.write_text("Timestamp,Why?\n" + "".join(f'8/31/2023 19:08:16,"{row}"\n' for row in rows), encoding="utf-8")
    text = draft(open_export(path))
    assert "# ? Q1: options found in the answers" in text
    assert parse_survey(text, "draft.yaml", TYPES).items["Q1"].options == ('"fast", not dear', "near")
