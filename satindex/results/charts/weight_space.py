"""The ranking of groups over all weights as heat strips: how often each has each rank, how often it is first.

Rows: `segment, level, rank, first_share, mean_rank`; `options["rank_shares"]`: by (segment, level) the share of all
weights, 0–1, under which the level has rank 1, 2, … (OECD & JRC 2008).
"""

from __future__ import annotations

from collections.abc import Sequence

from satindex.language import Words
from satindex.results import drawing
from satindex.results.columns import CATALOGUE, written
from satindex.results.result import Result, Row

READABLE = 0.045
LEGEND = Words(
    "darker: under more of all weights the group has this rank; right: share of all weights under which it is first",
    "颜色越深：在越多的权重下该组处于此名次；右侧：居首的权重占比",
)
FIRST = Words(
    "shares of all weights under which the group has each rank; beside its name: under which it is first",
    "各名次所占的权重比例；名称旁：居首的权重占比",
)
RANK = Words("rank over all weights (1 = first)", "全部权重下的名次（1 = 居首）")
_LIGHT, _DARK = (0xE3, 0xF0, 0xFA), (0x00, 0x4E, 0x7C)


def chart(result: Result, language: str) -> drawing.Spec:
    """Return one strip per group, the first with the weights used on top; segments one after another."""
    rows = ordered(result)
    several = len({row["segment"] for row in rows}) > 1
    drawn = [_drawn(result, row, language, several) for row in rows]
    cells = [cell for at, row in enumerate(rows) for cell in _cells(result, at, row, drawn[at])]
    return drawing.in_rows(result, language, drawn, _marks(result, cells, language), [LEGEND.say(language)])


def ordered(result: Result) -> list[Row]:
    """Return the groups, segment after segment, by the rank that they have with the weights used."""
    rows = [row for row in result.rows if row.get("segment") is not None]
    order = list(dict.fromkeys(row["segment"] for row in rows))
    last = float("inf")
    return sorted(rows, key=lambda row: (order.index(row["segment"]), drawing.number(row, "rank", last)))


def _drawn(result: Result, row: Row, language: str, several: bool) -> drawing.Spec:
    keys = ("segment", "level") if several else ("level",)
    return {
        "label": drawing.row_label(result, row, language, keys),
        "value": written(row.get("first_share"), "share", language),
    }


def _cells(result: Result, at: int, row: Row, drawn: drawing.Spec) -> list[drawing.Spec]:
    shares: Sequence[float] = result.options.get("rank_shares", {}).get((row.get("segment"), row.get("level")), ())
    return [
        {
            "at": at,
            "from": rank - 0.48,
            "to": rank + 0.48,
            "middle": rank,
            "rank": str(rank),
            "about": str(drawn["label"]).replace("\n", " "),
            "said": written(share, "share"),
            "short": f"{share:.0%}" if share >= READABLE else "",
            "colour": _mixed(share),
            "ink": drawing.ON_DARK if share > 0.55 else drawing.ON_LIGHT,
        }
        for rank, share in enumerate(shares, start=1)
        if share > 0
    ]


def _mixed(share: float) -> str:
    parts = (round(low + (high - low) * share) for low, high in zip(_LIGHT, _DARK, strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _marks(result: Result, cells: list[drawing.Spec], language: str) -> list[drawing.Spec]:
    most = max((int(cell["rank"]) for cell in cells), default=1)
    scale = {"domain": [0.5, most + 0.5], "zero": False, "nice": False}
    axis = drawing.x_axis(RANK.say(language), grid=False, values=list(range(1, most + 1)), format="d")
    x = drawing.x_field("from", axis, scale)
    hover = drawing.hover(result, language, {"rank": CATALOGUE["rank"].heading})
    as_given = {"type": "nominal", "scale": None, "legend": None}
    data = {"values": cells}
    return [
        {
            "data": data,
            "mark": {"type": "bar", "height": 20},
            "encoding": {"x": x, "x2": {"field": "to"}, "color": {"field": "colour", **as_given}, "tooltip": hover},
        },
        {
            "data": data,
            "mark": {"type": "text", "fontSize": 11},
            "encoding": {
                "x": {**x, "field": "middle"},
                "text": {"field": "short", "type": "nominal"},
                "color": {"field": "ink", **as_given},
            },
        },
    ]
