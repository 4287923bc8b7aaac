"""What an answer means: codes and labels of any language mixed in one column, missing codes, unknown answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.errors import AnswerError, DataError
from satindex.language import Words
from satindex.readers.export import Codebook
from satindex.responses.reading import read_responses
from satindex.responses.responses import Responses


@dataclass(frozen=True)
class Labelled:
    """An export whose file carries a codebook, as statistical packages write them."""

    frame: pl.DataFrame
    codebook: Codebook
    source: str = "labelled.sav"
    kind: str = "sav"
    repeated: frozenset[str] = field(default_factory=frozenset)
    set_aside: Mapping[Words, int] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.frame.columns)

    def read(self, columns: Sequence[str] | None = None, numeric: Any = ()) -> Any:
        return nw.from_native(self.frame.select(columns or self.frame.columns))


def coded(scored: Any, scale: str, answers: list[Any], extra: str = "", scales: str = "") -> list[float | None]:
    definition = f"""
    survey: coding
    {extra}
    scales: {{unused: {{points: [1, 2]}}{scales}}}
    items: {{Q: {scale}}}
    measures: {{m: {{type: mean, items: [Q]}}}}
    """
    frame = pl.DataFrame({"Q": pl.Series(answers, dtype=pl.String)})
    return list(scored(definition, frame).frame["Q"].to_list())


MIXED = {
    "stored code": ("6", 6.0),
    "code with decimals": ("6.0", 6.0),
    "code with blanks": (" 6 ", 6.0),
    "full-width code": ("６", 6.0),
    "Chinese label": ("同意", 6.0),
    "Chinese label with blanks": ("　同 意 ", 6.0),
    "Chinese label with full stop": ("同意。", 6.0),
    "English label": ("Agree", 6.0),
    "case": ("aGREE", 6.0),
    "full-width letters": ("Ａｇｒｅｅ", 6.0),
    "white space within": ("strongly    AGREE\t", 7.0),
    "punctuation": ("Strongly agree.", 7.0),
    "no-break space": ("Strongly\u00a0agree", 7.0),
    "byte-order mark": ("\ufeff同意", 6.0),
    "zero-width space": ("同\u200b意", 6.0),
    "label within another": ("有点同意", 5.0),
    "longest label": ("非常不同意", 1.0),
}


@pytest.mark.parametrize("case", MIXED)
def test_one_answer(scored: Any, case: str) -> None:
    answer, value = MIXED[case]
    assert coded(scored, "{scale: agree7}", [answer]) == [value]


def test_all_of_them_in_one_column(scored: Any) -> None:
    answers = [answer for answer, _ in MIXED.values()]
    assert coded(scored, "{scale: agree7}", answers) == [value for _, value in MIXED.values()]


@given(st.lists(st.sampled_from(list(MIXED.values())), min_size=1, max_size=20))
@settings(max_examples=30, deadline=None)
def test_each_answer_means_the_same_beside_any_others(scored: Any, chosen: list[tuple[str, float]]) -> None:
    found = coded(scored, "{scale: agree7}", [answer for answer, _ in chosen])
    assert found == [value for _, value in chosen]


REVERSED = [("7", 1.0), ("同意", 2.0), ("Strongly disagree", 7.0), ("4", 4.0)]


def test_reverse_keyed_after_labels_and_codes(scored: Any) -> None:
    """x′ = 1 + 7 − x, whichever way x was written."""
    found = coded(scored, "{scale: agree7, reverse: true}", [answer for answer, _ in REVERSED])
    assert found == [value for _, value in REVERSED]


# (scale, answer, what it scores): the rules for codes.
CODES: dict[str, tuple[str, str, float]] = {
    "a key as labelled": ("{No: 0, Yes: 1}", "Yes", 1),
    "case of a key": ("{No: 0, Yes: 1}", "YES", 1),
    "no key is a number: an answer equal to a value": ("{No: 0, Yes: 1}", "1", 1),
    "the same by value": ("{No: 0, Yes: 1}", "0.0", 0),
    "a key that is a number, by value": ('{"1": 5, "2": 7}', "2.0", 7),
    "words beside numbers": ('{"1": 5, "2": 7, none: 0}', "None", 0),
    "negative": ('{"-1": -1, "0": 0, "1": 1}', "-1", -1),
    "a true minus": ('{"-1": -1, "0": 0, "1": 1}', "−1", -1),
    "a band": ('{"0": 0, "1-2": 1.5, "3-5": 4}', "1 – 2", 1.5),
    "decimals": ('{"0.5": 1, "5": 2}', ".5", 1),
    "two languages": ("{No: 0, Yes: 1, 否: 0, 是: 1}", "是", 1),
}


@pytest.mark.parametrize("case", CODES)
def test_codes(scored: Any, case: str) -> None:
    codes, answer, value = CODES[case]
    assert coded(scored, "{scale: mine}", [answer], scales=f", mine: {{codes: {codes}}}") == [value]


# Answers that look like a known one and are another number or none: never scored in silence.
ALIKE: dict[str, tuple[str, str]] = {
    "without its minus": ('{"-1": -1, "0": 0}', "1"),
    "with a minus": ('{"0": 0, "1": 1, few: 2}', "-1"),
    "a band run together": ('{"0": 0, "1-2": 1, "3-5": 2}', "12"),
    "a decimal run together": ('{"1.5": 1, "2": 2, few: 3}', "15"),
    "ten for one": ('{"1.0": 1, few: 3}', "10"),
    "digits apart": ('{"12": 1, few: 3}', "1 2"),
    "a number that is a score, but codes are numbers": ('{"1": 5, "2": 7}', "5"),
    "per cent": ('{"5%": 1, "10%": 2}', "5"),
    "brackets": ('{"(3)": 1, few: 2}', "3"),
}


@pytest.mark.parametrize("case", ALIKE)
def test_numbers_that_only_look_alike_are_unknown(scored: Any, case: str) -> None:
    codes, answer = ALIKE[case]
    with pytest.raises(AnswerError) as told:
        coded(scored, "{scale: mine}", [answer], scales=f", mine: {{codes: {codes}}}")
    assert f"'{answer}' (1 ×" in str(told.value)


def test_labels_describe_stored_codes(scored: Any) -> None:
    """Stored 1 scores 2 and stored 2 scores 1; A is the label of stored 1, so it scores 2."""
    scales = ', mine: {codes: {"1": 2, "2": 1}, labels: {en: {1: A, 2: B}}}'
    assert coded(scored, "{scale: mine}", ["A", "B", "1", "2"], scales=scales) == [2, 1, 2, 1]


def test_a_label_that_looks_like_another_code(scored: Any) -> None:
    """An answer is a stored code first: 2 is the point 2, although it is the label of the point 1."""
    scales = ', mine: {points: [1, 3], labels: {en: ["2", "3", "4"]}}'
    assert coded(scored, "{scale: mine}", ["1", "2", "3", "4"], scales=scales) == [1, 2, 3, 3]


def with_codebook(
    defined: Any, scale: str, scales: str, answers: list[str | None], labels: Mapping[str, str], **more: Any
) -> Responses:
    survey = defined(f"""
    survey: labelled
    scales: {{unused: {{points: [1, 2]}}{scales}}}
    items: {{Q: {scale}}}
    measures: {{m: {{type: mean, items: [Q]}}}}
    """)
    frame = pl.DataFrame({"Q": pl.Series(answers, dtype=pl.String)})
    return read_responses(Labelled(frame, Codebook(value_labels={"Q": labels}, **more)), survey)


def test_value_labels_that_look_like_other_codes(defined: Any) -> None:
    """The file says that its 1 is called '2': the stored code counts."""
    found = with_codebook(defined, "{scale: 1..3}", "", ["1", "2", "3"], {"1": "2", "2": "3", "3": "1"})
    assert found.frame["Q"].to_list() == [1, 2, 3]


def test_codes_that_the_file_labels_with_other_numbers_are_noted(defined: Any) -> None:
    """A question from 0 to 10, stored as 1 to 11, of which nobody gave the last: nothing else would show it."""
    labels = {str(code): str(code - 1) for code in range(1, 12)}
    found = with_codebook(defined, "{scale: 0..10}", "", ["1", "9", "9", None], labels)
    assert found.frame["Q"].to_list() == [1, 9, 9, None]
    assert [note.en for note in found.audit.notes] == [
        "Q [Q]: the file's own label of code 1 is '0' (2 codes are labelled as other points); answers are read as "
        "stored. If the labels are meant, list codes: {1: 0, …} in the scale"
    ]
    codes = ", ".join(f"{code}: {code - 1}" for code in range(1, 12))
    scales = f", mine: {{codes: {{{codes}}}}}"
    listed = with_codebook(defined, "{scale: mine}", scales, ["1", "9", "9", None], labels)
    assert listed.frame["Q"].to_list() == [0, 8, 8, None]
    assert listed.audit.notes == ()


def test_codes_that_the_file_labels_with_other_points_in_words_are_noted(defined: Any) -> None:
    """The best answer is stored as 1: read as stored, the mean would run the wrong way without a word."""
    labels = {"1": "Very satisfied", "3": "Neutral", "5": "Very dissatisfied"}
    found = with_codebook(defined, "{scale: satisfied5}", "", ["1", "3"], labels)
    assert found.frame["Q"].to_list() == [1, 3]
    assert [note.en for note in found.audit.notes] == [
        "Q [Q]: the file's own label of code 1 is 'Very satisfied' (1 codes are labelled as other points); answers are "
        "read as stored. If the labels are meant, list codes: {1: 5, …} in the scale"
    ]


def test_one_code_that_two_files_label_as_two_points_is_refused(defined: Any) -> None:
    """1 is the best answer in one language's file and the worst in the other's."""
    labels = {"1": "Very satisfied", "5": "Very dissatisfied"}
    turned, same = (
        {"1": (one,), "5": (five,)} for one, five in (("非常不满意", "非常满意"), ("非常满意", "非常不满意"))
    )
    with pytest.raises(DataError, match=r"Q \[Q\]: code 1 is 'Very satisfied' in one file and '非常不满意' in another"):
        with_codebook(defined, "{scale: satisfied5}", "", ["1"], labels, labels_elsewhere={"Q": turned})
    scales = ", mine: {codes: {1: 5, 5: 1}}"
    listed = with_codebook(defined, "{scale: mine}", scales, ["1"], labels, labels_elsewhere={"Q": same})
    assert listed.frame["Q"].to_list() == [5]


def test_value_labels_name_codes_the_scale_does_not_know(defined: Any) -> None:
    """Stored 1 and 2 (No, Yes) on a scale that scores the words 0 and 1: by the file's own labels."""
    scales = ", mine: {codes: {No: 0, Yes: 1}}"
    found = with_codebook(defined, "{scale: mine}", scales, ["1", "2", "2"], {"1": "No", "2": "yes"})
    assert found.frame["Q"].to_list() == [0, 1, 1]


