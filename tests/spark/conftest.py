"""One Spark for all tests, and tables on it whose partitions are files, one of them without rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest


@dataclass(frozen=True)
class Settings:
    """Two tasks at a time, each tried three times."""

    spill: Path
    master: str = "local[2,3]"
    memory: int = 1 << 30


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from satindex.frames.spark import session

    # Java that starts quickly rather than runs fast: every job is small.
    os.environ["JAVA_TOOL_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    found = session(Settings(tmp_path_factory.mktemp("spill")))
    found.conf.set("spark.sql.files.openCostInBytes", str(1 << 30))  # a partition of its own for each file
    found.conf.set("spark.sql.shuffle.partitions", "2")
    found.conf.set("spark.sql.codegen.wholeStage", "false")
    yield found
    found.stop()


@pytest.fixture(scope="session")
def in_parts(tmp_path_factory: pytest.TempPathFactory) -> Callable[[pl.DataFrame], Path]:
    """A function that writes a frame as a folder of five Parquet files, the last without rows.

    Spark reads the largest file first: that is the first here, so that rows keep their order, in which a bootstrap of
    rows in memory draws them.
    """

    def write(frame: pl.DataFrame) -> Path:
        folder = tmp_path_factory.mktemp("parts")
        cuts = [0, *(frame.height * share // 15 for share in (8, 12, 14, 15)), frame.height]
        for number, (start, end) in enumerate(pairwise(cuts)):
            frame[start:end].write_parquet(folder / f"part-{number}.parquet")
        return folder

    return write


@pytest.fixture(scope="session")
def on_spark(spark: Any, in_parts: Callable[[pl.DataFrame], Path]) -> Callable[[pl.DataFrame], Any]:
    """A function from a frame to a Spark table of its rows in five partitions."""
    return lambda frame: spark.read.parquet(str(in_parts(frame)))
