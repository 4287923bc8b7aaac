"""A folder or a pattern of files that hold one survey's answers in parts."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from pathlib import Path

from satindex.errors import DataError
from satindex.language import Words

KEY = re.compile(r"^([^=/\\]+)=(.*)$")
_NO_ANSWERS = re.compile(r"^[._]|\.(crc|tmp|md|json|yaml|yml|txt\.gz)$", re.IGNORECASE)


def parts_of(given: str | Path) -> tuple[Path, ...] | None:
    """Return the files of a folder (and of the folders in it) or of a pattern (`parts/*.parquet`), None for a file.

    Hidden files, those that begin with an underscore (`_SUCCESS`), checksums and definitions are no parts. Raises
    DataError where nothing is left.
    """
    path = Path(given)
    if path.is_dir():
        found = _parts(path.rglob("*"), path)
        if not found:
            raise DataError(Words(f"{path} is a folder without files of answers.", f"{path} 是没有答卷文件的文件夹。"))
        return found
    if path.exists() or not glob.has_magic(str(given)):
        return None
    whole = Path(given).parts
    first = next(place for place, piece in enumerate(whole) if glob.has_magic(piece))
    root = Path(*whole[:first])
    found = _parts(root.glob(str(Path(*whole[first:]))), root)
    if not found:
        raise DataError(Words(f"No file is called like {given}.", f"没有与 {given} 相符的文件。"))
    return found


def keys_of(part: Path) -> dict[str, str]:
    """Return what the folders of a part say of its rows: `wave=2026-10/part-0.parquet` says wave = 2026-10.

    Examples
    --------
    >>> keys_of(Path("parts/wave=2026-10/region=east/part-0.csv"))
    {'wave': '2026-10', 'region': 'east'}
    """
    told = (KEY.match(folder) for folder in part.parts[:-1])
    return {one[1]: one[2] for one in told if one is not None}


def _parts(found: Iterator[Path], root: Path) -> tuple[Path, ...]:
    files = (path for path in found if path.is_file() and not any(map(_is_none, path.relative_to(root).parts)))
    return tuple(sorted(files, key=_in_order))


def _is_none(name: str) -> bool:
    return bool(_NO_ANSWERS.search(name))


def _in_order(path: Path) -> list[tuple[int, int, str]]:
    """Return a key by which part-2 comes before part-10."""
    pieces = re.split(r"(\d+)", str(path))
    return [(1, int(piece), "") if piece.isdigit() else (0, 0, piece) for piece in pieces]
