"""A submission: recorded answers as they stand in its JSON, whatever was done to the file on the way."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from satindex.language import Words
from satindex.teaching.grading.files import Handed
from satindex.teaching.practice.session import FORMAT as CHECKS

FORMAT = "satindex submission 1"
LONGEST_TEXT = 20_000
LONGEST_NUMBER = 300
MOST_ATTEMPTS = 1_000
Value = float | int | str | bool | tuple[str, ...] | None
HANDED_OUT = Words("is the file of checks that was handed out, no submission", "是发放的检查文件，不是作答")
NOT_JSON = Words("is no JSON: damaged, or not a submission", "不是 JSON：文件已损坏，或不是作答文件")


@dataclass(frozen=True)
class Attempt:
    """One value handed in; None where the file holds nothing that is a value."""

    value: Value
    at: str = ""


@dataclass(frozen=True)
class Answered:
    """What was handed in for one task."""

    attempts: tuple[Attempt, ...] = ()
    reasons: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Submission:
    """A learner's answers by task, and the file that they are from."""

    place: str
    exercise: str
    learner: str
    name: str = ""
    answers: Mapping[str, Answered] = field(default_factory=dict)

    @property
    def latest(self) -> datetime:
        """When the last answer was recorded; the beginning of time where no answer says so."""
        times = [_time(attempt.at) for answered in self.answers.values() for attempt in answered.attempts]
        return max(times, default=_time(""))


def read_submission(handed: Handed) -> Submission | Words:
    """Return what a file holds, or why it is no submission."""
    if handed.fault is not None:
        return handed.fault
    found = _parsed(handed.raw)
    if not isinstance(found, dict):
        return NOT_JSON
    if found.get("format") == CHECKS:
        return HANDED_OUT
    if found.get("format") != FORMAT:
        said = clean(found.get("format"))[:40]
        return Words(f"is no submission: its format is '{said}'", f"不是作答文件：格式为“{said}”")
    answers = found.get("answers")
    if not isinstance(answers, dict):
        return Words("has no answers", "没有 answers")
    by_task = {clean(task): _answered(said) for task, said in answers.items()}
    exercise, learner, name = (clean(found.get(key)).strip() for key in ("exercise", "learner", "name"))
    return Submission(handed.place, exercise, learner, name, by_task)


def clean(value: object, longest: int = LONGEST_TEXT) -> str:
    """Return a text without what no file can hold: lone surrogates, control characters; None as the empty text.

    Examples
    --------
    >>> clean("a\\ud800b\\x00\\tc"), clean(7), clean(None)
    ('ab\\tc', '7', '')
    """
    if value is None or isinstance(value, dict | list):
        return ""
    text = str(value)[: longest + 1]
    kept = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return kept if len(text) <= longest else kept[:longest] + "…"


def _parsed(raw: bytes) -> Any:
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            # NaN and Infinity are no JSON: they stay texts, which are no numbers.
            return json.loads(raw.decode(encoding), parse_constant=str, parse_int=_whole)
        except (ValueError, RecursionError):
            continue
    return None


def _whole(text: str) -> int | str:
    return int(text) if len(text) < LONGEST_NUMBER else text


def _answered(said: Any) -> Answered:
    if not isinstance(said, dict):
        return Answered((Attempt(_value(said)),))
    attempts, reasons = said.get("attempts"), said.get("reasons")
    listed = attempts[:MOST_ATTEMPTS] if isinstance(attempts, list) else []
    given = reasons if isinstance(reasons, list) else [reasons] if isinstance(reasons, str) else []
    return Answered(
        tuple(_attempt(one) for one in listed),
        tuple(text for text in (clean(one) for one in given[:MOST_ATTEMPTS]) if text.strip()),
        clean(said.get("text")),
    )


def _attempt(said: Any) -> Attempt:
    return (
        Attempt(_value(said.get("value")), clean(said.get("at"))) if isinstance(said, dict) else Attempt(_value(said))
    )


def _value(said: Any) -> Value:
    if isinstance(said, bool | int | float):
        return said
    if isinstance(said, str):
        return clean(said)
    if isinstance(said, list) and all(isinstance(one, str | int | float) for one in said):
        return tuple(clean(one) for one in said[:MOST_ATTEMPTS])
    return None


def _time(said: str) -> datetime:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
