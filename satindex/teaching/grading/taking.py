"""Which file counts for which learner; every file that does not is told, with its reason."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.teaching.grading.files import Handed
from satindex.teaching.grading.key import Key
from satindex.teaching.grading.submission import Submission, read_submission


@dataclass(frozen=True)
class SetAside:
    """A file that does not count, and why."""

    place: str
    why: Words


@dataclass(frozen=True)
class Taken:
    """The submission of each learner who handed in, what is to be said of it, and the files that do not count."""

    submissions: Mapping[str, Submission]
    remarks: Mapping[str, Words]
    set_aside: tuple[SetAside, ...]


def taken(files: Iterable[Handed], key: Key) -> Taken:
    """Sort what was handed in by learner.

    Of several submissions of a learner the one with the latest answer counts, and that is said; of those that differ
    without telling which is later none does.
    """
    found: dict[str, list[Submission]] = defaultdict(list)
    aside: list[SetAside] = []
    for file in files:
        read = NOTEBOOK if file.place.lower().endswith(".ipynb") else read_submission(file)
        fault = read if isinstance(read, Words) else _not_of_class(read, key)
        if fault is not None:
            aside.append(SetAside(file.place, fault))
        elif isinstance(read, Submission):
            found[read.learner].append(read)
    counting: dict[str, Submission] = {}
    remarks: dict[str, Words] = {}
    for number, handed in found.items():
        one, said, others = _counting(handed)
        aside += others
        if said is not None:
            remarks[number] = said
        if one is not None:
            counting[number] = one
    return Taken(counting, remarks, tuple(aside))


NOTEBOOK = Words(
    "is a notebook, and no code is run: the answers are in the submission-….json beside it",
    "是笔记本，评分不运行代码：作答在同文件夹的 submission-….json 中",
)


def _not_of_class(one: Submission, key: Key) -> Words | None:
    """Return why a submission is nobody's in this class."""
    if one.exercise != key.exercise:
        return Words(f"is for the exercise '{one.exercise}'", f"属于另一练习“{one.exercise}”")
    entry = key.learners.get(one.learner)
    if entry is None:
        hint = did_you_mean(one.learner, key.learners, most=5)
        return Words(
            f"names learner '{one.learner}', who is not in the class. {hint.en if hint else ''}".strip(),
            f"学号“{one.learner}”不在班级名单中。{hint.zh if hint else ''}",
        )
    if one.name and entry.name and _plain(one.name) != _plain(entry.name):
        return Words(
            f"has the number of {entry.name} ({entry.number}) but the name {one.name}: whose is it?",
            f"学号是 {entry.name}（{entry.number}）的，姓名却是 {one.name}：请核对是谁的",
        )
    return None


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _counting(handed: list[Submission]) -> tuple[Submission | None, Words | None, list[SetAside]]:
    ordered = sorted(handed, key=lambda one: (one.latest, one.place))
    last, others = ordered[-1], ordered[:-1]
    differing = [one for one in others if one.answers != last.answers]
    same = [SetAside(one.place, _same_as(last)) for one in others if one.answers == last.answers]
    if any(one.latest == last.latest for one in differing):
        said = Words(
            f"handed in {len(handed)} files that differ, and none is the later: none counts",
            f"提交了 {len(handed)} 份不同且无法分辨先后的作答：均不计",
        )
        return None, said, [SetAside(one.place, said) for one in ordered]
    if not differing:
        return last, None, same
    said = Words(
        f"handed in {len(handed)} files that differ; the one with the latest answer counts: {last.place}",
        f"提交了 {len(handed)} 份不同的作答；以最后作答的为准：{last.place}",
    )
    return last, said, [*same, *(SetAside(one.place, _earlier_than(last)) for one in differing)]


def _same_as(one: Submission) -> Words:
    return Words(f"is the same as {one.place}", f"与 {one.place} 相同")


def _earlier_than(one: Submission) -> Words:
    return Words(f"is earlier than {one.place}, which counts", f"早于 {one.place}，以后者为准")
