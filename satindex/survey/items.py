"""From the entries of `items` to one item each: ranges expand, later entries refine earlier ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from satindex.errors import did_you_mean, nearest
from satindex.language import Words
from satindex.survey.faults import Faults
from satindex.survey.keys import ItemKeys
from satindex.survey.model import Item, Scale
from satindex.survey.names import name_fault
from satindex.survey.ranges import expand, is_range
from satindex.survey.scales import find_scale, missing_point, scale_fault, stands_for
from satindex.survey.tree import Block, Node, Path, Text, line_of, node_at, shown

MOST_ITEMS = 20_000
_KEPT = ("column", "question", "reverse", "missing", "text", "show", "options")


@dataclass(frozen=True)
class Entry:
    """One entry of `items` as written: the names it stands for, and its keys; None where those are at fault."""

    written: str
    names: tuple[str, ...]
    keys: ItemKeys | None

    @property
    def path(self) -> Path:
        """Where the entry stands."""
        return ("items", self.written)


@dataclass
class Codebook:
    """All items: `names` holds every name that is written, `items` those without fault."""

    names: dict[str, Entry] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)


@dataclass(frozen=True)
class _Setting:
    """A key of an item, the entry that set it last, and the item's place within that entry."""

    entry: Entry
    index: int
    value: object


_Settings = dict[str, dict[str, _Setting]]


def read_items(
    root: Block,
    keys: Mapping[str, ItemKeys],
    own: Mapping[str, Scale],
    missing: tuple[str, ...],
    faults: Faults,
) -> Codebook:
    """Return the codebook; faults of single entries, of entries that disagree and of scales are noted."""
    entries = list(_entries(root, keys, own, faults))
    book = Codebook()
    settings: _Settings = {}
    for entry in entries:
        _refine(settings, entry, faults)
        for name in entry.names:
            book.names.setdefault(name, entry)
    for name, first in book.names.items():
        item = _item(name, first, settings[name], root, own, faults)
        if item is not None and not _missing_faults(item, missing, settings[name], faults):
            book.items[name] = item
    _same_column(book, settings, faults)
    return book


def _same_column(book: Codebook, settings: _Settings, faults: Faults) -> None:
    """Two items can't be the same column of a question: one of two ranges was meant to go on where the other ends."""
    taken: dict[tuple[str, int], str] = {}
    told: set[str] = set()
    for name, item in book.items.items():
        if item.question is None or item.column is not None:
            continue
        other = taken.setdefault((item.question, item.question_index), name)
        entry = settings[name]["question"].entry
        if other != name and entry.written not in told:
            told.add(entry.written)
            number, asked = item.question_index + 1, shown(item.question)
            what = Words(
                f"'{name}' and '{other}' are both column {number} of question '{asked}'.",
                f"“{name}”和“{other}”都是问题“{asked}”的第 {number} 列。",
            )
            faults.add((*entry.path, "question"), what)


def _entries(root: Block, keys: Mapping[str, ItemKeys], own: Mapping[str, Scale], faults: Faults) -> Iterator[Entry]:
    section = root.values.get("items")
    total = 0
    for written in section.values if isinstance(section, Block) else ():
        path: Path = ("items", written)
        try:
            names = expand(written)
        except ValueError as error:
            said = error.args[0]
            faults.add(path, said if isinstance(said, Words) else Words(str(said), str(said)))
            continue
        total += len(names)
        if total > MOST_ITEMS:
            faults.add(path, Words(f"There are more than {MOST_ITEMS} items.", f"题项超过 {MOST_ITEMS} 个。"))
            return
        entry = Entry(written, names, keys.get(written))
        _check_entry(entry, own, faults)
        yield entry


def _check_entry(entry: Entry, own: Mapping[str, Scale], faults: Faults) -> None:
    fault = name_fault(entry.names[0])
    if fault is not None:
        faults.add(entry.path, fault)
    keys = entry.keys
    if keys is None:
        written = node_at(faults.root, (*entry.path, "scale"))
        if isinstance(written, Text):
            _find_scale(written.text, (*entry.path, "scale"), own, faults)
        return
    if is_range(entry.written) and keys.column is not None:
        what = Words("A range has no column: it stands for several.", "区间不能有 column：它代表多列。")
        hint = Words("Name each item's column, or use question.", "请逐题指定 column，或使用 question。")
        faults.add((*entry.path, "column"), what, hint)
    elif keys.column is not None and keys.question is not None:
        what = Words("An item has either a column or a question.", "题项只能有 column 或 question 之一。")
        faults.add((*entry.path, "question"), what)


