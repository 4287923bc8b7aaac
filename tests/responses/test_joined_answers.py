"""Several answers in one cell: which signs part them, where answers hold such signs themselves."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.analysis.parts.crosstabs import part
from satindex.responses.multi import parts

KNOWN = ("fast", "fast, not dear", "near", "a; b")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("fast, not dear, near", ("fast, not dear", "near")),  # the longest first
        ("near, fast", ("near", "fast")),
        ("fast,near", ("fast", "near")),
        ("fast，near", ("fast", "near")),
        ("near, well, because I live there", ("near", "well, because I live there")),  # the rest was written by hand
        ("old answer, near", ("old answer", "near")),  # an option that the definition does not list
        ("fast;near;", ("fast", "near")),
        ("a; b;near", ("a; b", "near")),
        ("A;  B, NEAR", ("a; b", "near")),
        ("mine, and yours; near", ("mine, and yours", "near")),
        (" , ,near,", ("near",)),
        ("", ()),
        (";;", ()),
    ],
)
def test_a_comma_parts_known_answers_only(cell: str, expected: tuple[str, ...]) -> None:
    assert parts(cell, KNOWN) == expected


def test_a_way_that_leaves_nothing_over_is_preferred_to_the_longest_first() -> None:
    """`A, B` then `C` would leave `C` over, which is no answer; `A` then `B, C` does not."""
    assert parts("A, B, C", ("A", "A, B", "B, C")) == ("A", "B, C")


def test_without_known_answers_a_comma_is_part_of_the_answer() -> None:
    assert parts("fast, not dear; near") == ("fast, not dear", "near")


def test_a_text_of_many_commas_is_read_at_once() -> None:
    began = time.perf_counter()
    assert len(parts("x," * 20_000, KNOWN)) == 1
    assert time.perf_counter() - began < 5


LABEL = st.text("abc ,;", min_size=1, max_size=6).map(lambda text: " ".join(text.split()).strip(" ,;")).filter(bool)


@settings(deadline=None)
@given(st.lists(LABEL, min_size=1, max_size=5, unique=True), st.data(), st.sampled_from([", ", ";", "┋"]))
def test_what_was_joined_is_found_whatever_the_labels_hold(labels: list[str], data: Any, joiner: str) -> None:
    """Labels may be ambiguous (`a`, `b` and `a, b`): then other known answers that make up the same text are found."""
    chosen = data.draw(st.lists(st.sampled_from(labels), unique=True, min_size=1))
    found = parts(joiner.join(chosen), labels)
    assert set(found) <= set(labels)
    signs = set(",;┋ ")
    assert set("".join(found)) - signs == set("".join(chosen)) - signs


# Counted in the file itself: a label stands in that many of its 211 cells, and no label is part of another; two cells
# hold nothing but words of the respondent's own.
WHY_KIOSKS = {
    "대기시간이 절약되어서": 126,
    "주문, 결제시간이 절약되어서": 99,
    "직원과 대면하지 않아서": 72,
    "메뉴의 선택, 편집이 쉬워서": 60,
    "기기사용이 친숙해서/재미있어서": 26,
    "이용시간이 자유로워서": 48,
    "다른 주문 방법이 없어서": 127,
    "사용한 적 없음": 4,
    "other answers": 2,
}


def test_a_real_checkbox_question_whose_labels_hold_commas(shared: Path, scored: Any) -> None:
    options = "\n".join(f"          - {label}" for label in list(WHY_KIOSKS)[:-1])
    definition = f"""
    language: en
    items:
      WHY:
        column: "키오스크를 이용하게 된 동기는 무엇입니까? (중복가능)"
        scale: multi
        options:
{options}
    respondent: {{segments: {{귀하의 성별을 선택해주세요.: {{}}}}}}
    tables: {{t: {{items: [WHY], by: [귀하의 성별을 선택해주세요.]}}}}
    """
    found = part(scored(definition, shared / "data/servqual/kiosk_google_forms_cp949.csv"))
    assert found is not None
    rows = [row for row in found.tables["t"].rows if row["level"] == "(total)"]
    assert {str(row["answer"]): row["count"] for row in rows} == WHY_KIOSKS


@pytest.mark.parametrize(
    ("options", "cells", "noted"),
    [
        ("", ["fast, near", "near", "near, dear"], True),
        ("", ["fast，near", "near，dear"], True),
        (", options: [fast, near, dear]", ["fast, near", "near, dear"], False),
        ("", ["well, it is near", "no, never"], False),
        ("", ["fast;near", "near, dear;fast", "near, dear"], False),
    ],
)
def test_answers_that_may_be_joined_by_commas_are_noted(
    scored: Any, options: str, cells: list[str], noted: bool
) -> None:
    definition = (
        f"items: {{W: {{scale: multi{options}}}, S: {{scale: 1..5}}}}\nmeasures: {{m: {{type: mean, items: [S]}}}}"
    )
    scores = scored(definition, pl.DataFrame({"W": cells, "S": [1] * len(cells)}))
    assert [note.en.split(":")[0] for note in scores.responses.audit.notes] == (["W"] if noted else [])
