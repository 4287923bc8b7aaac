"""A report for each of 300 outlets, by hand: `python tests/benchmarks/batch.py [outlets] [answers each] [suffix …]`.

The postal survey's simulated answers, each outlet with its own; what is asked: five minutes on two processors.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import polars as pl

SURVEYS = Path(__file__).resolve().parents[2] / "surveys"
BRANCH = "1、您最近一次办理业务的网点是？"
SATINDEX = [sys.executable, "-m", "satindex"]


def survey(folder: Path) -> Path:
    """The postal survey, its branches as the export has them instead of merged from the platform's options."""
    text = (SURVEYS / "postal.yaml").read_text(encoding="utf-8")
    text = re.sub(r"  branch:\n    from:.*?(?=  age_band:\n    from:)", "", text, count=1, flags=re.DOTALL)
    path = folder / "outlets.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def answers(folder: Path, outlets: int, each: int) -> Path:
    """So many simulated answers for each outlet."""
    path, n = folder / "answers.csv", outlets * each
    told = [*SATINDEX, "simulate", str(SURVEYS / "postal.yaml"), "-n", str(n), "--seed", "7", "-o", str(path)]
    subprocess.run(told, check=True)
    frame = pl.read_csv(path, infer_schema=False)
    names = pl.Series("branch", [f"网点 {at // each + 1:03}" for at in range(frame.height)])
    frame.drop(BRANCH).with_columns(names).write_csv(path, include_bom=True)
    return path


def main() -> None:
    outlets, each = (int(sys.argv[at]) if len(sys.argv) > at else given for at, given in ((1, 300), (2, 60)))
    suffixes = sys.argv[3:] or ["html"]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        given = [str(survey(folder)), str(answers(folder, outlets, each))]
        written = [part for suffix in suffixes for part in ("-o", str(folder / "reports" / f"{{branch}}.{suffix}"))]
        begun, before = time.perf_counter(), getrusage(RUSAGE_CHILDREN)
        subprocess.run([*SATINDEX, "report", *given, "--each", "branch", *written], check=True)
        lasted, after = time.perf_counter() - begun, getrusage(RUSAGE_CHILDREN)
        files = [path for path in (folder / "reports").iterdir() if path.name != "index.html"]
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        size = sum(path.stat().st_size for path in files) / 1e6
        print(f"{len(files)} reports ({size:,.0f} MB): {lasted:.1f} s, {cpu:.1f} s of processors, ", end="")  # noqa: T201
        print(f"{after.ru_maxrss / 1024:.0f} MiB in the largest process")  # noqa: T201


if __name__ == "__main__":
    main()
