"""What a column seems to be, from its heading and its answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import wcwidth

from satindex.language import Words
from satindex.readers.looking.profile import Profile

PERSONAL_PATTERN = re.compile(
    r"(?i)^\s*(?:[^@\s]+@[^@\s]+\.[a-z]{2,}"  # e-mail
    r"|(?:\d{1,3}\.){3}[\d*]{1,3}(?:\(.*\))?"  # IP address, also with its place
    r"|(?:\+?86[- ]?)?1[3-9]\d{9}|\+\d[\d -]{7,}\d|\(?\d{3}\)?[- ]\d{3,4}[- ]\d{4})\s*$"  # telephone
)
PERSONAL_HEADING = re.compile(
    r"(?i)e-?mail|phone|\bip\b|ip ?address|first ?name|last ?name|recipient|^name$"
    r"|姓名|电话|手机号|邮箱|来自IP|微信|身份证|地址|이름|전화|이메일"
)
ID_HEADING = re.compile(
    r"(?i)^(#|id|no\.?|key|_id|_uuid|序号|编号|答卷编号|(respond[ae]nt|response|record|serial)[ _]?(id|number))$"
)
DURATION_HEADING = re.compile(r"(?i)duration|time taken|所用时间|答题时长|用时|interviewtime")
DURATION = re.compile(r"(?i)^\s*\d+(?:\.\d+)?\s*(?:秒|s|sec|seconds?|分\d+秒)\s*$|^\d{1,2}:\d\d:\d\d$")
DATE = re.compile(r"^\s*(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})(?:[T ].*)?$")
RECOMMEND = re.compile(r"(?i)recommend|\brec\b|推荐|推薦|추천|\bnps\b")
MOST_RATINGS = 11
LONGEST_CHOICE = 60
LONGEST_HEADING = 24
MOSTLY = 0.8


@dataclass(frozen=True)
class Guess:
    """A guess: its name for programs, its words, and whether the column's answers may be shown."""

    kind: str
    words: Words
    shown: bool = False


EMPTY = Guess("empty", Words("empty", "全空"))
PERSONAL = Guess("personal", Words("personal data (answers not shown)", "个人信息（不显示内容）"))
DATE_GUESS = Guess("date", Words("date or time", "日期时间"))
DURATION_GUESS = Guess("duration", Words("duration", "答题用时"))
ID_GUESS = Guess("id", Words("respondent's id", "答卷编号"))
OPEN = Guess("open", Words("open text (answers not shown)", "开放题（不显示内容）"))
NPS = Guess("nps", Words("likely recommendation, 0–10 (NPS)", "可能是 0–10 推荐意愿题（NPS）"), shown=True)


def guesses(profiles: Iterable[Profile]) -> list[tuple[Profile, Guess]]:
    """Say what each column seems to be; where a heading speaks of recommending, other 0–10 columns are ratings."""
    found = [(profile, guess(profile)) for profile in profiles]
    told = any(one is NPS and RECOMMEND.search(profile.name) for profile, one in found)
    return [
        (profile, _rating(profile) if told and one is NPS and not RECOMMEND.search(profile.name) else one)
        for profile, one in found
    ]


def guess(profile: Profile) -> Guess:
    """Say what a column seems to be; anything that may identify a person is never to be shown."""
    if not profile.answered:
        return EMPTY
    if _mostly(PERSONAL_PATTERN, profile) or _asks_who(profile):
        return PERSONAL
    return _about_the_response(profile) or _about_answers(profile)


def _asks_who(profile: Profile) -> bool:
    """Tell whether the heading asks for personal data; a long question answered by a few choices only mentions them."""
    if not PERSONAL_HEADING.search(profile.name):
        return False
    return wcwidth.width(profile.name) <= LONGEST_HEADING or not _few(profile)


def _few(profile: Profile) -> bool:
    return profile.answers is not None and 2 * profile.distinct <= max(profile.answered, 4)


def _about_the_response(profile: Profile) -> Guess | None:
    unique = profile.distinct == profile.answered == profile.rows and profile.rows > 1
    if unique and ID_HEADING.match(profile.name):
        return ID_GUESS
    if _mostly(DURATION, profile) or (DURATION_HEADING.search(profile.name) and profile.high is not None):
        return DURATION_GUESS
    if unique and _counts_up(profile):
        return ID_GUESS
    return DATE_GUESS if profile.typed_date or _mostly(DATE, profile) else None


def _counts_up(profile: Profile) -> bool:
    if profile.low is None or profile.high is None or not profile.whole:
        return False
    return profile.rows > MOST_RATINGS and profile.high - profile.low == profile.rows - 1


def _about_answers(profile: Profile) -> Guess:
    if profile.low is not None and profile.high is not None:
        return _numeric(profile, profile.low, profile.high)
    if profile.longest > LONGEST_CHOICE or not _few(profile):
        return OPEN
    if profile.distinct == 1:
        return Guess("constant", Words("the same answer everywhere", "答案全相同"), shown=True)
    return Guess("choice", Words(f"choice of {profile.distinct}", f"选择题（{profile.distinct} 个选项）"), shown=True)


def _numeric(profile: Profile, low: float, high: float) -> Guess:
    rating = profile.whole and profile.numbers <= MOST_RATINGS and low >= 0 and high <= 10
    recommends = RECOMMEND.search(profile.name) and (low == 0 or high > 7)
    if rating and (recommends or (low == 0 and high in (9, 10) and profile.numbers > 5)):
        return NPS
    if profile.distinct == 1:
        return Guess("constant", Words("the same answer everywhere", "答案全相同"), shown=True)
    if rating:
        return Guess("yes_no", Words("0 or 1", "0 或 1"), shown=True) if high == 1 and low == 0 else _rating(profile)
    return Guess("number", Words(f"number {low:.15g}–{high:.15g}", f"数值 {low:.15g}–{high:.15g}"))


def _rating(profile: Profile) -> Guess:
    shown = f"{profile.low:.15g}–{profile.high:.15g}"
    return Guess("rating", Words(f"rating {shown}", f"评分 {shown}"), shown=True)


def _mostly(pattern: re.Pattern[str], profile: Profile) -> bool:
    """Tell whether most of the sampled answers look alike; a single slip does not expose the rest."""
    return sum(bool(pattern.match(answer)) for answer in profile.sample) >= MOSTLY * len(profile.sample)
