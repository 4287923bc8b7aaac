"""Rows drawn at random are the same however the frame is cut, ordered or kept; every row has the same chance."""

from __future__ import annotations

from functools import reduce
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import polars as pl
import pytest

from satindex.frames.identity import Identity, hashed, mixed
from satindex.frames.packing import packed, unpacked
from satindex.frames.passes import Batch, passed
from satindex.frames.thinned import ThinnedSum, thinned

N, MOST = 3_000, 40
ID = Identity(("id",))


def people() -> pl.DataFrame:
    random = np.random.default_rng(4)
    ids = [f"person {at}" if at % 3 else str(at) for at in range(N)]
    return pl.DataFrame({"id": ids, "x": random.normal(size=N), "g": random.choice(["a", "b"], N)})


def duck(frame: pl.DataFrame) -> Any:
    return duckdb.connect().from_arrow(frame.to_arrow())


ENGINES = {
    "polars": lambda frame: frame,
    "lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "arrow": lambda frame: frame.to_arrow(),
    "duckdb": duck,
}


def drawn(native: Any, seed: int = 1, identity: Identity = ID) -> pl.DataFrame:
    found = thinned(nw.from_native(native), ["x", "g"], MOST, seed, identity)
    assert (found.total, found.drawn, len(found.frame)) == (N, True, MOST)
    return pl.DataFrame(found.frame.to_native())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rows", [7, 1_000])
def test_the_same_rows_on_every_engine_in_any_order(engine: str, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = drawn(people())
    monkeypatch.setattr("satindex.frames.batches.batches.__defaults__", (rows,))
    assert drawn(ENGINES[engine](people())).equals(wanted)
    assert drawn(ENGINES[engine](people().sample(fraction=1, shuffle=True, seed=2))).equals(wanted)


def test_they_are_the_lowest_lots() -> None:
    """`mixed` of the row's hash and the mixed seed, by hand; whole numbers are hashed as numbers."""
    frame = people()
    lots = mixed(hashed(frame["id"]) ^ mixed(np.array([1], dtype=np.uint64)))
    assert drawn(frame)["x"].to_list() == frame["x"].to_numpy()[np.argsort(lots)[:MOST]].tolist()
    assert hashed(frame["id"])[3] == mixed(np.array([3], dtype=np.uint64))[0]


def test_parts_of_files_summed_apart_give_the_rows_of_the_whole() -> None:
    """Each file knows its own number of rows only."""
    frame = people()
    parts = []
    for rows in (frame[:500], frame[500:520], frame[520:]):
        one = ThinnedSum(("x", "g"), ID, rows.height, MOST)
        (part,) = passed(nw.from_native(rows), [one])
        parts.append(unpacked(packed(part)))
    for order in (parts, parts[::-1]):
        whole = one.finished(reduce(one.plus, order))
        assert pl.DataFrame(whole.frame.to_native()).equals(drawn(frame))


def test_every_row_has_the_same_chance_and_the_seed_decides() -> None:
    """400 draws of 40 of 3,000: each tenth of the rows is drawn 1,600 ± 4·√(16,000·.1·.9) times."""
    frame = people().with_columns(pl.Series("x", np.arange(N)))
    times = np.bincount(np.concatenate([drawn(frame, seed)["x"].to_numpy() for seed in range(400)]), minlength=N)
    assert np.abs(times.reshape(10, -1).sum(axis=1) - 1_600).max() < 4 * np.sqrt(1_440)
    assert times.std() == pytest.approx(np.sqrt(400 * MOST / N), rel=0.1)


def test_rows_without_an_id_are_known_by_their_place() -> None:
    frame = people().with_columns(pl.when(pl.col("x") > 0).then("id").alias("id"))
    found = drawn(frame)
    assert found.equals(drawn(frame.lazy()))
    assert found["x"].n_unique() == MOST
    assert (found["x"] < 0).sum() == pytest.approx(MOST / 2, abs=4 * np.sqrt(MOST / 4))
    assert drawn(frame, identity=Identity()).equals(drawn(frame.lazy(), identity=Identity()))


def test_one_person_in_two_waves_is_drawn_in_each_by_a_lot_of_its_own() -> None:
    batch = Batch(pl.DataFrame({"id": ["a", "a", "a"], "wave": ["1", "2", None]}))
    assert len(set(Identity(("id", "wave")).of(batch).tolist())) == 3
    assert len(set(Identity(("id",)).of(batch).tolist())) == 1


def test_all_rows_stay_in_their_order_where_they_are_few() -> None:
    frame = people()[:MOST]
    found = thinned(nw.from_native(frame), ["x", "g"], MOST, identity=ID)
    assert not found.drawn
    assert pl.DataFrame(found.frame.to_native()).equals(frame.select("x", "g"))


def test_texts_hash_alike_only_where_they_are_the_same() -> None:
    """Every prefix of a text longer than a word, with nothing before and after; zeros at the end count."""
    texts = [("abcdefghij" * 3)[:at] for at in range(31)] + ["a\0", "a\0\0", "é", "顾客一", "顾客二"]
    found = hashed(pl.Series(texts))
    assert len(set(found.tolist())) == len(texts)
    assert found.tolist() == [hashed(pl.Series([text]))[0] for text in texts]


def test_whole_numbers_are_the_same_name_as_numbers_and_as_texts() -> None:
    numbers = pl.Series([7, -3, 2**40, None])
    assert hashed(numbers).tolist() == hashed(numbers.cast(pl.String)).tolist()
    assert hashed(pl.Series([2**64 - 1], dtype=pl.UInt64)).tolist() == hashed(pl.Series([str(2**64 - 1)])).tolist()
