"""A learner's notebook: the questionnaire, the data, and a cell for each task that waits for its value."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from satindex.language import Words, in_language
from satindex.survey.customer_model import Purchases
from satindex.survey.model import Item, Scale, Survey
from satindex.teaching.bundle import BUNDLE
from satindex.teaching.exercise import Exercise, Task, said_in
from satindex.teaching.learners import Learner
from satindex.teaching.notebook_file import NotebookCell as Cell
from satindex.teaching.notebook_file import notebook_text
from satindex.teaching.reasons import lettered
from satindex.teaching.sealing import Foreseen

_LEVELS = {"easy": Words("easy", "容易"), "medium": Words("medium", "中等"), "hard": Words("hard", "较难")}


@dataclass(frozen=True)
class Files:
    """The names of a learner's files, as the notebook opens them."""

    data: str
    checks: str
    survey: str
    tables: Mapping[str, str] = field(default_factory=dict)


def notebook(cells: Sequence[Cell], language: str) -> str:
    """Return a notebook without outputs, the same for the same cells."""
    return notebook_text(cells, {"language": language})


def plain_cells(
    exercise: Exercise, tasks: Sequence[Foreseen], learner: Learner, files: Files, language: str
) -> list[Cell]:
    """Return the cells of the plain edition."""
    return [
        Cell("title", "markdown", _title(exercise, learner, language)),
        Cell("open", "code", _opening(files)),
        Cell("questions", "markdown", questions(exercise.survey, language)),
        Cell("data", "code", data_cell(exercise.survey, files, language)),
        *_tasks(exercise, tasks, files, language),
        Cell("end", "markdown", _end(learner).say(language)),
    ]


def exercise_title(exercise: Exercise, language: str) -> str:
    """Return an exercise's title, else its name."""
    return in_language(exercise.title, language, exercise.name)


def cell_name(prefix: str, task: str) -> str:
    """Return a cell's name by its task, the same wherever the task stands.

    Examples
    --------
    >>> cell_name("check", "gap"), cell_name("check", "差距")
    ('check-gap', 'check-a34855b6f6')
    """
    said = task if re.fullmatch(r"[A-Za-z0-9_-]{1,48}", task) else hashlib.sha256(task.encode()).hexdigest()[:10]
    return f"{prefix}-{said}"


def _title(exercise: Exercise, learner: Learner, language: str) -> str:
    who = " · ".join(_inert(part) for part in (learner.number, learner.name) if part)
    points = sum(task.of for task in exercise.tasks)
    minutes = sum(task.minutes or 0 for task in exercise.tasks)
    n, number = exercise.data.n, len(exercise.tasks)
    facts = Words(
        f"{number} tasks, {points:g} points" + (f", about {minutes:g} minutes" if minutes else "") + ".",
        f"共 {number} 题，{points:g} 分" + (f"，约 {minutes:g} 分钟" if minutes else "") + "。",
    )
    data = Words(f"answers of {n} simulated respondents", f"{n} 名模拟受访者的答卷")
    if not exercise.survey.items:
        data = Words(f"purchases of {n} simulated customers", f"{n} 位模拟客户的购买记录")
    how = Words(
        f"{facts.en} Your data are {data.en}. Work out each value, put it in the place of "
        "`...` and run the cell: it says at once whether the value is right, and records it.",
        f"{facts.zh}您的数据是{data.zh}。请算出每个值，填到 `...` 处并运行该单元格：会立即告知对错，并记录您的作答。",
    )
    return f"# {exercise_title(exercise, language)}\n\n**{who}**\n\n{how.say(language)}"


def _opening(files: Files) -> str:
    return (
        f'import sys\n\nsys.path.append("{BUNDLE}")  # checks work where satindex is not installed\n'
        f'import satindex as si\n\nexercise = si.open_exercise("{files.checks}")\nexercise'
    )


def data_cell(survey: Survey, files: Files, language: str) -> str:
    """Return the code that reads the data."""
    installed = Words("Where satindex is installed", "已安装 satindex 时").say(language)
    read, kept = f'si.read_responses(exercise.data, si.load_survey("{files.survey}"))', ""
    if survey.customers is not None:
        read = f'si.load_customers("{files.survey}", exercise.data)'
        kept = f", dtype={{{survey.customers.purchases.customer!r}: str}}"  # numbers with zeros before them
    return f"import pandas as pd\n\ndata = pd.read_csv(exercise.data{kept})\n# {installed}: {read}\ndata.head()"


def _end(learner: Learner) -> Words:
    file = f"`submission-{learner.number}.json`"
    return Words(
        f"---\n\nHand in {file}: it stands beside this notebook and holds all that you recorded.",
        f"---\n\n请提交 {file}：它与本笔记本在同一文件夹中，包含您的全部作答记录。",
    )


def _tasks(exercise: Exercise, tasks: Sequence[Foreseen], files: Files, language: str) -> Iterator[Cell]:
    for number, (task, foreseen) in enumerate(zip(exercise.tasks, tasks, strict=True), start=1):
        table = files.tables.get(task.id, "")
        yield Cell(cell_name("task", task.id), "markdown", asked(task, foreseen, number, table, language))
        yield Cell(cell_name("check", task.id), "code", _call(task, foreseen, language))


