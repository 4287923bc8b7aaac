"""Why: reasons given by promoters, passives and detractors, and their open answers where the survey shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import narwhals as nw

from satindex.analysis.analysis import Part, Section
from satindex.analysis.by_segment import TOTAL, BySegment, ItemBySegment
from satindex.analysis.code_frame import read_codes
from satindex.analysis.counting import Counted, Counting, counted_moments, counting, with_columns
from satindex.errors import DataError
from satindex.frames.batches import Frame, batches
from satindex.frames.design import Design
from satindex.frames.recode import recoded
from satindex.language import Words
from satindex.measures.measure import Measure, words_of
from satindex.measures.scores import Scores
from satindex.responses.answers import Matcher
from satindex.responses.masking import masked
from satindex.responses.multi import dummies
from satindex.responses.responses import about
from satindex.results.result import Explanation, Result, Row
from satindex.stats import multiplicity
from satindex.stats.letters import column_letter
from satindex.survey.counted import Crosstab
from satindex.survey.model import CodeFile, Item

ORDER = 10
TITLE = Words("Reasons", "原因")
GROUPS = ("promoter", "passive", "detractor")
MOST_ANSWERS = 200
_HEADS = {group: column_letter(at) for at, group in enumerate(GROUPS)}
NOT_SHOWN = Words("open answers: shown only with 'show: true'", "开放题回答：写明 show: true 才显示")
TOO_FEW = Words("too few answered to show their words", "回答人数过少，不显示原文")
_SHOWN_BY = {
    "promoter": Words("Promoters", "推荐者"),
    "passive": Words("Passives", "被动者"),
    "detractor": Words("Detractors", "贬损者"),
    TOTAL: Words("Total", "合计"),
}


def part(scores: Scores) -> Part | None:
    """Return `NAME.reasons` and `NAME.answers` of each net promoter score that asks why; None where none does."""
    tables: dict[str, Result] = {}
    for measure in scores.measures.values():
        if measure.asked_why:
            tables |= _Reasons(scores, measure).tables()
    return Part(Section("reasons", TITLE, tuple(tables)), tables) if tables else None


@dataclass(frozen=True)
class _Reasons:
    scores: Scores
    measure: Measure

    def tables(self) -> dict[str, Result]:
        """Return the counted reasons, and the open answers."""
        name, texts = self.measure.name, [i for i in self._items() if i.scale.kind == "text"]
        rows = [*self._counted_rows(), *(row for item in texts for row in self._open_rows(item))]
        answers = [row for item in texts if item.show for row in self._answers(item)]
        found = {f"{name}.reasons": self._result("reasons", rows, Words("reasons", "原因"))}
        return found | (
            {f"{name}.answers": self._result("answers", answers, Words("in their words", "原话"))} if answers else {}
        )

    def _items(self) -> Iterator[Item]:
        items = self.scores.survey.items
        return (items[name] for name in self.measure.asked_why if name in items)

    @cached_property
    def _counted(self) -> tuple[Counting, list[Row]]:
        """What is counted, and a row for each code frame that can't be read."""
        texts = {item.name: item for item in self._items() if item.scale.kind == "text"}
        found = counting(self.scores, [name for name in self.measure.asked_why if name not in texts])
        refused: list[Row] = []
        code_file = self.measure.code_file
        if code_file is None:
            return found, refused
        for item in texts.values():
            try:
                found = self._coded(found, item, code_file)
            except DataError as error:
                refused.append({"item": item.name, "estimate": None, "n": 0, "reason": error.words})
        return found, refused

    def _counted_rows(self) -> list[Row]:
        design, (found, refused) = self.scores.responses.design, self._counted
        if not any(one.columns for one in found.counted.values()):
            return refused
        by = {"group": (f"{self.measure.name}.group", (*GROUPS, None))}
        designed = counted_moments(found, by, design)
        plain = counted_moments(found, by, Design()) if design.declared else designed
        rows: list[Row] = []
        for name, counted in found.counted.items():
            table = Crosstab(f"{self.measure.name}.reasons", (name,), ("group",))
            rows += ItemBySegment(self.scores, table, "group", counted, BySegment(designed, plain), _HEADS).rows()
        return [_about_group(row) for row in rows if row["level"] in _SHOWN_BY] + refused

    def _coded(self, found: Counting, item: Item, of: CodeFile) -> Counting:
        """Add the codes that someone gave the open answers, found by the respondents' ids."""
        survey = self.scores.survey
        codes = read_codes(of, survey)
        ids = about(survey.respondent.id or "")
        given = tuple(dict.fromkeys(code for all_codes in codes.values() for code in all_codes))
        columns = tuple(f"{item.name}={code}" for code in given)
        frame = found.scores.frame.with_columns(nw.col(ids).cast(nw.String).alias(ids))
        base = self._base_of_codes(frame, ids, item, codes)
        coded = [recoded(frame, ids, dummies(codes, code), column) for code, column in zip(given, columns, strict=True)]
        answers = tuple(Words(code, code) for code in given)
        counted = Counted(item.name, columns, (None,) * len(given), answers, columns, base=base)
        frame = frame.with_columns(*coded) if coded else frame
        return Counting(with_columns(found.scores, frame), found.made, {**found.counted, item.name: counted})

    def _base_of_codes(self, frame: Frame, ids: str, item: Item, codes: Collection[str]) -> Words:
        """Return who is in the base of coded answers, and what of either file found no counterpart in the other."""
        is_missing, uncoded, people = self._missing(item), 0, set[str]()
        for batch in batches(frame, [ids, item.name]):
            for person, answer in zip(batch[ids].to_list(), batch[item.name].to_list(), strict=True):
                people.add(person)
                uncoded += person not in codes and answer is not None and is_missing.find(answer) is None
        strangers = sum(person not in people for person in codes)
        return Words(
            f"{item.name}: the base is those who have a code; {uncoded} open answers have none, {strangers} ids of the "
            "code file are nobody's.",
            f"{item.name}：基数为有编码者；{uncoded} 个开放题回答没有编码，编码文件中 {strangers} 个编号无对应受访者。",
        )

    def _open_rows(self, item: Item) -> Iterator[Row]:
        """Yield how many gave an open answer that nobody has coded."""
        if self.measure.code_file is not None:
            return
        given = self._given(item)
        for group in GROUPS:
            row: Row = {"level": group, "item": item.name, "answer": Words("(answered)", "（有回答）")}
            shown = {} if item.show else {"reason": NOT_SHOWN}
            yield {**row, "estimate": None, "n": len(given[group]), **shown}

    def _answers(self, item: Item) -> Iterator[Row]:
        """Yield the open answers of each group, personal data masked."""
        for group, answers in self._given(item).items():
            keys: Row = {"level": group, "item": item.name}
            if 0 < len(answers) < self.scores.survey.small_base.withhold:
                yield {**keys, "said": None, "n": len(answers), "reason": TOO_FEW}
                continue
            for answer in answers[:MOST_ANSWERS]:
                yield {**keys, "said": masked(answer), "n": len(answers)}

    def _given(self, item: Item) -> Mapping[str, list[str]]:
        group, missing = f"{self.measure.name}.group", self._missing(item)
        found: dict[str, list[str]] = {name: [] for name in GROUPS}
        for batch in batches(self.scores.frame, [group, item.name]):
            for name, answer in zip(batch[group].to_list(), batch[item.name].to_list(), strict=True):
                if name in found and answer is not None and missing.find(answer) is None:
                    found[name].append(answer)
        return found

    def _missing(self, item: Item) -> Matcher:
        return Matcher((text, 0.0) for text in (*self.scores.survey.missing, *item.scale.missing, *item.missing))

    def _result(self, suffix: str, rows: Sequence[Row], said: Words) -> Result:
        title, survey = words_of(self.measure.title, self.measure.name), self.scores.survey
        bases = [one.base for one in self._counted[0].counted.values() if one.base is not None]
        return Result(
            f"{self.measure.name}.{suffix}",
            tuple(rows),
            Words(f"{title.en}: {said.en}", f"{title.zh}：{said.zh}"),
            _explanation(bases, survey.compare.adjust) if suffix == "reasons" else _IN_WORDS,
            labels={**self.scores.item_labels(), **_SHOWN_BY},
            options={"small": survey.small_base, "format": "share", **({"banner": {}} if suffix == "reasons" else {})},
            language=survey.language,
        )


