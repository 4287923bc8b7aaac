"""What an engine says when it fails while reading, in words: which file, whether the disk or the memory is full."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from satindex.errors import DataError, SatindexError, WriteError
from satindex.language import Words

_ENGINES: Final = ("narwhals", "polars", "duckdb", "_duckdb", "pyarrow", "pyspark", "py4j")
_NO_ROOM: Final = re.compile(
    r"no space left|failed to offload|max_temp_directory_size|disk quota exceeded|not enough space", re.IGNORECASE
)
_NO_MEMORY: Final = re.compile(r"out of memory|could not allocate|OutOfMemoryError|Java heap space", re.IGNORECASE)
_GONE: Final = re.compile(r"no such file|no files found|not found|does not exist|FileNotFound", re.IGNORECASE)
_read: dict[Path, None] = {}

NO_ROOM: Final = Words(
    "the disk is full: what memory can't hold found no room there. Name a folder with room (--spill), or allow more "
    "memory (--memory).",
    "磁盘已满：内存放不下的数据无处可写。请用 --spill 指定有空间的文件夹，或用 --memory 允许使用更多内存。",
)
NO_MEMORY: Final = Words(
    "the memory that was allowed does not suffice: allow more (--memory).",
    "允许使用的内存不够：请用 --memory 允许使用更多。",
)


def remember(paths: Iterable[Path]) -> None:
    """Note files that engines read from here on: where reading fails, the one that can't be read is looked for."""
    _read.update(dict.fromkeys(paths))


@contextmanager
def told() -> Iterator[None]:
    """Turn the failure of an engine within into words: the part that can't be read, a full disk, too little memory."""
    try:
        yield
    except SatindexError:
        raise
    except Exception as error:
        found = _of_engine(error)
        if found is None:
            raise
        raise found from error


def _of_engine(error: Exception) -> SatindexError | None:
    """Return what a failure means, None where it is none of an engine or nothing is known of it."""
    if type(error).__module__.partition(".")[0] not in _ENGINES and not isinstance(error, OSError):
        return None
    said = str(error)
    if (isinstance(error, OSError) and error.errno == errno.ENOSPC) or _NO_ROOM.search(said):
        return WriteError(NO_ROOM)
    if _NO_MEMORY.search(said):
        return WriteError(NO_MEMORY)
    gone = next((path for path in _read if not path.exists()), None) if _GONE.search(said) else None
    if gone is not None:
        return DataError(
            Words(f"{gone} is no longer there: it was removed meanwhile.", f"{gone} 已不存在，可能被删除。")
        )
    found = (_damage(path) for path in _read if path.exists())
    return next((fault for fault in found if fault is not None), None)


def _damage(path: Path) -> DataError | None:
    """Return what is wrong with a Parquet file, None where all of it can be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError):
        return DataError(_damaged(str(path), "", ""))
    with file:
        for group in range(file.num_row_groups):
            try:
                for _ in file.iter_batches(row_groups=[group]):
                    pass
            except (pa.ArrowException, OSError):
                count = file.num_row_groups
                return DataError(
                    _damaged(str(path), f", row group {group + 1} of {count},", f"的第 {group + 1}/{count} 个行组")
                )
    return None


def _damaged(path: str, where: str, where_zh: str) -> Words:
    return Words(
        f"{path}{where} is damaged: write or copy this file again.",
        f"{path} {where_zh}已损坏：请重新生成或复制该文件。",
    )
