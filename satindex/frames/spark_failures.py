"""What failed on Spark: which partition, of which file, and why."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from satindex.errors import DataError
from satindex.language import Words

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_TOLD: Final = 20
"""So often is it looked, every tenth of a second, whether Spark has written down which task failed."""
_MOST_TASKS: Final = 100_000


@contextmanager
def failing(spark: SparkSession | None = None) -> Iterator[None]:
    """Raise DataError naming the partition or the file where a task of a session failed for good."""
    before = _failed_stages(spark)
    try:
        yield
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("py4j", "pyspark", "grpc"):
            raise
        raise _failed(error, spark, before) from error


def _failed(error: Exception, spark: SparkSession | None, before: int) -> DataError:
    said = str(error)
    file = re.search(r"(?:file|hdfs|s3a?|abfss?|gs):/[^\s,;\]]+[^\s,;\].]", said)
    partition = _partition(spark, before)
    where = [f"file {file[0]}"] if file else []
    where_zh = [f"文件 {file[0]}"] if file else []
    if partition is not None:
        where, where_zh = [f"partition {partition}", *where], [f"分区 {partition}", *where_zh]
    why = _why(said)
    if not where:
        return DataError(Words(f"Spark could not do what was asked: {why}", f"Spark 未能完成操作：{why}"))
    return DataError(
        Words(
            f"Spark could not work on {', '.join(where)}, tried as often as it is set to: {why}",
            f"Spark 未能处理{'、'.join(where_zh)}，已按设定次数重试：{why}",
        )
    )


def _why(said: str) -> str:
    """Return the line that says what went wrong: that of Python's own error where there is one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    raised = [line for line in lines if re.match(r"^(?:\w+\.)*\w*(?:Error|Exception|Exit|Interrupt)\b.*:", line)]
    missing = next((line for line in raised if "No module named" in line), None)
    if missing:
        return f"{missing} (satindex must be installed for the Python that Spark runs, which PYSPARK_PYTHON names)"
    python = [line for line in raised if not re.match(r"^(?:org|java|scala|py4j|pyspark)\.", line)]
    java = [line.removeprefix("Caused by: ") for line in lines if re.match(r"^(?:Caused by|:)", line)]
    return [*lines[:1], *java, *python][-1].lstrip(": ")[:300] if lines else "?"


def _stages(spark: SparkSession | None) -> Any:
    """Return what Spark writes down of stages that failed, the last first; None where it does not say."""
    from pyspark.errors import PySparkException

    if spark is None:
        return None
    try:
        context = spark.sparkContext
        jvm, store = context._jvm, context._jsc.sc().statusStore()
        failed = jvm.java.util.ArrayList()
        failed.add(getattr(jvm, "org.apache.spark.status.api.v1.StageStatus").FAILED)
        nothing = context._gateway.new_array(jvm.double, 0)
        return store, store.stageList(failed, False, False, nothing, jvm.java.util.ArrayList())
    except (PySparkException, AttributeError, TypeError, RuntimeError):  # such as Spark Connect, which has no context
        return None


def _failed_stages(spark: SparkSession | None) -> int:
    found = _stages(spark)
    return 0 if found is None else int(found[1].size())


def _partition(spark: SparkSession | None, before: int) -> int | None:
    """Return the partition whose task failed since, as Spark writes it down a moment later."""
    for _ in range(_TOLD):
        found = _stages(spark)
        if found is None:
            return None
        store, stages = found
        if stages.size() > before:
            last = max((stages.apply(at) for at in range(stages.size())), key=lambda stage: stage.stageId())
            tasks = store.taskList(last.stageId(), last.attemptId(), _MOST_TASKS)
            failed = [task for task in map(tasks.apply, range(tasks.size())) if task.status() == "FAILED"]
            if failed:
                return int(max(failed, key=lambda task: task.attempt()).partitionId())
        time.sleep(0.1)
    return None
