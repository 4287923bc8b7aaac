"""Linear algebra that takes one thread each time: where batches have threads of their own, more would only wait."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any


def one_thread() -> AbstractContextManager[Any]:
    """Return a context in which a product of matrices takes one thread."""
    limits: AbstractContextManager[Any] = _libraries().limit(limits=1, user_api="blas")
    return limits


@cache
def _libraries() -> Any:
    """The process's libraries of linear algebra, looked for once: that takes 3 ms, much of what a small table takes."""
    # numpy's is loaded; that of scipy, which may come later, multiplies no batches.
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
