"""What failed on Spark: which partition, of which file, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from satindex.errors import DataError
from satindex.language import Words

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


@contextmanager
def failing(given: DataFrame | None = None) -> Iterator[None]:
    """Raise DataError naming the partition, and the file that it is from, where a task failed for good."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        raise _failed(error, given) from error
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("py4j", "pyspark", "grpc"):
            raise
        raise _failed(error, given) from error


def _failed(error: Exception, given: DataFrame | None) -> DataError:
    said = str(error)
    task = re.search(r"Task (\d+) in stage", said)
    file = re.search(r"(?:file:|hdfs:|s3a?:|abfss?:|gs:)/[^\s,;\]]+", said)
    files = [file[0]] if file else _files_of(given, int(task[1])) if task and given is not None else []
    why = _why(said)
    if task is None and not files:
        return DataError(Words(f"Spark could not do what was asked: {why}", f"Spark 未能完成操作：{why}"))
    en = f"partition {task[1]}" if task else "a partition"
    zh = f"分区 {task[1]}" if task else "某个分区"
    of_en, of_zh = (f" ({', '.join(files)})", f"（{'、'.join(files)}）") if files else ("", "")
    return DataError(
        Words(
            f"Spark could not work on {en}{of_en}, tried as often as it is set to: {why}",
            f"Spark 未能处理{zh}{of_zh}，已按设定次数重试：{why}",
        )
    )


def _why(said: str) -> str:
    """Return the line that says what went wrong: that of Python's own error where there is one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    raised = [line for line in lines if re.match(r"^(?:\w+\.)*\w*(?:Error|Exception)\b.*:", line)]
    missing = next((line for line in raised if "No module named" in line), None)
    if missing:
        return f"{missing} (satindex must be installed for the Python that Spark runs, which PYSPARK_PYTHON names)"
    python = [line for line in raised if not re.match(r"^(?:org|java|scala|py4j|pyspark)\.", line)]
    return (python or raised or lines or ["?"])[-1 if python else 0][:300]


def _files_of(given: DataFrame, partition: int) -> list[str]:
    """Return the files that a partition is from; none where Spark can't tell."""
    from pyspark.sql import functions as sf

    try:
        if not given.inputFiles():
            return []
        where = given.select(sf.spark_partition_id().alias("p"), sf.input_file_name().alias("f"))
        found = where.where(sf.col("p") == partition).select("f").distinct().limit(3).collect()
        return sorted(row["f"] for row in found if row["f"])
    except Exception:
        return []
