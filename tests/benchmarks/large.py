"""Reports of tens of millions: `python tests/benchmarks/large.py --respondents 50_000_000 --parts 50`.

`satindex simulate --parts` writes respondents × 49 columns as Parquet files to a folder (by seed). Then each command
runs as a whole process, side by side, on that many respondents and on twice as many: DuckDB's averages of all columns
by segment, `score`, and `report` of tests/benchmarks/large.yaml. Wall and CPU seconds stand per million respondents
beside the peak memory of all processes together; the last lines hold them against DuckDB's averages and against half
the rows. `--engines duckdb` reads the same files with DuckDB. Runs on Linux and macOS. The data of 150 million
respondents take about 3 GB.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent
EVERY = 0.5
"""Seconds between two looks at the memory."""
KIB = 1 if sys.platform == "darwin" else 1024
AVERAGES = """
import duckdb, sys
folder = sys.argv[1]
names = [row[0] for row in duckdb.sql(f"describe select * from '{folder}/*.parquet'").fetchall()]
averages = ", ".join(f'avg("{name}")' for name in names if name not in ("id", "branch"))
duckdb.sql(f"select branch, {averages} from '{folder}/*.parquet' group by branch").fetchall()
"""


@dataclass(frozen=True)
class Run:
    """What a whole process cost."""

    wall: float
    cpu: float
    peak: float


def measured(command: list[str]) -> Run:
    """Return what one whole process and those it started cost together; a failure stops the benchmark."""
    start, peak, used = time.perf_counter(), 0, dict[int, float]()
    process = psutil.Popen(command, stdout=subprocess.DEVNULL)
    ended = threading.Event()

    def look() -> None:
        nonlocal peak
        while not ended.wait(EVERY):
            found = dict(_seen(process))
            peak = max(peak, sum(held for held, _ in found.values()))
            used.update({one: seconds for one, (_, seconds) in found.items()})

    looking = threading.Thread(target=look)
    looking.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    ended.set()
    looking.join()
    if status != 0:
        raise SystemExit(f"failed: {' '.join(command)}")
    # The system does not count processes that nobody waited for, such as Java's: these as they were last seen.
    cpu = max(usage.ru_utime + usage.ru_stime, sum(used.values()))
    return Run(wall, cpu, max(peak, usage.ru_maxrss * KIB) / 2**20)


def _seen(process: psutil.Process) -> Iterator[tuple[int, tuple[int, float]]]:
    """Yield the memory and the CPU seconds of a process and those it started; shared memory is divided among them."""
    with suppress(psutil.Error):
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                held, times = one.memory_full_info(), one.cpu_times()
                yield one.pid, (getattr(held, "pss", held.rss), times.user + times.system)


def commands(folder: Path, engines: list[str], output: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each command with its name."""
    satindex, survey = [sys.executable, "-m", "satindex"], str(HERE / "large.yaml")
    parts = str(folder / "*.parquet")
    yield "DuckDB averages by segment", [sys.executable, "-c", AVERAGES, str(folder)]
    yield "satindex report", [*satindex, "report", survey, parts, "-o", str(output / "report.json")]
    yield "satindex score", [*satindex, "score", survey, parts, "-o", str(output / "scores.parquet")]
    for engine in engines:
        if engine == "spark" and find_spec("pyspark") is None:
            continue
        more = ["--master", "local[2]"] if engine == "spark" else []
        name = f"satindex report --engine {engine}"
        yield name, [*satindex, "report", survey, parts, "--engine", engine, *more, "-o", str(output / "report.json")]


def simulated(folder: Path, respondents: int, parts: int) -> None:
    """Write the respondents in a process of its own: a child's peak memory never shows less than its parent holds."""
    said = ["-n", str(respondents), "--seed", "7", "--parts", str(parts), "-o", str(folder)]
    made = measured([sys.executable, "-m", "satindex", "simulate", str(HERE / "large.yaml"), *said])
    size = sum(file.stat().st_size for file in folder.iterdir()) / 2**30
    _say(f"{respondents:,} respondents in {parts} parts: {size:.2f} GiB, {made.wall:.0f} s, {made.peak:.0f} MiB")


def main() -> None:
    """Simulate, run every command on N and on 2N respondents, and print what they cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--respondents", type=int, default=500_000)
    parser.add_argument("--parts", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--engines", nargs="*", default=[], help="polars duckdb spark: reports on these as well")
    parser.add_argument("--only", nargs="*", default=[], help="commands whose name contains one of these")
    parser.add_argument("--data", type=Path, help="a folder for the data, kept and used again; else a temporary one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        data, found = asked.data or Path(temporary), {}
        for times in (1, 2):
            folder, n = data / f"x{times}", times * asked.respondents
            if not folder.is_dir():
                simulated(folder, n, times * asked.parts)
            for name, command in commands(folder, asked.engines, Path(temporary)):
                if not asked.only or any(word in name for word in asked.only):
                    runs = [measured(command) for _ in range(asked.rounds)]
                    found[name, times] = min(runs, key=lambda run: run.wall)
                    _print(name, n, found[name, times])
        _compare(found)


def _print(name: str, n: int, run: Run) -> None:
    millions = n / 1e6
    _say(
        f"{name:34} {n:>12,}  {run.wall:8.1f} s  {run.wall / millions:6.2f} s/million  "
        f"{run.cpu / millions:6.2f} CPU s/million  {run.peak:6.0f} MiB"
    )


def _compare(found: dict[tuple[str, int], Run]) -> None:
    for name in dict.fromkeys(name for name, _ in found):
        one, two = found[name, 1], found[name, 2]
        averages = found.get(("DuckDB averages by segment", 2))
        beside = f"{two.wall / averages.wall:5.2f} × DuckDB's averages, " if averages else ""
        _say(f"{name:34} {beside}twice the rows: {two.wall / one.wall:4.2f} × the time, peak {two.peak:.0f} MiB")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
