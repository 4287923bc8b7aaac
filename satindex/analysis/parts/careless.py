"""Careless answers: who shows which sign, and what the headline figures would be without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import narwhals as nw
import polars as pl

from satindex.analysis.analysis import Part, Section
from satindex.analysis.headline import headline_columns, part_of
from satindex.frames.design import Grouping
from satindex.frames.moments import moments
from satindex.frames.thinned import Thinned, ThinnedSum
from satindex.language import Words
from satindex.measures.measure import words_of
from satindex.measures.scores import Scores
from satindex.responses.careless import (
    ENOUGH,
    SIGN_WORDS,
    Questionnaire,
    Sign,
    careless,
    questionnaire,
    signs,
    table_of,
)
from satindex.results.result import Cell, Explanation, Result, Row
from satindex.stats.base import Base
from satindex.stats.careless import Flags
from satindex.survey.model import Careless

ORDER = 80
NAME = "careless"
TITLE = Words("Careless answers", "敷衍作答")
EFFECT = Words("What the headline figures would be without them", "剔除后主要结果的变化")
KEPT = "without:"


def part(scores: Scores) -> Part | None:
    """Return the section; None where no sign can be computed."""
    asked = questionnaire(scores.survey, scores.responses.columns)
    headlines = headline_columns(scores)
    if not asked.rated:
        return None
    drawn = scores.thinned(_columns(scores))
    limits = scores.survey.careless
    found = signs(table_of(drawn.frame, asked.columns), asked, limits)
    if all(sign.reason for sign in found):
        return None
    flagged = careless(found, limits.at_least)
    tables = {
        NAME: _result(NAME, TITLE, _counted(found, flagged), scores, _signs_explained(found, asked, limits, drawn))
    }
    changes = list(_changes(scores, headlines, drawn, flagged)) if flagged.any() else []
    if changes:
        name = f"{NAME}.effect"
        tables[name] = _result(name, EFFECT, changes, scores, _effect_explained(changes, drawn))
    return Part(Section(NAME, TITLE, tuple(tables)), tables)


def asks(scores: Scores) -> list[ThinnedSum]:
    """Return what the tables ask of the rows."""
    rated = questionnaire(scores.survey, scores.responses.columns).rated
    return [scores.thinning(_columns(scores))] if rated else []


def _columns(scores: Scores) -> tuple[str, ...]:
    asked = questionnaire(scores.survey, scores.responses.columns)
    return (*asked.columns, *headline_columns(scores).values(), *scores.responses.design.columns)


def _counted(found: Sequence[Sign], flagged: Flags) -> list[Row]:
    rows = [_of_sign(sign) for sign in found]
    there = sum(sign.reason is None for sign in found)
    total = len(flagged)
    together: Row = {
        "index": ENOUGH,
        "threshold": None,
        "flagged": int(flagged.sum()),
        "share": float(flagged.mean()) if total else None,
        "n": total,
    }
    return [*rows, together] if there > 1 else rows


def _of_sign(sign: Sign) -> Row:
    n, flagged = sign.n, int(sign.flagged.sum())
    row: dict[str, Cell] = {
        "index": sign.name,
        "threshold": sign.threshold,
        "flagged": flagged if sign.reason is None else None,
        "share": flagged / n if n else None,
        "n": n,
    }
    return {**row, "reason": sign.reason} if sign.reason else row


def _changes(scores: Scores, headlines: dict[str, str], drawn: Thinned, flagged: Flags) -> Iterator[Row]:
    """Yield each headline figure over everyone and over those not flagged, with the difference and its interval."""
    columns = list(dict.fromkeys(headlines.values()))
    rows = pl.DataFrame(drawn.frame.to_native()).with_columns(pl.Series(":flagged", flagged))
    kept = [pl.when(~pl.col(":flagged")).then(pl.col(column)).alias(KEPT + column) for column in columns]
    frame = nw.from_native(rows.with_columns(*kept), eager_only=True)
    blocks = [block for c in columns for block in ((c,), (KEPT + c,), (KEPT + c, c))]
    (made,) = moments(frame, [Grouping(tuple(blocks))], scores.responses.design)
    base = Base(made)
    for name, column in headlines.items():
        change = base.difference_of_means(KEPT + column, column)
        yield {
            "measure": name,
            **part_of(scores.measures[name]),
            "everyone": base.mean(column).estimate,
            "without": base.mean(KEPT + column).estimate,
            **change.cells(),
            "n_without": base.n(KEPT + column),
        }


def _result(name: str, title: Words, rows: list[Row], scores: Scores, explanation: Explanation) -> Result:
    measures = {m.name: words_of(m.title, m.name) for m in scores.measures.values()}
    parts = {name: words for m in scores.measures.values() if part_of(m) for name, words in m.labels.items()}
    together = Words("Enough signs together", "达到所需迹象数")
    headings = {"threshold": Words("Begins at", "界限"), "estimate": Words("Change", "变化")}
    return Result(
        name,
        tuple(rows),
        title,
        explanation,
        labels={**parts, **measures, **SIGN_WORDS, ENOUGH: together},
        options={"headings": headings, "kinds": {"threshold": "number"}},
        language=scores.survey.language,
    )


FORMULA = Words(
    "Identical answers in a row: the longest run of the same answer, in the order asked, within items that share "
    "a scale; "
    "variability: standard deviation of a respondent's own answers on the scale most items share; seconds per "
    "item: time "
    "taken / rated items answered; even–odd consistency: correlation, over the item sets, of the means of their "
    "odd and "
    "even items, stepped up by 2r/(1 + r); Mahalanobis distance: (x − x̄)′S⁻¹(x − x̄) over the items answered, p "
    "from χ².",
    "连续相同回答：按提问顺序、在使用同一量表的题目内，同一回答的最长连续次数；个人回答变异：受访者在最常用量表上各回答的标准差；"
    "每题用时：作答用时/已答评分题数；奇偶一致性：各题组奇数题均值与偶数题均值跨题组的相关，以 2r/(1 + r) 校正；"
    "马氏距离：对已答题目计算 (x − x̄)′S⁻¹(x − x̄)，p 值由 χ² 得出。",
)
RUNS = Words("Mean run: answers given / runs of the same answer.", "平均连续长度：已作答题数/相同回答的段数。")
SYNONYMS = Words(
    "Agreement of near-synonyms: a respondent's correlation over the pairs of items that correlate above .60 in all "
    "respondents (Meade & Craig 2012).",
    "近义题一致性：在全体受访者中相关高于 .60 的题对上，受访者个人的相关（Meade & Craig 2012）。",
)
FLAGS_ONLY = Words(
    "These are flags: nobody is left out unless the survey says 'exclude'. Careful people can show a sign too, "
    "above all "
    "where answers are truly alike.",
    "这些只是标记：除非问卷定义写明 exclude，否则不剔除任何人。认真作答者也可能出现迹象，尤其当其看法确实一致时。",
)
BY_CHANCE = Words(
    "Even–odd consistency rests on a correlation over the item sets: with few of them, or where all score alike, it is "
    "mostly chance. Read it beside the other signs; where more than a fifth would show it (a line of our own) it is "
    "not used.",
    "奇偶一致性是跨题组的相关：题组少或各题组得分相近时，多由偶然决定，请与其他迹象一并解读；"
    "若超过五分之一的受访者会出现（自定界限），则不使用。",
)
MORE = {"even_odd": BY_CHANCE, "average_run": RUNS, "synonyms": SYNONYMS}
AS_GIVEN = Words(
    "Runs and variability use answers as given, before reverse-keying; a missing answer ends a run and is "
    "otherwise left "
    "out. Rated items are those on a scale of three points or more.",
    "连续与变异使用反向计分前的原始回答；缺失回答会中断连续，其余计算中不计入。评分题指量表为三点及以上的题目。",
)
DEFAULTS = Words(
    "Lines where the survey names none: a run of half the longest battery, at least 6 (Curran 2016); standard "
    "deviation "
    "below 0.25 and even–odd below 0 (our own); below 2 seconds per item (Huang et al. 2012); p below .001. The "
    "sources of "
    "the lines are given from general knowledge.",
    "未指定时的界限：连续数为最长题组的一半且不少于 6（Curran 2016）；标准差低于 0.25、奇偶一致性低于 0（自定）；"
    "每题少于 2 秒（Huang 等 2012）；p 低于 .001。界限出处依据一般知识。",
)
SOURCES = (
    "Meade, A. W. & Craig, S. B. (2012). Psychological Methods 17, 437–455.",
    "Curran, P. G. (2016). Journal of Experimental Social Psychology 66, 4–19.",
    "Dunn, A. M., Heggestad, E. D., Shanock, L. R. & Theilgard, N. (2018). Journal of Business and Psychology "
    "33, 105–121.",
    "Huang, J. L., Curran, P. G., Keeney, J., Poposki, E. M. & DeShon, R. P. (2012). Journal of Business and "
    "Psychology "
    "27, 99–114.",
    "Johnson, J. A. (2005). Journal of Research in Personality 39, 103–129.",
)


def _signs_explained(found: Sequence[Sign], asked: Questionnaire, limits: Careless, drawn: Thinned) -> Explanation:
    there = min(limits.at_least, sum(sign.reason is None for sign in found))
    notes = [MORE[sign.name] for sign in found if sign.name in MORE and sign.reason is None]
    numbers = (
        Words(
            f"{len(asked.rated)} rated items; the longest battery has {asked.longest}; {len(asked.sets)} item sets.",
            f"评分题 {len(asked.rated)} 个；最长题组 {asked.longest} 题；取均值的题组 {len(asked.sets)} 个。",
        ),
        Words(
            f"Counted together: respondents with {there} or more of the {len(found)} signs.",
            f"合计：{len(found)} 种迹象中出现 {there} 种及以上的受访者。",
        ),
    )
    return Explanation(FORMULA, numbers, (FLAGS_ONLY, AS_GIVEN, *notes, DEFAULTS, *_drawn(drawn)), SOURCES)


def _effect_explained(changes: Sequence[Row], drawn: Thinned) -> Explanation:
    known = [row for row in changes if isinstance(row["estimate"], float)]
    said = [f"{row['measure']}: {row['without']:.4f} − {row['everyone']:.4f} = {row['estimate']:.4f}" for row in known]
    formula = Words(
        "Change = mean over respondents with too few signs − mean over everyone; its interval counts those in "
        "both once.",
        "变化 = 迹象不足者的均值 − 全部受访者的均值；区间考虑了两者重叠。",
    )
    return Explanation(formula, tuple(Words(text, text) for text in said), (FLAGS_ONLY, *_drawn(drawn)), SOURCES[:2])


def _drawn(drawn: Thinned) -> tuple[Words, ...]:
    if not drawn.drawn:
        return ()
    kept, total = len(drawn.frame), drawn.total
    return (
        Words(
            f"Computed from {kept:,} of {total:,} respondents, drawn at random (seed {drawn.seed}).",
            f"由 {total:,} 名受访者中随机抽取的 {kept:,} 名计算（种子 {drawn.seed}）。",
        ),
    )