def test_values_the_file_declares_missing(defined: Any) -> None:
    found = with_codebook(defined, "{scale: number}", "", ["1", "99"], {}, missing={"Q": ("99",)})
    assert found.frame["Q"].to_list() == [1, None]
    assert [(cell.value, cell.count) for cell in found.audit.cells] == [("99", 1)]


MISSING: dict[str, tuple[str, str, str]] = {
    "of the survey": ("missing: [不清楚, N/A]", "{scale: mine}", ", mine: {points: [1, 3]}"),
    "of the scale": ("", "{scale: mine}", ", mine: {points: [1, 3], missing: [不清楚, N/A]}"),
    "of the item": ("", "{scale: mine, missing: [不清楚, N/A]}", ", mine: {points: [1, 3]}"),
}


@pytest.mark.parametrize("level", MISSING)
def test_missing_codes(scored: Any, level: str) -> None:
    extra, item, scales = MISSING[level]
    answers = ["1", "不清楚", "n/a", "Ｎ/Ａ", "", None, "3"]
    assert coded(scored, item, answers, extra, scales) == [1, None, None, None, None, None, 3]


def test_every_missing_answer_is_in_the_audit(scored: Any) -> None:
    definition = """
    survey: audited
    missing: [-9, 不清楚]
    unknown: missing
    items: {Q: {scale: 1..5}, N: {scale: count}}
    measures: {m: {type: mean, items: [Q]}, n: {type: mean, items: [N]}}
    """
    frame = pl.DataFrame(
        {
            "Q": ["1", "-9", "不清楚", "不清楚", "9", "4.5", None, " "],
            "N": ["3", "-9.0", "-1", "2.5", "many", "", "0", "7"],
        }
    )
    audit = scored(definition, frame).responses.audit
    declared, unknown = "declared missing", "not on the scale, read as missing (unknown: missing)"
    assert sorted((c.item, c.value, c.count, c.reason.en) for c in audit.cells) == sorted(
        [
            ("Q", "-9", 1, declared),
            ("Q", "不清楚", 2, declared),
            ("Q", "9", 1, unknown),
            ("Q", "4.5", 1, unknown),
            ("N", "-9.0", 1, declared),
            ("N", "-1", 1, unknown),
            ("N", "2.5", 1, unknown),
            ("N", "many", 1, unknown),
        ]
    )
    assert audit.empty == {"Q": 2, "N": 1}
    # Row by row: Q is known in the first row only, N in the first and the last two.
    assert (audit.rows_read, audit.rows_used) == (8, 3)


