"""Parts of sums as bytes and back, without running anything that the bytes say: to travel and to be kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass
from io import BytesIO
from typing import Any, Final

import numpy as np

_KINDS: Final = frozenset({"f8", "i8", "u8", "i4", "u4", "b1"})
_TAG: Final = "!"
_PACKABLE: Final[dict[str, type[Any]]] = {}


def packable(kind: type[Any]) -> type[Any]:
    """Let a frozen dataclass be part of what is packed, under its name; used as a decorator."""
    if not is_dataclass(kind) or _PACKABLE.get(kind.__name__, kind) is not kind:
        raise TypeError(f"{kind.__name__} is no dataclass, or its name stands for another")
    _PACKABLE[kind.__name__] = kind
    return kind


def packed(part: Any) -> bytes:
    """Return nested dictionaries, lists, tuples, texts, numbers, arrays, frames, packable dataclasses as bytes.

    A line of JSON tells how things hang together; the arrays' bytes follow in its order.

    Examples
    --------
    >>> unpacked(packed({"a": (1, None), ("b", "c"): np.array([0.5, 2.0])}))
    {'a': (1, None), ('b', 'c'): array([0.5, 2. ])}
    """
    blobs: list[bytes] = []
    tree = json.dumps(_written(part, blobs), ensure_ascii=False, allow_nan=True).encode()
    return tree + b"\n" + b"".join(blobs)


def unpacked(data: bytes, only: Collection[str] | None = None) -> Any:
    """Return what `packed` wrote; raises ValueError where the bytes are none of it or cut off.

    `only` names the dataclasses that may be in it: then it may hold no frames.
    """
    tree, mark, rest = data.partition(b"\n")
    if not mark:
        raise ValueError("no packed part")
    blobs = BytesIO(rest)
    found = _read(json.loads(tree), blobs, only)
    if blobs.read(1):
        raise ValueError("more bytes than the packed part says")
    return found


def _written(part: Any, blobs: list[bytes]) -> Any:
    if part is None or isinstance(part, bool | str) or type(part) in (int, float):
        return part
    if isinstance(part, np.generic):
        return part.item()
    if isinstance(part, np.ndarray):
        kind = f"{part.dtype.kind}{part.dtype.itemsize}"
        if kind not in _KINDS:
            raise TypeError(f"arrays of {part.dtype} are not packed")
        blobs.append(np.ascontiguousarray(part, dtype=f"<{kind}").tobytes())
        return {_TAG: "array", "kind": kind, "shape": part.shape}
    if _is_frame(part):
        file = BytesIO()
        part.write_ipc(file)
        blobs.append(file.getvalue())
        return {_TAG: "frame", "size": len(blobs[-1])}
    if isinstance(part, dict):
        return {_TAG: "dict", "of": [[_written(key, blobs), _written(value, blobs)] for key, value in part.items()]}
    if isinstance(part, list | tuple):
        return {_TAG: type(part).__name__, "of": [_written(one, blobs) for one in part]}
    if _PACKABLE.get(type(part).__name__) is type(part):
        of = [[one.name, _written(getattr(part, one.name), blobs)] for one in fields(part)]
        return {_TAG: "dataclass", "name": type(part).__name__, "of": of}
    raise TypeError(f"{type(part).__name__} is not packed")


def _is_frame(part: Any) -> bool:
    """Whether a part is a polars frame: polars is not imported to tell, as there can be none without it."""
    known = sys.modules.get("polars")
    return known is not None and isinstance(part, known.DataFrame)


def _read(tree: Any, blobs: BytesIO, only: Collection[str] | None) -> Any:
    if not isinstance(tree, dict):
        return tree
    kind = tree[_TAG]
    if kind == "array":
        return _array(tree, blobs)
    if kind == "frame":
        if only is not None:
            raise ValueError("a frame is not expected here")
        import polars as pl

        return pl.read_ipc(BytesIO(_exactly(blobs, int(tree["size"]))))
    if kind == "dict":
        return dict(_pairs(tree, blobs, only))
    if kind == "dataclass":
        if tree["name"] not in (_PACKABLE if only is None else only):
            raise ValueError(f"unknown part {tree['name']!r}")
        return _PACKABLE[tree["name"]](**{str(name): value for name, value in _pairs(tree, blobs, only)})
    found = [_read(one, blobs, only) for one in tree["of"]]
    return tuple(found) if kind == "tuple" else found


def _pairs(tree: Any, blobs: BytesIO, only: Collection[str] | None) -> Iterator[tuple[Any, Any]]:
    return ((_read(key, blobs, only), _read(value, blobs, only)) for key, value in tree["of"])


def _array(tree: Any, blobs: BytesIO) -> np.ndarray[Any, Any]:
    if tree["kind"] not in _KINDS:
        raise ValueError(f"unknown kind of numbers {tree['kind']!r}")
    shape = tuple(int(size) for size in tree["shape"])
    dtype = np.dtype(f"<{tree['kind']}")
    size = int(np.prod(shape, dtype=object)) * dtype.itemsize
    return np.frombuffer(_exactly(blobs, size), dtype=dtype).reshape(shape).copy()


def _exactly(blobs: BytesIO, size: int) -> bytes:
    found = blobs.read(size)
    if size < 0 or len(found) != size:
        raise ValueError("a packed part is cut off")
    return found
