"""Exercises for courses."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.wording import INPUT, OUTPUT, help_text
from satindex.language import LANGUAGES, Words
from satindex.results.progress import Progress

ORDER = 65
GRADES = Words(
    "(.csv .xlsx; opened in Excel, .xlsx keeps the zeros of 学号.)",
    "(.csv .xlsx；用 Excel 打开时 .xlsx 保留学号前的 0。)",
)


@click.group(
    "exercise",
    help=help_text(
        Words("Exercises that check themselves, from a definition.", "由定义生成、能自动检查的练习。"),
        "satindex exercise check surveys/exercises/gaps.yaml",
    ),
)
def command() -> None:
    """Run one command about exercises."""


@command.command(
    "check",
    help=help_text(
        Words(
            "Check an exercise: its answers exist, its tolerances hold; exit 0, or 2 with every fault and its place.",
            "检查练习：答案存在、允许误差合理；返回 0，或返回 2 并列出所有问题及其位置。",
        ),
        "satindex exercise check surveys/exercises/gaps.yaml",
    ),
)
@click.argument("exercise", type=INPUT)
def check(exercise: Path) -> None:
    from satindex.teaching.loading import load_exercise

    found = load_exercise(exercise)
    points = sum(task.of for task in found.tasks)
    click.echo(
        Words(
            f"{exercise}: sound. {len(found.tasks)} tasks, {points:g} points.",
            f"{exercise}：正确。{len(found.tasks)} 道题，共 {points:g} 分。",
        ).say()
    )


@command.command(
    "build",
    help=help_text(
        Words(
            "Make a course: a folder for each learner (data, a notebook that checks answers), and the trainer's key.",
            "生成课程：每位学员一个文件夹（数据与能检查答案的笔记本），以及教师保管的答案文件。",
        ),
        "satindex exercise build surveys/exercises/gaps.yaml --learners class.csv --seed 7 -o course",
    ),
)
@click.argument("exercise", type=INPUT)
@click.option("--learners", type=INPUT, required=True, help=str(Words("CSV: 学号, 姓名.", "CSV：学号、姓名。")))
@click.option("--seed", type=click.IntRange(min=0), required=True, help=str(Words("Yours alone.", "仅教师知晓。")))
@click.option("-o", "--output", type=INPUT, required=True, help=str(Words("Folder to make.", "要生成的文件夹。")))
@click.option("--language", type=click.Choice(LANGUAGES), help=str(Words("Of the notebooks.", "笔记本的语言。")))
@click.option("--nbgrader", is_flag=True, help=str(Words("A source for nbgrader too.", "同时生成 nbgrader 源文件。")))
def build(exercise: Path, learners: Path, seed: int, output: Path, language: str | None, nbgrader: bool) -> None:
    from satindex.teaching.building import build as built
    from satindex.teaching.learners import read_learners
    from satindex.teaching.loading import load_exercise

    everyone = read_learners(learners)
    with Progress() as progress:
        progress.stage(Words("checking the exercise", "检查练习"))
        loaded = load_exercise(exercise)
        progress.stage(Words("learners", "学员"), len(everyone))
        key = built(loaded, everyone, seed, output, progress.rows, language, nbgrader=nbgrader)
    click.echo(
        Words(
            f"{output}: {len(everyone)} learners, seed {seed}. Keep {key.parent} to yourself.",
            f"{output}：{len(everyone)} 名学员，种子 {seed}。请勿把 {key.parent} 发给学员。",
        ).say()
    )


@command.command(
    "grade",
    help=help_text(
        Words(
            "Mark what learners handed in, by the trainer's key: nothing of theirs is run. SUBMISSIONS are folders, "
            "files or zip archives.",
            "按教师的答案文件评分，不运行学员的任何代码。SUBMISSIONS 可以是文件夹、文件或 zip 压缩包。",
        ),
        "satindex exercise grade handed-in.zip --exercise surveys/exercises/gaps.yaml \\\n"
        "      --key course/trainer/key.json -o grades.xlsx",
    ),
)
@click.argument("submissions", type=INPUT, nargs=-1, required=True)
@click.option("--exercise", type=INPUT, required=True, help=str(Words("The exercise's YAML.", "练习的 YAML 文件。")))
@click.option("--key", type=INPUT, required=True, help=str(Words("trainer/key.json.", "trainer/key.json。")))
@click.option("-o", "--output", type=INPUT, required=True, multiple=True, help=f"{OUTPUT} {GRADES}")
@click.option(
    "--marked",
    type=INPUT,
    multiple=True,
    help=str(Words("to-mark.csv with your points.", "已填入分数的 to-mark.csv。")),
)
@click.option(
    "--to-mark",
    type=INPUT,
    help=str(Words("Where to write what you mark; else beside the grades.", "待评分表的位置；默认在成绩旁。")),
)
@click.option(
    "--feedback", type=INPUT, help=str(Words("Folder: a page for each learner.", "文件夹：每位学员一页反馈。"))
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help=str(Words("Language of the grades.", "成绩的语言。")))
def grade(
    submissions: tuple[Path, ...],
    exercise: Path,
    key: Path,
    output: tuple[Path, ...],
    marked: tuple[Path, ...],
    to_mark: Path | None,
    feedback: Path | None,
    lang: str | None,
) -> None:
    from satindex.results.score_files import check_ending
    from satindex.teaching.grading import grade as graded
    from satindex.teaching.grading import read_key
    from satindex.teaching.grading.feedback import write_feedback
    from satindex.teaching.grading.report import said_of, said_of_marking
    from satindex.teaching.grading.sheets import write_grades
    from satindex.teaching.grading.to_mark import free_place, write_to_mark
    from satindex.teaching.loading import load_exercise

    for path in output:
        check_ending(path)
    loaded = load_exercise(exercise)
    with Progress() as progress:
        progress.stage(Words("marking learners", "评分"))
        found = graded(submissions, loaded, read_key(key, loaded), marked, progress.rows)
    for line in said_of(found, lang):
        click.echo(line)
    for path in output:
        write_grades(found, path, lang)
        click.echo(str(path))
    if feedback is not None:
        pages = write_feedback(found, feedback, lang)
        click.echo(Words(f"{feedback}: {len(pages)} pages.", f"{feedback}：{len(pages)} 页。").say(lang))
    if found.open:
        place = to_mark or free_place(output[0].with_name("to-mark.csv"))
        write_to_mark(found.open, found.key, place, lang)
        click.echo(said_of_marking(found, place, lang))