def asked(task: Task, foreseen: Foreseen, number: int, table: str, language: str) -> str:
    """Return what a task asks for, with its points, and the rows that can be named."""
    facts = [
        Words(f"{task.of:g} points", f"{task.of:g} 分"),
        _LEVELS[task.level],
        *([Words(f"{task.minutes:g} minutes", f"{task.minutes:g} 分钟")] if task.minutes else []),
        *([Words(f"{task.attempts} attempts", f"可作答 {task.attempts} 次")] if task.attempts else []),
        *([Words("once for your group", "小组共同作答")] if task.group else []),
    ]
    said = " · ".join(fact.say(language) for fact in facts)
    parts = [f"### {number}. {in_language(task.ask, language, task.id)}", f"*{said}*"]
    return "\n\n".join([*parts, *_given(task, foreseen, table, language)])


def _given(task: Task, foreseen: Foreseen, table: str, language: str) -> Iterator[str]:
    """What a task goes by: rows and reasons to choose from, a table to look through."""
    if foreseen.sheet["form"] == "planted":
        yield f"{Words('The table is', '表格为').say(language)} `{table}`."
    rows = [Words(en, zh).say(language) for _, en, zh in foreseen.sheet.get("rows", ())]
    if rows:
        yield f"{Words('Rows', '可选项').say(language)}: {', '.join(_inert(row) for row in rows)}"
    if task.reasons and not task.reasons.free:
        options = lettered(task.reasons).items()
        wanted = task.reasons.wanted
        yield Words(f"Reasons, of which {wanted} count:", f"理由（选 {wanted} 个）：").say(language)
        yield "\n".join(f"- {letter}. {said_in(one.say).say(language)}" for letter, one in options)


def _call(task: Task, foreseen: Foreseen, language: str) -> str:
    name = json.dumps(task.id, ensure_ascii=False)
    reasons = ", reasons=..." if task.reasons else ""
    return f"si.check({name}, ...{reasons})  # {example(foreseen).say(language)}"


def example(foreseen: Foreseen) -> Words:
    """Return what kind of value a task waits for."""
    kinds = {
        "number": Words("a number", "一个数"),
        "decision": Words("True or False", "True 或 False"),
        "choice": Words('one of the rows, in "…"', '可选项之一，写在 "…" 中'),
        "ranking": Words('all rows in order: ["…", "…"]', '按顺序列出全部可选项：["…", "…"]'),
        "text": Words('a text, in "…"', '文字，写在 "…" 中'),
        "planted": Words('"row column = right value"', '"行 列 = 正确数值"'),
        "open": Words('your text, in """…"""', '您的文字，写在 """…""" 中'),
    }
    return kinds[foreseen.sheet["form"]]


def questions(survey: Survey, language: str) -> str:
    """Return the questionnaire as a table: items, questions, answers."""
    if survey.customers is not None:
        return _purchases(survey.customers.purchases, language)
    head = Words("## The questionnaire\n\n| Item | Question | Answers |", "## 问卷\n\n| 题号 | 题目 | 答案 |")
    lines = [
        f"| {name} | {_inert(item.label(language))} | {_answers(item, language)} |"
        for name, item in survey.items.items()
    ]
    return "\n".join([head.say(language), "|---|---|---|", *lines])


def _purchases(of: Purchases, language: str) -> str:
    """What stands in each column of purchase records."""
    head = Words("## The purchases\n\n| Column | What it holds |", "## 购买记录\n\n| 列 | 内容 |")
    held: dict[str | None, Words] = {
        of.customer: Words("the customer's number", "客户编号"),
        of.date: Words("day of the purchase", "购买日期"),
        of.amount: Words("amount paid", "金额"),
        of.order: Words("number of the order: its rows are one purchase", "订单号：同号为一次购买"),
        of.category: Words("what was bought", "业务（品类）"),
        of.referred_by: Words("who referred the customer", "推荐人"),
        **{column: Words(f"spent with {rival}", f"在{rival}处的金额") for rival, column in of.rivals.items()},
    }
    lines = [f"| {_inert(column)} | {_inert(words.say(language))} |" for column, words in held.items() if column]
    return "\n".join([head.say(language), "|---|---|", *lines])


def _answers(item: Item, language: str) -> str:
    scale = item.scale
    said = _scale(scale, language)
    return said + (Words(" (reversed)", "（反向计分）").say(language) if item.reverse else "")


def _scale(scale: Scale, language: str) -> str:
    labels = scale.labels.get(language) or next(iter(scale.labels.values()), {})
    if scale.kind == "points" and scale.values:
        low, high = scale.values[0], scale.values[-1]
        ends = [f"{point:g} {_inert(labels[point])}" if point in labels else f"{point:g}" for point in (low, high)]
        return " … ".join(ends)
    if scale.kind == "codes":
        return _inert(", ".join(f"{code} = {number:g}" for code, number in scale.codes.items()))
    kinds = {"number": Words("a number", "数值"), "count": Words("a count", "次数"), "date": Words("a date", "日期")}
    return kinds.get(scale.kind, Words("a text", "文字")).say(language)


def _inert(text: str) -> str:
    """Return a text as markdown shows it word for word."""
    return re.sub(r"([\\`*_{}\[\]#|~$])", r"\\\1", html.escape(" ".join(text.split()), quote=False))
