"""The two languages that satindex speaks, and which one a reader sees."""

from __future__ import annotations

import locale
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Words:
    """One text in English and in Chinese.

    Examples
    --------
    >>> Words("gap", "差距").say("zh")
    '差距'
    """

    en: str
    zh: str

    def say(self, language: str | None = None) -> str:
        """Return the text in `language`, or in the reader's own language when none is given."""
        return self.zh if (language or reader_language()).lower().startswith("zh") else self.en

    def __str__(self) -> str:
        return self.say()


def named(label: Words, said: Words | str) -> Words:
    """Return what is said of something, after its name.

    Examples
    --------
    >>> named(Words("Trust", "信赖忠诚"), "Q5").zh
    '信赖忠诚：Q5'
    """
    en, zh = (said.en, said.zh) if isinstance(said, Words) else (said, said)
    return Words(f"{label.en}: {en}", f"{label.zh}：{zh}")


def listed(parts: Iterable[Words]) -> Words:
    """Return words one after the other, parted by semicolons.

    Examples
    --------
    >>> listed([Words("a", "甲"), Words("b", "乙")]).zh
    '甲；乙'
    """
    found = list(parts)
    return Words("; ".join(part.en for part in found), "；".join(part.zh for part in found))


def reader_language() -> str:
    """Return `zh` or `en`: what `SATINDEX_LANG` says, else the language of the reader's system."""
    said = os.environ.get("SATINDEX_LANG") or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES")
    said = said or os.environ.get("LANG") or locale.getlocale()[0] or "en"
    return "zh" if said.lower().startswith(("zh", "chinese")) else "en"


def in_language(texts: Mapping[str, str], language: str | None = None, fallback: str = "") -> str:
    """Return the text of `texts` in `language`, else in English, else in whichever language it has.

    Examples
    --------
    >>> in_language({"zh": "有形性"}, "en", "tangibles")
    '有形性'
    """
    for key in (language or reader_language(), "en", *texts):
        if key in texts:
            return texts[key]
    return fallback
