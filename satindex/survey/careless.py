"""The keys `careless` and `exclude`: at which figures an answering looks careless, and whether it is then left out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from satindex.language import Words
from satindex.survey.faults import Faults
from satindex.survey.kinds import Keys
from satindex.survey.model import Careless, Respondent


class CarelessKeys(Keys):
    """Where careless answering begins; what is left out has a default. · 敷衍作答的界限（均可省略）。"""

    longest_run: int | None = Field(
        None,
        ge=2,
        description="This many identical answers in a row, or more; half the longest battery, at least 6. "
        "· 连续相同回答达到此数；默认为最长题组的一半且不少于 6。",
    )
    irv: float = Field(
        Careless.irv, ge=0, description="A standard deviation of one's answers below this. · 个人回答的标准差低于此值。"
    )
    seconds_per_item: float = Field(
        Careless.seconds_per_item, gt=0, description="Fewer seconds per item answered. · 每题用时（秒）少于此值。"
    )
    even_odd: float = Field(
        Careless.even_odd, ge=-1, le=1, description="An even–odd consistency below this. · 奇偶一致性低于此值。"
    )
    mahalanobis: float = Field(
        Careless.mahalanobis,
        gt=0,
        lt=1,
        description="A p value of the distance below this. · 马氏距离的 p 值低于此值。",
    )
    average_run: float | None = Field(
        None,
        gt=1,
        description="Runs of identical answers of this mean length, or longer; left out: not looked at. "
        "· 相同回答的平均连续长度达到此数；不写则不考察。",
    )
    synonyms: float | None = Field(
        None,
        ge=-1,
        le=1,
        description="A correlation over pairs of near-synonymous items below this; left out: not looked at. "
        "· 近义题对的个人内相关低于此值；不写则不考察。",
    )
    at_least: int = Field(
        Careless.at_least, ge=1, le=7, description="Signs that make a respondent careless. · 判为敷衍所需的迹象数。"
    )


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Excluded = Annotated[
    tuple[
        Literal[
            "careless",
            "longest_run",
            "irv",
            "seconds_per_item",
            "even_odd",
            "mahalanobis",
            "average_run",
            "synonyms",
        ],
        ...,
    ],
    BeforeValidator(_listed),
]


def built_careless(keys: CarelessKeys) -> Careless:
    """Return where careless answering begins."""
    return Careless(**keys.model_dump())


def check_careless(keys: CarelessKeys, excluded: Excluded, respondent: Respondent, faults: Faults) -> None:
    """Note a use of the answering time where no column holds it, and a sign that is listed twice."""
    if respondent.duration is None:
        what = Words(
            "'seconds_per_item' needs the time taken, and respondent declares no duration.",
            "seconds_per_item 需要作答用时，而 respondent 没有声明 duration。",
        )
        hint = Words("Name its column: respondent: {duration: …}.", "请写明所在列：respondent: {duration: …}。")
        if "seconds_per_item" in keys.model_fields_set:
            faults.add(("careless", "seconds_per_item"), what, hint)
        if "seconds_per_item" in excluded:
            faults.add(("exclude",), what, hint)
    for sign in ("average_run", "synonyms"):
        if sign in excluded and getattr(keys, sign) is None:
            faults.add(
                ("exclude",),
                Words(f"'{sign}' has no line to be excluded by.", f"“{sign}”没有给出界限，无法据以剔除。"),
                Words(f"Write where it begins: careless: {{{sign}: …}}.", f"请写明界限：careless: {{{sign}: …}}。"),
            )
    for sign in dict.fromkeys(excluded):
        if excluded.count(sign) > 1:
            faults.add(("exclude",), Words(f"'{sign}' is listed twice.", f"“{sign}”列了两次。"))
