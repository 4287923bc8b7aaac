"""From YAML text to a tree: nothing is typed, nothing is evaluated, everything keeps its line."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from satindex.language import Words
from satindex.survey.faults import Faults
from satindex.survey.tree import Block, Listing, Node, Path, Text, find_text, shown
from satindex.survey.yaml_faults import QUOTE_IT, TEXT_KEYS, WIDE_COLON, Mended, meaning, mended

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LARGEST = 2_000_000
DEEPEST = 20
_MOST_MENDED = 200
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COMMENT = re.compile(r" #")
_EMPTY_HINT = Words(
    "Write a value or remove the key; a text that holds a comma or a colon must be quoted.",
    "请填写值或删除该键；含逗号或冒号的文本须加引号。",
)


class _Stop(Exception):  # noqa: N818 -- not an error: reading ends here, the fault is noted
    pass


def read_text(raw: bytes, faults: Faults) -> str | None:
    """Return the text of a file's bytes; None, and a fault, where they are not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = Words("The file is not UTF-8.", "文件不是 UTF-8 编码。")
        faults.add((), what, Words("Save it as UTF-8.", "请另存为 UTF-8。"), line)
        return None


def read_tree(text: str, faults: Faults) -> Node | None:
    """Return the tree of a YAML text; None, and a fault, where it can't be read.

    An unquoted text that breaks the syntax is a fault, but is then read as if it had been quoted, so that the
    rest of the file is checked in the same run.
    """
    text = text.removeprefix("\ufeff")
    if not _readable(text, faults):
        return None
    all_mended: list[Mended] = []
    while True:
        attempt = Faults(faults.file)
        try:
            root = _Builder(text, attempt).document()
        except yaml.MarkedYAMLError as error:
            lines = text.splitlines(keepends=True)
            line, column, words = meaning(error, lines)
            again = mended(lines, line, column) if len(all_mended) < _MOST_MENDED else None
            if again is not None:
                all_mended.append(again)
                text = again.text
                continue
            attempt.add((), words, line=line)
            root = None
        except _Stop:
            root = None
        return _finish(attempt, faults, root, all_mended)


def _finish(attempt: Faults, faults: Faults, root: Node | None, all_mended: list[Mended]) -> Node | None:
    faults.root = root
    for each in all_mended:
        value = shown(each.value)
        what = Words(f"'{value}' is not quoted.", f"“{value}”没有加引号。")
        faults.add(find_text(root, each.value, each.line), what, QUOTE_IT, each.line)
    faults.take(attempt)
    return root


def _readable(text: str, faults: Faults) -> bool:
    if len(text) > LARGEST:
        size = f"{LARGEST:,}"
        faults.add((), Words(f"The file is longer than {size} characters.", f"文件超过 {size} 个字符。"), line=1)
        return False
    odd = _UNPRINTABLE.search(text)
    if odd:
        line, code = text.count("\n", 0, odd.start()) + 1, f"U+{ord(odd[0]):04X}"
        what = Words(f"The file holds the control character {code}.", f"文件含有控制字符 {code}。")
        faults.add((), what, line=line)
    elif not text.strip():
        faults.add((), Words("The file is empty.", "文件为空。"), line=1)
    return not odd and bool(text.strip())