def _about_group(row: Row) -> Row:
    return {name: cell for name, cell in row.items() if name != "segment"}


def _explanation(bases: Iterable[Words], adjust: str) -> Explanation:
    method = multiplicity.NAMES[adjust]
    return Explanation(
        Words(
            "Share (0–1) of a group's respondents who gave the reason, of those who answered; more than one may be "
            "given.",
            "提及该原因者占该组答题人数的比例（0–1）；可有多个原因。",
        ),
        notes=(
            Words(
                "Letters compare promoters, passives and detractors, reason by reason: capital ones name the groups "
                "whose share is significantly lower, small ones are shared by groups that do not differ (p adjusted "
                f"by {method} within each reason). A reason given need not be the cause.",
                "字母逐个原因比较推荐者、被动者与贬损者：大写字母为比例显著较低的组，有相同小写字母的组无显著差异"
                f"（p 值在每个原因内按 {method} 法校正）。提及原因不等于因果。",
            ),
            *bases,
        ),
        sources=("Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.",),
    )


_IN_WORDS = Explanation(
    Words(
        f"Open answers as given, at most {MOST_ANSWERS} a group; e-mails, links, handles and long numbers masked.",
        f"开放题原话，每组最多 {MOST_ANSWERS} 条；邮箱、网址、账号与长数字已遮盖。",
    ),
    notes=(Words("Names are not masked: read before passing on.", "姓名未遮盖：转发前请先阅读。"),),
)
