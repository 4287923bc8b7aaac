"""Exercises opened in a notebook, and the one that is open now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from satindex.errors import DataError, MissingExtraError
from satindex.language import Words
from satindex.teaching.practice.reply import Reply
from satindex.teaching.practice.session import FORMAT, Practice, Reasons, practice_of

_OPEN: list[Practice] = []


def open_exercise(
    path: str | Path, language: str | None = None, *, data: Any = None, learner: str | None = None
) -> Practice:
    """Return an exercise ready for `check`: a learner's file of checks, or the YAML definition for study by oneself.

    What `.data` holds is read as any export is: the learner's file; of a definition a frame drawn from it, unless
    `data` names another (a file, a frame, or scores). Answers to a definition are computed, and recorded only where
    `learner` gives a number: in `submission-NUMBER.json` in the working folder. Raises DataError where the file is no
    exercise, SurveyError for a faulty definition.
    """
    file = Path(path)
    if file.suffix.lower() == ".json":
        found = practice_of(_checks(file), file.parent, language, data)
    else:
        found = _by_definition(file, language, data, learner)
    _OPEN[:] = [found]
    return found


def check(task: str, value: object = None, reasons: Reasons = ()) -> Reply:
    """Return at once whether a value is right for a task of the exercise that is open, with a hint where it is not.

    The value is recorded in the learner's submission file; where the task limits attempts, each new value is one. A
    cell that still waits (`...`) records nothing. Deleting the file brings attempts back: marks are the trainer's, made
    from the trainer's key. Raises DataError where no exercise is open.
    """
    if not _OPEN:
        open_exercise(_only_one())
    return _OPEN[0].check(task, value, reasons)


def _only_one() -> Path:
    """Return the file of checks in the working folder, where there is just one."""
    found = [path for path in sorted(Path().glob("*.json")) if _format(path) == FORMAT]
    if len(found) != 1:
        what = Words("open an exercise first: si.open_exercise(FILE)", "请先打开练习：si.open_exercise(文件)")
        raise DataError(what)
    return found[0]


def _format(path: Path) -> object:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return None
    return found.get("format") if isinstance(found, Mapping) else None


def _checks(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        said = error.strerror or str(error)
        raise DataError(Words(f"{path}: can't be read: {said}.", f"{path}：无法读取：{said}。")) from error
    except ValueError:
        found = None
    if not isinstance(found, Mapping) or found.get("format") != FORMAT:
        raise DataError(
            Words(
                f"{path}: this is no file of checks, or was changed; take it anew from what was handed out.",
                f"{path}：不是练习检查文件，或已被改动；请重新使用教师发放的文件。",
            )
        )
    return found


def _by_definition(path: Path, language: str | None, data: Any, learner: str | None) -> Practice:
    try:
        from satindex.teaching.self_study import studied
    except ModuleNotFoundError as error:
        raise MissingExtraError("satindex", "notebook", Words("An exercise in YAML", "YAML 练习")) from error
    return studied(path, language, data, learner)
