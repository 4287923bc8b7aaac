"""How the answers of an item are read in one export: as the definition says, and as the export's own codebook does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from satindex.language import Words
from satindex.readers.export import Codebook
from satindex.responses.answers import Coder
from satindex.survey.model import Item, Survey

POSITIONS = Words(
    "The file's numbers are the positions of options, the first being 1: the answer 0 of a scale 0–10 is stored as 1. "
    "Give the same answers exported as text (--codebook), or write what each position scores (codes: {1: 0, 2: 1, …}).",
    "文件中的数字是选项的序号（从 1 起）：0–10 量表的回答 0 存为 1。请用 --codebook 给出同一批答卷的文本导出，"
    "或写明各序号的得分（codes: {1: 0, 2: 1, …}）。",
)


def coder_of(item: Item, survey: Survey, codebook: Codebook, column: str) -> Coder:
    """Return what reads the answers of `item` in `column` of the export."""
    return Coder(
        item,
        missing_of(item, survey, codebook, column),
        codebook.value_labels.get(column, {}),
        codebook.counted_from.get(column),
    )


def missing_of(item: Item, survey: Survey, codebook: Codebook, column: str) -> tuple[str, ...]:
    """Return the stored answers that mean no answer: as the survey, the scale, the item and the export declare."""
    return (*survey.missing, *item.scale.missing, *item.missing, *codebook.missing.get(column, ()))


def as_points(survey: Survey, columns: Mapping[str, str], codebook: Codebook) -> Iterator[Words]:
    """Yield a note where positions of options are read as points, and nothing says that they are the same."""
    names = [
        name
        for name, column in columns.items()
        if survey.items[name].scale.kind == "points"
        and column in codebook.counted_from
        and not _are_told(coder_of(survey.items[name], survey, codebook, column))
    ]
    if names:
        said, also = ", ".join(names), "、".join(names)
        yield Words(
            f"{said}: the file's numbers are the positions of options, read as points. This is right where the options "
            "stood from the lowest point to the highest. The same answers exported as text (--codebook) and labels of "
            "the scale would tell.",
            f"{also}：文件中的数字是选项的序号，已直接作为分值读取。仅当选项由低到高排列时正确；"
            "用 --codebook 给出同一批答卷的文本导出，并在量表中写明 labels，即可核实。",
        )


def _are_told(coder: Coder) -> bool:
    """Whether the labels of the stored codes say what was answered."""
    labels = coder.value_labels
    return bool(labels) and all(coder.means(label) or label in coder.missing for label in labels.values())
