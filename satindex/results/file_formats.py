"""Modules of a room that each write one format of file, found by the file's ending."""

from __future__ import annotations

import pkgutil
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType

from satindex.errors import WriteError, nearest
from satindex.language import Words


def format_in(room: ModuleType, path: Path, unknown: Words) -> ModuleType:
    """Return the module of the package `room` that writes files like `path`, by the `SUFFIXES` it has.

    Raises WriteError where none does: it says `unknown`, which endings there are, and the nearest.
    """
    suffix = path.suffix.lower()
    names = sorted(_names(room), key=lambda name: f".{name}" != suffix)
    # A module is often called like its ending: then it is the only one that is imported.
    module = next((module for module in map(partial(_module, room), names) if suffix in module.SUFFIXES), None)
    if module is not None:
        return module
    known = formats_in(room)
    listed, guess = ", ".join(known), nearest(suffix, known)
    raise WriteError(
        Words(
            f"{unknown.en} There are: {listed}." + (f" Did you mean '{guess}'?" if guess else ""),
            f"{unknown.zh}可用的有：{listed}。" + (f"是否应为“{guess}”？" if guess else ""),
        )
    )


def formats_in(room: ModuleType) -> dict[str, ModuleType]:
    """Return the modules of the package `room` by the endings that they write."""
    modules = [_module(room, name) for name in _names(room)]
    return {suffix: module for module in modules for suffix in module.SUFFIXES}


def _names(room: ModuleType) -> list[str]:
    return sorted(one.name for one in pkgutil.iter_modules(room.__path__) if not one.ispkg)


def _module(room: ModuleType, name: str) -> ModuleType:
    return import_module(f"{room.__name__}.{name}")
