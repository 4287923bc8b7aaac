"""How often each answer was chosen where several may be: as a share of respondents, and of all that was chosen."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.analysis.analysis import Part, Section
from satindex.analysis.counting import Counted, counted_moments, counting
from satindex.analysis.tabulated import Tabulated
from satindex.frames.design import Design
from satindex.language import Words
from satindex.measures.scores import Scores
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats.moments import Moments

NAME = "items.multiple"
TITLE = Words("Questions with several answers", "多选题回答分布")


def part(scores: Scores) -> Part | None:
    """Return the table of all questions with several answers; None where there are none."""
    found = multiple_frequencies(scores)
    return None if found is None else Part(Section(NAME, TITLE, (NAME,)), {NAME: found})


def multiple_frequencies(scores: Scores) -> Result | None:
    """Return a row per answer: count, share of respondents with Wilson's interval, share of all answers chosen.

    None where no question takes several answers. `missing` counts the respondents who are not in the base.
    """
    survey, design = scores.survey, scores.responses.design
    names = [*survey.multiple, *(name for name, item in survey.items.items() if item.scale.kind == "multi")]
    found = counting(scores, names)
    counted = [one for one in found.counted.values() if one.columns]
    if not counted:
        return None
    designed = counted_moments(found, {}, design)[None]
    plain = counted_moments(found, {}, Design())[None] if design.declared else designed
    everyone = scores.rows
    keys = ("answer", "item") if len(counted) > 1 else ("answer",)
    rows = guarded([row for one in counted for row in _rows(one, designed, plain, everyone)], survey.small_base)
    return Result(
        NAME,
        tuple(rows),
        TITLE,
        _explanation(counted),
        "classes",
        scores.item_labels(),
        {"small": survey.small_base, "format": "share", "keys": keys},
        language=survey.language,
    )


def _rows(of: Counted, designed: Moments, plain: Moments, everyone: int) -> Iterator[Row]:
    by_people = Tabulated(designed, plain, of.columns, [0], "column", (), overlap=True)
    by_choices = Tabulated(designed, plain, of.columns, [0], "column", of.responses, overlap=True)
    n = by_people.n_of_group(0)
    for answer, words in enumerate(of.answers):
        found = by_people.share(answer, 0)
        keys: Row = {"item": of.name, "answer": words, "count": found.count}
        is_choice = of.columns[answer] in of.responses
        chosen = {
            "of_responses": by_choices.share(answer, 0).found.estimate if is_choice else None,
            "responses": by_choices.n(answer, 0),
        }
        yield {**keys, **found.found.cells(), **chosen, "missing": everyone - n}


def _explanation(counted: list[Counted]) -> Explanation:
    return Explanation(
        Words(
            "Share = respondents who chose the answer / respondents in the base (weighted where a weight is declared), "
            "interval: Wilson; of all responses = times chosen / all choices made.",
            "比例 = 选择该答案的人数/基数内人数（如声明权重则加权），区间：Wilson；"
            "占全部选择次数 = 选中次数/全部选择次数。",
        ),
        notes=(
            *(one.base for one in counted if one.base is not None),
            Words(
                "Shares of respondents may sum to more than 100%; where a question stands in one column, an empty cell "
                "is no answer.",
                "占答题人数的比例合计可超过 100%；单列多选题的空单元格视为未回答。",
            ),
        ),
        sources=("Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.",),
    )
