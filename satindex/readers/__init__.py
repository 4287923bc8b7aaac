"""Reading exports: one file per kind, found by being there."""

from __future__ import annotations

from satindex.readers.opening.recognition import open_export

__all__ = ["open_export"]