UNKNOWN = """polars frame holds answers that their scales do not know:
  Q on agree7: 'Agre' (3 ×, nearest: Agree), '8' (2 ×), '0' (1 ×), 'ÅÄÖ' (1 ×)
  R [Would you?] on yes_no: 'Jes' (1 ×, nearest: Yes)
Add them to the scale (codes, labels), declare them under 'missing', or write 'unknown: missing'."""


def test_unknown_answers_with_counts_and_nearest_labels(scored: Any) -> None:
    definition = """
    survey: unknown
    items: {Q: {scale: agree7}, R: {scale: yes_no, column: "Would you?"}}
    measures: {m: {type: mean, items: [Q]}}
    """
    answers = ["Agre", "Agre", "Agre", "8", "8", "0", "ÅÄÖ", "Agree"]
    with pytest.raises(AnswerError) as told:
        scored(definition, pl.DataFrame({"Q": answers, "Would you?": ["Yes"] * 7 + ["Jes"]}))
    assert str(told.value) == UNKNOWN


def test_only_the_most_frequent_unknown_answers_are_listed(scored: Any) -> None:
    with pytest.raises(AnswerError) as told:
        coded(scored, "{scale: 1..3}", [f"x{number:02d}" for number in range(20)])
    line = str(told.value).splitlines()[1]
    assert line == "  Q on 1..3: " + ", ".join(f"'x{number:02d}' (1 ×)" for number in range(8)) + ", and 12 more"


