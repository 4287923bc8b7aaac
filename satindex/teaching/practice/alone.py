"""satindex where it is not installed: the checks of exercises, and nothing else. See `teaching.bundle`."""

from __future__ import annotations

from satindex.teaching.practice import check, open_exercise

__all__ = ["check", "open_exercise"]


def __getattr__(name: str) -> object:
    raise AttributeError(
        f"'{name}' needs satindex itself: pip install satindex; only checks work without it. · "
        f"“{name}”需要安装 satindex：pip install satindex；未安装时只能检查答案。"
    )
