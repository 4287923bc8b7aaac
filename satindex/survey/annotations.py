"""Walking a pydantic model's types alongside the tree: which keys may stand where, which texts name an item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from satindex.survey.kinds import ReferenceKind, Refers
from satindex.survey.tree import Block, Listing, Node, Path, Text

Typed = tuple[Any, tuple[Any, ...]]
_MAPPINGS: tuple[Any, ...] = (dict, Mapping)


@dataclass(frozen=True)
class Reference:
    """A text in the tree that names an item, several items or a score."""

    kind: ReferenceKind
    text: str
    path: Path


def arms(annotation: Any, metadata: tuple[Any, ...] = ()) -> Iterator[Typed]:
    """Yield every type that a value may have, with its metadata: unions and `Annotated` are opened."""
    origin = get_origin(annotation)
    if origin is Annotated:
        base, *extra = get_args(annotation)
        yield from arms(base, (*metadata, *extra))
    elif origin in (Union, UnionType):
        for arm in get_args(annotation):
            yield from arms(arm, metadata)
    else:
        yield annotation, metadata


def key_names(model: type[BaseModel]) -> list[str]:
    """Return a model's keys as they are written in YAML."""
    return [field.alias or name for name, field in model.model_fields.items()]


def keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that may stand in the block at `path`; empty where any may."""
    here: list[Typed] = [(model, ())]
    for part in path:
        here = [below for typed in here for below in _below(typed[0], part)]
    return [name for typed, _ in here if _is_model(typed) for name in key_names(typed)]


def references(annotation: Any, node: Node, path: Path, metadata: tuple[Any, ...] = ()) -> Iterator[Reference]:
    """Yield every reference in `node`, whose type is `annotation`."""
    for typed, marks in arms(annotation, metadata):
        mark = next((mark for mark in marks if isinstance(mark, Refers)), None)
        if mark is not None:
            yield from _named(mark.kind, node, path)
        elif isinstance(node, Block):
            yield from _in_block(typed, node, path)
        elif isinstance(node, Listing):
            for index, entry in enumerate(node.entries):
                for below, extra in _below(typed, index):
                    yield from references(below, entry, (*path, index), extra)


def part_names(annotation: Any, node: Node, path: Path) -> Iterator[tuple[str, Path]]:
    """Yield every key that names a part of a measure: those of a mapping from free names to blocks of keys."""
    for typed, _ in arms(annotation):
        inner = get_args(typed) if get_origin(typed) in _MAPPINGS else ()
        named = bool(inner) and inner[0] is str and any(_is_model(below) for below, _ in arms(inner[1]))
        for key, value in node.values.items() if isinstance(node, Block) else ():
            if named:
                yield key, (*path, key)
            for below, _ in _below(typed, key):
                yield from part_names(below, value, (*path, key))


def _in_block(typed: Any, node: Block, path: Path) -> Iterator[Reference]:
    for key, value in node.values.items():
        for below, extra in _below(typed, key):
            yield from references(below, value, (*path, key), extra)
        if get_origin(typed) in _MAPPINGS:
            yield from references(get_args(typed)[0], Text(key, node.lines[key]), (*path, key))


def _named(kind: ReferenceKind, node: Node, path: Path) -> Iterator[Reference]:
    if isinstance(node, Text):
        yield Reference(kind, node.text, path)
    elif isinstance(node, Listing):
        for index, entry in enumerate(node.entries):
            if isinstance(entry, Text):
                yield Reference(kind, entry.text, (*path, index))


def _below(typed: Any, part: str | int) -> list[Typed]:
    origin, inner = get_origin(typed), get_args(typed)
    if _is_model(typed):
        field = _field(typed, part)
        return list(arms(field.annotation, tuple(field.metadata))) if field else []
    if origin in _MAPPINGS and len(inner) == 2:
        return list(arms(inner[1]))
    if isinstance(part, int) and inner and origin not in _MAPPINGS:
        return list(arms(inner[part] if part < len(inner) and inner[-1] is not Ellipsis else inner[0]))
    return []


def _field(model: type[BaseModel], key: str | int) -> FieldInfo | None:
    for name, field in model.model_fields.items():
        if key == (field.alias or name) or key == name:
            return field
    return None


def _is_model(typed: Any) -> bool:
    return isinstance(typed, type) and issubclass(typed, BaseModel)
