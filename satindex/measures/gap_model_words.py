"""The gap model in words: sides, gaps, how they were computed."""

from __future__ import annotations

from collections.abc import Sequence

from satindex.language import LANGUAGES, Words, named
from satindex.results.numbers import exact
from satindex.results.result import Explanation, Row

SIDE_WORDS = {
    "expected": Words("expected", "期望"),
    "understood": Words("understood", "理解"),
    "specified": Words("specified", "规范"),
    "delivered": Words("delivered", "交付"),
    "promised": Words("promised", "承诺"),
    "perceived": Words("perceived", "感知"),
}
AUDIENCE_WORDS = {
    "customer": Words("customers", "顾客"),
    "manager": Words("managers", "管理者"),
    "staff": Words("staff", "员工"),
}
BETWEEN = {
    1: Words("what management understands: understood − expected", "管理层认知：理解 − 期望"),
    2: Words("quality standards: specified − understood", "质量标准：规范 − 理解"),
    3: Words("service delivery: delivered − specified", "服务传递：交付 − 规范"),
    4: Words("promises outside: delivered − promised", "对外承诺：交付 − 承诺"),
    5: Words("service quality: perceived − expected", "服务质量：感知 − 期望"),
}


def explain_gap_model(
    rows: list[Row], sources: tuple[str, ...], same: Sequence[int], min_answered: float, column: str
) -> Explanation:
    """Return how gaps were computed; `same` lists those whose sides one audience answered."""
    needed = f"{min_answered:.0%}"
    return Explanation(
        Words(
            "Gap 1 = understood − expected, 2 = specified − understood, 3 = delivered − specified, 4 = delivered − "
            "promised, 5 = perceived − expected: negative is always a shortfall. Each is the difference of two "
            "means: a "
            f"respondent's score is the mean of the side's items if at least {needed} of them are answered, and only "
            "the "
            f"side's own audience (column '{column}') counts.",
            "差距 1 = 理解 − 期望，2 = 规范 − 理解，3 = 交付 − 规范，4 = 交付 − 承诺，5 = 感知 − 期望："
            "负值总是表示不足。"
            f"每个差距为两个均值之差：受访者得分为该侧题目的均值（至少回答 {needed}），且只计该侧自己的人群"
            f"（列“{column}”）。",
        ),
        tuple(_numbers(row) for row in rows if isinstance(row.get("estimate"), float)),
        tuple(_notes(same)),
        (
            *sources,
            "Welch, B. L. (1947). The generalization of 'Student's' problem when several different population "
            "variances "
            "are involved. Biometrika 34, 28–35.",
        ),
    )


def _notes(same: Sequence[int]) -> list[Words]:
    plural = "s" if len(same) > 1 else ""
    paired = [
        Words(
            f"Gap{plural} {', '.join(map(str, same))}: both sides by one audience, so its respondents are paired.",
            f"差距 {'、'.join(map(str, same))}：两侧由同一人群回答，按配对处理。",
        )
    ]
    return [
        Words(
            "Different audiences are independent samples: Welch's t (linearised where a design is declared).",
            "不同人群为独立样本：Welch t 检验（若声明了抽样设计则线性化）。",
        ),
        *(paired if same else []),
        Words(
            "The model says that gap 5 is some function of gaps 1–4, not which; courses teach that they add up. The "
            "chain "
            "shows their sum and what it leaves unexplained of gap 5: never assumed to be 0.",
            "模型只说差距 5 是差距 1–4 的某个函数，并未说明是哪一个；课程常教四者相加。“链”列出其和以及差距 5 中"
            "未能解释的部分，而不假定其为 0。",
        ),
        Words(
            "Item p values are adjusted by Holm's method within each gap.", "各题的 p 值在每个差距内用 Holm 法校正。"
        ),
    ]


def _numbers(row: Row) -> Words:
    estimate, between = row["estimate"], row.get("between")
    if "step" in row:
        said = exact(estimate, sign="+") if isinstance(estimate, float) else "—"
        step, words = str(row["step"]), between if isinstance(between, Words) else Words("", "")
        return Words(f"{step}: {said} ({words.en})", f"{step}：{said}（{words.zh}）")
    about = Words(f"Gap {row['gap']}", f"差距 {row['gap']}")
    if "item" in row:
        pair = f"{row['item']} − {row['against_item']}"
        about = Words(f"{about.en}, {pair}", f"{about.zh}，{pair}")
    return named(about, Words(*(_difference(row, language) for language in LANGUAGES)))


def _difference(row: Row, language: str) -> str:
    keys = ("compared_mean", "against_mean", "estimate")
    one, other, gap = (exact(cell) if isinstance(cell := row.get(key), float) else "—" for key in keys)
    return f"{one}{_of(row, 'compared', language)} − {other}{_of(row, 'against', language)} = {gap}"


def _of(row: Row, key: str, language: str) -> str:
    """Return whose mean it is and of how many, in brackets."""
    side, n = row[key], row[f"{key}_n"]
    said = side.say(language) if isinstance(side, Words) else str(side)
    return f"（{said}，n = {n}）" if language == "zh" else f" ({said}, n = {n})"


def side_words(side: str, audience: str) -> Words:
    """Return what a side is called and who answers it: `expected by customers`."""
    words, who = SIDE_WORDS[side], AUDIENCE_WORDS.get(audience, Words(f"'{audience}'", f"“{audience}”"))
    return Words(f"{words.en} by {who.en}", f"{who.zh}{words.zh}")
