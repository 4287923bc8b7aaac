"""Definitions that are no proper YAML, or YAML that the language refuses."""

# ruff: noqa: E501 -- a message stands in one line, as a reader sees it

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml

from satindex.survey import parsing

BROKEN: dict[str, tuple[str, tuple[str, ...]]] = {
    "key written twice": (
        """\
survey: a
items:
  Q1: {scale: agree5}
  Q2: {scale: agree5}
  Q1: {scale: agree7}
""",
        ("5: items.Q1: This key is written twice: here and in line 3.",),
    ),
    "tag that would call a program": (
        """\
survey: !!python/object/apply:os.system [echo pwned]
""",
        ("1: survey: The tag '!!python/object/apply:os.system' is not read. If it is a text, quote it.",),
    ),
    "tag of the file's own": (
        """\
survey: !secret x
""",
        ("1: survey: The tag '!secret' is not read. If it is a text, quote it.",),
    ),
    "anchor and alias": (
        """\
items:
  Q1: &base {scale: agree5}
  Q2: *base
""",
        (
            "2: items.Q1: Anchors and aliases such as '&base' are not read. If it is a text, quote it.",
            "3: items.Q2: Anchors and aliases such as '*base' are not read. If it is a text, quote it.",
        ),
    ),
    "merge key": (
        """\
items:
  Q1: {<<: {scale: agree5}, reverse: true}
""",
        ("2: items.Q1: Merge keys '<<' are not read. Write the keys out.",),
    ),
    "tab as indentation": (
        "items:\n\tQ1: {scale: agree5}\n",
        ("2: A tab stands where only blanks may stand.",),
    ),
    "two documents": (
        """\
survey: a
---
survey: b
""",
        ("2: A second document begins here. One file holds one survey.",),
    ),
    "empty file": (
        "",
        ("1: The file is empty.",),
    ),
    "only comments": (
        """\
# nothing here
""",
        ("1: The file is empty.",),
    ),
    "a list": (
        """\
- a
- b
""",
        ("1: This is no survey definition: keys such as survey:, items: and measures: are expected.",),
    ),
    "one word": (
        """\
hello
""",
        ("1: This is no survey definition: keys such as survey:, items: and measures: are expected.",),
    ),
    "control character": (
        "survey: a\nitems: \x00\n",
        ("2: The file holds the control character U+0000.",),
    ),
    "list as key": (
        """\
survey: a
? [a, b]
: c
""",
        ("2: A key must be a plain text. Put the whole text in quotes: '…'.",),
    ),
    "key without value": (
        """\
survey: a
items:
  Q1:
    scale: agree5
    column:
""",
        (
            "5: items.Q1.column: This key has no value. Write a value or remove the key; a text that holds a comma or a colon must be quoted.",
        ),
    ),
    "key without a name": (
        """\
survey: a
: b
""",
        ("2: This line does not fit the lines above it: look at its indentation.",),
    ),
    "empty list entry": (
        """\
survey: a
missing:
  - x
  -
""",
        ("4: missing[1]: This entry is empty.",),
    ),
    "bracket never closed": (
        """\
survey: a
missing: [x, y
items: {}
""",
        ("2: A [ … ] is not closed, or a comma or quotation mark is missing in it.",),
    ),
    "brace never closed": (
        """\
survey: a
respondent: {id: x
items: {}
""",
        ("2: A { … } is not closed, or a comma or quotation mark is missing in it.",),
    ),
    "quotation mark never closed": (
        """\
survey: a
title: 'Our survey
items: {}
""",
        ("2: A quotation mark is opened and never closed.",),
    ),
    "indentation": (
        """\
survey: a
items:
  Q1: {scale: agree5}
 Q2: {scale: agree5}
""",
        ("4: This line does not fit the lines above it: look at its indentation.",),
    ),
    "no colon": (
        """\
survey: a
items
missing: x
""",
        ("3: A key without ':' and a value.",),
    ),
    "unknown escape": (
        'survey: a\ntitle: "C:\\new\\q"\n',
        ("2: There is an unknown \\ sign inside double quotes.",),
    ),
    "bracket too much": (
        """\
survey: a
missing: ]
""",
        ("2: A value is missing, or a bracket is not closed.",),
    ),
    "list in a line of its key": (
        """\
survey: a
missing: - x
""",
        ("2: A list entry '- ' must begin its own line; a '-' that is a text must be quoted.",),
    ),
    "full-width colon": (
        """\
survey：postal
items: {}
""",
        ("1: After a key comes ': ', a half-width colon and a blank.",),
    ),
    "full-width colon further down": (
        """\
survey: postal
items:
  Q1:
    scale：agree5
    reverse: true
""",
        ("4: After a key comes ': ', a half-width colon and a blank.",),
    ),
    "full-width colon in braces": (
        """\
items:
  Q1: {scale：agree5}
""",
        ("2: items.Q1.scale：agree5: This key has no value. After a key comes ': ', a half-width colon and a blank.",),
    ),
    "no blank after the colon": (
        """\
items:
  Q1: {scale:agree5}
""",
        ("2: items.Q1.scale:agree5: This key has no value. After a key comes ': ', a half-width colon and a blank.",),
    ),
    "text that begins with a star": (
        """\
missing: [*, x]
""",
        ("1: A text that begins with * or & must be quoted.",),
    ),
    "YAML of the future": (
        """\
%YAML 3.0
---
survey: a
""",
        ("1: This version of YAML is not known.",),
    ),
    "column with a colon": (
        """\
items:
  Q1:
    scale: agree5
    column: Question: how was it?
""",
        ("4: items.Q1.column: 'Question: how was it?' is not quoted. Put the whole text in quotes: '…'.",),
    ),
    "column with a colon in braces": (
        """\
items:
  Q1: {column: Question: how was it?, scale: agree5}
""",
        ("2: items.Q1.column: 'Question: how was it?' is not quoted. Put the whole text in quotes: '…'.",),
    ),
    "column that begins with a bracket": (
        """\
items:
  Q1:
    column: [1] How was it?
    scale: agree5
""",
        ("3: items.Q1.column: '[1] How was it?' is not quoted. Put the whole text in quotes: '…'.",),
    ),
    "column with brackets in braces": (
        """\
items:
  Q1: {scale: agree5, column: How was it [now]?}
""",
        ("2: items.Q1.column: 'How was it [now]?' is not quoted. Put the whole text in quotes: '…'.",),
    ),
    "column that begins with a sign": (
        """\
items:
  Q1:
    column: '@home'
    scale: agree5
  Q2:
    column: @work
    scale: agree5
""",
        ("6: items.Q2.column: '@work' is not quoted. Put the whole text in quotes: '…'.",),
    ),
    "column with a #": (
        """\
items:
  Q1:
    scale: count
    column: Visits # per year
""",
        (
            "4: items.Q1.column: Everything after ' #' is a comment and not part of the text. Put the whole text in quotes; before a comment put two blanks.",
        ),
    ),
    "column with a # in braces": (
        """\
items:
  Q1: {scale: count, column: Visits # per year}
""",
        ("2: items.Q1.column: 'Visits # per year' is not quoted. Put the whole text in quotes: '…'.",),
    ),
    "text with a comma in braces": (
        """\
items:
  Q1: {scale: agree5, text: All in all, very good}
""",
        (
            "2: items.Q1.very good: This key has no value. Write a value or remove the key; a text that holds a comma or a colon must be quoted.",
        ),
    ),
    "text that begins with a quotation": (
        """\
items:
  Q1:
    scale: agree5
    text: "Very" good
""",
        ("4: items.Q1.text: '\"Very\" good' is not quoted. Put the whole text in quotes: '…'.",),
    ),
    "column that is a list": (
        """\
items:
  Q1:
    scale: agree5
    column: [Q1]
""",
        ("4: items.Q1.column: One text is expected here, not a list or a block. If it is one text, put it in quotes.",),
    ),
    "several unquoted texts and a typing error": (
        """\
items:
  Q1: {column: A: one, scale: agree5}
  Q2: {column: B: two, scale: agre5}
  Q3: {column: C: three, scale: agree5}
""",
        (
            "2: items.Q1.column: 'A: one' is not quoted. Put the whole text in quotes: '…'.",
            "3: items.Q2.column: 'B: two' is not quoted. Put the whole text in quotes: '…'.",
            "3: items.Q2.scale: There is no scale 'agre5'. Did you mean 'agree5'?",
            "4: items.Q3.column: 'C: three' is not quoted. Put the whole text in quotes: '…'.",
        ),
    ),
}
CHINESE: dict[str, tuple[str, ...]] = {
    "key written twice": ("5: items.Q1: 此键写了两次：此处和第 3 行。",),
    "full-width colon": ("1: 键后应为半角冒号加空格“: ”。",),
    "full-width colon in braces": ("2: items.Q1.scale：agree5: 此键没有值。 键后应为半角冒号加空格“: ”。",),
    "column with a colon": ("4: items.Q1.column: “Question: how was it?”没有加引号。 请用引号把整段文本括起来：'…'。",),
    "text with a comma in braces": (
        "2: items.Q1.very good: 此键没有值。 请填写值或删除该键；含逗号或冒号的文本须加引号。",
    ),
    "several unquoted texts and a typing error": (
        "2: items.Q1.column: “A: one”没有加引号。 请用引号把整段文本括起来：'…'。",
        "3: items.Q2.column: “B: two”没有加引号。 请用引号把整段文本括起来：'…'。",
        "3: items.Q2.scale: 没有量表“agre5”。 是否应为“agree5”？",
        "4: items.Q3.column: “C: three”没有加引号。 请用引号把整段文本括起来：'…'。",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_message(name: str, faults_of: Callable[..., list[str]]) -> None:
    text, messages = BROKEN[name]
    assert faults_of(text) == list(messages)


@pytest.mark.parametrize("name", CHINESE)
def test_message_in_chinese(name: str, faults_of: Callable[..., list[str]]) -> None:
    assert faults_of(BROKEN[name][0], "zh") == list(CHINESE[name])


def test_without_the_c_parser(monkeypatch: pytest.MonkeyPatch, faults_of: Callable[..., list[str]]) -> None:
    monkeypatch.setattr(parsing, "LOADER", yaml.SafeLoader)
    for text, messages in BROKEN.values():
        assert faults_of(text) == list(messages)
