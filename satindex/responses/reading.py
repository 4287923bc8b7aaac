"""From an export to coded answers: columns found, answers decided, rows kept, everything accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw

from satindex.errors import AnswerError, DataError, nearest
from satindex.frames.batches import Frame, distinct_counts, row_count
from satindex.frames.counts import CountsPart, CountsSum, all_counts
from satindex.frames.differing import asks
from satindex.frames.passes import Answered
from satindex.frames.recode import recoded
from satindex.frames.sampling import clusters_by_stratum, sampling_units
from satindex.language import Words
from satindex.readers.export import Codebook, Export
from satindex.readers.looking.personal import holds_addresses, personal_among
from satindex.responses.answers import Coder
from satindex.responses.audit import Audit, CellsMissing, SetAside
from satindex.responses.coding import POSITIONS, as_points, coder_of
from satindex.responses.columns import Headings, columns_of, joined
from satindex.responses.decided import Decided, decided_by, within_bounds
from satindex.responses.derived import JOINT
from satindex.responses.design_notes import whole_notes, without_weight
from satindex.responses.excluding import Excluded, without_careless
from satindex.responses.folding import as_text, is_blank
from satindex.responses.multi import undivided
from satindex.responses.multiple import Marked, marked, not_chosen
from satindex.responses.own_labels import labelled_otherwise, refuse_labelled_apart
from satindex.responses.people import DECLARED, Person, people_columns
from satindex.responses.population import population, stated
from satindex.responses.repeated_ids import repeated_ids
from satindex.responses.responses import NUMBERED, Responses, about
from satindex.responses.texts import as_written, kept_text, no_texts
from satindex.responses.weighting import raked, to_be_raked
from satindex.results.progress import counting
from satindex.survey.model import Item, Survey

OFF_SCALE = Words("not on the scale, read as missing (unknown: missing)", "不在量表上，按缺失处理（unknown: missing）")
COUNTING = Words("counting answers", "统计各种回答")
ROW = "?row"
_MOST_SHOWN = 8


def read_responses(export: Export, survey: Survey, *, part: bool = False) -> Responses:
    """Return the coded answers of `export`.

    Raises DataError where the export lacks columns the survey names, AnswerError where it holds answers that
    their scales do not know (unless `unknown: missing`). Rows are set aside where the weight, stratum, cluster, margin
    or population is missing, by `exclude` and by `where`, in this order; each with its reason in the audit. Weights are
    raked over the whole sample: `where` keeps a domain of it; those of a `part` when all parts are together, so that
    nothing but its moments may be made of it. Of a part `where` may leave nobody.
    """
    headings = Headings(export)
    columns = _as_asked(columns_of(survey.items, headings), headings)
    people = people_columns(survey, columns, headings)
    numeric = [columns[item.name] for item in survey.items.values() if item.scale.is_numeric]
    about_people = tuple(column for person in people for column in person.columns)
    needed = tuple(dict.fromkeys((*columns.values(), *about_people)))
    frame = _crossed(export.read(needed, numeric=[column for column in numeric if column not in about_people]), people)
    rows = row_count(frame)
    if rows == 0:
        raise DataError(Words(f"{export.source} has no rows of answers.", f"{export.source} 中没有任何答卷。"))
    numbered, answered = about(survey.respondent.id or ""), Answered()
    id_column = next((person.column for person in people if person.name == numbered), None)
    within = within_bounds(frame, survey, columns, export.codebook)
    asked = _counted_columns(frame, survey, columns, people, within)
    with counting(COUNTING, rows) as done:
        counts = all_counts(frame, asked, done, answered, ahead=asks(frame, id_column))
    decided = tuple(_decide(counts, within, columns, survey, export))
    refuse_labelled_apart(decided, export.codebook)
    _refuse_unknown(decided, survey, export)
    sets = marked(frame, survey, columns, export.codebook)
    texts = [(survey.items[name], columns[name]) for name in survey.texts]
    coded, levels, lost = _coded(frame, decided, people, counts, texts, sets, export.codebook, numbered)
    valid, aside, notes, shown = _valid(coded, people, survey, columns, part)
    _refuse_nobody(valid, export, aside)
    sampled, clusters = _sampled(valid, survey)
    in_strata = stated(valid, survey.respondent)
    in_all = population(in_strata, survey.respondent, sampled)
    notes = (*notes, *without_weight(valid, survey.respondent))
    notes = (*notes, *whole_notes(survey.respondent, sampled, clusters, in_all))
    notes = (*notes, *repeated_ids(valid, survey.respondent, frame, id_column, answered))
    weighting = to_be_raked if part else raked
    weighted = weighting(valid, survey.respondent) if survey.respondent.rake else None
    kept, elsewhere = _kept(weighted.frame if weighted else valid, [one for one in people if one.condition is not None])
    no_answers = tuple(SetAside(reason, count) for reason, count in export.set_aside.items())
    aside = (*no_answers, *aside, *elsewhere)
    if not part:
        _refuse_nobody(kept, export, aside)
    notes = (*notes, *(weighted.notes if weighted else ()), *not_chosen(sets), *_undivided(frame, survey, columns))
    cells = (*_missing_cells(decided, export.codebook.missing_reasons), *lost)
    in_file = rows + sum(entry.count for entry in no_answers)
    notes = (*notes, *as_points(survey, columns, export.codebook), *labelled_otherwise(decided, export.codebook))
    notes = (*export.codebook.notes, *notes)
    audit = Audit(export.source, in_file, aside, cells, _empty_counts(decided), notes)
    wanted = [name for name in kept.collect_schema().names() if not name.startswith("?")] or [ROW]
    return Responses(
        survey,
        kept.select(wanted),
        audit,
        columns,
        _present(kept, levels) if aside and audit.rows_used else levels,
        sampled,
        in_all,
        weighted.weighting if weighted else None,
        weighted.calibration if weighted else None,
        weighted.beyond(kept) if weighted and elsewhere and not part else None,
        {name: one.options for name, one in sets.items()},
        _personal(export, frame, people, survey, levels),
        {} if aside else dict(_known(decided)),
        clusters,
        {person.name.removeprefix("@"): person.order for person in people if person.is_grouping},
        weighted.cells if weighted else None,
        weighted.by_cell if weighted else None,
        in_strata,
        shown,
    )


def _counted_columns(
    frame: Frame, survey: Survey, columns: Mapping[str, str], people: Iterable[Person], told: Mapping[str, Decided]
) -> tuple[str, ...]:
    """Return the columns whose distinct values decide how they are read, where that is not told already."""
    items = [columns[item.name] for item in survey.items.values() if item.scale.is_numeric and item.name not in told]
    about_people = [person.column for person in people if not _kept_as_written(frame, person)]
    return tuple(dict.fromkeys([*items, *about_people]))


def _kept_as_written(frame: Frame, person: Person) -> bool:
    return person.as_written and not frame.collect_schema()[person.column].is_float()


def _known(decided: Iterable[Decided]) -> Iterator[tuple[str, CountsPart]]:
    """Yield how often each item's answers occur, as they are coded, where they were counted; no row was set aside."""
    for one in decided:
        if not one.counted:
            continue
        found: dict[float | None, int] = {}
        for count, answer in one.answers.values():
            found[answer.value] = found.get(answer.value, 0) + count
        yield CountsSum(one.item.name).key, CountsPart(found)


