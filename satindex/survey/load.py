"""From a file to a Survey: everything that is wrong with it is reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from satindex.errors import Fault, SurveyError
from satindex.language import Words
from satindex.results.small_bases import SmallBase
from satindex.survey.benchmarking import built_benchmarks, check_benchmarks
from satindex.survey.careless import built_careless, check_careless
from satindex.survey.chaining import Named, built_chains, chain_warnings, check_chains, faulty, joins_of
from satindex.survey.columns import built_conditions, built_derived, built_respondent
from satindex.survey.customer_checks import built_customers, check_customers, customer_warnings
from satindex.survey.faults import Faults
from satindex.survey.form_checks import check_form
from satindex.survey.items import Codebook, read_items
from satindex.survey.keys import SurveyKeys
from satindex.survey.kinds import MeasureTypes
from satindex.survey.measuring import (
    Written,
    built_measures,
    check_counted,
    check_names,
    check_references,
    own_faults,
    written_measures,
)
from satindex.survey.model import Compare, Condition, Derived, MeasureLike, Respondent, Scale, Survey
from satindex.survey.modelling import (
    Scores,
    built_models,
    check_errors,
    check_models,
    check_observed,
    check_score_references,
)
from satindex.survey.multiple_sets import built_multiple, check_multiple
from satindex.survey.parsing import read_text, read_tree
from satindex.survey.report_keys import check_report
from satindex.survey.scales import built_scales
from satindex.survey.structure import survey_keys
from satindex.survey.tabulating import built_tables
from satindex.survey.tree import Block


@dataclass(frozen=True)
class _Checked:
    """A definition after all checks: what is sound in it; the faults are noted elsewhere."""

    root: Block
    keys: SurveyKeys
    scales: Mapping[str, Scale]
    book: Codebook
    written: list[Written]
    measures: Mapping[str, MeasureLike]
    respondent: Respondent
    where: tuple[Condition, ...]
    derived: tuple[Derived, ...]


def load_survey(path: Path, types: MeasureTypes) -> Survey:
    """Return the survey that a YAML file defines.

    Raises SurveyError, which holds every fault of the file with its line, when it can't be read or has faults.
    """
    faults = Faults(str(path))
    text = _text_of(path, faults)
    if text is None:
        raise SurveyError(faults.found)
    return parse_survey(text, str(path), types)


def _text_of(path: Path, faults: Faults) -> str | None:
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        faults.add((), *_unreadable(error), line=0)
        return None
    return read_text(raw, faults)


def parse_survey(text: str, file: str, types: MeasureTypes) -> Survey:
    """Return the survey that a YAML text defines; `file` is what messages call it.

    Raises SurveyError, which holds every fault of the text with its line.
    """
    faults = Faults(file)
    checked = _check(text, types, faults)
    if checked is None or faults.found:
        raise SurveyError(faults.found)
    return _built(checked, file, text)


def survey_warnings(survey: Survey, types: MeasureTypes) -> list[Fault]:
    """Return what is allowed in a survey's definition but probably not meant, in the order of the file."""
    faults, warnings = Faults(survey.file), Faults(survey.file)
    checked = _check(survey.text, types, faults)
    if checked is None or faults.found:
        return []
    warnings.root = checked.root
    for measure in checked.written:
        for found in measure.keys.warnings(checked.book.items) if measure.keys else ():
            warnings.add((*measure.path, *found.path), found.what, found.hint)
    for path, what in (
        *customer_warnings(checked.keys),
        *chain_warnings(checked.keys.chains, Path(survey.file).parent),
    ):
        warnings.add(path, what)
    _same_header(checked, warnings)
    _unused_scales(checked, warnings)
    return sorted(warnings.found, key=lambda fault: (fault.line, fault.path))


def _unreadable(error: Exception) -> tuple[Words, Words | None]:
    if isinstance(error, FileNotFoundError):
        return Words("There is no such file.", "没有这个文件。"), None
    if isinstance(error, IsADirectoryError):
        return Words("This is a folder, not a survey definition.", "这是文件夹，不是问卷定义。"), None
    reason = getattr(error, "strerror", None) or str(error)
    return Words(f"The file can't be read: {reason}.", f"无法读取文件：{reason}。"), None


