"""Ranges, and later entries that refine earlier ones."""

from __future__ import annotations

from collections.abc import Callable

from satindex.survey.model import Survey

Parsed = Callable[[str], Survey]


def test_a_sub_range_and_an_item_refine_a_range(parsed: Parsed) -> None:
    items = parsed(
        "items:\n  Q1..Q9: {scale: agree5}\n  Q3..Q5: {reverse: true, scale: agree7}\n  Q4: {reverse: no}\n"
    ).items
    assert [name for name, item in items.items() if item.reverse] == ["Q3", "Q5"]
    assert [item.scale.name for item in items.values()] == ["agree5"] * 2 + ["agree7"] * 3 + ["agree5"] * 4


def test_a_range_after_its_items_adds_what_they_do_not_say(parsed: Parsed) -> None:
    items = parsed("items:\n  Q2: {reverse: true}\n  Q1..Q3: {scale: agree5}\n").items
    assert {name: item.reverse for name, item in items.items()} == {"Q2": True, "Q1": False, "Q3": False}


def test_overlapping_ranges_may_agree(parsed: Parsed) -> None:
    items = parsed("items:\n  Q1..Q5: {scale: agree5}\n  Q4..Q8: {scale: agree5}\n").items
    assert list(items) == [f"Q{number}" for number in range(1, 9)]


def test_columns_of_a_question_are_counted_within_its_range(parsed: Parsed) -> None:
    text = """\
items:
  P1..P4: {question: 4, scale: agree5}
  P2: {column: own}
  P3..P4: {question: 4}
  N: {question: 5, scale: 0..10}
"""
    items = parsed(text).items
    assert [(item.question, item.question_index) for item in items.values()] == [
        ("4", 0),
        ("4", 1),
        ("4", 2),
        ("4", 3),
        ("5", 0),
    ]
    assert items["P2"].column == "own"


def test_a_question_set_anew_is_counted_anew(parsed: Parsed) -> None:
    items = parsed("items:\n  P1..P4: {question: 4, scale: agree5}\n  P3..P4: {question: 5}\n").items
    assert [(item.question, item.question_index) for item in items.values()] == [("4", 0), ("4", 1), ("5", 0), ("5", 1)]


def test_padding_and_prefixes_that_end_in_letters_of_any_script(parsed: Parsed) -> None:
    assert list(parsed("items:\n  满意09..满意11: {scale: agree5}\n").items) == ["满意09", "满意10", "满意11"]


def test_names_of_many_scripts(parsed: Parsed) -> None:
    names = ["满意", "정확성", "été", "संतुष्टि", "Q_1-b"]
    assert list(parsed("items:\n" + "".join(f"  {name}: {{scale: agree5}}\n" for name in names)).items) == names


def test_missing_codes_stay_apart(parsed: Parsed) -> None:
    scales = "missing: 跳过\nscales: {s: {points: [1, 5], missing: 9}}\n"
    survey = parsed(scales + "items:\n  Q1..Q2: {scale: s}\n  Q2: {missing: [8, 7]}\n")
    item = survey.items["Q2"]
    assert (survey.missing, item.scale.missing, item.missing) == (("跳过",), ("9",), ("8", "7"))
