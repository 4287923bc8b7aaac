"""What is said on the screen when a class has been marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from satindex.language import Words
from satindex.results.words import as_text
from satindex.teaching.grading.submission import HANDED_OUT
from satindex.teaching.grading.taking import NOTEBOOK

if TYPE_CHECKING:
    from satindex.teaching.grading.grade import Graded

MOST_NAMED = 40


def said_of(graded: Graded, language: str | None) -> Iterator[str]:
    """Yield the lines: how many handed in, who did not, which files do not count, the summary, what is left."""
    absent, everyone = graded.absent, len(graded.key.learners)
    yield Words(
        f"{everyone - len(absent)} of {everyone} learners handed in.",
        f"{everyone} 名学员中 {everyone - len(absent)} 人已提交。",
    ).say(language)
    if absent:
        named = "; ".join(f"{number} {graded.key.learners[number].name}".strip() for number in absent[:MOST_NAMED])
        more = "; …" if len(absent) > MOST_NAMED else ""
        yield Words(f"Not handed in: {named}{more}.", f"未提交：{named}{more}。").say(language)
    notebooks = [one for one in graded.set_aside if one.why == NOTEBOOK]
    if notebooks:
        count = len(notebooks)
        yield Words(
            f"{count} notebooks are not read: no code is run, answers are in submission-….json.",
            f"{count} 个笔记本未读取：评分不运行代码，作答在 submission-….json 中。",
        ).say(language)
    for one in graded.set_aside:
        if one.why not in (NOTEBOOK, HANDED_OUT):
            yield Words(f"Not counted: {one.place} {one.why.en}.", f"未计入：{one.place} {one.why.zh}。").say(language)
    for number, remarks in graded.remarks.items():
        for remark in remarks:
            yield Words(f"{number}: {remark.en}.", f"{number}：{remark.zh}。").say(language)
    if graded.submissions:
        for table in graded.summary:
            yield "\n" + as_text(table, language)


def said_of_marking(graded: Graded, path: Path, language: str | None) -> str:
    """Return how many lines wait for the trainer's marks, and in which file."""
    lines = graded.open
    learners = len({number for one in lines for number in one.who})
    return Words(
        f"{path}: lines to mark: {len(lines)}, of learners: {learners}. Fill in the last column, then add "
        f"--marked {path}.",
        f"{path}：{learners} 名学员共 {len(lines)} 行待评分。请填写最后一列，再加上 --marked {path}。",
    ).say(language)
