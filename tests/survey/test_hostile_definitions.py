"""Nothing in a definition is run, nothing takes long, nothing ends in anything but a message."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satindex.errors import Fault, SurveyError
from satindex.survey.kinds import MeasureTypes
from satindex.survey.load import load_survey, parse_survey

HOSTILE = {
    "ten million brackets": "[" * 10_000_000,
    "brackets": "missing: " + "[" * 500_000,
    "braces": "items: " + "{a: " * 400_000,
    "indentation": "".join(" " * depth + "a:\n" for depth in range(1500)),
    "dashes": "missing: \n" + "- " * 500_000,
    "laughs": "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 60)),
    "long range": "items: {Q1..Q999999999999999999999: {scale: agree5}}",
    "digits": "items: {" + "1" * 100_000 + "..2: {scale: agree5}}",
    "digits of a number": "scales: {a: {points: [1, " + "9" * 100_000 + "]}}",
    "points of many digits": "scales: {a: {points: [" + "9" * 400 + ", " + "9" * 401 + "]}}",
    "one long line": "items: {Q: {column: a: " + "b: " * 300_000 + "}}",
    "many unquoted texts": "items:\n" + "".join(f"  Q{n}: {{scale: agree5, column: a: b}}\n" for n in range(300)),
    "one long key": "x" * 1_000_000 + ": y",
    "quotation marks": "a: " + "'" * 499_999,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_message_and_at_once(name: str, types: MeasureTypes) -> None:
    start = time.perf_counter()
    with pytest.raises(SurveyError) as caught:
        parse_survey(HOSTILE[name], "s.yaml", types)
    assert time.perf_counter() - start < 5
    assert all(len(fault.say("en")) < 1000 and "\n" not in fault.say("en") for fault in caught.value.faults)


def test_tags_run_nothing(tmp_path: Path, types: MeasureTypes) -> None:
    sign = tmp_path / "pwned"
    tags = [f"!!python/object/apply:os.system ['touch {sign}']", f"!!python/object/new:os.mkdir ['{sign}']"]
    for tag in tags:
        with pytest.raises(SurveyError, match="is not read"):
            parse_survey(f"survey: {tag}", "s.yaml", types)
    assert not sign.exists()


def test_a_column_that_looks_like_code_is_a_column(types: MeasureTypes) -> None:
    survey = parse_survey("items: {Q: {scale: agree5, column: \"__import__('os')\"}}", "s.yaml", types)
    assert survey.items["Q"].column == "__import__('os')"


def test_messages_show_control_signs_as_text(faults_of: Callable[[str], list[str]]) -> None:
    assert faults_of('"a\\e[31m\\n": x') == ["1: a\\x1b[31m: There is no such key." + SECTIONS]


SECTIONS = (
    " There are: survey, title, language, respondent, scales, missing, unknown, items, where, derive, measures, "
    "models, …."
)
KNOWN = """
survey title respondent segments scales points codes labels items scale agree5 question column reverse measures type gap
single composite dimensions perceived item models outcome predictors where derive from bands merge Q1 Q1..Q3 x.* 1 -1
1e999 true : : : - - , [ ] { } & * ! ? | > ' " # .. <<
"""
WORDS = st.sampled_from(KNOWN.split())
YAMLISH = st.lists(st.one_of(WORDS, st.sampled_from([" ", " ", "  ", "\n", "\n  ", "\n    "])), max_size=60)


def faults_in(text: str, types: MeasureTypes) -> tuple[Fault, ...] | None:
    """Return the faults of a definition, None where it has none; anything but a SurveyError goes through."""
    try:
        parse_survey(text, "s.yaml", types)
    except SurveyError as error:
        return error.faults
    return None


def all_well_said(faults: tuple[Fault, ...] | None) -> bool:
    if faults is None:
        return True
    said = [fault.say(language) for fault in faults for language in ("en", "zh")]
    return bool(said) and all(fault.line >= 1 for fault in faults) and not any("\n" in message for message in said)


@given(st.text())
def test_any_text(types: MeasureTypes, text: str) -> None:
    assert all_well_said(faults_in(text, types))


@settings(max_examples=400)
@given(YAMLISH)
def test_any_yamlish_text(types: MeasureTypes, parts: list[str]) -> None:
    assert all_well_said(faults_in("".join(parts), types))


@given(st.binary())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_bytes(types: MeasureTypes, tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "s.yaml"
    file.write_bytes(raw)
    with contextlib.suppress(SurveyError):
        load_survey(file, types)


SHAPES: st.SearchStrategy[object] = st.recursive(
    st.one_of(WORDS, st.sampled_from(["", "Q1", "0..10", "agree5"])),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(WORDS, below, max_size=4),
    max_leaves=20,
)
SECTION = st.sampled_from(
    [
        "respondent",
        "scales",
        "items",
        "missing",
        "where",
        "derive",
        "measures",
        "models",
        "title",
        "language",
        "unknown",
    ]
)


def flow(shape: object) -> str:
    if isinstance(shape, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(value)}" for key, value in shape.items()) + "}"
    if isinstance(shape, list):
        return "[" + ", ".join(map(flow, shape)) + "]"
    return "'" + str(shape).replace("'", "''") + "'"


@settings(max_examples=400)
@given(st.dictionaries(SECTION, SHAPES | st.dictionaries(WORDS, SHAPES, max_size=3), max_size=5))
def test_any_shape_of_any_section(types: MeasureTypes, shape: dict[str, object]) -> None:
    assert all_well_said(faults_in(flow(shape), types))