def _check(text: str, types: MeasureTypes, faults: Faults, *, alone: bool = False) -> _Checked | None:
    """Return what is sound in a definition; `alone`: without a look at the other definitions that it names."""
    root = read_tree(text, faults)
    if root is None:
        return None
    if not isinstance(root, Block):
        what = Words(
            "This is no survey definition: keys such as survey:, items: and measures: are expected.",
            "这不是问卷定义：应有 survey：、items：、measures: 等键。",
        )
        faults.add((), what)
        return None
    faults.next_stage()
    keys = survey_keys(root, faults)
    written = written_measures(root, types, faults)
    faults.next_stage()
    checked = _resolve(root, keys, written, faults)
    if not alone:
        scores = Scores(root, checked.measures)
        check_chains(keys.chains, checked.book, scores, faults, lambda file: _names_in(file, types))
    return checked


def _names_in(file: Path, types: MeasureTypes) -> Named | Words:
    """Return the items and scores of another definition, or what is wrong with it."""
    faults = Faults(str(file))
    text = _text_of(file, faults)
    checked = None if text is None else _check(text, types, faults, alone=True)
    if checked is None or faults.found:
        return faulty(file, faults.found)
    return checked.book, Scores(checked.root, checked.measures)


def _resolve(root: Block, keys: SurveyKeys, written: list[Written], faults: Faults) -> _Checked:
    scales = built_scales(keys.scales, keys.language, faults)
    book = read_items(root, keys.items, scales, keys.missing, faults)
    respondent = built_respondent(keys.respondent)
    derived = built_derived(keys.derive, faults)
    check_names(root, book, faults)
    check_references(root, written, book, faults)
    check_multiple(keys.multiple, book.items, faults)
    check_form(root, book, faults)
    own_faults(written, book, faults)
    measures = built_measures(written, book, faults)
    columns = frozenset(keys.derive) | {segment.column for segment in respondent.groupings}
    scores = Scores(root, measures)
    check_score_references(written, book, scores, faults)
    check_models(root, keys.models, book, scores, columns, faults)
    check_errors(keys.models, respondent, faults)
    check_observed(keys.models, respondent, keys.purchases, faults)
    check_counted(root, keys.tables, book, [segment.column for segment in respondent.groupings], faults)
    check_benchmarks(keys.benchmarks, scores.names, scores.has, faults)
    check_careless(keys.careless, keys.exclude, respondent, faults)
    check_customers(root, keys, respondent, faults)
    named = (*(one.name for one in written), *keys.models, *keys.chains)
    check_report(keys.report, named, Path(faults.file).parent, faults)
    where = built_conditions(keys.where)
    return _Checked(root, keys, scales, book, written, measures, respondent, where, derived)


def _built(checked: _Checked, file: str, text: str) -> Survey:
    keys = checked.keys
    used = {item.scale.name: item.scale for item in checked.book.items.values()}
    chains = built_chains(keys.chains)
    return Survey(
        name=keys.survey or keys.customers or Path(file).stem,
        title=keys.title,
        language=keys.language,
        respondent=checked.respondent,
        scales={**used, **checked.scales},
        items=checked.book.items,
        measures=checked.measures,
        models=built_models(checked.root, keys.models, checked.book),
        chains=chains,
        joins=joins_of(chains),
        missing=keys.missing,
        unknown=keys.unknown,
        where=checked.where,
        derive=checked.derived,
        careless=built_careless(keys.careless),
        exclude=keys.exclude,
        compare=Compare(keys.compare.adjust, keys.compare.panel),
        benchmarks=built_benchmarks(keys.benchmarks),
        multiple=built_multiple(checked.root, keys.multiple, checked.book.items, keys.language),
        tables=built_tables(keys.tables),
        small_base=SmallBase(keys.small_base.flag, keys.small_base.withhold),
        customers=built_customers(keys, _small_of_customers(keys)),
        fieldwork=keys.fieldwork.built() if keys.fieldwork else None,
        form=keys.form.built(),
        report=keys.report.built(),
        file=file,
        text=text,
    )


def _small_of_customers(keys: SurveyKeys) -> SmallBase:
    """Customers are the firm's own: nothing is withheld unless the definition says so."""
    said = "withhold" in keys.small_base.model_fields_set
    return SmallBase(keys.small_base.flag, keys.small_base.withhold if said else 0)


def _same_header(checked: _Checked, warnings: Faults) -> None:
    taken: dict[str, str] = {}
    for name, item in checked.book.items.items():
        other = taken.setdefault(item.column, name) if item.column is not None else name
        if other != name:
            what = Words(f"'{name}' and '{other}' are the same column.", f"“{name}”和“{other}”是同一列。")
            warnings.add((*checked.book.names[name].path, "column"), what)


def _unused_scales(checked: _Checked, warnings: Faults) -> None:
    used = {item.scale.name for item in checked.book.items.values()}
    for name in checked.scales:
        if name not in used:
            warnings.add(("scales", name), Words("No item uses this scale.", "没有题项使用此量表。"))
