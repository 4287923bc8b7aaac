"""Definitions whose keys or values are not as they should be."""

# ruff: noqa: E501 -- a message stands in one line, as a reader sees it

from __future__ import annotations

from collections.abc import Callable

import pytest

BROKEN: dict[str, tuple[str, tuple[str, ...]]] = {
    "unknown key": (
        """\
titel: x
""",
        ("1: titel: There is no such key. Did you mean 'title'?",),
    ),
    "unknown key of an item": (
        """\
items:
  Q1: {scale: agree5, revers: true}
""",
        ("2: items.Q1.revers: There is no such key. Did you mean 'reverse'?",),
    ),
    "unknown key of the respondent": (
        """\
respondent: {weigth: w}
""",
        ("1: respondent.weigth: There is no such key. Did you mean 'weight'?",),
    ),
    "a text where keys are expected": (
        """\
items: Q1
""",
        ("1: items: A block of keys is expected here: {…: …}.",),
    ),
    "a list where keys are expected": (
        """\
scales: [agree5]
""",
        ("1: scales: A block of keys is expected here: {…: …}.",),
    ),
    "unknown language": (
        """\
language: mother tongue
""",
        ("1: language: 'mother tongue' is not a language such as zh or en.",),
    ),
    "unknown choice": (
        """\
unknown: ignore
""",
        ("1: unknown: 'ignore' is not one of: error, missing.",),
    ),
    "neither true nor false": (
        """\
items:
  Q1: {scale: agree5, reverse: maybe}
""",
        ("2: items.Q1.reverse: 'maybe' is neither true nor false.",),
    ),
    "segment listed twice": (
        """\
respondent: {segments: [branch, age, branch]}
""",
        ("1: respondent.segments: 'branch' is listed twice.",),
    ),
    "two waves": (
        """\
respondent: {wave: {year: {}, month: {}}}
""",
        ("1: respondent: Only one column can be the wave: wave: COLUMN or wave: {COLUMN: {order: […]}}.",),
    ),
    "points upside down": (
        """\
scales:
  a: {points: [7, 1]}
""",
        ("2: scales.a.points: The low end 7 must be below the high end 1.",),
    ),
    "points that are not whole": (
        """\
scales:
  a: {points: [1, 5.5]}
""",
        ("2: scales.a.points[1]: '5.5' is not a whole number.",),
    ),
    "three points": (
        """\
scales:
  a: {points: [1, 2, 3]}
""",
        ("2: scales.a.points: At most 2 entries are allowed, not 3.",),
    ),
    "points without end": (
        """\
scales:
  a: {points: [0, 1e999]}
""",
        ("2: scales.a.points[1]: '1e999' is not a whole number.",),
    ),
    "points of many digits": (
        """\
scales:
  a: {points: [1, 99999999999]}
""",
        ("2: scales.a.points: A point is too large; use the scale 'number'.",),
    ),
    "too many points": (
        """\
scales:
  a: {points: [0, 100000]}
""",
        ("2: scales.a.points: A scale has at most 1001 points; use the scale 'number'.",),
    ),
    "neither points nor codes": (
        """\
scales:
  a: {missing: [9]}
""",
        ("2: scales.a: A scale has either points or codes.",),
    ),
    "points and codes": (
        """\
scales:
  a: {points: [1, 2], codes: {x: 1}}
""",
        ("2: scales.a: A scale has either points or codes.",),
    ),
    "no codes": (
        """\
scales:
  a: {codes: {}}
""",
        ("2: scales.a: A scale needs at least one code.",),
    ),
    "codes that are not numbers": (
        """\
scales:
  a: {codes: {x: one, y: nan, z: 1e999}}
""",
        (
            "2: scales.a.codes.x: 'one' is not a number.",
            "2: scales.a.codes.y: 'nan' is not a finite number.",
            "2: scales.a.codes.z: '1e999' is not a finite number.",
        ),
    ),
    "one number with two scores": (
        """\
scales:
  a: {codes: {1: 0, 1.0: 5}}
""",
        ("2: scales.a.codes.1.0: '1.0' is the same number as '1', with another score.",),
    ),
    "too few labels": (
        """\
scales:
  a: {points: [1, 5], labels: {zh: [差, 好]}}
""",
        ("2: scales.a.labels.zh: There are 2 labels for 5 points.",),
    ),
    "label of no point": (
        """\
scales:
  a: {points: [1, 5], labels: {en: {1: Bad, 6: Good}}}
""",
        ("2: scales.a.labels.en.6: '6' is not a point of this scale.",),
    ),
    "label of no code": (
        """\
scales:
  a: {codes: {1: 0, 2: 1}, labels: {en: {1: No, 3: Yes}}}
""",
        ("2: scales.a.labels.en.3: '3' is not a point of this scale.",),
    ),
    "one label for two points": (
        """\
scales:
  a: {points: [1, 3], labels: [Bad, Good, good]}
""",
        ("2: scales.a.labels.en: 'good' is the label of two points: 2 and 3.",),
    ),
    "labels of another kind": (
        """\
scales:
  a: {points: [1, 3], labels: Bad}
""",
        (
            "2: scales.a.labels: Labels are a list from low to high, or such a list for each language: {en: […], zh: […]}.",
        ),
    ),
    "missing code that is a point": (
        """\
scales:
  a: {points: [1, 5], missing: [5]}
""",
        ("2: scales.a.missing: '5' means no answer and is also an answer of the scale 'a'.",),
    ),
    "missing code that is a code": (
        """\
scales:
  a: {codes: {No: 0, Yes: 1}, missing: [No]}
""",
        ("2: scales.a.missing: 'No' means no answer and is also an answer of the scale 'a'.",),
    ),
    "condition without anything": (
        """\
where: {branch: {}}
""",
        ("1: where.branch: A condition has values, or at_least and at_most.",),
    ),
    "condition upside down": (
        """\
where: {age: {at_least: 60, at_most: 18}}
""",
        ("1: where.age: The bound at_least is above at_most.",),
    ),
    "condition that is no number": (
        """\
where: {age: {at_least: old}}
""",
        ("1: where.age.at_least: 'old' is not a number.",),
    ),
    "condition with an unknown key": (
        """\
where: {age: {atleast: 18}}
""",
        ("1: where.age.atleast: There is no such key. Did you mean 'at_least'?",),
    ),
    "bands that do not ascend": (
        """\
derive: {band: {from: age, bands: [18, 36, 26]}}
""",
        ("1: derive.band: The bands must ascend: 26 follows 36.",),
    ),
    "bands and merge": (
        """\
derive: {band: {from: age, bands: [18], merge: {a: [b]}}}
""",
        ("1: derive.band: A derived column has either bands or merge.",),
    ),
    "derived from nothing": (
        """\
derive: {band: {bands: [18, 26]}}
""",
        ("1: derive.band.from: This key is required and not there.",),
    ),
    "merged twice": (
        """\
derive: {region: {from: city, merge: {east: [上海], west: [成都, 上海]}}}
""",
        ("1: derive.region: The answer '上海' is merged twice: into 'east' and 'west'.",),
    ),
    "derived from itself": (
        """\
derive: {age: {from: age, bands: [18]}}
""",
        (
            "1: derive.age.from: 'age' is a derived column that does not exist yet here. Write it above this one, or give one of them another name.",
        ),
    ),
    "derived from a later one": (
        """\
derive:
  b: {from: a, merge: {x: [y]}}
  a: {from: c, bands: [1]}
""",
        (
            "2: derive.b.from: 'a' is a derived column that does not exist yet here. Write it above this one, or give one of them another name.",
        ),
    ),
    "measure without a type": (
        """\
measures:
  m: {item: Q1}
""",
        ("2: measures.m: A measure needs a type. There are: composite, gap, single.",),
    ),
    "measure of unknown type": (
        """\
measures:
  m: {type: singel, item: Q1}
""",
        ("2: measures.m.type: There is no type of measure 'singel'. Did you mean 'single'?",),
    ),
    "measure that is a text": (
        """\
measures:
  m: gap
""",
        ("2: measures.m: A block of keys is expected here: {…: …}.",),
    ),
    "measure without its keys": (
        """\
measures:
  m: {type: single}
""",
        ("2: measures.m.item: This key is required and not there.",),
    ),
    "negative weight": (
        """\
items:
  Q1: {scale: agree5}
measures:
  m: {type: composite, components: {a: {items: Q1, weight: -1}}}
""",
        ("4: measures.m.components.a.weight: -1 is not allowed: it must be 0 or more.",),
    ),
    "anchors that are not numbers": (
        """\
items:
  Q1: {scale: agree5}
measures:
  m: {type: composite, components: {a: {items: Q1, anchors: [low, inf]}}}
""",
        (
            "4: measures.m.components.a.anchors[0]: 'low' is not a number.",
            "4: measures.m.components.a.anchors[1]: 'inf' is not a finite number.",
        ),
    ),
    "weight of neither kind": (
        """\
items:
  Q1: {scale: agree5}
measures:
  m: {type: gap, dimensions: {a: {perceived: Q1, weight: [1]}}}
""",
        ("4: measures.m.dimensions.a.weight: '[…]' is not a number.",),
    ),
    "weight by an item, misspelt": (
        """\
items:
  Q1: {scale: agree5}
measures:
  m: {type: gap, dimensions: {a: {perceived: Q1, weight: {itm: Q1}}}}
""",
        (
            "4: measures.m.dimensions.a.weight.item: This key is required and not there.",
            "4: measures.m.dimensions.a.weight.itm: There is no such key. Did you mean 'item'?",
        ),
    ),
    "what a type says itself": (
        """\
items:
  Q1..Q3: {scale: agree5}
measures:
  m: {type: gap, dimensions: {a: {perceived: Q1..Q3, expected: Q1..Q2}}}
""",
        ("4: measures.m.dimensions.a: The two sides differ in length.",),
    ),
    "what a type says of its keys": (
        """\
measures:
  m: {type: gap}
""",
        ("2: measures.m: Needs either dimensions or layout.",),
    ),
    "model without an outcome": (
        """\
models:
  m: {predictors: [x]}
""",
        (
            "2: models.m.outcome: This key is required and not there.",
            "2: models.m.predictors[0]: There is no item or score 'x'.",
        ),
    ),
    "model of an unknown family": (
        """\
items:
  Q1..Q2: {scale: agree5}
models:
  m: {outcome: Q1, predictors: [Q2], family: logistic}
""",
        ("4: models.m.family: 'logistic' is not one of: logit, ordinal, poisson, negative_binomial, ols, cox.",),
    ),
}
CHINESE: dict[str, tuple[str, ...]] = {
    "unknown key": ("1: titel: 没有这个键。 是否应为“title”？",),
    "points upside down": ("2: scales.a.points: 低端 7 必须小于高端 1。",),
    "negative weight": ("4: measures.m.components.a.weight: 不能是 -1：必须不小于 0。",),
    "what a type says itself": ("4: measures.m.dimensions.a: 两侧题数不同。",),
}


@pytest.mark.parametrize("name", BROKEN)
def test_message(name: str, faults_of: Callable[..., list[str]]) -> None:
    text, messages = BROKEN[name]
    assert faults_of(text) == list(messages)


@pytest.mark.parametrize("name", CHINESE)
def test_message_in_chinese(name: str, faults_of: Callable[..., list[str]]) -> None:
    assert faults_of(BROKEN[name][0], "zh") == list(CHINESE[name])