class _Builder:
    """Builds the tree of one document from the parser's events."""

    def __init__(self, text: str, faults: Faults) -> None:
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=LOADER))
        self._lines = text.splitlines()
        self._faults = faults

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    what = Words("A second document begins here.", "此处开始了第二个文档。")
                    self._faults.add(
                        (), what, Words("One file holds one survey.", "一个文件只能有一份问卷定义。"), _line(event)
                    )
                    return root
                root = self._node(next(self._events), ())
        if root is None:
            self._faults.add((), Words("The file is empty.", "文件为空。"), line=1)
        return root

    def _node(self, event: yaml.Event, path: Path) -> Node:
        self._refuse(event, path)
        if len(path) > DEEPEST:
            what = Words(f"Nested more than {DEEPEST} levels deep.", f"嵌套超过 {DEEPEST} 层。")
            self._faults.add((), what, line=_line(event))
            raise _Stop
        if isinstance(event, yaml.MappingStartEvent):
            return self._block(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._listing(event, path)
        return Text(event.value if isinstance(event, yaml.ScalarEvent) else "", _line(event))

    def _block(self, start: yaml.Event, path: Path) -> Block:
        values: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, path)
            value_event = next(self._events)
            below = (*path, key or "?")
            self._refuse_value(key, value_event, below)
            value = self._node(value_event, below)
            if key in values:
                self._twice(below, _line(event), lines[key])
            elif key is not None:
                values[key], lines[key] = value, _line(event)
        return Block(values, lines, _line(start))

    def _listing(self, start: yaml.Event, path: Path) -> Listing:
        entries: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            below = (*path, len(entries))
            if _is_empty(event):
                self._faults.add(below, Words("This entry is empty.", "此项为空。"), line=_line(event))
            entries.append(self._node(event, below))
        return Listing(tuple(entries), _line(start))

    def _key(self, event: yaml.Event, path: Path) -> str | None:
        if not isinstance(event, yaml.ScalarEvent):
            if not isinstance(event, yaml.AliasEvent):
                self._node(event, (*path, "?"))
            what = Words("A key must be a plain text.", "键必须是普通文本。")
            self._faults.add(path, what, QUOTE_IT, _line(event))
            return None
        self._refuse(event, (*path, event.value))
        if event.value == "<<" and not event.style:
            what = Words("Merge keys '<<' are not read.", "不支持合并键“<<”。")
            self._faults.add(path, what, Words("Write the keys out.", "请逐一写出各键。"), _line(event))
            return None
        if not event.value:
            self._faults.add(path, Words("A key has no name.", "键没有名称。"), line=_line(event))
        return event.value or None

    def _refuse(self, event: yaml.Event, path: Path) -> None:
        tag, anchor = getattr(event, "tag", None), getattr(event, "anchor", None)
        line = _line(event)
        if tag is not None:
            said = shown(tag.replace("tag:yaml.org,2002:", "!!"))
            what = Words(f"The tag '{said}' is not read.", f"不支持标签“{said}”。")
            self._faults.add(path, what, Words("If it is a text, quote it.", "如果是文本，请加引号。"), line)
        if anchor is not None:
            said = shown(("*" if isinstance(event, yaml.AliasEvent) else "&") + anchor)
            what = Words(f"Anchors and aliases such as '{said}' are not read.", f"不支持“{said}”这样的锚点和别名。")
            self._faults.add(path, what, Words("If it is a text, quote it.", "如果是文本，请加引号。"), line)

    def _refuse_value(self, key: str | None, event: yaml.Event, path: Path) -> None:
        if key is None or not isinstance(event, yaml.ScalarEvent) or event.style:
            return
        if _is_empty(event):
            hint = WIDE_COLON if ":" in key or "：" in key else _EMPTY_HINT
            self._faults.add(path, Words("This key has no value.", "此键没有值。"), hint, _line(event))
        if key in TEXT_KEYS and _COMMENT.match(self._after(event)):
            what = Words(
                "Everything after ' #' is a comment and not part of the text.", "“ #”之后的内容是注释，不属于文本。"
            )
            hint = Words(
                "Put the whole text in quotes; before a comment put two blanks.",
                "请给整段文本加引号；注释前请留两个空格。",
            )
            self._faults.add(path, what, hint, _line(event))

    def _after(self, event: yaml.Event) -> str:
        """Return what stands in the line after a scalar."""
        mark = event.end_mark
        return self._lines[mark.line][mark.column :] if mark and mark.line < len(self._lines) else ""

    def _twice(self, path: Path, line: int, first: int) -> None:
        what = Words(f"This key is written twice: here and in line {first}.", f"此键写了两次：此处和第 {first} 行。")
        self._faults.add(path, what, line=line)


def _is_empty(event: yaml.Event) -> bool:
    return (
        isinstance(event, yaml.ScalarEvent)
        and event.value == ""
        and not event.style
        and event.tag is None
        and event.anchor is None
    )


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
