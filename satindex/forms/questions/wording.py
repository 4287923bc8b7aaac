"""The words of a questionnaire that no definition has to write."""

from __future__ import annotations

import re
from collections.abc import Iterable

from satindex.language import LANGUAGES, Words
from satindex.survey.model import Titles

ONE_PER_ROW = Words("Please choose one answer in each row.", "请在每一行选择一个答案。")
SIDES = {
    "expected": Words("What should an excellent provider be like?", "您认为优秀的机构应当如何？"),
    "perceived": Words("What is it really like?", "您实际感受到的如何？"),
    "adequate": Words("What is the least that you would still accept?", "您可以接受的最低水平是多少？"),
    "desired": Words("What level would you like to have?", "您希望达到的水平是多少？"),
}
"""Stems of a matrix by the side of a pair that its rows are; by the last part of the score's name."""
ANY_OF_THESE = Words("Which of these apply? Choose all that do.", "下列哪些符合？可多选。")
SHARE = Words(
    "Please share 100 points among these, more for what matters more to you.",
    "请将 100 分分配给下列各项，越重要分值越高。",
)
YOUR_NUMBER = Words("Your number", "您的编号")
KNOWN_ANSWERS = (
    Words("Don't know", "不清楚"),
    Words("Don't know", "不知道"),
    Words("Not applicable", "不适用"),
    Words("N/A", "不适用"),
    Words("NA", "不适用"),
    Words("No opinion", "无意见"),
    Words("Prefer not to say", "不愿回答"),
    Words("Prefer not to say", "拒答"),
    Words("Refused", "拒答"),
    Words("Can't say", "说不清"),
    Words("Yes", "是"),
    Words("No", "否"),
    Words("Female", "女"),
    Words("Male", "男"),
    Words("Other", "其他"),
)
HAN = re.compile(r"[\u3400-\u9fff]")
MARK = re.compile(r"^\s*(?:[(（].*[)）]|-?\d+(?:\.\d+)?)\s*$")
_NUMBERED = re.compile(r"^\s*(?:[Qq]?\d+\s*[、.．:：)）](?!\s*\d)|第\s*\d+\s*题)\s*")


def both(words: Words) -> dict[str, str]:
    """Return words as the texts of a definition stand."""
    return {"en": words.en, "zh": words.zh}


def in_both(text: str) -> Titles:
    """Return an answer's wordings: a common answer in both languages, another in that of its letters.

    Examples
    --------
    >>> in_both("不清楚")["en"], in_both("东门支局"), in_both("18-25")
    ("Don't know", {'zh': '东门支局'}, {'': '18-25'})
    """
    folded = text.strip().casefold()
    known = next((words for words in KNOWN_ANSWERS if folded in (words.en.casefold(), words.zh)), None)
    own = "zh" if HAN.search(text) else "en" if any(sign.isalpha() for sign in text) else ""
    return {own: text} if known is None else {**both(known), own: text}


def said(texts: Titles, language: str) -> str:
    """Return what a respondent who reads `language` sees: its own text, else one without a language, else any.

    Examples
    --------
    >>> said({"zh": "网点"}, "en"), said({"": "A", "en": "B"}, "zh")
    ('网点', 'A')
    """
    for key in (language, "", *LANGUAGES, *texts):
        if texts.get(key):
            return texts[key]
    return ""


def lacks(texts: Titles, languages: Iterable[str]) -> tuple[str, ...]:
    """Return the languages that a text is not written in; a text without a language is in all of them."""
    return () if "" in texts else tuple(language for language in languages if not texts.get(language))


def without_number(heading: str) -> str:
    """Return a heading without the number that a platform put before it.

    Examples
    --------
    >>> without_number("2、您的年龄是？"), without_number("Q3. Age"), without_number("3.5 m")
    ('您的年龄是？', 'Age', '3.5 m')
    """
    return _NUMBERED.sub("", heading).strip() or heading