def _undivided(frame: Frame, survey: Survey, columns: Mapping[str, str]) -> Iterator[Words]:
    for item in survey.items.values():
        if item.scale.kind == "multi" and not item.options:
            note = undivided(distinct_counts(frame, columns[item.name]), item)
            if note is not None:
                yield note


def _personal(
    export: Export,
    frame: Frame,
    people: Iterable[Person],
    survey: Survey,
    levels: Mapping[str, tuple[str | None, ...]],
) -> dict[str, Words]:
    """Return the columns about the respondent that may identify one; raises DataError where reports would show them."""
    for segment, found in levels.items():
        if holds_addresses(level for level in found if level is not None):
            raise DataError(
                Words(
                    f"'{segment}' holds e-mail or IP addresses or telephone numbers: reports never show personal data. "
                    "Group by another column, or by one derived from it (derive: merge).",
                    f"“{segment}”含电子邮箱、IP 地址或电话号码：报告从不显示个人信息。请改用其他列，"
                    "或由其派生的列（derive: merge）分组。",
                )
            )
    shown = (survey.respondent.id, *(segment.column for segment in survey.respondent.groupings))
    names = {about(name): name for name in shown if name}
    columns = {person.column: names[person.name] for person in people if person.name in names and not person.crossed}
    return {columns[column]: why for column, why in personal_among(export, frame, list(columns)).items()}


def _crossed(frame: Frame, people: Iterable[Person]) -> Frame:
    """Return the export with the columns that join several of it; missing where any of them is."""
    made = {person.column: person.crossed for person in people if person.crossed}
    joined_up = [
        nw.concat_str([nw.col(column).cast(nw.String) for column in columns], separator=JOINT).alias(name)
        for name, columns in made.items()
    ]
    return frame.with_columns(*joined_up) if joined_up else frame