def _refine(settings: _Settings, entry: Entry, faults: Faults) -> None:
    names = frozenset(entry.names)
    told: set[tuple[str, str]] = set()
    for index, name in enumerate(entry.names):
        mine = settings.setdefault(name, {})
        for key, value in _set_keys(entry.keys):
            before = mine.get(key)
            if before is not None and before.value != value and not names < frozenset(before.entry.names):
                if (key, before.entry.written) not in told:
                    faults.add((*entry.path, key), *_disagreement(entry, before.entry, name, key))
                told.add((key, before.entry.written))
                continue
            if before is None or before.value != value:
                mine[key] = _Setting(entry, index, value)


def _set_keys(keys: ItemKeys | None) -> list[tuple[str, object]]:
    return [(name, getattr(keys, name)) for name in sorted(keys.model_fields_set)] if keys else []


def _disagreement(entry: Entry, before: Entry, name: str, key: str) -> tuple[Words, Words]:
    said, other = shown(entry.written), shown(before.written)
    return (
        Words(
            f"'{said}' and '{other}' disagree on the {key} of '{name}'.",
            f"“{said}”和“{other}”对“{name}”的 {key} 规定不同。",
        ),
        Words(
            "Only a single item or a part of a range may change what the range sets.",
            "只有单个题项或区间的一部分可以更改区间的设定。",
        ),
    )


def _item(
    name: str, first: Entry, settings: Mapping[str, _Setting], root: Node, own: Mapping[str, Scale], faults: Faults
) -> Item | None:
    scale = _scale(first, settings, root, own, faults)
    if scale is None or name_fault(name):
        return None
    value = {key: setting.value for key, setting in settings.items()}
    if value.get("options") and scale.kind != "multi":
        what = Words("Options belong to the scale 'multi'.", "options 只用于量表 multi。")
        hint = Words("Answers of one choice stand in a scale's codes.", "单选题的答案请写在量表的 codes 中。")
        faults.add((*settings["options"].entry.path, "options"), what, hint)
        return None
    if value.get("reverse") and scale.kind not in ("points", "codes"):
        what = Words(
            f"The scale '{shown(scale.name)}' can't be reversed: it has no points.",
            f"量表“{shown(scale.name)}”没有固定的点，不能反向计分。",
        )
        faults.add((*settings["reverse"].entry.path, "reverse"), what)
        return None
    asked = settings.get("question")
    made = {key: value[key] for key in _KEPT if key in value}
    line = line_of(root, first.path)
    return Item(name, scale, question_index=asked.index if asked else 0, line=line, **made)  # type: ignore[arg-type]


def _scale(
    first: Entry, settings: Mapping[str, _Setting], root: Node, own: Mapping[str, Scale], faults: Faults
) -> Scale | None:
    written = settings.get("scale")
    if written is None:
        if first.keys is not None:
            what = Words("No scale is given for this item.", "此题项没有指定量表（scale）。")
            faults.add(first.path, what, _other_item(first, root))
        return None
    return _find_scale(str(written.value), (*written.entry.path, "scale"), own, faults)


def _find_scale(text: str, path: Path, own: Mapping[str, Scale], faults: Faults) -> Scale | None:
    declared = node_at(faults.root, ("scales",))
    names = list(declared.values) if isinstance(declared, Block) else []
    scale = None if text in names and text not in own else find_scale(text, own)
    if scale is None and text not in names:
        faults.add(path, *scale_fault(text, names))
    return scale


def _other_item(entry: Entry, root: Node) -> Words | None:
    """An entry without a scale may be meant to refine another one, misspelt."""
    section = node_at(root, ("items",))
    others = [key for key in section.values if key != entry.written] if isinstance(section, Block) else []
    return did_you_mean(entry.written, others) if nearest(entry.written, others) else None


def _missing_faults(item: Item, missing: tuple[str, ...], settings: Mapping[str, _Setting], faults: Faults) -> bool:
    """Note every missing code that is an answer of the item's own scale."""
    wrong = False
    for answer in item.missing:
        if stands_for(answer, item.scale) is not None:
            faults.add((*settings["missing"].entry.path, "missing"), missing_point(answer, item.scale))
            wrong = True
    for index, answer in enumerate(missing):
        if stands_for(answer, item.scale) is not None:
            place: Path = ("missing", index) if node_at(faults.root, ("missing", index)) else ("missing",)
            faults.add(place, missing_point(answer, item.scale))
            wrong = True
    return wrong