def test_a_long_answer_is_cut_in_the_message(scored: Any) -> None:
    with pytest.raises(AnswerError) as told:
        coded(scored, "{scale: 1..3}", ["long " * 40])
    assert ("long " * 8)[:39] + "…' (1 ×)" in str(told.value)


@pytest.mark.parametrize("answer", ["inf", "-inf", "nan", "1e999", "0x10", "1_000", "一", "1,5", "__import__('os')"])
def test_what_is_no_number(scored: Any, answer: str) -> None:
    with pytest.raises(AnswerError):
        coded(scored, "{scale: number}", [answer])


@pytest.mark.parametrize(
    ("answer", "value"),
    [("1e2", 100.0), ("+5", 5.0), ("−5", -5.0), (".5", 0.5), ("５．５", 5.5), ("٣", 3.0)],
)
def test_what_is_a_number(scored: Any, answer: str, value: float) -> None:
    assert coded(scored, "{scale: number}", [answer]) == [value]


anything = st.one_of(
    st.none(), st.sampled_from(["1", "5", "Agree", "同意", "", " ", "?", "99", "-9"]), st.text(max_size=6)
)


@given(st.lists(anything, min_size=1, max_size=25))
@settings(settings.get_profile("costly"))
def test_rows_and_cells_are_always_accounted_for(scored: Any, answers: list[str | None]) -> None:
    definition = """
    survey: accounted
    unknown: missing
    missing: [-9]
    items: {Q: {scale: agree5}}
    measures: {m: {type: mean, items: [Q]}}
    """
    scores = scored(definition, pl.DataFrame({"Q": pl.Series(answers, dtype=pl.String)}))
    audit = scores.responses.audit
    assert audit.rows_read == len(answers)
    assert audit.rows_read == audit.rows_used + sum(entry.count for entry in audit.set_aside)
    known = len(answers) - sum(cell.count for cell in audit.cells) - sum(audit.empty.values())
    assert known == audit.rows_used == scores["m"].to_dicts()[0]["n"]
    assert all(value is None or value in {1, 2, 3, 4, 5} for value in scores.frame["Q"].to_list())
