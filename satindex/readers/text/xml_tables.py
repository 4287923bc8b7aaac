"""XML files that hold tables: `<table><rows><row><field>text</field>…`, read without ever following an entity."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.parsers import expat

from satindex.errors import DataError
from satindex.language import Words

Row = Mapping[str, str]
Tables = Mapping[str, list[Row]]
DEPTH_OF_ROW, DEPTH_OF_FIELD = 4, 5


def xml_tables(path: Path) -> Tables:
    """Return the rows of each table; raises DataError where the XML is damaged or declares entities."""
    reader = _Reader(path.name)
    try:
        reader.parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        said = expat.errors.messages[error.code]
        raise DataError(
            Words(
                f"{path.name}, line {error.lineno}: the XML is damaged ({said}). Export it again.",
                f"{path.name} 第 {error.lineno} 行：XML 已损坏（{said}）。请重新导出。",
            )
        ) from error
    return reader.tables


class _Reader:
    """Collects the fields of rows; a document type, where entities are declared, is refused."""

    def __init__(self, name: str) -> None:
        self.tables: dict[str, list[Row]] = {}
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self._name = name
        self._open: list[str] = []
        self._row: dict[str, str] = {}

    def _start(self, tag: str, _: Any) -> None:
        self._open.append(tag)
        if len(self._open) == DEPTH_OF_ROW and tag == "row":
            self._row = {}

    def _text(self, text: str) -> None:
        if len(self._open) == DEPTH_OF_FIELD and self._open[3] == "row":
            self._row[self._open[4]] = self._row.get(self._open[4], "") + text

    def _end(self, tag: str) -> None:
        if len(self._open) == DEPTH_OF_ROW and tag == "row":
            self.tables.setdefault(self._open[1], []).append(self._row)
        self._open.pop()

    def _refuse(self, *_: Any) -> None:
        raise DataError(
            Words(
                f"{self._name} declares a document type, which no questionnaire does: it is not read.",
                f"{self._name} 声明了文档类型，问卷文件不会如此：不予读取。",
            )
        )
