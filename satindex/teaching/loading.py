"""From a file to an Exercise: everything that is wrong with it is reported at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from satindex.errors import Fault, SatindexError, SurveyError, did_you_mean
from satindex.language import Words
from satindex.measures.registry import TYPES
from satindex.simulate.truth_file import as_truth
from satindex.survey.faults import Faults
from satindex.survey.load import load_survey
from satindex.survey.model import Survey
from satindex.survey.parsing import read_text, read_tree
from satindex.survey.structure import keys_of
from satindex.survey.tree import Block, Node, Path, child, line_of
from satindex.teaching.answer_keys import AnswerKeys
from satindex.teaching.exercise import Answer, DataPlan, Exercise, Hint, Line, Reason, Reasons, Task
from satindex.teaching.keys import ExerciseKeys, TaskKeys
from satindex.teaching.mark_keys import LineKeys, ReasonsKeys
from satindex.teaching.recognising import mistake_names
from satindex.teaching.trial import check_by_trial

Placed = list[tuple[Path, Task]]
"""Sound tasks, each with its place in the file."""


def load_exercise(path: FilePath) -> Exercise:
    """Return the exercise that a YAML file defines.

    Its answers are looked up in a class drawn for trial. Raises SurveyError, which holds every fault of the file (and
    of the survey that it names) with its line, when it can't be read or has faults.
    """
    faults = Faults(str(path))
    root = _root(path, faults)
    if root is None:
        raise SurveyError(faults.found)
    faults.next_stage()
    keys = keys_of(ExerciseKeys, root, (), faults)
    placed = _tasks(root, faults)
    faults.next_stage()
    _check_tasks(placed, faults)
    survey, others = _survey(path, root, faults)
    if survey is None or keys is None:
        raise SurveyError((*faults.found, *others))
    data = DataPlan(keys.data.n, keys.data.truth, keys.data.per_learner, keys.data.exact)
    if _truth_holds(survey, data, faults):
        check_by_trial(survey, data, placed, faults)
    if faults.found:
        raise SurveyError(faults.found)
    return Exercise(keys.exercise, survey, data, tuple(task for _, task in placed), keys.title, str(path))


def _root(path: FilePath, faults: Faults) -> Block | None:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        faults.add((), Words("There is no such file.", "没有这个文件。"), line=0)
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        faults.add((), Words(f"The file can't be read: {reason}.", f"无法读取文件：{reason}。"), line=0)
        return None
    text = read_text(raw, faults)
    root = None if text is None else read_tree(text, faults)
    if isinstance(root, Block):
        return root
    if root is not None:
        faults.add(
            (),
            Words(
                "This is no exercise: keys such as exercise:, survey: and tasks: are expected.",
                "这不是练习：应有 exercise:、survey:、tasks: 等键。",
            ),
        )
    return None


def _tasks(root: Block, faults: Faults) -> Placed:
    """Return the tasks that are sound, so that one at fault does not hide what is wrong with the others."""
    written = child(root, "tasks")
    found: Placed = []
    for index, node in enumerate(getattr(written, "entries", ())):
        place: Path = ("tasks", index)
        keys = keys_of(TaskKeys, node, place, faults)
        if keys is not None:
            found.append((place, _built(keys)))
    return found


def _built(keys: TaskKeys) -> Task:
    hints = tuple(Hint(hint.say, hint.when.mistake or "", hint.when.equals or "") for hint in keys.hints)
    points = 1.0 if keys.points is None else keys.points
    rubric = _rubric(keys.rubric, points)
    return Task(
        id=keys.id,
        ask=keys.ask,
        kind=keys.resolved_kind,
        answer=None if keys.answer is None else _answer(keys.answer),
        tolerance=keys.tolerance,
        points=sum(line.points for line in rubric) if rubric else points,
        level=keys.level,
        minutes=keys.minutes,
        attempts=keys.attempts,
        hints=hints,
        rubric=rubric,
        model=keys.model,
        reasons=None if keys.reasons is None else _reasons(keys.reasons),
        group=keys.group,
    )


def _answer(keys: AnswerKeys) -> Answer:
    by, text, mistakes = keys.by or "", keys.text, keys.mistakes if keys.planted else ()
    return Answer(keys.form, keys.name, by, keys.lowest, keys.at, text, keys.columns, mistakes, keys.value_points)


def _rubric(lines: tuple[LineKeys, ...], points: float) -> tuple[Line, ...]:
    return tuple(Line(line.say, points / len(lines) if line.points is None else line.points) for line in lines)


def _reasons(keys: ReasonsKeys) -> Reasons:
    entries = tuple(Reason(entry.say, entry.counts) for entry in keys.entries)
    return Reasons(entries, keys.wanted or keys.counting, keys.points, keys.free)


def _check_tasks(placed: Placed, faults: Faults) -> None:
    seen: dict[str, int] = {}
    for place, task in placed:
        line = line_of(faults.root, place)
        if seen.setdefault(task.id, line) != line:
            first = seen[task.id]
            what = Words(
                f"Another task is called '{task.id}', in line {first}.", f"第 {first} 行的题目也叫“{task.id}”。"
            )
            faults.add((*place, "id"), what)
        for index, hint in enumerate(task.hints):
            _check_mistake((*place, "hints", index, "when"), hint.mistake, faults)
        for index, name in enumerate(task.answer.mistakes if task.answer else ()):
            _check_mistake((*place, "answer", "mistakes", index), name, faults)


def _check_mistake(place: Path, name: str, faults: Faults) -> None:
    if name and name not in mistake_names():
        what = Words(f"There is no mistake '{name}'.", f"没有名为“{name}”的错误。")
        faults.add(place, what, did_you_mean(name, mistake_names()))


def _survey(path: FilePath, root: Node, faults: Faults) -> tuple[Survey | None, tuple[Fault, ...]]:
    """Return the survey that the exercise names; None, with its own faults, where it has some."""
    named = getattr(child(root, "survey"), "text", "")
    if not named:
        return None, ()
    file = path.parent / named
    if not file.is_file():
        known = sorted(one.name for one in _beside(file))
        what = Words(f"There is no file {file}.", f"没有文件 {file}。")
        faults.add(("survey",), what, did_you_mean(file.name, known))
        return None, ()
    try:
        survey = load_survey(file, TYPES)
    except SurveyError as error:
        faults.add(("survey",), Words("The survey has faults.", "问卷定义有问题。"))
        return None, error.faults
    if not survey.items and survey.customers is None:
        faults.add(("survey",), Words("The survey has no items.", "问卷没有题目。"))
        return None, ()
    return survey, ()


def _beside(file: FilePath) -> Iterator[FilePath]:
    return file.parent.glob("*.y*ml") if file.parent.is_dir() else iter(())


def _truth_holds(survey: Survey, data: DataPlan, faults: Faults) -> bool:
    """Whether the stated truths are known to the survey; each that is not is a fault of the exercise."""
    try:
        as_truth(data.truth or None, survey)
    except SurveyError as error:
        for fault in error.faults:
            faults.add(("data", "truth", fault.path), fault.what, fault.hint, _line_of_truth(faults.root, fault.path))
    except SatindexError as error:
        faults.add(("data", "truth"), error.words)
    return not faults.below(("data", "truth"))


def _line_of_truth(root: Node | None, said: str) -> int:
    """Return the line of a truth by its path in one text; its keys may hold dots."""
    place: Path = ("data", "truth")
    here = child(child(root, "data"), "truth")
    while isinstance(here, Block):
        key = max((key for key in here.values if f"{said}.".startswith(f"{key}.")), key=len, default=None)
        if key is None:
            break
        place, here, said = (*place, key), here.values[key], said[len(key) + 1 :]
    return line_of(root, place)
