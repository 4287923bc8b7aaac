"""Which of the encodings before UTF-8 a text is in: the one that makes the likeliest characters of its bytes.

Each candidate decodes the lines that hold other than ASCII bytes; every character costs roughly its improbability
(in nats) in a survey export of that language, and the cheapest reading of the same bytes wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from satindex.errors import DataError
from satindex.language import Words

SAMPLE_BYTES = 1 << 15
DAMAGED = 30.0
NOT_WRITTEN = 20.0
ASCII = 3.0
IN_A_WORD = 8.0
INSIDE_A_WORD = re.compile("(?<=[a-z])[^\x00-\x7f](?=[\x00-\x7f]|$)")
UNREADABLE = 10.0  # a mean cost per character beyond which no candidate is believed

SIMPLIFIED = frozenset(
    "的一是不了在有人我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起"
    "还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知样现分将外但身些与高意进把法此实回二理美点月明其种声全"
    "工己话满期望非常很般感知差距度忠诚推荐购买服务质量态题问卷选项男女岁性别名称城市址地区部门产品价格评价计情况提交答案时间编号来源序客户邮政"
    "北京广州深圳杭州南海江西东重庆成都银行快递店员网建议总体愿否再次朋友清楚确定较极完全合适易难快慢错喜欢元以下上每周偶尔经从未几空跳过"
)
TRADITIONAL = frozenset(
    "的一是不了在有人我他這中大來上個國到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後小麼心多天而能好都然沒日於起"
    "還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長知樣現分將外但身些與高意進把法此實回二理美點月明其種聲全"
    "滿期望非常很般感差距度忠誠推薦購買服務質量態題問卷選項男女歲性別名稱城市區部門產品價格評價計情況提交答案編號來源序客戶郵政銀快遞員網建議總體願否"
)
HANGUL = frozenset(
    "이다는을에의가고은하를사지로한기도자어나시인리서들있아만수그대정해일보라부제전것으면여게장과주원스상니적세안거트요와조용성음구"
    "무년마오비화공동우신소명경선회학생내위간모미교국물치반발개연관문본당실중계진영유식때더않된없같못네남방품매님족만동의불통렇매우보혀"
    "질문응답항목기업직원재추천브랜드편리설별령월입금액점"
)


def likeliest(data: bytes, name: str) -> str:
    """Return the encoding of `data`, which is not UTF-8; raises DataError where none of them makes sense.

    Examples
    --------
    >>> likeliest("매우 그렇다".encode("cp949"), "a.csv"), likeliest("très bien".encode("cp1252"), "a.csv")
    ('cp949', 'cp1252')
    """
    sample = _telling_lines(data)
    costs = {encoding: cost(sample.decode(encoding, "replace")) for encoding, cost in CANDIDATES.items()}
    best = min(costs, key=costs.__getitem__)
    others = [character for character in sample.decode(best, "replace") if character > "\x7f"]
    plain = costs[best] - ASCII * (len(sample.decode(best, "replace")) - len(others))
    if best != "utf-8" and plain > UNREADABLE * len(others):
        known = ", ".join(CANDIDATES)
        raise DataError(
            Words(
                f"The encoding of {name} can't be told: it is none of {known}, utf-16. Save it as UTF-8.",
                f"无法判断 {name} 的编码：不像 {known} 或 utf-16。请另存为 UTF-8。",
            )
        )
    return best


def _telling_lines(data: bytes) -> bytes:
    """Return the lines that hold other than ASCII bytes, up to a bound; a newline is never half a character."""
    kept: list[bytes] = []
    size = 0
    for line in data.replace(b"\r", b"\n").split(b"\n"):
        if not line.isascii():
            kept.append(line)
            size += len(line)
        if size > SAMPLE_BYTES:
            break
    return b"\n".join(kept)


def _utf8_cost(text: str) -> float:
    return sum(ASCII if one <= "\x7f" else DAMAGED if one == "\ufffd" else 4.0 for one in text)


def _wide_cost(text: str, letter: Callable[[str], float | None]) -> float:
    """Cost a text of double-byte characters; `letter` knows those of the language, None for all others."""
    memo = {one: _character_cost(one, letter) for one in set(text)}
    return sum(memo[one] for one in text) + IN_A_WORD * len(INSIDE_A_WORD.findall(text))


def _character_cost(one: str, letter: Callable[[str], float | None]) -> float:
    if one <= "\x7f":
        return ASCII
    if one == "\ufffd":
        return DAMAGED
    known = letter(one)
    if known is not None:
        return known
    if "\u3000" <= one <= "\u301f" or "\uff01" <= one <= "\uff5e" or one in "‘’“”…—·→①②③④⑤":
        return 6.0
    return 14.0 if one.isalpha() else 12.0 if one.isprintable() else NOT_WRITTEN


def _han(one: str, encoding: str, common: tuple[int, int], lowest_trail: int, frequent: frozenset[str]) -> float | None:
    if not "\u4e00" <= one <= "\u9fff":
        return None
    if one in frequent:
        return 5.0
    lead, trail = one.encode(encoding)[:2]
    if trail < lowest_trail:
        return 14.0
    return 8.5 if common[0] <= lead <= common[1] else 12.0


def _hangul(one: str) -> float | None:
    if not "\uac00" <= one <= "\ud7a3":
        return None
    if one in HANGUL:
        return 4.5
    lead, trail = one.encode("cp949")
    return 7.5 if 0xB0 <= lead <= 0xC8 and trail >= 0xA1 else 13.0


def _japanese(one: str) -> float | None:
    if "\u3041" <= one <= "\u30fe":
        return 4.5
    if "\uff61" <= one <= "\uff9f":
        return 11.0
    return _han(one, "cp932", (0x88, 0x97), 0x40, TRADITIONAL & SIMPLIFIED)


def _latin_cost(text: str) -> float:
    return sum(
        ASCII if one <= "\x7f" else _accent_cost(before, one, after)
        for before, one, after in zip(" " + text, text, text[1:] + " ", strict=False)
    )


def _accent_cost(before: str, one: str, after: str) -> float:
    if one == "\ufffd":
        return DAMAGED
    if one.isalpha() and one not in "ªºƒµ":
        beside_accent = any(other > "\x7f" and other.isalpha() for other in (before, after))
        inside_lower = one.isupper() and (before.islower() or (after.islower() and before.isalpha()))
        lonely = not (before.isalpha() or after.isalpha())
        rare_alone = lonely and one not in "àÀéÉèÈóÓ"
        return 12.0 if inside_lower else 11.0 if beside_accent else 9.0 if rare_alone else 5.5
    if one in "‘’“”–—…€£§°«»\xa0¿¡·•™®©":
        return 5.0 if one in "’\xa0" else 7.0
    return 11.0 if one.isprintable() else NOT_WRITTEN


CANDIDATES: dict[str, Callable[[str], float]] = {
    "utf-8": _utf8_cost,
    "gb18030": partial(
        _wide_cost,
        letter=partial(_han, encoding="gb18030", common=(0xB0, 0xD7), lowest_trail=0xA1, frequent=SIMPLIFIED),
    ),
    "cp949": partial(_wide_cost, letter=_hangul),
    "big5": partial(
        _wide_cost, letter=partial(_han, encoding="big5", common=(0xA4, 0xC6), lowest_trail=0x40, frequent=TRADITIONAL)
    ),
    "cp932": partial(_wide_cost, letter=_japanese),
    "cp1252": _latin_cost,
    "mac_roman": _latin_cost,
}
