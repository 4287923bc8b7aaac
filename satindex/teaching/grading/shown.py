"""The right answer in one learner's data, as a learner reads it after handing in."""

from __future__ import annotations

from satindex.language import Words
from satindex.results.columns import heading, kind, written
from satindex.teaching.exercise import Answer, Task
from satindex.teaching.figures import Figures, Found, Placed
from satindex.teaching.marking import significant
from satindex.teaching.naming import keys_of_row
from satindex.teaching.planting import planted
from satindex.teaching.recognising import mistake_name

YES = Words("yes, it is significant", "是，显著")
NO = Words("no, it is not significant", "否，不显著")


def shown_key(task: Task, figures: Figures) -> Words | None:
    """Return what is right, rounded as the report rounds it; None for what only the trainer can say."""
    answer = task.answer
    if answer is None:
        return None
    if answer.form == "text":
        return _of_texts(answer.texts)
    if answer.form == "significant":
        return YES if significant(answer, figures) else NO
    if answer.form == "figure":
        return _figure(figures.figure(answer.name))
    if answer.form == "planted":
        return _planted(answer, figures)
    return _rows(answer, figures)


def _of_texts(texts: tuple[str, ...]) -> Words:
    """Return an accepted text in each language: which is which, its signs tell.

    Examples
    --------
    >>> _of_texts(("留存率", "retention"))
    Words(en='retention', zh='留存率')
    """
    english = next((text for text in texts if text.isascii()), texts[0])
    return Words(english, next((text for text in texts if not text.isascii()), texts[0]))


def _figure(found: Found, value: float | None = None) -> Words:
    figure = found.figure() if value is None else value
    if found.is_share and figure is not None:
        share = written(figure, kind(found.table, found.column, found.row))
        return Words(f"{figure:.4g} ({share})", f"{figure:.4g}（{share}）")
    form = "gap" if found.column == "weighted_gap" else kind(found.table, found.column, found.row)
    text = written(figure, form)
    return Words(text, text)


def _planted(answer: Answer, figures: Figures) -> Words:
    error = planted(answer, figures)
    found = error.asked.found
    row, head = " ".join(keys_of_row(found.table, found.row)), heading(found.table, found.column)
    wrong, right, name = _figure(found, error.wrong), _figure(found), mistake_name(error.mistake)
    return Words(
        f"{row}, {head.en} ({found.name}): {wrong.en} should be {right.en} ({name.en})",
        f"{row}，{head.zh}（{found.name}）：{wrong.zh} 应为 {right.zh}（{name.zh}）",
    )


def _rows(answer: Answer, figures: Figures) -> Words:
    placed = figures.ranked(answer.name, answer.by, answer.lowest)
    first = placed if answer.form == "ranking" else [one for one in placed if one.figure == placed[0].figure]
    parting = (" > ", " > ") if answer.form == "ranking" else (" or ", " 或 ")
    called = [_called(one) for one in first]
    return Words(parting[0].join(one.en for one in called), parting[1].join(one.zh for one in called))


def _called(one: Placed) -> Words:
    return one.label or Words(one.name, one.name)
