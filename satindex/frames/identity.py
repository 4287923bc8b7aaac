"""Numbers that tell rows from each other, the same wherever a row is read: what is drawn at random rests on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.frames.batch import Batch

Hashes = npt.NDArray[np.uint64]
_WORD = 8
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def mixed(numbers: Hashes) -> Hashes:
    """Return other numbers, in which every bit depends on every bit of the given ones (each another one).

    Source: Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators, OOPSLA: 453–472 (SplitMix64).

    Examples
    --------
    >>> hex(int(mixed(np.array([0], dtype=np.uint64))[0]))  # the first of SplitMix64 from seed 0
    '0xe220a8397b1dcdaf'
    """
    z = numbers + _STEP
    z ^= z >> np.uint64(30)
    z *= _FIRST
    z ^= z >> np.uint64(27)
    z *= _SECOND
    z ^= z >> np.uint64(31)
    return z


def seeded(hashes: Hashes, seed: int) -> Hashes:
    """Return the hashes mixed with a seed."""
    return mixed(hashes ^ mixed(np.array([seed % 2**64], dtype=np.uint64)))


@dataclass(frozen=True)
class Identity:
    """The columns that together name a row, such as a respondent's id and the wave; none: rows have no name.

    A row without a value in the first is known by its place, which is the same however the rows are cut into batches,
    but not when they are read in another order.
    """

    columns: tuple[str, ...] = ()

    def of(self, batch: Batch) -> Hashes:
        """Return a number for each row of a batch."""
        found: Hashes = batch.once(self, lambda: self._of(batch))
        return found

    def _of(self, batch: Batch) -> Hashes:
        if not self.columns:
            return _places(batch)
        found = hashed(batch.frame[self.columns[0]])
        for column in self.columns[1:]:
            found = mixed(found) ^ hashed(batch.frame[column])
        if not self.unnamed(batch):
            return found
        return np.where(batch.frame[self.columns[0]].is_null().to_numpy(), _places(batch), found)

    def unnamed(self, batch: Batch) -> int:
        """Return how many rows of a batch are known by their place only."""
        return batch.frame[self.columns[0]].null_count() if self.columns else len(batch)


def _places(batch: Batch) -> Hashes:
    return mixed(np.arange(batch.start, batch.start + len(batch), dtype=np.uint64))


def hashed(values: pl.Series) -> Hashes:
    """Return a number for each text, the same in every release; whole numbers written as texts are the quickest.

    Examples
    --------
    >>> one, other = hashed(pl.Series(["r1", "r2"])), hashed(pl.Series(["r2"]))
    >>> bool(one[1] == other[0]), bool(one[0] == one[1])
    (True, False)
    """
    texts = values if values.dtype.is_integer() else values.cast(pl.String)
    whole = texts.cast(pl.Int64, strict=False)
    if not whole.null_count():
        return mixed(whole.to_numpy().view(np.uint64))
    others = whole.is_null()
    found = mixed(whole.fill_null(0).to_numpy().view(np.uint64))
    found[others.to_numpy()] = _of_bytes(texts.filter(others).cast(pl.String).fill_null(""))
    return found


def _of_bytes(texts: pl.Series) -> Hashes:
    """Return the hashes of texts, taken eight bytes at a time."""
    data = np.frombuffer(texts.str.join("").item().encode(), dtype=np.uint8)
    lengths = texts.str.len_bytes().to_numpy().astype(np.int64)
    starts = np.cumsum(lengths) - lengths
    padded = np.concatenate([data, np.zeros(_WORD, dtype=np.uint8)])
    words = np.ndarray(len(data) + 1, dtype="<u8", buffer=padded, strides=(1,))
    found = mixed(lengths.view(np.uint64) ^ _STEP)
    for begun in range(0, int(lengths.max(initial=0)), _WORD):
        longer = np.flatnonzero(lengths > begun)
        left = np.minimum(lengths[longer] - begun, _WORD)
        kept = np.uint64(2**64 - 1) >> (np.uint64(_WORD) * (_WORD - left).astype(np.uint64))
        found[longer] = mixed(found[longer] ^ (words[starts[longer] + begun] & kept))
    return found
