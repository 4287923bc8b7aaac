"""scrypt where Python has it, and by hand where it has not (Pyodide in JupyterLite is built without OpenSSL)."""

from __future__ import annotations

import hashlib
import hmac
import struct

_MASK = 0xFFFFFFFF
_ROOM = 1 << 20
# The quarter-rounds of a double round of Salsa20: by columns, then by rows.
_QUARTERS = (
    (0, 4, 8, 12),
    (5, 9, 13, 1),
    (10, 14, 2, 6),
    (15, 3, 7, 11),
    (0, 1, 2, 3),
    (5, 6, 7, 4),
    (10, 11, 8, 9),
    (15, 12, 13, 14),
)


def scrypt(password: bytes, salt: bytes, n: int, r: int, length: int) -> bytes:
    """Return `length` bytes derived from a password; Percival & Josefsson 2016, RFC 7914, with p = 1.

    Examples
    --------
    >>> scrypt(b"", b"", 16, 1, 8).hex()
    '77d6576238657b20'
    """
    native = getattr(hashlib, "scrypt", None)
    if native is None:
        return by_hand(password, salt, n, r, length)
    found: bytes = native(password, salt=salt, n=n, r=r, p=1, maxmem=256 * n * r + _ROOM, dklen=length)
    return found


def by_hand(password: bytes, salt: bytes, n: int, r: int, length: int) -> bytes:
    """Return the same in plain Python: a few hundred times slower.

    Examples
    --------
    >>> by_hand(b"", b"", 16, 1, 8).hex()
    '77d6576238657b20'
    """
    block = list(struct.unpack(f"<{32 * r}I", _pbkdf2(password, salt, 128 * r)))
    kept = []
    for _ in range(n):
        kept.append(block)
        block = _mixed(block, r)
    for _ in range(n):
        other = kept[block[(2 * r - 1) * 16] & (n - 1)]
        block = _mixed([a ^ b for a, b in zip(block, other)], r)  # noqa: B905 -- both have 32 r words
    return _pbkdf2(password, struct.pack(f"<{32 * r}I", *block), length)


def _pbkdf2(password: bytes, salt: bytes, length: int) -> bytes:
    """PBKDF2-HMAC-SHA256 with one iteration."""
    blocks = (
        hmac.new(password, salt + struct.pack(">I", count), hashlib.sha256).digest()
        for count in range(1, -(-length // 32) + 1)
    )
    return b"".join(blocks)[:length]


def _mixed(block: list[int], r: int) -> list[int]:
    """Salsa20/8 over the 2 r parts of a block, the even ones first in what comes out."""
    last = block[-16:]
    parts = []
    for start in range(0, 32 * r, 16):
        last = _salsa([a ^ b for a, b in zip(last, block[start : start + 16])])  # noqa: B905 -- 16 words each
        parts.append(last)
    return [word for part in (*parts[::2], *parts[1::2]) for word in part]


def _salsa(words: list[int]) -> list[int]:
    x = list(words)
    for _ in range(4):
        for a, b, c, d in _QUARTERS:
            t = (x[a] + x[d]) & _MASK
            x[b] ^= (t << 7 & _MASK) | t >> 25
            t = (x[b] + x[a]) & _MASK
            x[c] ^= (t << 9 & _MASK) | t >> 23
            t = (x[c] + x[b]) & _MASK
            x[d] ^= (t << 13 & _MASK) | t >> 19
            t = (x[d] + x[c]) & _MASK
            x[a] ^= (t << 18 & _MASK) | t >> 14
    return [(a + b) & _MASK for a, b in zip(x, words)]  # noqa: B905 -- 16 words each
