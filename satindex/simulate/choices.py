"""Several answers to one question: the options a simulated respondent chooses, in one cell or in a column each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.language import Words, in_language
from satindex.survey.counted import ANY
from satindex.survey.model import Item, Survey

Mask = npt.NDArray[np.bool_]

OPTIONS = (
    Words("Price", "价格"),
    Words("Quality", "质量"),
    Words("Service", "服务"),
    Words("Location", "位置"),
)
MOST, LEAST = 0.6, 0.15
"""Shares of those who choose the first and the last option."""
JOINER = "┋"


def in_one_cell(survey: Survey, item: Item, rng: np.random.Generator, empty: Mask) -> pl.Series:
    """Return the chosen options of a multi-select item, joined in one cell; empty where nothing was chosen."""
    options = item.options or tuple(words.say(survey.language) for words in OPTIONS)
    chosen = rng.random((len(empty), len(options))) < np.linspace(MOST, LEAST, len(options))
    cells = [JOINER.join(option for option, is_chosen in zip(options, row, strict=True) if is_chosen) for row in chosen]
    return pl.Series([None if gone or not cell else cell for cell, gone in zip(cells, empty, strict=True)])


def written_options(survey: Survey) -> Mapping[str, tuple[str, float]]:
    """Return, of each open item that is an option of a set, what stands where it is chosen, and how often it is."""
    found: dict[str, tuple[str, float]] = {}
    for one in survey.multiple.values():
        shares = np.linspace(MOST, LEAST, len(one.items)).tolist()
        for at, name in enumerate(one.items):
            item = survey.items[name]
            if item.scale.kind == "text":
                options = {language: texts[at] for language, texts in one.options.items()} or item.text
                counted = one.counted[0] if one.counted and one.counted != (ANY,) else ""
                found.setdefault(name, (counted or in_language(options, survey.language, name), shares[at]))
    return found


def in_its_column(option: str, share: float, rng: np.random.Generator, empty: Mask) -> pl.Series:
    """Return the column of one option: its text where it is chosen, else nothing."""
    chosen = (rng.random(len(empty)) < share) & ~empty
    return pl.Series([option if one else None for one in chosen.tolist()], dtype=pl.String)
