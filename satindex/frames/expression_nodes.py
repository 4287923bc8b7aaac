"""What an expression of narwhals' reads, makes and needs: whether a row is enough for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import narwhals as nw

ADD_UP: Final = ("len", "sum", "count", "max", "min")
"""Aggregates whose values over parts give that over the whole."""
_OF_A_ROW: Final = ("COL", "LITERAL", "ELEMENTWISE", "WHEN_THEN")


def expressions(given: Iterable[Any], named: Mapping[str, Any]) -> tuple[nw.Expr, ...]:
    """Return what is given to a frame's method, names and lists too, as expressions of one column each.

    Examples
    --------
    >>> [name_of(one) for one in expressions(["a", [nw.col("b", "c")]], {"d": nw.col("a") + 1})]
    ['a', 'b', 'c', 'd']
    """
    flat: list[nw.Expr] = []
    for one in given:
        if isinstance(one, str):
            flat.append(nw.col(one))
        elif not isinstance(one, nw.Expr):
            flat.extend(expressions(one, {}))
        elif [_kind(node) for node in _nodes(one)] == ["COL"]:
            flat.extend(map(nw.col, read_by(one)))
        else:
            flat.append(one)
    return (*flat, *(one.alias(name) for name, one in named.items()))


def is_by_row(expression: Any) -> bool:
    """Return whether an expression's value in a row needs no other row.

    Examples
    --------
    >>> is_by_row(nw.col("a").fill_null(0) + nw.col("b")), is_by_row(nw.col("a") - nw.col("a").mean())
    (True, False)
    """
    return all(_kind(node) in _OF_A_ROW and all(map(is_by_row, node.exprs)) for node in _nodes(expression))


def adding_up(expression: nw.Expr) -> str | None:
    """Return which of `ADD_UP` an expression is, of what is made of each row; None where it is none.

    Examples
    --------
    >>> adding_up(nw.col("a").sum().alias("b")), adding_up(nw.col("a").median()), adding_up(nw.col("a"))
    ('sum', None, None)
    """
    *inner, last = [node for node in _nodes(expression) if node.name != "alias"]
    if _kind(last) != "AGGREGATION" or last.name not in ADD_UP:
        return None
    by_row = all(_kind(node) in _OF_A_ROW and all(map(is_by_row, node.exprs)) for node in inner)
    return str(last.name) if by_row else None


def is_row_count(expression: nw.Expr) -> bool:
    """Return whether an expression counts rows.

    Examples
    --------
    >>> is_row_count(nw.len().alias("n")), is_row_count(nw.col("a").count())
    (True, False)
    """
    return [node.name for node in _nodes(expression) if node.name != "alias"] == ["len"]


def is_unchanged(expression: nw.Expr) -> bool:
    """Return whether an expression is a column as it stands.

    Examples
    --------
    >>> is_unchanged(nw.col("a")), is_unchanged(nw.col("a").alias("b")), is_unchanged(nw.col("a") + 1)
    (True, False, False)
    """
    return list(map(_kind, _nodes(expression))) == ["COL"]


def counted_by(expression: nw.Expr) -> str | None:
    """Return the column whose different values an expression counts, None where it counts rows.

    Raises NotImplementedError for any other.
    """
    nodes = [node for node in _nodes(expression) if node.name != "alias"]
    names = [node.name for node in nodes]
    if is_row_count(expression):
        return None
    if names == ["col", "n_unique"] and len(nodes[0].kwargs["names"]) == 1:
        return str(nodes[0].kwargs["names"][0])
    raise NotImplementedError(f"{expression!r} is not counted by groups")


def read_by(expression: Any) -> list[str]:
    """Return the columns that an expression reads.

    Examples
    --------
    >>> read_by(nw.when(nw.col("a") == "x").then(nw.sum_horizontal("b", nw.col("c"))))
    ['a', 'b', 'c']
    """
    found: dict[str, None] = {}
    for node in _nodes(expression):
        found |= dict.fromkeys(node.kwargs["names"] if _kind(node) == "COL" else ())
        for one in node.exprs:
            found |= dict.fromkeys([one] if isinstance(one, str) and not node.str_as_lit else read_by(one))
    return list(found)


def name_of(expression: nw.Expr) -> str:
    """Return the name that an expression's column gets."""
    aliases = [node.kwargs["name"] for node in _nodes(expression) if node.name == "alias"]
    return str(aliases[-1] if aliases else next(iter(read_by(expression)), "literal"))


def _nodes(expression: Any) -> Sequence[Any]:
    """Return the operations of an expression, the outermost last; none of what is no expression."""
    return expression._nodes if isinstance(expression, nw.Expr) else ()


def _kind(node: Any) -> str:
    return str(node.kind.name)
