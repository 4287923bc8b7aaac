"""Speed and memory of whole processes, side by side in one run: `python tests/benchmarks/run.py`.

Makes one million respondents × 49 columns (by seed) in a temporary folder, then runs each command several times
in turn and prints the median wall time, its ratio to `polars.read_csv` on the same file, and the peak memory.
Runs on Linux and macOS (it asks the operating system for each finished process's own figures).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from multiprocessing import Process
from pathlib import Path

import numpy as np
import polars as pl

HERE = Path(__file__).resolve().parent
SURVEYS = HERE.parent.parent / "surveys"
KIB = 1 if sys.platform == "darwin" else 1024


def respondents(path: Path, n: int = 1_000_000, seed: int = 7) -> None:
    """Write `n` respondents: 22 pairs on 1–7 with 2% missing, NPS, repurchase, an 8-level segment, two more."""
    rng = np.random.default_rng(seed)
    liking = rng.normal(size=n)
    data: dict[str, pl.Series] = {"id": pl.Series(np.arange(1, n + 1))}
    for number in range(1, 23):
        data[f"E{number}"] = _answers(rng, 5.9 + 0.2 * liking)
    for number in range(1, 23):
        data[f"P{number}"] = _answers(rng, 4.9 + 0.8 * liking)
    data["N1"] = pl.Series(np.clip(np.round(6.5 + 2 * liking + rng.normal(size=n)), 0, 10).astype(np.int64))
    data["R1"] = pl.Series((rng.random(n) < 1 / (1 + np.exp(-liking))).astype(np.int64))
    data["branch"] = pl.Series(np.array([f"branch {c}" for c in "ABCDEFGH"])[rng.integers(0, 8, n)])
    data["age"] = pl.Series(rng.integers(18, 80, n))
    pl.DataFrame(data).write_csv(path)


def _answers(rng: np.random.Generator, mean: np.ndarray) -> pl.Series:
    answers = np.clip(np.round(mean + rng.normal(size=len(mean))), 1, 7).astype(np.int64)
    return pl.Series(answers).set(pl.Series(rng.random(len(mean)) < 0.02), None)


def measured(command: list[str]) -> tuple[float, float]:
    """Return the wall seconds and the peak memory (MiB) of one whole process; a failure stops the benchmark."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"failed: {' '.join(command)}")
    return time.perf_counter() - start, usage.ru_maxrss * KIB / 2**20


def side_by_side(commands: dict[str, list[str]], rounds: int) -> None:
    """Run the commands in turn, `rounds` times, and print medians and ratios to the first."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(measured(command))
    first = next(iter(commands))
    for name, runs in found.items():
        seconds = statistics.median(run[0] for run in runs)
        ratio = statistics.median(run[0] / one[0] for run, one in zip(runs, found[first], strict=True))
        memory = statistics.median(run[1] for run in runs)
        sys.stdout.write(f"{name:44} {seconds:7.2f} s  {ratio:5.2f} ×  {memory:6.0f} MiB\n")
    sys.stdout.write("\n")


def main() -> None:
    """Run every benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--respondents", type=int, default=1_000_000)
    asked = parser.parse_args()
    python = [sys.executable]
    satindex = [*python, "-m", "satindex"]
    with tempfile.TemporaryDirectory() as folder:
        data, survey = Path(folder) / "million.csv", str(HERE / "million.yaml")
        # In a process of its own: a child's peak memory never shows less than its parent holds when it starts.
        made = Process(target=respondents, args=(data, asked.respondents))
        made.start()
        made.join()
        read = f"import polars; polars.read_csv({str(data)!r})"
        side_by_side(
            {
                "polars.read_csv": [*python, "-c", read],
                "satindex score -o scores.parquet": [
                    *satindex,
                    "score",
                    survey,
                    str(data),
                    "-o",
                    f"{folder}/s.parquet",
                ],
                "satindex report -o report.json": [*satindex, "report", survey, str(data), "-o", f"{folder}/r.json"],
            },
            asked.rounds,
        )
        postal = [str(SURVEYS / "postal.yaml"), str(SURVEYS / "postal.csv")]
        side_by_side(
            {
                "python -c pass": [*python, "-c", "pass"],
                "satindex --help": [*satindex, "--help"],
                "postal report as HTML": [*satindex, "report", *postal, "-o", f"{folder}/r.html"],
                "exact LMG of 22 drivers": [*python, str(HERE / "lmg22.py")],
                "LMG, 10 drivers × 1,000 replicates": [*python, str(HERE / "drivers_bootstrap.py"), "10", "1000"],
            },
            asked.rounds,
        )
        side_by_side(
            {
                "LMG, 22 drivers × 200 replicates": [*python, str(HERE / "drivers_bootstrap.py"), "22", "200"],
                "McFadden shares of 15 drivers": [*python, str(HERE / "mcfadden15.py")],
            },
            1,
        )


if __name__ == "__main__":
    main()
