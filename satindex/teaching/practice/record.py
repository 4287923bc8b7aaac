"""What a learner handed in, kept in a file of their own beside the notebook: `submission-NUMBER.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from satindex.errors import WriteError
from satindex.language import Words
from satindex.results.writing import write_atomically
from satindex.teaching.practice.values import Plain

FORMAT = "satindex submission 1"
Attempt = dict[str, Any]


@dataclass(frozen=True)
class Whose:
    """What a submission is of."""

    exercise: str
    learner: str
    name: str = ""


@dataclass
class Record:
    """The answers of one learner; each is written at once, and a file that can't be read is kept aside, not lost.

    Without a folder nothing is written: for study by oneself.
    """

    whose: Whose
    folder: Path | None
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def path(self) -> Path | None:
        """The submission's file; its name says the exercise too where another exercise's file has the plain name."""
        if self.folder is None:
            return None
        plain = self.folder / f"submission-{self.whose.learner}.json"
        found = _parsed(plain)
        if isinstance(found, Mapping) and found.get("format") == FORMAT:
            others = str(found.get("exercise")), str(found.get("learner"))
            if others != (self.whose.exercise, self.whose.learner):
                return self.folder / f"submission-{self.whose.learner}-{_file_part(self.whose.exercise)}.json"
        return plain

    def refresh(self) -> Words | None:
        """Read what stands in the file; return what to say where it is damaged, and was put aside.

        Raises WriteError where a damaged file can't be put aside: it is not written over.
        """
        path = self.path
        if path is None or not path.exists():
            return None
        found = _parsed(path)
        if _is_sound(found, self.whose):
            self.answers = found["answers"]
            return None
        aside = _put_aside(path)
        return Words(
            f"{path.name} was damaged or edited and can't be read; it is kept as {aside.name}. Show it to your "
            "trainer. What this notebook remembers was written anew.",
            f"{path.name} 已损坏或被改动，无法读取；已另存为 {aside.name}，请交给教师。本笔记本记得的作答已重新写入。",
        )

    def attempts(self, task: str) -> list[Attempt]:
        """Return the attempts at a task, the first one first."""
        found: list[Attempt] = self.answers.get(task, {}).get("attempts", [])
        return found

    def add(self, task: str, value: Plain, verdict: str, mistake: str) -> None:
        """Note one more attempt."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        answer = self.answers.setdefault(task, {"attempts": []})
        answer["attempts"].append({"value": value, "at": now, "verdict": verdict, "mistake": mistake})
        if verdict == "recorded" and isinstance(value, str):
            answer["text"] = value

    def give_reasons(self, task: str, reasons: list[str]) -> None:
        """Note the reasons for a decision, in place of those given before."""
        self.answers.setdefault(task, {"attempts": []})["reasons"] = reasons

    def write(self) -> None:
        """Write everything whole; raises WriteError where it can't be, and what stood there is then untouched."""
        path = self.path
        if path is None:
            return
        whose = {"exercise": self.whose.exercise, "learner": self.whose.learner, "name": self.whose.name}
        said = {"format": FORMAT, **whose, "answers": self.answers}
        text = json.dumps(said, ensure_ascii=False, indent=1, allow_nan=False)
        write_atomically(path, lambda temporary: _write_text(temporary, text))


def _put_aside(path: Path) -> Path:
    """Give a file a name that no other has, and that is no submission's."""
    places = (path.with_name(f"damaged-{number}-{path.name}") for number in count(1))
    aside = next(place for place in places if not place.exists())
    try:
        return path.replace(aside)
    except OSError as error:
        said = error.strerror or str(error)
        raise WriteError(
            Words(f"{path} is damaged and can't be put aside: {said}.", f"{path} 已损坏，且无法另存：{said}。")
        ) from error


def _write_text(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None


def _is_sound(found: Any, whose: Whose) -> bool:
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return False
    if (found.get("exercise"), found.get("learner")) != (whose.exercise, whose.learner):
        return False
    answers = found.get("answers")
    return isinstance(answers, dict) and all(_is_answer(answer) for answer in answers.values())


def _is_answer(answer: Any) -> bool:
    attempts = answer.get("attempts") if isinstance(answer, dict) else None
    return isinstance(attempts, list) and all(isinstance(one, dict) and "value" in one for one in attempts)


def _file_part(exercise: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in exercise)[:48]
