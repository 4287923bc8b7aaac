"""What each learner gets back after handing in: a page of their own answers, the right ones, hints and marks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from satindex.errors import WriteError
from satindex.language import Words, in_language, reader_language
from satindex.results.writing import write_atomically
from satindex.teaching.exercise import said_in
from satindex.teaching.grading.marks import TaskMark
from satindex.teaching.grading.sheets import is_there
from satindex.teaching.reasons import LETTERS, chosen

if TYPE_CHECKING:
    from satindex.teaching.grading.grade import Graded

YOURS, RIGHT = Words("Your answer", "您的答案"), Words("Right answer", "正确答案")
REASONS, COUNTING = Words("Your reasons", "您的理由"), Words("Reasons that count", "算正确的理由")
RUBRIC, MODEL = Words("What is marked", "评分要点"), Words("Model answer", "参考答案")
HINT, POINTS = Words("Hint", "提示"), Words("Points", "得分")
NOTHING, LATER = Words("(no answer)", "（未作答）"), Words("the trainer has still to mark this", "教师尚未评分")
TOTAL = Words("Total", "总分")
STYLE = (
    "body{font:16px/1.6 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:46em;"
    "margin:1em auto;padding:0 1em;color:#222}h2{font-size:1.1em;margin:1.6em 0 .3em}dt{font-weight:600}"
    "dd{margin:0 0 .5em 1em;white-space:pre-wrap;overflow-wrap:anywhere}"
)


def write_feedback(graded: Graded, folder: Path, language: str | None = None) -> tuple[Path, ...]:
    """Write `NUMBER.html` for everyone who answered; raises WriteError where the folder can't be made.

    A page holds what is one learner's own: nobody else's number, name or answers.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(Words(f"{folder} can't be made: {reason}.", f"无法建立 {folder}：{reason}。")) from error
    said = language or reader_language()
    written = []
    for number, marks in graded.marks.items():
        if is_there(marks):
            path = folder / f"{number}.html"
            write_atomically(path, partial(_put, _page(graded, number, marks, said)))
            written.append(path)
    return tuple(written)


def _put(page: str, path: Path) -> None:
    path.write_text(page, encoding="utf-8", newline="\n")


def _page(graded: Graded, number: str, marks: tuple[TaskMark, ...], language: str) -> str:
    exercise, entry = graded.exercise, graded.key.learners[number]
    title = escape(in_language(exercise.title, language, exercise.name))
    points, of = sum(mark.points for mark in marks), sum(mark.task.of for mark in marks)
    left = "" if all(mark.is_whole for mark in marks) else f" ({LATER.say(language)})"
    tasks = "\n".join(_task(mark, language) for mark in marks)
    lang = "zh-CN" if language.lower().startswith("zh") else "en"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n<p>{escape(entry.number)} {escape(entry.name)}</p>\n"
        f"<p><strong>{TOTAL.say(language)}: {points:g} / {of:g}</strong>{escape(left)}</p>\n{tasks}\n</body></html>\n"
    )


def _task(mark: TaskMark, language: str) -> str:
    ask = escape(in_language(mark.task.ask, language, mark.task.id))
    parts = "".join(
        f"<dt>{escape(name.say(language))}</dt><dd>{escape(text)}</dd>" for name, text in _parts(mark, language)
    )
    return f"<section><h2>{ask}</h2>\n<dl>{parts}</dl></section>"


def _parts(mark: TaskMark, language: str) -> Iterator[tuple[Words, str]]:
    yield YOURS, _value(mark) or NOTHING.say(language)
    if mark.verdict is not None and mark.verdict.right is False and mark.verdict.hint is not None:
        yield HINT, mark.verdict.hint.say(language)
    if mark.key is not None:
        yield RIGHT, mark.key.say(language)
    yield from _reasons(mark, language)
    if mark.task.rubric:
        lines = (f"{said_in(line.say).say(language)} ({line.points:g})" for line in mark.task.rubric)
        yield RUBRIC, "\n".join(lines)
    if mark.task.model:
        yield MODEL, in_language(mark.task.model, language)
    later = "" if mark.is_whole else f" ({LATER.say(language)})"
    yield POINTS, f"{mark.points:g} / {mark.task.of:g}{later}"


def _value(mark: TaskMark) -> str:
    if mark.value is None:
        return ""
    return " > ".join(mark.value) if isinstance(mark.value, tuple) else str(mark.value)


def _reasons(mark: TaskMark, language: str) -> Iterator[tuple[Words, str]]:
    reasons = mark.task.reasons
    if reasons is None:
        return
    given = mark.answered.reasons if mark.answered else ()
    texts = [said_in(one.say).say(language) for one in reasons.entries]
    picked = () if reasons.free else chosen(reasons, given)
    yield REASONS, "\n".join([texts[LETTERS.index(one)] for one in picked] or given) or NOTHING.say(language)
    yield COUNTING, "\n".join(text for text, one in zip(texts, reasons.entries, strict=True) if one.counts)
