"""Ctrl-C and SIGTERM end a command soon, also while an engine does not listen, and leave nothing half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

# The handler that does nothing stands for an engine that does not give way; a file is being written, one is on disk.
BUSY = """
import signal
import sys
import time
from pathlib import Path
from satindex.commands.interrupting import heed_interrupts
from satindex.frames.engines import Engine
from satindex.results.writing import write_atomically

heed_interrupts(grace=0.05)
folder = Path(sys.argv[1])
engine = Engine("duckdb", spill=folder)
signal.signal(getattr(signal, sys.argv[2]), lambda *_: None)

def write(path):
    path.write_text("half")
    engine.spool()
    print(len(list(folder.iterdir())), flush=True)
    time.sleep(60)

write_atomically(folder / "scores.csv", write)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows ends processes another way")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_an_engine_that_does_not_listen_is_left(tmp_path: Path, name: str, code: int) -> None:
    (tmp_path / "scores.csv").write_text("before")
    command = [sys.executable, "-c", BUSY, str(tmp_path), name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "3\n"  # what stood there, what is written, what is on disk
        process.send_signal(getattr(signal, name))
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (code, "\nstopped; nothing half written is left.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["scores.csv"]
    assert (tmp_path / "scores.csv").read_text() == "before"


# DuckDB makes an error of its own of a signal that it hears of.
SWALLOWED = """
import os
import signal
import sys
import click
from satindex.cli import Commands, heed_interrupts

heed_interrupts()
group = Commands("satindex")

@click.command()
def query():
    try:
        os.kill(os.getpid(), getattr(signal, sys.argv[2]))
    except KeyboardInterrupt:
        pass
    raise RuntimeError("Query interrupted")

group.get_command = lambda ctx, name: query
group(["query"])
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows ends processes another way")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_an_error_that_an_engine_makes_of_a_signal_is_told_as_that(name: str, code: int) -> None:
    found = subprocess.run([sys.executable, "-c", SWALLOWED, "", name], capture_output=True, text=True, timeout=60)
    assert (found.returncode, found.stderr) == (code, "\nstopped; nothing half written is left.\n")
