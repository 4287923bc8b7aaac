"""Definitions that name what does not exist, or disagree with themselves."""

# ruff: noqa: E501 -- a message stands in one line, as a reader sees it

from __future__ import annotations

from collections.abc import Callable

import pytest

BROKEN: dict[str, tuple[str, tuple[str, ...]]] = {
    "no such scale": (
        """\
items:
  Q1: {scale: agre5}
""",
        ("2: items.Q1.scale: There is no scale 'agre5'. Did you mean 'agree5'?",),
    ),
    "no such scale, nothing like it": (
        """\
items:
  Q1: {scale: Zustimmung}
""",
        (
            "2: items.Q1.scale: There is no scale 'Zustimmung'. There are: number, count, text, date, multi, rank, agree3..agree11, satisfied3..satisfied11, likely3..likely11, frequency3..frequency11, importance3..importance11, quality3..quality11, kano5, excellent5, yes_no.",
        ),
    ),
    "scale upside down": (
        """\
items:
  Q1: {scale: 10..0}
""",
        ("2: items.Q1.scale: The range '10..0' is not a scale: low..high.",),
    ),
    "no scale": (
        """\
items:
  Q1: {text: What?}
""",
        ("2: items.Q1: No scale is given for this item.",),
    ),
    "a refinement that misses its item": (
        """\
items:
  price1: {scale: agree5}
  pric1: {reverse: true}
""",
        ("3: items.pric1: No scale is given for this item. Did you mean 'price1'?",),
    ),
    "a text can't be reversed": (
        """\
items:
  why: {scale: text, reverse: true}
""",
        ("2: items.why.reverse: The scale 'text' can't be reversed: it has no points.",),
    ),
    "column of a range": (
        """\
items:
  Q1..Q3: {scale: agree5, column: Q}
""",
        (
            "2: items.Q1..Q3.column: A range has no column: it stands for several. Name each item's column, or use question.",
        ),
    ),
    "column and question": (
        """\
items:
  Q1: {scale: agree5, column: Q, question: 3}
""",
        ("2: items.Q1.question: An item has either a column or a question.",),
    ),
    "ranges that disagree": (
        """\
items:
  Q1..Q5: {scale: agree5}
  Q4..Q8: {scale: agree7}
""",
        (
            "3: items.Q4..Q8.scale: 'Q4..Q8' and 'Q1..Q5' disagree on the scale of 'Q4'. Only a single item or a part of a range may change what the range sets.",
        ),
    ),
    "a wider range that disagrees": (
        """\
items:
  Q2..Q3: {scale: agree5}
  Q1..Q5: {scale: agree7}
""",
        (
            "3: items.Q1..Q5.scale: 'Q1..Q5' and 'Q2..Q3' disagree on the scale of 'Q2'. Only a single item or a part of a range may change what the range sets.",
        ),
    ),
    "range with two beginnings": (
        """\
items:
  Q1..P5: {scale: agree5}
""",
        ("2: items.Q1..P5: 'Q1..P5' is not a range: both ends need the same beginning and a number at the end.",),
    ),
    "range that runs backwards": (
        """\
items:
  Q5..Q1: {scale: agree5}
""",
        ("2: items.Q5..Q1: 'Q5..Q1' runs backwards.",),
    ),
    "range without end": (
        """\
items:
  Q1..Q99999999: {scale: agree5}
""",
        ("2: items.Q1..Q99999999: 'Q1..Q99999999' stands for more than 10000 names.",),
    ),
    "range without numbers": (
        """\
items:
  a..z: {scale: agree5}
""",
        ("2: items.a..z: 'a..z' is not a range: both ends need the same beginning and a number at the end.",),
    ),
    "too many items": (
        """\
items:
  A1..A9999: {scale: agree5}
  B1..B9999: {scale: agree5}
  C1..C9999: {scale: agree5}
""",
        ("4: items.C1..C9999: There are more than 20000 items.",),
    ),
    "one column of a question twice": (
        """\
items:
  Q1..Q3: {question: 4, scale: agree5}
  Q4..Q6: {question: 4, scale: agree5}
""",
        ("3: items.Q4..Q6.question: 'Q4' and 'Q1' are both column 1 of question '4'.",),
    ),
    "name with a blank": (
        """\
items:
  my item: {scale: agree5}
""",
        ("2: items.my item: 'my item' is not a name: names have letters of any script, digits, '_' and '-'.",),
    ),
    "name that looks like code": (
        """\
items:
  "__import__('os').system('ls')": {scale: agree5}
""",
        (
            "2: items.__import__('os').system('ls'): '__import__('os').system('ls')' is not a name: names have letters of any script, digits, '_' and '-'.",
        ),
    ),
    "reserved name": (
        """\
items:
  overall: {scale: agree5}
""",
        ("2: items.overall: The name 'overall' is reserved.",),
    ),
    "reserved name of a measure": (
        """\
items:
  Q1: {scale: agree5}
measures:
  items: {type: single, item: Q1}
""",
        ("4: measures.items: The name 'items' is reserved.",),
    ),
    "measure called like an item": (
        """\
items:
  Q1: {scale: agree5}
measures:
  Q1: {type: single, item: Q1}
""",
        ("4: measures.Q1: 'Q1' is already the name of an item.",),
    ),
    "model called like a measure": (
        """\
items:
  Q1..Q2: {scale: agree5}
measures:
  m: {type: single, item: Q1}
models:
  m: {outcome: Q2, predictors: [Q1]}
""",
        ("6: models.m: 'm' is already the name of a measure.",),
    ),
    "derived column called like an item": (
        """\
items:
  Q1: {scale: agree5}
derive:
  Q1: {from: age, bands: [18]}
""",
        ("4: derive.Q1: 'Q1' is already the name of an item.",),
    ),
    "missing code that is a point of the item": (
        """\
items:
  Q1: {scale: 0..10, missing: [10]}
""",
        ("2: items.Q1.missing: '10' means no answer and is also an answer of the scale '0..10'.",),
    ),
    "missing code of the survey that is a label": (
        """\
missing: [不清楚, 一般]
items:
  Q1: {scale: agree5}
""",
        ("1: missing[1]: '一般' means no answer and is also an answer of the scale 'agree5'.",),
    ),
    "no such item": (
        """\
items:
  price: {scale: agree5}
measures:
  m: {type: single, item: prise}
""",
        ("4: measures.m.item: There is no item 'prise'. Did you mean 'price'?",),
    ),
    "no such item, nothing like it": (
        """\
items:
  Q1..Q9: {scale: agree5}
measures:
  m: {type: single, item: value}
""",
        ("4: measures.m.item: There is no item 'value'. There are: Q1..Q9.",),
    ),
    "no such item deep within": (
        """\
items:
  Q1..Q4: {scale: agree5}
measures:
  m:
    type: gap
    dimensions:
      a: {perceived: Q1..Q2, weight: {item: Q11}}
      b:
        perceived:
          - Q3
          - q4
""",
        (
            "7: measures.m.dimensions.a.weight.item: There is no item 'Q11'. Did you mean 'Q1'?",
            "11: measures.m.dimensions.b.perceived[1]: There is no item 'q4'. Did you mean 'Q4'?",
        ),
    ),
    "range that matches nothing": (
        """\
items:
  P1..P4: {scale: agree5}
measures:
  m: {type: composite, components: {a: {items: R1..R4}}}
""",
        ("4: measures.m.components.a.items: The range 'R1..R4' matches no item. There are: P1..P4.",),
    ),
    "range that goes too far": (
        """\
items:
  P1..P4: {scale: agree5}
measures:
  m: {type: composite, components: {a: {items: P3..P6}}}
""",
        ("4: measures.m.components.a.items: The range 'P3..P6' names items that do not exist: P5, P6.",),
    ),
    "range where one item is expected": (
        """\
items:
  P1..P4: {scale: agree5}
measures:
  m: {type: single, item: P1..P2}
""",
        ("4: measures.m.item: There is no item 'P1..P2'. There are: P1..P4.",),
    ),
    "broken range in a measure": (
        """\
items:
  P1..P4: {scale: agree5}
measures:
  m: {type: composite, components: {a: {items: [P1, P2..Q3]}}}
""",
        (
            "4: measures.m.components.a.items: 'P2..Q3' is not a range: both ends need the same beginning and a number at the end.",
        ),
    ),
    "no such outcome": (
        """\
items:
  Q1: {scale: agree5}
measures:
  loyalty: {type: single, item: Q1}
models:
  m: {outcome: loyalti, predictors: [Q1]}
""",
        ("6: models.m.outcome: There is no item or score 'loyalti'. Did you mean 'loyalty'?",),
    ),
    "outcome that is a text": (
        """\
items:
  why: {scale: text}
  Q1: {scale: agree5}
models:
  m: {outcome: why, predictors: [Q1]}
""",
        ("5: models.m.outcome: The item 'why' is not a number: its scale is 'text'.",),
    ),
    "no such score": (
        """\
items:
  Q1..Q2: {scale: agree5}
measures:
  quality: {type: gap, dimensions: {tangibles: {perceived: Q1}}}
models:
  m: {outcome: Q2, predictors: [quality.tangible]}
""",
        ("6: models.m.predictors[0]: There is no item or score 'quality.tangible'. Did you mean 'quality.tangibles'?",),
    ),
    "nothing below a measure": (
        """\
items:
  Q1..Q2: {scale: agree5}
measures:
  quality: {type: gap, dimensions: {tangibles: {perceived: Q1}}}
  nps: {type: single, item: Q1}
models:
  m: {outcome: Q2, predictors: [nps.*, qualiti.*]}
""",
        (
            "7: models.m.predictors[0]: 'nps' has no dimensions or components. There are: quality.*.",
            "7: models.m.predictors[1]: There is no measure 'qualiti'. Did you mean 'quality.*'?",
        ),
    ),
    "a column among the predictors": (
        """\
respondent: {segments: [branch]}
items:
  Q1..Q2: {scale: agree5}
models:
  m: {outcome: Q2, predictors: [Q1, branch]}
""",
        ("5: models.m.predictors[1]: There is no item or score 'branch'. It is a column: name it under controls.",),
    ),
    "predictor named twice": (
        """\
items:
  Q1..Q3: {scale: agree5}
models:
  m: {outcome: Q3, predictors: [Q1..Q2, Q2]}
""",
        ("4: models.m: 'Q2' is named twice in this model.",),
    ),
    "model without predictors": (
        """\
items:
  Q1: {scale: agree5}
models:
  m: {outcome: Q1}
""",
        ("4: models.m: A model needs predictors.",),
    ),
    "clustered errors without a cluster": (
        """\
items:
  Q1..Q2: {scale: agree5}
models:
  m: {outcome: Q1, predictors: [Q2], errors: cluster}
""",
        ("4: models.m.errors: No cluster is declared under respondent.",),
    ),
    "structure and references together": (
        """\
survey: a
languag: zh
items:
  Q1..Q3: {scale: agree5}
  Q4: {scale: agre5, colum: x}
measures:
  one: {type: single, item: Q9}
  two: {type: composite, components: {a: {items: Q1..Q5, weight: heavy}}}
models:
  m: {outcome: Q8, predictors: [one], familly: ols}
""",
        (
            "2: languag: There is no such key. Did you mean 'language'?",
            "5: items.Q4.colum: There is no such key. Did you mean 'column'?",
            "5: items.Q4.scale: There is no scale 'agre5'. Did you mean 'agree5'?",
            "7: measures.one.item: There is no item 'Q9'. There are: Q1..Q3, Q4.",
            "8: measures.two.components.a.items: The range 'Q1..Q5' names items that do not exist: Q5.",
            "8: measures.two.components.a.weight: 'heavy' is not a number.",
            "10: models.m.familly: There is no such key. Did you mean 'family'?",
            "10: models.m.outcome: There is no item or score 'Q8'. There are: Q1..Q3, Q4.",
        ),
    ),
    "reserved name of a dimension": (
        """\
items:
  Q1: {scale: agree5}
measures:
  m: {type: gap, dimensions: {expected: {perceived: Q1}, a.b: {perceived: Q1}}}
""",
        (
            "4: measures.m.dimensions.a.b: 'a.b' is not a name: names have letters of any script, digits, '_' and '-'.",
            "4: measures.m.dimensions.expected: The name 'expected' is reserved.",
        ),
    ),
    "Chinese names": (
        """\
items:
  满意1..满意3: {scale: satisfied5}
measures:
  总体: {type: composite, components: {甲: {items: 满意1..满意4}}}
  推荐: {type: single, item: 满意5}
""",
        (
            "4: measures.总体.components.甲.items: The range '满意1..满意4' names items that do not exist: 满意4.",
            "5: measures.推荐.item: There is no item '满意5'. Did you mean '满意3'?",
        ),
    ),
}
CHINESE: dict[str, tuple[str, ...]] = {
    "no such item": ("4: measures.m.item: 没有题项“prise”。 是否应为“price”？",),
    "range that matches nothing": (
        "4: measures.m.components.a.items: 区间“R1..R4”没有匹配的题项。 可用的有：P1..P4。",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_message(name: str, faults_of: Callable[..., list[str]]) -> None:
    text, messages = BROKEN[name]
    assert faults_of(text) == list(messages)


@pytest.mark.parametrize("name", CHINESE)
def test_message_in_chinese(name: str, faults_of: Callable[..., list[str]]) -> None:
    assert faults_of(BROKEN[name][0], "zh") == list(CHINESE[name])