def _valid(coded: Frame, people: Iterable[Person], survey: Survey, columns: Mapping[str, str], part: bool) -> Excluded:
    """Return the rows that belong to the sample: nothing of the design is missing, and none is excluded as careless."""
    with_design, without = _kept(coded, [person for person in people if person.condition is None])
    if not survey.exclude or row_count(with_design) == 0:
        return with_design, without, (), (0, 0)
    careful, careless, notes, shown = without_careless(with_design, survey, columns, part=part)
    return careful, (*without, *careless), notes, shown


def _as_asked(columns: Mapping[str, str], headings: Headings) -> dict[str, str]:
    """Return the items' columns in the order of the export: that in which the questions were asked."""
    place = {heading: at for at, heading in enumerate(headings.all)}
    return dict(sorted(columns.items(), key=lambda entry: place.get(entry[1], len(place))))


def _decide(
    counts: Mapping[str, Mapping[Any, int]],
    told: Mapping[str, Decided],
    columns: Mapping[str, str],
    survey: Survey,
    export: Export,
) -> Iterator[Decided]:
    for item in survey.items.values():
        if not item.scale.is_numeric:
            continue
        column = columns[item.name]
        coder = coder_of(item, survey, export.codebook, column)
        yield told.get(item.name) or decided_by(coder, column, counts[column])


def _refuse_unknown(decided: Iterable[Decided], survey: Survey, export: Export) -> None:
    if survey.unknown == "missing":
        return
    unknown = [one for one in decided if any(one.of("unknown"))]
    faults = [_unknown_words(one, list(one.of("unknown"))) for one in unknown]
    if faults:
        ask = Words(
            f"{export.source} holds answers that their scales do not know:",
            f"{export.source} 中有量表不认识的回答：",
        )
        how = Words(
            "Add them to the scale (codes, labels), declare them under 'missing', or write 'unknown: missing'.",
            "请在量表（codes、labels）中补充，或在 missing 中声明，或写 unknown: missing。",
        )
        positions = [POSITIONS] if any(one.column in export.codebook.counted_from for one in unknown) else []
        raise AnswerError(joined([ask, *faults, *positions, how]))


def _unknown_words(one: Decided, unknown: list[tuple[Any, int]]) -> Words:
    known = Coder(one.item, (), {}).known()
    said_en, said_zh = [], []
    for stored, count in sorted(unknown, key=lambda pair: (-pair[1], as_text(pair[0])))[:_MOST_SHOWN]:
        text = as_text(stored)
        guess = nearest(text, known)
        shown = text if len(text) <= 40 else text[:39] + "…"
        said_en.append(f"'{shown}' ({count} ×{f', nearest: {guess}' if guess else ''})")
        said_zh.append(f"“{shown}”（{count} 次{f'，最接近：{guess}' if guess else ''}）")
    more = len(unknown) - _MOST_SHOWN
    if more > 0:
        said_en.append(f"and {more} more")
        said_zh.append(f"另有 {more} 种")
    scale, column = one.item.scale.name, "" if one.column == one.item.name else one.column
    return Words(
        f"  {one.item.name}{f' [{column}]' if column else ''} on {scale}: {', '.join(said_en)}",
        f"  {one.item.name}{f'[{column}]' if column else ''}({scale}):{'、'.join(said_zh)}",
    )


def _coded(
    frame: Frame,
    decided: Iterable[Decided],
    people: Iterable[Person],
    counted: Mapping[str, Mapping[Any, int]],
    texts: Sequence[tuple[Item, str]],
    sets: Mapping[str, Marked],
    codebook: Codebook,
    numbered: str,
) -> tuple[Frame, dict[str, tuple[str | None, ...]], list[CellsMissing]]:
    expressions = [_item_expression(frame, one) for one in decided]
    expressions += [kept_text(frame, item, column, codebook) for item, column in texts]
    expressions += [expression for one in sets.values() for expression in one.expressions]
    levels: dict[str, tuple[str | None, ...]] = {}
    lost = [cells for item, column in texts for cells in no_texts(frame, item.name, column, codebook)]
    for person in people:
        if _kept_as_written(frame, person):
            expressions.append(as_written(person.column, person.name))
            if person.name == numbered and frame.collect_schema()[person.column].is_integer():
                expressions.append(nw.col(person.column).alias(NUMBERED))
            continue
        counts = counted[person.column]
        mapping = person.mapping(counts)
        person.refuse_absent(mapping.values())
        expressions.append(recoded(frame, person.column, mapping, person.name))
        lost += _lost(person, counts.items(), mapping)
        if person.is_grouping:
            present = {mapping.get(stored) for stored in counts}
            levels[person.name.removeprefix("@")] = person.ordered(present)
    if not expressions:  # open answers alone are not coded, but their rows are still respondents
        expressions.append(nw.col(frame.collect_schema().names()[0]).alias(ROW))
    return frame.select(*expressions), levels, lost


