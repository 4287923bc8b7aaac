"""What is said to an answer, kept so that only who gives that answer can read it.

Each foreseen answer is put through scrypt with the learner's salt, number and task: a part of what comes out is the tag
that it is found by, the rest the key that opens what is said to it. So a file shows neither answers, nor mistakes, nor
hints. This is a deterrent against reading answers, no secret: answers can be guessed one by one, and a grid of 0.01 is
soon gone through. Marks come from the trainer's key alone.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from satindex.teaching.practice.scrypt import scrypt

Said = Mapping[str, Any]
"""What is said to one answer: `right`, `mistake`, `hint` and, of numbers, the `figure` that is meant."""

_TAG, _KEY, _REST = 12, 32, 16
_WHOLE, _LINES = 64, 8


@dataclass(frozen=True)
class Lock:
    """What opens a learner's checks besides the answer: the file's salt, the learner's number, what scrypt costs."""

    salt: str
    learner: str
    n: int = 1024
    r: int = 2

    def opened(self, task: str, answer: str) -> tuple[str, bytes, bytes]:
        """Return the tag of an answer, the key to what is said to it, and bytes that only who knows it can have."""
        salt = json.dumps([self.salt, self.learner, task], ensure_ascii=False).encode()
        found = scrypt(answer.encode(), salt, self.n, self.r, _TAG + _KEY + _REST)
        return found[:_TAG].hex(), found[_TAG : _TAG + _KEY], found[_TAG + _KEY :]


def sealed(lock: Lock, task: str, foreseen: Mapping[str, Sequence[Said]], length: int) -> dict[str, str]:
    """Return what is said to the answers of a task by their tags, each as long as the others.

    Lines that no answer opens are added, so that their number says little. `length` is that of the longest text in the
    file: see `length_of`.
    """
    lines: dict[str, str] = {}
    secret = b""
    for answer, said in foreseen.items():
        tag, key, rest = lock.opened(task, answer)
        lines[tag] = b64encode(_crossed(_text(said).ljust(length), key)).decode()
        secret = hashlib.sha256(secret + rest).digest()
    lines.update(_blind(secret, -len(lines) % _LINES, length))
    return dict(sorted(lines.items()))


def length_of(texts: Sequence[Sequence[Said]]) -> int:
    """Return the length that all sealed texts are filled up to."""
    longest = max((len(_text(said)) for said in texts), default=0)
    return -(-longest // _WHOLE) * _WHOLE


def unsealed(lock: Lock, task: str, lines: Mapping[str, str], answer: str) -> list[Said]:
    """Return what is said to an answer; nothing where it is not foreseen.

    Examples
    --------
    >>> lock = Lock("salt", "007")
    >>> lines = sealed(lock, "gap", {"-17": [{"right": True}]}, 64)
    >>> unsealed(lock, "gap", lines, "-17"), unsealed(lock, "gap", lines, "-16")
    ([{'right': True}], [])
    """
    tag, key, _ = lock.opened(task, answer)
    if tag not in lines:
        return []
    found: list[Said] = json.loads(_crossed(b64decode(lines[tag]), key))
    return found


def _text(said: Sequence[Said]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _crossed(text: bytes, key: bytes) -> bytes:
    """Cross a text with a stream made from its key, which no other text has; done twice it is the text again."""
    stream = hashlib.shake_256(key).digest(len(text))
    return bytes(a ^ b for a, b in zip(text, stream, strict=True))


def _blind(secret: bytes, number: int, length: int) -> Iterator[tuple[str, str]]:
    for count in range(number):
        stream = hashlib.shake_256(secret + count.to_bytes(2, "big")).digest(_TAG + length)
        yield stream[:_TAG].hex(), b64encode(stream[_TAG:]).decode()
