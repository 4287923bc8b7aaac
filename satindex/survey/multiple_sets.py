"""From the entries of `multiple` to multiple-response sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.survey.counted import ANY, MultipleSet
from satindex.survey.faults import Faults
from satindex.survey.model import Item, Scale
from satindex.survey.multiple import MultipleKeys
from satindex.survey.names import name_fault
from satindex.survey.scales import stands_for
from satindex.survey.tree import Node, Path, line_of, shown

FEWEST, FEWEST_CATEGORIES = 2, 3
Found = Iterator[tuple[Path, Words, Words | None]]


def check_multiple(keys: Mapping[str, MultipleKeys], items: Mapping[str, Item], faults: Faults) -> None:
    """Note what is wrong with each set; items that do not exist, and names that are taken, are noted elsewhere."""
    for name, one in keys.items():
        fault = name_fault(name)
        if fault is not None:
            faults.add(("multiple", name), fault)
        for place, what, hint in _faults(one, items):
            faults.add(("multiple", name, *place), what, hint)


def _faults(keys: MultipleKeys, items: Mapping[str, Item]) -> Found:
    if len(keys.items) < FEWEST:
        hint = Words(
            "A question in one column is an item on the scale multi.", "只占一列的多选题请用量表为 multi 的题项。"
        )
        yield ("items",), Words("A set needs at least two items.", "至少需要两个题项。"), hint
    for item in sorted(name for name in set(keys.items) if keys.items.count(name) > 1):
        yield ("items",), Words(f"'{shown(item)}' is listed twice.", f"“{shown(item)}”列了两次。"), None
    known = [items[name] for name in keys.items if name in items]
    wrong = [found for item in known if (found := _item_fault(item)) is not None]
    yield from ((("items",), what, None) for what in wrong)
    if not wrong and len(known) == len(keys.items):
        yield from _counted_faults(keys, known)
        yield from _option_faults(keys, known)


def _item_fault(item: Item) -> Words | None:
    said, scale = item.name, shown(item.scale.name)
    if item.reverse:
        return Words(f"'{said}' is reverse-keyed: options are not.", f"“{said}”为反向题：选项不能反向计分。")
    if item.scale.kind == "text" or item.scale.values:
        return None
    return Words(
        f"'{said}' is on the scale '{scale}'; here an item has points, codes, or the scale text.",
        f"“{said}”的量表为“{scale}”；此处题项须有 points、codes，或量表为 text。",
    )


def _counted_faults(keys: MultipleKeys, known: list[Item]) -> Found:
    if keys.counted:
        yield from _unknown_answers(keys, known)
        return
    coded = [item for item in known if item.scale.kind != "text"]
    if not coded:
        if keys.asked == "complete":
            yield (
                ("asked",),
                Words("Where only what is chosen is written, nobody has answered all of the items.",
                      "只写出选中项时，没有人会回答全部题项。"),
                Words("Name the answer that means chosen: counted: …", "请写明表示选中的答案：counted: …"),
            )  # fmt: skip
        return
    if len(coded) < len(known) or any(item.scale != coded[0].scale for item in coded):
        yield (
            ("items",),
            Words("These items are on different scales, and no answer is said to be counted.",
                  "这些题项的量表不同，且未写明哪个答案表示选中。"),
            Words("An item per option: counted: …; an item per mention: one scale for all.",
                  "每个选项一题：写 counted: …；每次提及一题：所有题项用同一量表。"),
        )  # fmt: skip
    elif len(coded[0].scale.values) < FEWEST_CATEGORIES:
        answers = _answers(coded[0].scale)
        yield (
            (),
            Words("It does not say which answer means chosen.", "未写明哪个答案表示选中。"),
            Words(f"Write counted: one of {answers}.", f"请写 counted：{answers} 之一。"),
        )


def _unknown_answers(keys: MultipleKeys, known: list[Item]) -> Found:
    for item in known:
        scale = item.scale
        for answer in keys.counted if scale.kind != "text" and keys.counted != (ANY,) else ():
            if stands_for(answer, scale) is None:
                what = Words(
                    f"'{shown(answer)}' is not an answer of '{item.name}' (scale '{shown(scale.name)}').",
                    f"“{shown(answer)}”不是“{item.name}”的答案（量表“{shown(scale.name)}”）。",
                )
                yield ("counted",), what, did_you_mean(answer, _answers(scale).split(", "))
                return


def _answers(scale: Scale) -> str:
    texts = [*scale.codes, *(label for labels in scale.labels.values() for label in labels.values())]
    return ", ".join(dict.fromkeys(texts or (f"{value:g}" for value in scale.values)))


def _option_faults(keys: MultipleKeys, known: list[Item]) -> Found:
    for language, texts in keys.options.items():
        place: Path = ("options", language) if language else ("options",)
        if is_categories(keys, known):
            what = Words("The options are the answers of the items' scale.", "选项即题项量表的答案。")
            yield ("options",), what, Words("Label them there.", "请在量表中写标签。")
            return
        if len(texts) != len(keys.items):
            yield (
                place,
                Words(f"There are {len(texts)} options for {len(keys.items)} items.",
                      f"有 {len(texts)} 个选项名称，但有 {len(keys.items)} 个题项。"),
                None,
            )  # fmt: skip
        for text in sorted(text for text in set(texts) if texts.count(text) > 1):
            yield place, Words(f"'{shown(text)}' is listed twice.", f"“{shown(text)}”列了两次。"), None


def is_categories(keys: MultipleKeys, known: list[Item]) -> bool:
    """Whether a set has an item per mention: coded items, and no answer that means chosen."""
    return not keys.counted and all(item.scale.kind != "text" for item in known)


def built_multiple(
    root: Node, keys: Mapping[str, MultipleKeys], items: Mapping[str, Item], language: str
) -> dict[str, MultipleSet]:
    """Return the sets in the order they are written."""
    return {
        name: MultipleSet(
            name,
            one.items,
            one.counted,
            is_categories(one, [items[item] for item in one.items]),
            {said or language: texts for said, texts in one.options.items()},
            one.asked,
            one.title,
            line_of(root, ("multiple", name)),
        )
        for name, one in keys.items()
    }