def _lost(person: Person, counts: Iterable[tuple[Any, int]], mapping: Mapping[Any, Any]) -> Iterator[CellsMissing]:
    """Yield the values about the respondent that became missing, each with its count."""
    if person.lost is None:
        return
    for stored, count in counts:
        if not is_blank(stored) and mapping[stored] is None:
            yield CellsMissing(
                person.name.removeprefix("@").removeprefix(":"), person.column, as_text(stored), count, person.lost
            )


def _refuse_nobody(kept: Frame, export: Export, set_aside: Iterable[SetAside]) -> None:
    if row_count(kept) > 0:
        return
    why_en = "; ".join(f"{entry.count}: {entry.reason.en}" for entry in set_aside)
    why_zh = ";".join(f"{entry.count}:{entry.reason.zh}" for entry in set_aside)
    raise DataError(
        Words(
            f"no row of {export.source} is left. Set aside were {why_en}.",
            f"{export.source} 已无剩余行。剔除：{why_zh}。",
        )
    )


def _item_expression(frame: Frame, one: Decided) -> nw.Expr:
    identity = all(
        answer.meaning == "empty" or (answer.value == stored and not isinstance(stored, str))
        for stored, (_, answer) in one.answers.items()
    )
    schema = frame.collect_schema()
    if identity and schema[one.column].is_integer():
        return nw.col(one.column).alias(one.item.name)
    mapping = {stored: answer.value for stored, (_, answer) in one.answers.items() if stored is not None}
    return recoded(frame, one.column, mapping, one.item.name)


def _kept(coded: Frame, people: Iterable[Person]) -> tuple[Frame, tuple[SetAside, ...]]:
    """Return the rows that pass every condition, and how many each condition set aside, in turn."""
    set_aside: list[SetAside] = []
    before = row_count(coded)
    for person in people:
        if person.needed is None:
            continue
        column = nw.col(person.name)
        keep = ~column.is_null() if person.condition is None else (column == 1.0).fill_null(value=False)
        coded = coded.filter(keep)
        after = row_count(coded)
        if after < before:
            set_aside.append(SetAside(person.needed, before - after, by_where=person.condition is not None))
        before = after
    return coded, tuple(set_aside)


def _present(kept: Frame, levels: Mapping[str, tuple[str | None, ...]]) -> dict[str, tuple[str | None, ...]]:
    """Return the levels that some kept row has: `where` may leave none of a level."""
    found = {}
    for name, known in levels.items():
        there = {value for value, _ in distinct_counts(kept, about(name))}
        found[name] = tuple(level for level in known if level in there)
    return found


def _sampled(frame: Frame, survey: Survey) -> tuple[dict[str | None, int], dict[str | None, tuple[str, ...]]]:
    """Return how many sampling units each stratum of the design has, and its clusters; nothing without a design."""
    person = survey.respondent
    if not person.has_design:
        return {}, {}
    stratum = about(person.stratum) if person.stratum else None
    if person.cluster is None:
        return sampling_units(frame, stratum), {}
    clusters = clusters_by_stratum(frame, stratum, about(person.cluster))
    return {level: len(names) for level, names in clusters.items()}, clusters


def _missing_cells(decided: Iterable[Decided], told: Mapping[str, Words]) -> Iterator[CellsMissing]:
    for one in decided:
        for meaning, reason in (("missing", DECLARED), ("unknown", OFF_SCALE)):
            for stored, count in one.of(meaning):
                text = as_text(stored)
                yield CellsMissing(one.item.name, one.column, text, count, told.get(text, reason))


def _empty_counts(decided: Iterable[Decided]) -> dict[str, int]:
    counted = {one.item.name: sum(count for _, count in one.of("empty")) for one in decided}
    return {name: count for name, count in counted.items() if count}


def with_set_aside(responses: Responses, entry: SetAside, notes: tuple[Words, ...]) -> Responses:
    """Return the responses with one more reason and more notes in their audit."""
    audit = responses.audit
    entries = (*audit.set_aside, entry) if entry.count else audit.set_aside
    return replace(responses, audit=replace(audit, set_aside=entries, notes=(*audit.notes, *notes)))
