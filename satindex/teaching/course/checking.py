"""What is wrong with a chapter, cell by cell and as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.teaching.course.source import SLIDES, TAGS, Cell, Chapter

Said = tuple[int, Words, Words | None]
"""The line, what is wrong and what was probably meant."""

# Tags that can't be on one cell: what it would then be.
_CONTRARY = (
    ({"zh", "en"}, Words("A cell is in one language.", "一个单元只能属于一种语言。")),
    ({"trainer", "learner"}, Words("A cell is the trainer's or the learner's.", "单元只能属于教师版或学员版之一。")),
    ({"exercise", "answer"}, Words("An exercise's answer is another cell.", "练习与答案应分为两个单元。")),
    ({"answer", "check"}, Words("A check is another cell than the answer.", "检查与答案应分为两个单元。")),
    ({"answer", "learner"}, Words("Learners get a blank for an answer.", "答案在学员版中是空白单元。")),
    ({"answer", "slides"}, Words("The slides hold no answers.", "幻灯片中没有答案。")),
    ({"check", "slides"}, Words("The slides hold no checks.", "幻灯片中没有检查。")),
    *(
        ({one, slide}, Words("The slides hold no answers and no checks.", "幻灯片中没有答案和检查。"))
        for one in ("answer", "check")
        for slide in SLIDES
    ),
)


def faults_of(chapter: Chapter) -> Iterator[Said]:
    """Yield everything that is wrong with a chapter; that of single cells first."""
    found = [said for cell in chapter.cells for said in _of_cell(cell)]
    yield from found
    if not found:
        yield from _of_title(chapter)
        yield from _of_languages(chapter)
        for language in ("zh", "en"):
            yield from _of_exercises(chapter.within(language), language)


def _of_cell(cell: Cell) -> Iterator[Said]:
    for tag in sorted(cell.tags - set(TAGS)):
        yield cell.line, Words(f"There is no tag '{tag}'.", f"没有标签“{tag}”。"), did_you_mean(tag, TAGS)
    for tags, what in _CONTRARY:
        if tags <= cell.tags:
            first, second = sorted(tags)
            yield cell.line, Words(f"Tags {first} and {second}:", f"标签 {first} 与 {second}："), what
    slides = [tag for tag in SLIDES if tag in cell.tags]
    if len(slides) > 1:
        said = ", ".join(slides)
        yield cell.line, Words(f"A cell is one of {said} on the slides.", f"幻灯片标签只能有一个：{said}。"), None
    if "slides" in cell.tags and not slides:
        hint = Words("Add slide, subslide or fragment.", "请加上 slide、subslide 或 fragment。")
        yield cell.line, Words("A cell for the slides begins none.", "幻灯片单元没有注明位置。"), hint
    yield from _of_kind(cell)


def _of_kind(cell: Cell) -> Iterator[Said]:
    if cell.kind not in ("code", "markdown"):
        yield cell.line, Words("A cell is code or [markdown].", "单元应为代码或 [markdown]。"), None
    elif not cell.source.strip():
        yield cell.line, Words("The cell is empty.", "单元是空的。"), None
    elif cell.kind == "markdown":
        if not cell.language:
            hint = Words('Tag it "zh" or "en".', "请加标签 zh 或 en。")
            yield cell.line, Words("A text is in one language.", "文字单元须注明语言。"), hint
        if "check" in cell.tags:
            yield cell.line, Words("A check is code.", "检查应为代码。"), None
    else:
        yield from _of_code(cell)


def _of_code(cell: Cell) -> Iterator[Said]:
    try:
        cell.parsed()
    except SyntaxError as error:
        line = cell.line + (error.lineno or 1)
        yield line, Words(f"No Python: {error.msg}.", f"不是 Python 代码：{error.msg}。"), None


def _of_title(chapter: Chapter) -> Iterator[Said]:
    for language in ("zh", "en"):
        first = next((cell for cell in chapter.within(language) if cell.kind == "markdown"), None)
        if first is None or not first.source.startswith("# "):
            line = first.line if first else 0
            what = Words(f"The first text in {language} is no title.", f"{language} 的第一段文字不是标题。")
            yield line, what, Words("Begin with '# Title'.", "请以“# 标题”开头。")


def _of_languages(chapter: Chapter) -> Iterator[Said]:
    """Both languages hold the same cells; the first place where they part is told."""
    for zh, en in zip_longest(chapter.within("zh"), chapter.within("en")):
        if zh is None or en is None or _shape(zh) != _shape(en):
            here, there = (cell.line if cell else 0 for cell in (zh, en))
            parted = Words(
                f"Chinese and English part here: {_told(zh).en} in Chinese, {_told(en).en} in English (line {there}).",
                f"中英文在此处不对应：中文为{_told(zh).zh}，英文为{_told(en).zh}（第 {there} 行）。",
            )
            hint = Words("Each text stands in both languages, with the same tags.", "每段文字都要有中英文，标签相同。")
            yield here or there, parted, hint
            return


def _shape(cell: Cell) -> tuple[str, frozenset[str]]:
    return cell.kind, cell.tags - {"zh", "en"}


def _told(cell: Cell | None) -> Words:
    if cell is None:
        return Words("nothing", "无")
    tags = ", ".join(sorted(cell.tags - {"zh", "en"}))
    kind = Words(cell.kind, "代码" if cell.kind == "code" else "文字")
    return Words(f"{kind.en} [{tags}]", f"{kind.zh} [{tags}]") if tags else kind


def _of_exercises(cells: tuple[Cell, ...], language: str) -> Iterator[Said]:
    """An answer follows its exercise, with nothing but its checks and the trainer's words between."""
    asked: Cell | None = None
    solved = True
    for cell in cells:
        if "exercise" in cell.tags:
            if asked is not None and not solved:
                yield _unsolved(asked)
            asked, solved = cell, False
        elif "answer" in cell.tags:
            if asked is None:
                hint = Words('Tag the text that asks "exercise".', "请给提问的文字加标签 exercise。")
                yield cell.line, Words("This answer is in no exercise.", "这个答案不属于任何练习。"), hint
            solved = True
        elif solved and not cell.tags & {"check", "trainer", "notes", "learner", "slides"}:
            asked = None
    if asked is not None and not solved:
        yield _unsolved(asked)


def _unsolved(cell: Cell) -> Said:
    what = Words("This exercise has no answer.", "这个练习没有答案。")
    return cell.line, what, Words('Tag the cell that solves it "answer".', "请给解答单元加标签 answer。")
