"""Files given side by side are compared, where the definition names no wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from satindex.survey.model import Segment, Survey

MOST_FILES: Final = 6
"""More files than this are parts of one survey rather than waves to be compared."""

TITLE: Final = {"en": "File", "zh": "文件"}


def with_files_as_waves(survey: Survey, column: str, files: Sequence[str]) -> Survey:
    """Return the survey with the files as its wave, in the order in which they were given.

    A survey with a wave, or that names the column itself, stays as it is; so it does with more than six files, or with
    two of the same name. Platforms number respondents anew in each file, so that a number in two files is no sign
    of the same person.
    """
    person = survey.respondent
    named = {one.column for one in person.groupings}
    if person.wave is not None or column in named or not 1 < len(set(files)) == len(files) <= MOST_FILES:
        return survey
    wave = Segment(column, TITLE, tuple(files))
    return replace(survey, respondent=replace(person, wave=wave), compare=replace(survey.compare, panel=False))
