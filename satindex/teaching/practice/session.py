"""An exercise opened in a notebook: values are checked at once, and recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import EllipsisType
from typing import Any

from satindex.errors import DataError, WriteError, did_you_mean
from satindex.language import Words
from satindex.teaching.practice.locks import Lock
from satindex.teaching.practice.record import Record, Whose
from satindex.teaching.practice.reply import Reply, Verdict
from satindex.teaching.practice.sheets import Outcome, Sheet, sheet_of
from satindex.teaching.practice.values import Plain, is_blank, plain

FORMAT = "satindex practice 1"
Reasons = str | Iterable[str] | EllipsisType

WAITING = Words("Put your answer in the place of `...`.", "请在 `...` 处填入您的答案。")
RIGHT = Words("Right.", "正确。")
WRONG = Words("Not right yet.", "还不正确。")
RECORDED = Words("Recorded. Your trainer marks this.", "已记录，由教师评分。")
NOT_KEPT = Words("Not recorded: this is study by yourself.", "自学练习，不作记录。")
BESIDE = Words("the table stands beside the notebook, as a CSV file", "该表在笔记本旁边的 CSV 文件中")
REASONS = Words('Give your reasons too: reasons="…".', '请同时写明理由：reasons="…"。')


@dataclass(frozen=True)
class Practice:
    """The checks of one learner's exercise; `data` is the learner's data set, `check` answers values."""

    exercise: str
    title: Words
    data: Any
    lock: Lock
    sheets: Mapping[str, Sheet]
    record: Record
    language: str | None = None
    tables: Callable[[str], Any] | None = None

    def table(self, task: str) -> Any:
        """Return the table of a task in which a mistake is planted, where one studies by oneself.

        Raises DataError for a learner's exercise, whose tables stand as files beside the notebook, and for other tasks.
        """
        if self.tables is None:
            raise DataError(BESIDE)
        return self.tables(task)

    def check(self, task: str, value: object = None, reasons: Reasons = ()) -> Reply:
        """Return what is to be said to a value handed in for a task, and record it.

        Nothing raises here for what a learner wrote: what is wrong is said in the reply.
        """
        sheet = self.sheets.get(task)
        if sheet is None:
            hint = did_you_mean(task, self.sheets) or Words("", "")
            return self._reply(task, "", Words(f"There is no task '{task}'. {hint.en}", f"没有题目“{task}”。{hint.zh}"))
        if is_blank(value):
            return self._reply(task, "", WAITING)
        found = plain(value)
        read = found if isinstance(found, Words) else sheet.read(found)
        if isinstance(found, Words) or isinstance(read, Words):
            return self._reply(task, "", read if isinstance(read, Words) else WAITING)
        return self._answer(sheet, found, _texts(reasons))

    def _answer(self, sheet: Sheet, value: Plain, reasons: list[str]) -> Reply:
        """The value of the last attempt again, as when all cells are run anew, is no further attempt."""
        try:
            damaged = self.record.refresh()
        except WriteError as error:
            return self._reply(sheet.id, "", _not_recorded(error))
        aside = [] if damaged is None else [damaged]
        before = self.record.attempts(sheet.id)
        again = bool(before) and _same(before[-1]["value"], value)
        if sheet.attempts is not None and len(before) >= sheet.attempts and not again:
            return self._reply(sheet.id, "", _used_up(sheet.attempts), *aside)
        outcome = sheet.judged(self.lock, value)
        verdict = _verdict(outcome)
        if not again:
            self.record.add(sheet.id, value, verdict, outcome.mistake)
        if reasons:
            self.record.give_reasons(sheet.id, reasons)
        parts = [*self._judged(outcome), *self._asked(sheet), *self._left(sheet, outcome), *aside, *self._written()]
        return self._reply(sheet.id, verdict, *parts, mistake=outcome.mistake)

    def _judged(self, outcome: Outcome) -> list[Words]:
        if outcome.right is None:
            return [NOT_KEPT if self.record.folder is None else RECORDED]
        return [RIGHT if outcome.right else WRONG, *([outcome.hint] if outcome.hint else [])]

    def _asked(self, sheet: Sheet) -> list[Words]:
        given = self.record.answers.get(sheet.id, {}).get("reasons")
        return [REASONS] if sheet.asks_reasons and not given else []

    def _left(self, sheet: Sheet, outcome: Outcome) -> list[Words]:
        if sheet.attempts is None or outcome.right is not False:
            return []
        left = sheet.attempts - len(self.record.attempts(sheet.id))
        return [Words(f"Attempts left: {left} of {sheet.attempts}.", f"还可作答 {left} 次（共 {sheet.attempts} 次）。")]

    def _written(self) -> list[Words]:
        try:
            self.record.write()
        except WriteError as error:
            return [_not_recorded(error)]
        return []

    def _reply(self, task: str, verdict: Verdict, *parts: Words, mistake: str = "") -> Reply:
        return Reply(task, verdict, parts, mistake, self.language)

    def __repr__(self) -> str:
        return f"{self.title.say(self.language)}: {', '.join(self.sheets)}"


def _verdict(outcome: Outcome) -> Verdict:
    return "recorded" if outcome.right is None else "right" if outcome.right else "wrong"


def _texts(reasons: Reasons) -> list[str]:
    if isinstance(reasons, EllipsisType):
        return []
    given = [reasons] if isinstance(reasons, str) else [str(reason) for reason in reasons]
    return [reason for reason in given if reason.strip()]


def _same(value: object, other: object) -> bool:
    return type(value) is type(other) and value == other


def _not_recorded(error: WriteError) -> Words:
    said = error.words
    return Words(f"NOT RECORDED: {said.en}", f"未能记录：{said.zh}")


def _used_up(attempts: int) -> Words:
    return Words(
        f"All {attempts} attempts are used; this value was neither checked nor recorded.",
        f"{attempts} 次作答机会已用完；此值未检查，也未记录。",
    )


def practice_of(said: Mapping[str, Any], folder: Path, language: str | None, data: Any = None) -> Practice:
    """Return the checks that a file holds; `folder` is where the data stand and the submission is written."""
    whose = Whose(said["exercise"], said["learner"], said.get("name", ""))
    lock = Lock(said["salt"], whose.learner, said["scrypt"]["n"], said["scrypt"]["r"])
    sheets = [sheet_of(one) for one in said["tasks"]]
    return Practice(
        exercise=whose.exercise,
        title=Words(*said["title"]),
        data=folder / said["data"] if data is None else data,
        lock=lock,
        sheets={sheet.id: sheet for sheet in sheets},
        record=Record(whose, folder),
        language=language or said.get("language"),
    )
