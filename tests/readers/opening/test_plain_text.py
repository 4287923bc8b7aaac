"""HTML of question texts: tags go, words stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satindex.readers.opening.plain_text import plain_text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain", "plain"),
        ("  two\n lines ", "two lines"),
        ("<p>您对<strong>服务</strong>满意吗？</p>", "您对服务满意吗？"),
        ("R&amp;D &lt;b&gt; &#39;x&#39;", "R&D <b> 'x'"),
        ("Tom & Jerry", "Tom & Jerry"),
        ("<style>p{color:red}</style>Rate<br>us", "Rate us"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("<ul><li>one</li><li>two</li></ul>", "one two"),
        ("", ""),
    ],
)
def test_what_a_respondent_reads(written: str, read: str) -> None:
    assert plain_text(written) == read


@given(st.text())
def test_no_text_crashes_it(written: str) -> None:
    assert "\n" not in plain_text(written)
