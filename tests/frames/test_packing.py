"""Parts of sums as bytes: the same comes back, and nothing that the bytes say is run."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from satindex.frames.design import Design, Grouping
from satindex.frames.moments import moments_sums
from satindex.frames.packing import packed, unpacked
from satindex.frames.passes import passed


def test_the_parts_of_moments_come_back() -> None:
    rows = {
        "x": [1.0, None, 3.0, 5.0],
        "y": [2.0, 2.5, None, 1.0],
        "w": [1.0, 2.0, 0.5, 1.0],
        "c": ["a", "a", "b", "c"],
    }
    frame = nw.from_native(pl.DataFrame(rows))
    asked = moments_sums(
        lambda name: frame[name].unique().to_list(), [Grouping((("x",), ("x", "y")))], Design(weight="w", cluster="c")
    )
    (part,) = passed(frame, asked)
    again = unpacked(packed(part))
    assert again.centres == part.centres
    for columns, sums in part.sums.items():
        np.testing.assert_array_equal(again.sums[columns].weighted, sums.weighted)
    np.testing.assert_array_equal(again.units[0].totals, part.units[0].totals)
    left, right = asked[0].finished(part), asked[0].finished(again)
    np.testing.assert_array_equal(left.blocks["x", "y"].cross, right.blocks["x", "y"].cross)


def test_frames_and_numbers_come_back() -> None:
    part = {
        "cells": pl.DataFrame({"g": ["甲", None], "count": [1, 2]}),
        1: [float("nan"), float("inf"), True, None, "x"],
    }
    again = unpacked(packed(part))
    assert again["cells"].equals(part["cells"])
    assert repr(again[1]) == repr(part[1])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"!": "dataclass", "name": "Popen", "of": []}\n',
        b'{"!": "array", "kind": "O8", "shape": [1]}\n12345678',
        b'{"!": "array", "kind": "f8", "shape": [2]}\n12345678',
        b'{"!": "array", "kind": "f8", "shape": [-1]}\n12345678',
        b"1\nmore",
    ],
)
def test_what_is_no_packed_part_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpacked(data)


def test_other_things_are_not_packed() -> None:
    thing: Any = object()
    with pytest.raises(TypeError):
        packed([thing])
