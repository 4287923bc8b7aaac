"""Modules of a room that each write one format of file, found by the file's ending."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from types import ModuleType

from satindex.errors import WriteError, nearest
from satindex.language import Words


def format_in(room: ModuleType, path: Path, unknown: Words) -> ModuleType:
    """Return the module of the package `room` that writes files like `path`, by the `SUFFIXES` it has.

    Raises WriteError where none does: it says `unknown`, which endings there are, and the nearest.
    """
    known = formats_in(room)
    module = known.get(path.suffix.lower())
    if module is not None:
        return module
    listed, guess = ", ".join(known), nearest(path.suffix.lower(), known)
    raise WriteError(
        Words(
            f"{unknown.en} There are: {listed}." + (f" Did you mean '{guess}'?" if guess else ""),
            f"{unknown.zh}可用的有：{listed}。" + (f"是否应为“{guess}”？" if guess else ""),
        )
    )


def formats_in(room: ModuleType) -> dict[str, ModuleType]:
    """Return the modules of the package `room` by the endings that they write."""
    names = sorted(one.name for one in pkgutil.iter_modules(room.__path__) if not one.ispkg)
    modules = [import_module(f"{room.__name__}.{name}") for name in names]
    return {suffix: module for module in modules for suffix in module.SUFFIXES}
