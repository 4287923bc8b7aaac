"""The published JSON Schema accepts what satindex accepts, and marks what an editor can mark."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from satindex.survey.kinds import MeasureTypes
from satindex.survey.load import parse_survey
from satindex.survey.presets import READY
from satindex.survey.schema import json_schema

GOOD = """\
survey: 2026
title: {zh: 满意度}
language: zh
respondent: {id: 1, segments: [branch, age], wave: {year: {order: [2025, 2026]}}}
scales:
  a: {points: [1, 5], labels: {zh: [1分, 2分, 3分, 4分, 5分]}, missing: 9}
  b: {codes: {No: 0, Yes: 1, 1.5: "2"}}
  c: {points: 0..10, labels: {0: Never, 10: Always}}
missing: [N/A, true, 99]
items:
  Q1..Q4: {question: 3, scale: a}
  Q2: {reverse: yes, text: Two}
  N: {scale: 0..10, column: 7}
where: {branch: [A, 1], age: {at_least: "18"}, sex: f}
derive: {band: {from: age, bands: [18, 26.5]}, region: {from: city, merge: {east: [上海], west: 成都}}}
measures:
  quality: {type: gap, title: Quality, dimensions: {d: {perceived: Q1..Q2, expected: [Q3, Q4], weight: {item: N}}}}
  index: {type: composite, components: {a: {items: [Q1, Q2], anchors: [0, 12], weight: 0.5}}}
  one: {type: single, item: N}
models: {m: {outcome: N, predictors: quality.*, family: ols}}
"""
BROKEN = [
    "titel: x",
    "items: {Q1: {scal: agree5}}",
    "items: {Q1: {scale: agree5, reverse: maybe}}",
    "items: [Q1]",
    "scales: {a: {points: [1, b]}}",
    "scales: {a: {codes: {x: one}}}",
    "unknown: ignore",
    "where: {a: {atleast: 3}}",
    "derive: {a: {bands: [1]}}",
    "measures: {m: {item: Q1}}",
    "measures: {m: {type: singel, item: Q1}}",
    "measures: {m: {type: single}}",
    "measures: {m: {type: single, items: Q1}}",
    "measures: {m: {type: composite, components: {a: {items: Q1, weight: -1}}}}",
    "models: {m: {predictors: [a]}}",
    "models: {m: {outcome: a, family: probit}}",
]


@pytest.fixture(scope="module")
def schema(types: MeasureTypes) -> dict[str, Any]:
    return json_schema(types)


def test_it_is_a_schema(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_good_definition_as_an_editor_types_it(schema: dict[str, Any], types: MeasureTypes) -> None:
    parse_survey(GOOD, "s.yaml", types)
    errors = Draft202012Validator(schema).iter_errors(yaml.safe_load(GOOD))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_definition_is_marked(text: str, schema: dict[str, Any]) -> None:
    assert not Draft202012Validator(schema).is_valid(yaml.safe_load(text))


def test_an_editor_offers_types_and_scales(schema: dict[str, Any], types: MeasureTypes) -> None:
    kinds = schema["properties"]["measures"]["additionalProperties"]["properties"]["type"]
    assert kinds["enum"] == list(types.names())
    assert schema["$defs"]["ItemKeys"]["properties"]["scale"]["anyOf"][0] == {"enum": list(READY)}


def test_every_key_of_the_language_is_described_in_both_languages(schema: dict[str, Any]) -> None:
    parts = [schema, *(part for name, part in schema["$defs"].items() if name.endswith("Keys") and "-" not in name)]
    for part in parts:
        for key, described in part["properties"].items():
            assert " · " in described["description"], key
