"""What a YAML syntax error means in plain words, and how an unquoted text is mended so that reading can go on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yaml import MarkedYAMLError

from satindex.language import Words

TEXT_KEYS = ("text", "column", "question", "title", "en", "zh")
_BLOCK_VALUE = re.compile(r"^(?P<before>\s*(?:-\s+)?[^\s:#{\[\"'][^:#{\[\"']*:[ ]+)(?P<value>\S.*?)(?P<after>\s*)$")
_FLOW_VALUE = re.compile(
    r"(?P<before>[{,]\s*(?:text|column|question|title|en|zh):[ ]+)"
    r"(?P<value>[^\s\"'{,}].*?)(?P<after>,\s*[\w-]+:[ ]|\s*\}[\s}]*$)"
)
_WIDE_COLON = re.compile(r"^\s*[^\s:：'\"#{\[]+：(?!.*: )")
_LONGEST_LINE = 2000
_TROUBLE = re.compile(r"^[\[{&*!|>%@`\"']|: |:$| #|[\[\]{}]|^- ")


@dataclass(frozen=True)
class Mended:
    """A definition's text with one value quoted, and that value's line (from 1) and words."""

    text: str
    line: int
    value: str


_MEANINGS = (
    ("tab", Words("A tab stands where only blanks may stand.", "此处只能用空格，不能用制表符（Tab）。")),
    (
        "alphabetic or numeric",
        Words("A text that begins with * or & must be quoted.", "以 * 或 & 开头的文本须加引号。"),
    ),
    ("unknown escape", Words("There is an unknown \\ sign inside double quotes.", "双引号内有无法识别的 \\ 转义。")),
    ("document start", Words("A second document begins here.", "此处开始了第二个文档。")),
    ("incompatible", Words("This version of YAML is not known.", "不支持此 YAML 版本。")),
    ("end of stream", Words("A quotation mark is opened and never closed.", "引号没有闭合。")),
    (
        "mapping values",
        Words(
            "A second ': ' stands in one line, or a line is indented too far.", "一行中出现了第二个“: ”，或缩进过深。"
        ),
    ),
    (
        "sequence entries",
        Words(
            "A list entry '- ' must begin its own line; a '-' that is a text must be quoted.",
            "列表项“- ”必须另起一行；作为文本的“-”须加引号。",
        ),
    ),
    ("find expected ':'", Words("A key without ':' and a value.", "键后缺少“:”和值。")),
    (
        "cannot start",
        Words("A text can't begin with this sign unless it is quoted.", "未加引号的文本不能以此符号开头。"),
    ),
    (
        "or '}'",
        Words(
            "A { … } is not closed, or a comma or quotation mark is missing in it.",
            "{ … } 没有闭合，或其中缺少逗号或引号。",
        ),
    ),
    (
        "or ']'",
        Words(
            "A [ … ] is not closed, or a comma or quotation mark is missing in it.",
            "[ … ] 没有闭合，或其中缺少逗号或引号。",
        ),
    ),
    ("node content", Words("A value is missing, or a bracket is not closed.", "缺少值，或括号没有闭合。")),
    (
        "find expected key",
        Words("This line does not fit the lines above it: look at its indentation.", "此行与上文不符：请检查缩进。"),
    ),
    ("'-' indicator", Words("A list ends here without its entries lining up.", "列表各项没有对齐。")),
    (
        "block end",
        Words("This line does not fit the lines above it: look at its indentation.", "此行与上文不符：请检查缩进。"),
    ),
)
_UNREADABLE = Words("This can't be read as YAML.", "无法按 YAML 读取。")
WIDE_COLON = Words("After a key comes ': ', a half-width colon and a blank.", "键后应为半角冒号加空格“: ”。")
QUOTE_IT = Words("Put the whole text in quotes: '…'.", "请用引号把整段文本括起来：'…'。")


def meaning(error: MarkedYAMLError, lines: list[str]) -> tuple[int, int, Words]:
    """Return where a YAML error really is (line from 1, column from 0; -1 = the whole line), and plain words for it."""
    line, column = _place(error, lines)
    wide = next((number for number in (line - 1, line) if number and _WIDE_COLON.match(lines[number - 1])), None)
    if wide is not None:
        return wide, column, WIDE_COLON
    problem = error.problem or ""
    there = lines[line - 1][column : column + 1] if column >= 0 else ""
    if there == "\t" or "tab character" in problem:
        return line, column, _MEANINGS[0][1]
    for sign, words in _MEANINGS[1:]:
        if sign in problem:
            return line, column, words
    return line, column, _UNREADABLE


def _place(error: MarkedYAMLError, lines: list[str]) -> tuple[int, int]:
    """A bracket or a quotation mark that is never closed is only noticed further down: it is where it was opened."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return 1, -1
    opened = error.context_mark
    above = opened is not None and opened.line < mark.line
    unclosed = any(sign in (error.problem or "") for sign in ("or '}'", "or ']'", "end of stream"))
    if opened is not None and above and unclosed and _begins_a_line(lines, mark.line, mark.column):
        return opened.line + 1, -1
    return (mark.line + 1, mark.column) if mark.line < len(lines) else (max(len(lines), 1), -1)


def _begins_a_line(lines: list[str], line: int, column: int) -> bool:
    return line >= len(lines) or not any(sign in lines[line][:column].strip() for sign in " ,{[")


def mended(lines: list[str], line: int, column: int) -> Mended | None:
    """Return the text with the unquoted value of `line` quoted; None where no such value is the trouble."""
    if line > len(lines) or len(lines[line - 1]) > _LONGEST_LINE:
        return None
    written = lines[line - 1]
    found = _value_at(written, column)
    if found is None:
        return None
    value = found["value"].replace("'", "''")
    fixed = written[: found.start("value")] + f"'{value}'" + written[found.end("value") :]
    return Mended("".join([*lines[: line - 1], fixed, *lines[line:]]), line, found["value"])


def _value_at(written: str, column: int) -> re.Match[str] | None:
    for found in _FLOW_VALUE.finditer(written):
        inside = column < 0 or found.start("value") <= column <= found.end("value")
        if inside and _TROUBLE.search(found["value"]):
            return found
    block = _BLOCK_VALUE.match(written)
    return block if block and _TROUBLE.search(block["value"]) and _may_be_a_text(block) else None


def _may_be_a_text(block: re.Match[str]) -> bool:
    """A value that begins with a bracket or a quotation mark is a text only under a key that holds texts."""
    value, key = block["value"], block["before"].strip(" -").rstrip(": ")
    if value.startswith(("{", "'")) or (value.startswith('"') and value.endswith('"')):
        return False
    return key in TEXT_KEYS or not value.startswith(tuple('[]}"-|>'))
