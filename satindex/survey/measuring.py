"""From the entries of `measures` to measures: the type's own keys, the items they name, the type's own checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from satindex.errors import did_you_mean, nearest
from satindex.language import Words
from satindex.survey.annotations import Reference, part_names, references
from satindex.survey.faults import Faults
from satindex.survey.items import Codebook
from satindex.survey.kinds import MeasureKeys, MeasureTypes
from satindex.survey.model import MeasureLike
from satindex.survey.multiple import MultipleKeys
from satindex.survey.names import RESERVED_TABLES, name_fault
from satindex.survey.ranges import expand, is_range
from satindex.survey.structure import keys_of
from satindex.survey.tabulating import TableKeys, check_tables
from satindex.survey.tree import Block, Path, Text, shown


@dataclass(frozen=True)
class Written:
    """One entry of `measures`: its name, its block, and its keys; None where those are at fault."""

    name: str
    node: Block
    kind: type[MeasureKeys]
    keys: MeasureKeys | None

    @property
    def path(self) -> Path:
        """Where the entry stands."""
        return ("measures", self.name)

    def references(self) -> Iterator[Reference]:
        """Yield every text of the entry that names an item, items, a column or a score."""
        return references(self.kind, self.node, self.path)


def written_measures(root: Block, types: MeasureTypes, faults: Faults) -> list[Written]:
    """Return the entries of `measures` whose type is known; what is wrong with their shape is noted."""
    section = root.values.get("measures")
    found: list[Written] = []
    for name, node in section.values.items() if isinstance(section, Block) else ():
        kind = _type_of(name, node, types, faults) if isinstance(node, Block) else None
        if kind is not None and isinstance(node, Block):
            found.append(Written(name, node, kind, keys_of(kind, node, ("measures", name), faults)))
    return found


def _type_of(name: str, node: Block, types: MeasureTypes, faults: Faults) -> type[MeasureKeys] | None:
    path: Path = ("measures", name)
    written = node.values.get("type")
    if not isinstance(written, Text):
        place = path if written is None else (*path, "type")
        known = ", ".join(types.names())
        what = Words("A measure needs a type.", "指标须指定 type。")
        faults.add(place, what, Words(f"There are: {known}.", f"可用的有：{known}。"))
        return None
    try:
        return types.keys_of(written.text)
    except KeyError:
        said = shown(written.text)
        what = Words(f"There is no type of measure '{said}'.", f"没有指标类型“{said}”。")
        faults.add((*path, "type"), what, did_you_mean(written.text, types.names()))
        return None


def check_names(root: Block, book: Codebook, faults: Faults) -> None:
    """Note bad names of measures, models, chains and derived columns, and names that are taken."""
    sections = {key: _names(root, key) for key in ("measures", "models", "chains", "derive", "multiple")}
    for section, names in sections.items():
        for name in names:
            fault = name_fault(name) if section not in ("derive", "multiple") else None
            if fault is None and name in RESERVED_TABLES and section != "derive":
                fault = Words(f"The name '{name}' is reserved.", f"名称“{name}”是保留字。")
            if fault is not None:
                faults.add((section, name), fault)
    for name in sections["measures"]:
        _taken("measures", name, book.names, Words("an item", "题项"), faults)
    for name in sections["multiple"]:
        _taken("multiple", name, book.names, Words("an item", "题项"), faults)
        _taken("multiple", name, sections["measures"], Words("a measure", "指标"), faults)
        _taken("multiple", name, sections["derive"], Words("a derived column", "派生列"), faults)
    for name in sections["models"]:
        _taken("models", name, sections["measures"], Words("a measure", "指标"), faults)
    for name in sections["chains"]:
        _taken("chains", name, sections["measures"], Words("a measure", "指标"), faults)
        _taken("chains", name, sections["models"], Words("a model", "模型"), faults)
    for name in sections["derive"]:
        _taken("derive", name, book.names, Words("an item", "题项"), faults)
        _taken("derive", name, sections["measures"], Words("a measure", "指标"), faults)


def _names(root: Block, section: str) -> list[str]:
    node = root.values.get(section)
    return list(node.values) if isinstance(node, Block) else []


def _taken(section: str, name: str, by: Mapping[str, object] | list[str], what: Words, faults: Faults) -> None:
    if name in by:
        said = shown(name)
        words = Words(f"'{said}' is already the name of {what.en}.", f"“{said}”已是{what.zh}的名称。")
        faults.add((section, name), words)


def check_references(root: Block, measures: list[Written], book: Codebook, faults: Faults) -> None:
    """Note every item that a measure or a set names and that does not exist, and every bad name of a part."""
    section, sets = root.values.get("multiple"), _names(root, "multiple")
    for reference in references(dict[str, MultipleKeys], section, ("multiple",)) if section else ():
        check_items(reference.text, reference.path, book, faults, ranges=True)
    for measure in measures:
        for name, place in part_names(measure.kind, measure.node, measure.path):
            fault = name_fault(name)
            if fault is not None:
                faults.add(place, fault)
        for reference in measure.references():
            if reference.kind in ("item", "items", "counted") and not _is_set(reference, sets):
                check_items(reference.text, reference.path, book, faults, ranges=reference.kind != "item", others=sets)


def check_counted(
    root: Block, tables: Mapping[str, TableKeys], book: Codebook, segments: Sequence[str], faults: Faults
) -> None:
    """Note what is wrong with the entries of `tables`: names, items, segments."""
    section, sets = root.values.get("tables"), _names(root, "multiple")
    for reference in references(dict[str, TableKeys], section, ("tables",)) if section else ():
        if not _is_set(reference, sets):
            check_items(reference.text, reference.path, book, faults, ranges=True, others=sets)
    taken = dict.fromkeys(_names(root, "models"), Words("a model", "模型"))
    taken |= dict.fromkeys(_names(root, "chains"), Words("a chain", "链"))
    taken |= dict.fromkeys(_names(root, "measures"), Words("a measure", "指标"))
    check_tables(tables, book.items, segments, taken, faults)


def _is_set(reference: Reference, sets: Sequence[str]) -> bool:
    return reference.kind == "counted" and reference.text.strip() in sets


def check_items(
    text: str, path: Path, book: Codebook, faults: Faults, *, ranges: bool, others: Sequence[str] = ()
) -> None:
    """Note the items among `text` that do not exist; `others` are names that could have been meant as well."""
    if not (ranges and is_range(text)):
        if text.strip() not in book.names:
            what = Words(f"There is no item '{shown(text)}'.", f"没有题项“{shown(text)}”。")
            faults.add(path, what, item_hint(text, book, others))
        return
    try:
        names = expand(text)
    except ValueError:
        return
    absent = [name for name in names if name not in book.names]
    if len(absent) == len(names):
        what = Words(f"The range '{shown(text)}' matches no item.", f"区间“{shown(text)}”没有匹配的题项。")
        faults.add(path, what, item_hint(names[0], book))
    elif absent:
        listed = ", ".join(absent[:5]) + (", …" if len(absent) > 5 else "")
        what = Words(
            f"The range '{shown(text)}' names items that do not exist: {listed}.",
            f"区间“{shown(text)}”中有不存在的题项：{listed}。",
        )
        faults.add(path, what)


def item_hint(text: str, book: Codebook, others: Iterable[str] = ()) -> Words | None:
    """Return the nearest item (or other name), else the items as they are written, ranges as ranges."""
    names = [*others, *book.names]
    if nearest(text, names) is not None:
        return did_you_mean(text, names)
    return did_you_mean("", [*others, *dict.fromkeys(entry.written for entry in book.names.values())])


def own_faults(measures: list[Written], book: Codebook, faults: Faults) -> None:
    """Note what each type of measure finds wrong with its own keys."""
    for measure in measures:
        if measure.keys is not None and _is_sound(measure, book, faults):
            for fault in measure.keys.faults(book.items):
                faults.add((*measure.path, *fault.path), fault.what, fault.hint)


def _is_sound(measure: Written, book: Codebook, faults: Faults) -> bool:
    if faults.below(measure.path):
        return False
    named = [reference for reference in measure.references() if reference.kind in ("item", "items")]
    return all(name in book.items for reference in named for name in expand(reference.text))


def built_measures(measures: list[Written], book: Codebook, faults: Faults) -> dict[str, MeasureLike]:
    """Return the measures that have no fault."""
    return {
        measure.name: measure.keys.build(measure.name, book.items)
        for measure in measures
        if measure.keys is not None and _is_sound(measure, book, faults)
    }
