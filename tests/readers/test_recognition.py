"""A reader is found by being a file of its room."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

import satindex.readers
from satindex.readers import open_export
from satindex.readers.opening import recognition

NEW_READER = """
from types import SimpleNamespace

def recognises(source):
    return source.head.startswith(b"NEW")

def open_source(source):
    return SimpleNamespace(kind="new kind", source=source.name, headings=(), columns=(), attached=lambda: None)
"""


def test_a_new_reader_is_one_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "brand_new.py").write_text(NEW_READER)
    (tmp_path / "export.csv").write_bytes(b"NEW,b\n1,2\n")
    monkeypatch.setattr(satindex.readers, "__path__", [*satindex.readers.__path__, str(tmp_path)])
    recognition.readers.cache_clear()
    try:
        assert open_export(tmp_path / "export.csv").kind == "new kind"
    finally:
        recognition.readers.cache_clear()
        sys.modules.pop("satindex.readers.brand_new", None)


def test_text_is_asked_last_and_refusals_before_it() -> None:
    names = [reader.__name__.rsplit(".", 1)[-1] for reader in recognition.readers() if isinstance(reader, ModuleType)]
    assert names[-2:] == ["foreign", "delimited"]
    assert set(names[:-2]) >= {"excel", "parquet", "frame"}
