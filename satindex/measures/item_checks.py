"""What several types of measures ask of their items: numbers, and scales of one range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from satindex.language import Words
from satindex.survey.kinds import KeyFault
from satindex.survey.model import Item


def numeric_faults(path: tuple[str, ...], names: tuple[str, ...], items: Mapping[str, Item]) -> Iterator[KeyFault]:
    """Yield a fault for each item whose answers are not numbers."""
    for name in names:
        if name in items and not items[name].scale.is_numeric:
            kind = items[name].scale.name
            yield KeyFault(
                path,
                Words(f"{name} is answered in '{kind}', which has no numbers", f"{name} 的量表“{kind}”没有数值"),
                Words(
                    "Give it a scale with points, codes, number or count.",
                    "请使用 points、codes、number 或 count 量表。",
                ),
            )


def one_range_faults(path: tuple[str, ...], names: tuple[str, ...], items: Mapping[str, Item]) -> Iterator[KeyFault]:
    """Yield a fault where items of different ranges would be averaged as if they were alike."""
    spans: dict[tuple[float, float] | None, str] = {}
    for name in names:
        if name in items and items[name].scale.is_numeric:
            values = items[name].scale.values
            spans.setdefault((values[0], values[-1]) if values else None, name)
    if len(spans) > 1:
        said = ", ".join(f"{name} {f'{span[0]:g}–{span[1]:g}' if span else '?'}" for span, name in spans.items())
        yield KeyFault(
            path,
            Words(f"the items have scales of different range ({said})", f"各题目的量表范围不同（{said}）"),
            Words("A composite rescales each item to 0–100 first.", "composite 会先把每个题目换算为 0–100 分。"),
        )
