"""What is taught about keeping customers, beside one's own figures: claim, source, own figure, what data is lacking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from satindex.customers.figures import concentration, costs, elasticity, referrals
from satindex.customers.ledger import Ledger
from satindex.language import Words
from satindex.results.result import Cell, Explanation, Result, Row

ORDER = 100
TITLE = Words("Taught claims beside one's own figures", "教学中的说法与自身数据对照")


@dataclass(frozen=True)
class Claim:
    """A claim, where it comes from, its figures, where one's own stands, and what data it takes.

    `where`: the table and the cells that tell its row.
    """

    words: Words
    source: Words
    low: float | None
    high: float | None
    where: tuple[str, Mapping[str, Cell]]
    form: str
    lacking: Words


_NOT_CONFIRMED: Final = Words("taught, source not confirmed", "教学中的说法，出处未证实")
CLAIMS: Final[Mapping[str, Claim]] = {
    "five_points": Claim(
        Words("5 points more retention: 25–85% more profit", "留存率提高 5 个百分点，利润增加 25%–85%"),
        Words(
            "Reichheld & Sasser 1990, Harvard Business Review 68(5)", "Reichheld 与 Sasser（1990），哈佛商业评论 68(5)"
        ),
        0.25,
        0.85,
        ("elasticity", {"figure": "lifetime_value", "points": 0.05}),
        "change",
        Words(
            "purchases of a year, and of the days before that make a customer", "满一年及此前判定客户所需天数的购买记录"
        ),
    ),
    "ten_points_revenue": Claim(
        Words("10 points more retention: more revenue, by industry", "留存率提高 10 个百分点，收入增加（因行业而异）"),
        _NOT_CONFIRMED,
        None,
        None,
        ("elasticity", {"figure": "revenue", "points": 0.1}),
        "change",
        Words("purchases of a year, with amounts", "满一年的购买记录及金额"),
    ),
    "ten_points_profit": Claim(
        Words("10 points more retention: more profit, by industry", "留存率提高 10 个百分点，利润增加（因行业而异）"),
        _NOT_CONFIRMED,
        None,
        None,
        ("elasticity", {"figure": "profit", "points": 0.1}),
        "change",
        Words(
            "purchases of a year, with amounts; costs: {margin_rate: …}",
            "满一年的购买记录及金额；costs: {margin_rate: …}",
        ),
    ),
    "winning_5_7": Claim(
        Words("Winning a customer costs 5–7 × keeping one", "获取一位客户的成本是维系的 5–7 倍"),
        _NOT_CONFIRMED,
        5.0,
        7.0,
        ("costs", {"figure": "acquire_to_keep"}),
        "ratio",
        Words("costs: {acquire: …, keep: …}", "costs: {acquire: …, keep: …}"),
    ),
    "winning_2_3": Claim(
        Words(
            "Winning a customer costs 2–3 × keeping one (a post office)", "获取一位客户的成本是维系的 2–3 倍（某邮局）"
        ),
        _NOT_CONFIRMED,
        2.0,
        3.0,
        ("costs", {"figure": "acquire_to_keep"}),
        "ratio",
        Words("costs: {acquire: …, keep: …}", "costs: {acquire: …, keep: …}"),
    ),
    "twenty_eighty": Claim(
        Words("20% of customers bring 80% of revenue", "20% 的客户带来 80% 的收入"),
        Words("rule of thumb (Pareto principle)", "经验法则（帕累托法则）"),
        0.8,
        0.8,
        ("concentration", {"figure": "top_20"}),
        "share",
        Words("purchases with amounts", "带金额的购买记录"),
    ),
    "hundred_bring": Claim(
        Words("100 satisfied customers bring 15 new ones", "100 位满意的顾客带来 15 位新顾客"),
        _NOT_CONFIRMED,
        15.0,
        15.0,
        ("referrals", {"figure": "per_hundred"}),
        "points",
        Words("purchases: {referred_by: …}; who is satisfied", "purchases: {referred_by: …}；客户是否满意"),
    ),
}
VERDICTS: Final = {
    "within": Words("agrees", "相符"),
    "below": Words("below what is taught", "低于说法"),
    "above": Words("above what is taught", "高于说法"),
    "open": Words("can't be told apart", "无法判断"),
    "none": Words("no figure is taught", "说法未给出数值"),
}
NOT_THERE: Final = Words("the records hold nothing for it", "记录中没有相应数据")


def tables(ledger: Ledger) -> dict[str, Result]:
    """Return `claims`."""
    made = {"elasticity": elasticity.with_points(ledger, [0.05, 0.1]), "concentration": concentration.shares(ledger)}
    made |= costs.tables(ledger) | referrals.tables(ledger)
    table = Result(
        "claims",
        tuple(_row(name, claim, made) for name, claim in CLAIMS.items()),
        TITLE,
        EXPLANATION,
        labels={name: claim.words for name, claim in CLAIMS.items()},
        options={
            "formats": ("claim", {name: claim.form for name, claim in CLAIMS.items()}),
            "headings": {"estimate": Words("Own figure", "自身数值")},
            "kinds": {"taught_low": "bound", "taught_high": "bound"},
            "small": ledger.small,
        },
    )
    return {table.name: table}


def _row(name: str, claim: Claim, made: Mapping[str, Result]) -> Row:
    own = _own(claim, made)
    known = isinstance(own.get("estimate"), (int, float))
    row: dict[str, Cell] = {
        "claim": name,
        "verdict": VERDICTS[_verdict(claim, own)] if known else None,
        **{cell: own.get(cell) for cell in ("estimate", "std_error", "ci_low", "ci_high", "n")},
        "taught_low": claim.low,
        "taught_high": claim.high,
        "claim_source": claim.source,
    }
    return row if known else {**row, "lacking": claim.lacking, "reason": own.get("reason") or NOT_THERE}


def _own(claim: Claim, made: Mapping[str, Result]) -> Row:
    table, keys = claim.where
    rows = made[table].rows if table in made else ()
    return next((row for row in rows if all(row.get(key) == cell for key, cell in keys.items())), {})


def _verdict(claim: Claim, own: Row) -> str:
    """Return where one's own interval, or the figure itself where it has none, lies beside what is taught."""
    if claim.low is None or claim.high is None:
        return "none"
    ends = [own.get(cell) for cell in ("ci_low", "ci_high")]
    low, high = (float(e) if isinstance(e, (int, float)) else float(str(own["estimate"])) for e in ends)
    if high < claim.low:
        return "below"
    if low > claim.high:
        return "above"
    inside = claim.low <= low and high <= claim.high
    return "within" if inside or low <= claim.low == claim.high <= high else "open"


EXPLANATION: Final = Explanation(
    Words(
        "Each claim beside the figure of these records that comes nearest to it; it agrees where the interval lies "
        "within what is taught (or holds it, where that is one number).",
        "每种说法与本记录中最接近的数值对照；区间落在说法范围内（说法为单一数值时，区间包含该值）则为相符。",
    ),
    notes=(
        Words(
            "5 points: lifetime value of a customer at constant retention, as the source compares values per customer; "
            "10 points: revenue and profit of the last year.",
            "5 个百分点：按固定留存率的客户终身价值（与出处的口径一致）；10 个百分点：最近一年的收入与利润。",
        ),
        Words(
            "100 bring 15: all customers stand for the satisfied ones, who are not known here.",
            "100 位带来 15 位：此处不知谁满意，以全部客户代替。",
        ),
    ),
    sources=(
        "Reichheld, F. F. & Sasser, W. E. (1990). Zero defections: quality comes to services. Harvard Business Review "
        "68(5), 105–111.",
    ),
)
