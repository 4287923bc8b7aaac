"""Progress is shown on a terminal, after a second, and leaves nothing behind."""

from __future__ import annotations

import io
import threading

import pytest

from satindex.language import Words
from satindex.results import progress
from satindex.results.progress import Progress, counting


class Terminal(io.StringIO):
    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal


def shown(monkeypatch: pytest.MonkeyPatch, *, is_terminal: bool, patience: float) -> str:
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setattr(progress, "EVERY", 0.01)
    stream = Terminal(is_terminal=is_terminal)
    with Progress(stream) as line:
        line.stage(Words("summing", "汇总"), total=2000)
        line.rows(1500)
        line._done.wait(0.2)
    return stream.getvalue()


def test_long_work_is_told_and_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    written = shown(monkeypatch, is_terminal=True, patience=0.0)
    assert "summing 1,500/2,000" in written
    assert written.endswith("\r" + " " * 76 + "\r")


def test_short_work_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, is_terminal=True, patience=60.0) == ""


def test_nothing_is_written_to_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, is_terminal=False, patience=0.0) == ""


def counted(monkeypatch: pytest.MonkeyPatch, stream: Terminal) -> str:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress, "EVERY", 0.01)
    with Progress(stream) as line:
        line.stage(Words("computing", "计算"))
        with counting(Words("drivers", "驱动因素"), 200) as done:
            done(37)
            line._done.wait(0.2)
        line._done.wait(0.2)
    return stream.getvalue()


def test_work_within_work_is_told_on_the_same_line(monkeypatch: pytest.MonkeyPatch) -> None:
    written = counted(monkeypatch, Terminal(is_terminal=True))
    assert "drivers 37/200" in written
    assert "computing …" in written[written.rindex("drivers 37/200") :]


def test_work_that_nobody_watches_tells_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal(is_terminal=True)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress, "EVERY", 0.01)
    monkeypatch.setattr("sys.stderr", stream)
    with counting(Words("drivers", "驱动因素"), 200) as done:
        done(150)
        threading.Event().wait(0.2)
    assert "drivers 150/200" in stream.getvalue()
    assert stream.getvalue().endswith("\r" + " " * 76 + "\r")
