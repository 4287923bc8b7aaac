"""A definition as it is written: every scalar a text, everything with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]
_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Text:
    """A scalar as written, its quotes removed."""

    text: str
    line: int


@dataclass(frozen=True)
class Listing:
    """A list, in the order of the file."""

    entries: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Block:
    """A mapping; `lines` holds the line of each key."""

    values: Mapping[str, Node]
    lines: Mapping[str, int]
    line: int


Node = Text | Listing | Block


def as_data(node: Node) -> object:
    """Return the tree as dicts, lists and texts."""
    if isinstance(node, Block):
        return {key: as_data(value) for key, value in node.values.items()}
    if isinstance(node, Listing):
        return [as_data(entry) for entry in node.entries]
    return node.text


def child(node: Node | None, part: str | int) -> Node | None:
    """Return the value under a key or the entry at an index; None where there is none."""
    if isinstance(node, Block) and isinstance(part, str):
        return node.values.get(part)
    if isinstance(node, Listing) and isinstance(part, int) and 0 <= part < len(node.entries):
        return node.entries[part]
    return None


def node_at(root: Node | None, path: Path) -> Node | None:
    """Return the node at `path`; None where there is none."""
    for part in path:
        root = child(root, part)
    return root


def line_of(root: Node | None, path: Path) -> int:
    """Return the line on which the last part of `path` that exists is written."""
    line = root.line if root else 1
    for part in path:
        below = child(root, part)
        if below is None:
            break
        line = root.lines[str(part)] if isinstance(root, Block) else below.line
        root = below
    return line


def find_text(root: Node | None, text: str, line: int) -> Path:
    """Return the path of the scalar `text` on `line`; the empty path where there is none."""
    waiting: list[tuple[Path, Node]] = [((), root)] if root else []
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, Text) and node.text == text and node.line == line:
            return path
        if isinstance(node, Block):
            waiting.extend(((*path, key), value) for key, value in node.values.items())
        elif isinstance(node, Listing):
            waiting.extend(((*path, index), entry) for index, entry in enumerate(node.entries))
    return ()


def written_path(path: Path) -> str:
    """Return a path in one line.

    Examples
    --------
    >>> written_path(("measures", "nps", "items", 1))
    'measures.nps.items[1]'
    """
    said = ""
    for part in path:
        said += f"[{part}]" if isinstance(part, int) else ("." if said else "") + shown(part)
    return said


def shown(text: object) -> str:
    """Return a text as a message may show it: in one line, printable, not too long.

    Examples
    --------
    >>> shown("two\\nlines")
    'two lines'
    """
    line = " ".join(str(text).split())
    line = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in line[: _LONGEST_SHOWN + 1])
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"
