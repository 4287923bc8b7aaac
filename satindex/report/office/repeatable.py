"""Files of XML in a ZIP that come out the same, byte by byte, whenever they are written."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any, Final

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can hold."""

READ_BY_ALL: Final = 0o644 << 16


def save(document: Any, path: Path) -> None:
    """Write a document of python-docx or python-pptx to `path` without the time it was written."""
    _forget_times(document.core_properties)
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as after:
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, READ_BY_ALL
            after.writestr(entry, before.read(name))


def _forget_times(properties: Any) -> None:
    element = properties._element
    for child in list(element):
        if child.tag.rpartition("}")[2] in ("created", "modified", "lastPrinted", "lastModifiedBy", "revision"):
            element.remove(child)
