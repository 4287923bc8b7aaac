"""How many questionnaires went out, came back and could be used."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.analysis.analysis import Part, Section
from satindex.language import Words
from satindex.measures.scores import Scores
from satindex.responses.audit import Audit
from satindex.results.result import Explanation, Result, Row

ORDER = 5
NAME = "fieldwork"
TITLE = Words("Fieldwork", "问卷回收")
HEADINGS = {
    "sent": Words("Sent", "发放"),
    "returned": Words("Returned", "回收"),
    "used": Words("Used", "有效"),
    "response_rate": Words("Response rate", "回收率"),
    "valid_rate": Words("Valid rate", "有效率"),
}
KINDS = {"sent": "count", "returned": "count", "used": "count", "response_rate": "share", "valid_rate": "share"}
NOTHING_RETURNED = Words("nothing came back: no valid rate", "没有回收问卷：无法计算有效率")


def part(scores: Scores) -> Part | None:
    """Return the section; None where the survey does not say what was sent and returned."""
    fieldwork = scores.survey.fieldwork
    if fieldwork is None:
        return None
    used, sent, returned = scores.responses.audit.rows_used, fieldwork.sent, fieldwork.returned
    row: Row = {
        "sent": sent,
        "returned": returned,
        "used": used,
        "response_rate": returned / sent,
        "valid_rate": used / returned if returned else None,
        **({} if returned else {"reason": NOTHING_RETURNED}),
    }
    table = Result(
        NAME,
        (row,),
        TITLE,
        _explanation(sent, returned, scores.responses.audit),
        options={"headings": HEADINGS, "kinds": KINDS},
        language=scores.survey.language,
    )
    return Part(Section(NAME, TITLE, (NAME,)), {NAME: table})


def _explanation(sent: int, returned: int, audit: Audit) -> Explanation:
    used = audit.rows_used
    numbers = [Words(f"{returned}/{sent} = {returned / sent:.2%}", f"{returned}/{sent} = {returned / sent:.2%}")]
    if returned:
        said = f"{used}/{returned} = {used / returned:.2%}"
        numbers.append(Words(said, said))
    return Explanation(
        Words(
            "Response rate = returned / sent; valid rate = used / returned. Used: with at least one score, as in the "
            "audit.",
            "回收率 = 回收数/发放数；有效率 = 有效数/回收数。有效：至少有一项得分，与审计一致。",
        ),
        tuple(numbers),
        (DECLARED, *_doubts(returned, audit)),
    )


DECLARED = Words("sent and returned are as declared under fieldwork.", "发放数与回收数取自 fieldwork 的声明。")


def _doubts(returned: int, audit: Audit) -> Iterator[Words]:
    """Say what may make the rates differ from what a reader expects."""
    if audit.rows_read > returned:
        yield Words(
            f"The export holds {audit.rows_read} rows, more than the {returned} that came back.",
            f"导出文件有 {audit.rows_read} 行，多于回收的 {returned} 份。",
        )
    elsewhere = sum(entry.count for entry in audit.set_aside if entry.by_where)
    if elsewhere:
        yield Words(
            f"{elsewhere} rows that `where` leaves out are not counted as used.",
            f"where 排除的 {elsewhere} 行不计入有效。",
        )
