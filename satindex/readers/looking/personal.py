"""Which columns of an export are about the person, or hold a respondent's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from satindex.language import Words
from satindex.readers.export import Export, Frame, Role
from satindex.readers.looking.guess import LONGEST_CHOICE, MOSTLY, OPEN, PERSONAL, PERSONAL_PATTERN, guess
from satindex.readers.looking.profile import Profile, profiles_of, profiles_of_frame

ROLES: dict[Role, Words] = {
    "name": Words("name", "姓名"),
    "email": Words("e-mail address", "电子邮箱"),
    "phone": Words("telephone number", "电话号码"),
    "ip": Words("IP address", "IP 地址"),
    "location": Words("place of the respondent", "受访者位置"),
}
PLACE_HEADING = re.compile(
    r"(?i)(?<![a-z])(latitude|longitude|gps|geolocation|geopoint|location ?_?(lat|lon)[a-z]*)(?![a-z])|经度|纬度"
)
ENOUGH = 1000
LIKELY = Words("personal data, by its heading or answers", "个人信息（据标题或答案判断）")
PLACE = Words("place of the respondent, by its heading", "受访者位置（据标题判断）")
OWN_WORDS = Words("answers in the respondents' own words", "受访者自己填写的文字")


def personal_columns(export: Export) -> dict[str, Words]:
    """Return the columns that may identify a person or hold their own words, each with why, in the order of the export.

    They are those that the platform fills with who or where a respondent is (`Codebook.personal`), those whose heading,
    question or answers look like it, and open text. A column whose every answer has a label is a choice, not text.
    """
    found: dict[str, Words] = {}
    for profile in profiles_of(export):
        reason = _by_role(export, profile.name) or _by_look(export, profile)
        if reason is not None:
            found[profile.name] = reason
    return found


def personal_among(export: Export, frame: Frame, columns: Sequence[str]) -> dict[str, Words]:
    """Return those of `columns` that may identify a person, each with why; only their first rows are looked at.

    `frame` holds rows of the export as they were read.
    """
    asked = list(dict.fromkeys(columns))
    if not asked:
        return {}
    head = frame.select(asked).head(ENOUGH).lazy().collect("polars").to_native()
    found = ((one.name, _by_role(export, one.name) or _by_look(export, one)) for one in profiles_of_frame(head))
    return {name: reason for name, reason in found if reason is not None and reason is not OWN_WORDS}


def holds_addresses(answers: Iterable[str]) -> bool:
    """Tell whether most answers are e-mail or IP addresses or telephone numbers.

    Examples
    --------
    >>> holds_addresses(["a@example.org", "b@example.org"]), holds_addresses(["north", "south"])
    (True, False)
    """
    given = list(answers)
    alike = sum(bool(PERSONAL_PATTERN.match(answer)) for answer in given)
    return bool(given) and alike >= MOSTLY * len(given)


def _by_role(export: Export, column: str) -> Words | None:
    role = export.codebook.roles.get(column)
    return None if role is None else ROLES.get(role)


def _is_told(export: Export, column: str) -> bool:
    """Tell whether the platform says what a column holds, so that nothing is left to guess."""
    return export.codebook.roles.get(column, "embedded") != "embedded"


def _by_look(export: Export, profile: Profile) -> Words | None:
    codebook = export.codebook
    question = codebook.questions.get(profile.name, profile.name)
    if not profile.answered or _is_told(export, profile.name) or _is_choice(export, profile):
        return None
    guesses = (guess(profile), guess(replace(profile, name=question)))
    if PERSONAL in guesses:
        return LIKELY
    if PLACE_HEADING.search(profile.name) or PLACE_HEADING.search(question):
        return PLACE
    told = codebook.types.get(profile.name)
    written = told == "text" and profile.low is None
    return OWN_WORDS if written or (told is None and OPEN in guesses and not _is_repeated(profile)) else None


def _is_repeated(profile: Profile) -> bool:
    """Tell whether a few answers, the long ones too, were each given by several people: long options, not own words."""
    if profile.answers is None or 2 * profile.distinct > profile.answered:
        return False
    return all(count > 1 for answer, count in profile.answers.items() if len(answer) > LONGEST_CHOICE)


def _is_choice(export: Export, profile: Profile) -> bool:
    """Tell whether every answer is a code or label that the export knows."""
    labels = export.codebook.value_labels.get(profile.name, {})
    known = {*labels, *labels.values(), *export.codebook.missing.get(profile.name, ())} if labels else set[str]()
    return bool(labels) and profile.answers is not None and profile.answers.keys() <= known
