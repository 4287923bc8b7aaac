"""The records of an SPSS dictionary, walked before anything trusts them: a damaged one can bring a reader down."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

HEADER = 176
LAYOUT_AT = 64
VARIABLE, LABELS, LABELLED, DOCUMENT, EXTENSION, END = 2, 3, 4, 6, 7, 999
ENCODING = 20
MOST_BYTES = 1 << 28
CONTINUED = -1


class BrokenRecordError(Exception):
    """A record says what can't be."""


@dataclass
class Walk:
    """What was met so far: the width of each variable's eight bytes, the codes of the last labels, texts among them.

    `further` records must follow for the rest of a text of more than eight bytes.
    """

    file: BinaryIO
    order: str
    widths: list[int] = field(default_factory=list)
    codes: list[bytes] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    encoding: str = ""
    further: int = 0

    def bytes(self, count: int) -> bytes:
        if not 0 <= count <= MOST_BYTES:
            raise BrokenRecordError
        found = self.file.read(count)
        if len(found) != count:
            raise BrokenRecordError
        return found

    def number(self) -> int:
        return int(struct.unpack(f"{self.order}i", self.bytes(4))[0])


def labels_are_legible(file: BinaryIO) -> bool:
    """Walk the dictionary; tell whether the texts that have labels are in the encoding that the file names.

    Raises BrokenRecordError where a record is cut off or says what can't be.
    """
    header = file.read(HEADER)
    order = next((sign for sign in "<>" if header[LAYOUT_AT : LAYOUT_AT + 4] in _layouts(sign)), None)
    if len(header) < HEADER or order is None:
        raise BrokenRecordError
    walk = Walk(file, order)
    for kind in _kinds(walk):
        _READ[kind](walk)
    return _legible(walk)


def _layouts(order: str) -> tuple[bytes, ...]:
    return tuple(struct.pack(f"{order}i", code) for code in (2, 3))


def _kinds(walk: Walk) -> Iterator[int]:
    while (kind := walk.number()) != END:
        if kind not in _READ:
            raise BrokenRecordError
        yield kind
    if not walk.widths or walk.further:
        raise BrokenRecordError


def _variable(walk: Walk) -> None:
    width, labelled, missing = walk.number(), walk.number(), walk.number()
    walk.bytes(16)
    sound = CONTINUED <= width <= 255 and labelled in (0, 1) and -3 <= missing <= 3
    if not sound or (width == CONTINUED) != (walk.further > 0):
        raise BrokenRecordError
    walk.further = walk.further - 1 if width == CONTINUED else _padded(width, 8) // 8 - 1 if width else 0
    if labelled:
        walk.bytes(_padded(walk.number(), 4))
    walk.bytes(8 * abs(missing))
    walk.widths.append(width)


def _labels(walk: Walk) -> None:
    walk.codes = []
    for _ in range(_counted(walk.number())):
        walk.codes.append(walk.bytes(8))
        size = walk.bytes(1)[0]
        walk.bytes(_padded(size + 1, 8) - 1)


def _labelled(walk: Walk) -> None:
    for _ in range(_counted(walk.number())):
        place = walk.number()
        if not 1 <= place <= len(walk.widths):
            raise BrokenRecordError
        if walk.widths[place - 1] > 0:
            walk.texts += walk.codes


def _document(walk: Walk) -> None:
    walk.bytes(80 * _counted(walk.number()))


def _extension(walk: Walk) -> None:
    kind, size, count = walk.number(), walk.number(), walk.number()
    told = walk.bytes(_counted(size) * _counted(count))
    if kind == ENCODING:
        walk.encoding = told.decode("ascii", "ignore").strip("\0 ")


def _counted(count: int) -> int:
    if not 0 <= count <= MOST_BYTES:
        raise BrokenRecordError
    return count


def _padded(size: int, to: int) -> int:
    return -(-_counted(size) // to) * to


def _legible(walk: Walk) -> bool:
    try:
        named = codecs.lookup(walk.encoding or "cp1252").name
    except LookupError:
        return True
    if named != "utf-8":
        return True
    try:
        for text in walk.texts:
            text.rstrip(b" \0").decode(named)
    except UnicodeDecodeError:
        return False
    return True


_READ = {
    VARIABLE: _variable,
    LABELS: _labels,
    LABELLED: _labelled,
    DOCUMENT: _document,
    EXTENSION: _extension,
}
