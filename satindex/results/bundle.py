"""The script that draws charts in a page or a notebook, shipped with the package: nothing is fetched."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

EMBED_OPTIONS = {"mode": "vega-lite", "renderer": "svg", "actions": False, "ast": True, "logLevel": 1}


@cache
def script() -> str:
    """Return the chart script, which sets `window.vegaEmbed`; it holds no `</script`."""
    return files("satindex.results").joinpath("assets/vega.js").read_text(encoding="utf-8")


@cache
def packed() -> str:
    """Return the script gzipped, as base64: a third of its size, for notebooks that hold it in every output."""
    return packed_text(script())


def packed_text(text: str) -> str:
    """Return a text gzipped, as base64: what a page's script unpacks."""
    return base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode("ascii")


def inert_json(content: Any) -> str:
    """Return JSON that can't end the script element it stands in."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def without_schema(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the spec without `$schema`: only a name, but it reads as an outside address."""
    return {key: value for key, value in spec.items() if key != "$schema"}
