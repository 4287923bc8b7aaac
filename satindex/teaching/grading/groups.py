"""Tasks that a group answers: one member's answer is everyone's; answers that differ are left to the trainer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from satindex.language import Words
from satindex.teaching.grading.key import Key
from satindex.teaching.grading.marks import Open, TaskMark

Marks = Mapping[str, tuple[TaskMark, ...]]


def shared(marks: Marks, key: Key) -> Marks:
    """Return everyone's marks, those of group tasks the same for all members of a group.

    Learners without a group answer for themselves. Where members handed in different answers that are not all right,
    no answer is chosen: the trainer marks them.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for entry in key.learners.values():
        if entry.group:
            groups[entry.group].append(entry.number)
    found = {number: list(own) for number, own in marks.items()}
    for members in groups.values():
        for place, mark in enumerate(found[members[0]]):
            if mark.task.group:
                for number, own in _of_group({number: found[number][place] for number in members}).items():
                    found[number][place] = own
    return {number: tuple(own) for number, own in found.items()}


def _of_group(marks: dict[str, TaskMark]) -> dict[str, TaskMark]:
    answered = {number: mark for number, mark in marks.items() if mark.answered is not None}
    if not answered:
        return marks
    first, *_ = answered
    if _agree(list(answered.values())):
        one = _for_group(answered[first], tuple(marks))
        return {number: one if number == first else _own_or(first, one, answered.get(number)) for number in marks}
    said = " | ".join(f"{number}: {_shown(mark)}" for number, mark in answered.items())
    task = answered[first].task
    open_ = Open(tuple(marks), task.id, CONFLICT, said, task.of)
    return {
        number: replace(mark, verdict=None, points=0.0, open=(open_,), remark=CONFLICT)
        for number, mark in marks.items()
    }


CONFLICT = Words("members of the group handed in different answers", "小组成员提交的答案不一致")


def _for_group(mark: TaskMark, members: tuple[str, ...]) -> TaskMark:
    return replace(mark, open=tuple(replace(one, who=members) for one in mark.open))


def _own_or(first: str, one: TaskMark, own: TaskMark | None) -> TaskMark:
    """A member's own answer stays with its marks, unless the trainer marks it: once for all."""
    if own is not None and not own.open:
        return own
    return replace(one, remark=Words(f"answered for the group by {first}", f"由 {first} 代表小组作答"))


def _agree(marks: list[TaskMark]) -> bool:
    """Members agree who say the same; with data of their own, also those who are all right, with the same marks."""
    one = marks[0]
    if len({_said(mark) for mark in marks}) == 1 and len({mark.points for mark in marks}) == 1:
        return True
    return all(mark.right and not mark.open and mark.points == one.points for mark in marks)


def _said(mark: TaskMark) -> tuple[str, tuple[str, ...]]:
    return str(mark.value).strip().casefold(), mark.answered.reasons if mark.answered else ()


def _shown(mark: TaskMark) -> str:
    value = ", ".join(mark.value) if isinstance(mark.value, tuple) else str(mark.value)
    reasons = mark.answered.reasons if mark.answered else ()
    return f"{value} ({'; '.join(reasons)})" if reasons else value
