"""Which cells an edition holds, and the blanks that learners fill in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from satindex.language import Words
from satindex.teaching.course.source import Cell, Chapter, Edition

BLANK = Words(
    "# Your answer: write your code here and put your value in the place of ...",
    "# 请在此作答：写出代码，并把 ... 换成你的答案",
)
BLANK_TEXT = Words("*Your answer: double-click here and write.*", "*请双击此处，写下你的回答。*")


def edition_of(chapter: Chapter, language: str, edition: Edition) -> tuple[Cell, ...]:
    """Return the cells of one notebook, in order."""
    cells = chapter.within(language)
    if edition == "slides":
        return tuple(cell for cell in cells if _on_slides(cell))
    if edition == "trainer":
        return tuple(cell for cell in cells if not cell.tags & {"learner", "slides"})
    kept = [cell for cell in cells if not cell.tags & {"trainer", "notes", "slides"}]
    return tuple(
        _blank(cell, kept[at + 1 :], language) if "answer" in cell.tags else cell for at, cell in enumerate(kept)
    )


def _on_slides(cell: Cell) -> bool:
    """Code stands there also where it is not shown, as what is shown needs it."""
    if cell.slide:
        return True
    return cell.kind == "code" and not cell.tags & {"answer", "check", "trainer", "learner"}


def _blank(answer: Cell, below: list[Cell], language: str) -> Cell:
    if answer.kind == "markdown":
        return replace(answer, source=BLANK_TEXT.say(language))
    lines = [BLANK.say(language), *(_blanked(answer) or _names_for(answer, below))]
    return replace(answer, source="\n".join(lines))


def _blanked(answer: Cell) -> list[str]:
    """The calls of `si.check` in an answer, without what is handed in."""
    return [
        ast.unparse(_emptied(node.value)).replace("'", '"')
        for node in answer.parsed().body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _is_check(node.value)
    ]


def _is_check(call: ast.Call) -> bool:
    return ast.unparse(call.func).split(".")[-1] == "check" and bool(call.args)


def _emptied(call: ast.Call) -> ast.Call:
    blank = ast.Constant(value=...)
    args = [call.args[0], *(blank for _ in call.args[1:])]
    return ast.Call(call.func, args, [ast.keyword(one.arg, blank) for one in call.keywords])


def _names_for(answer: Cell, below: list[Cell]) -> list[str]:
    """The names assigned in an answer that the checks right below it use."""
    used = {name for cell in _checks(below) for name in _names(cell)}
    assigned = [
        target.id
        for node in answer.parsed().body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    return [f"{name} = ..." for name in dict.fromkeys(assigned) if name in used]


def _names(cell: Cell) -> set[str]:
    return {node.id for node in ast.walk(cell.parsed()) if isinstance(node, ast.Name)}


def _checks(below: list[Cell]) -> Iterator[Cell]:
    for cell in below:
        if "check" in cell.tags:
            yield cell
        elif "answer" not in cell.tags:
            return
