"""Truths as they are written, in YAML or as a mapping: checked name by name, filled up with the default."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from satindex.errors import SurveyError
from satindex.language import Words
from satindex.simulate.customers.stated import stated_customers, stated_field
from satindex.simulate.defaults import default_truth
from satindex.simulate.shorter import GAPS, TREND, with_shorter
from satindex.simulate.truth import Correlation, Truth
from satindex.simulate.truth_names import check_names
from satindex.survey.faults import Faults
from satindex.survey.model import Survey
from satindex.survey.parsing import read_text, read_tree
from satindex.survey.tree import Block, Listing, Node, Text

IN_MEMORY = RECORDED = "truth"
BLOCKS = ("customers", "field")


def read_truth(path: Path, survey: Survey) -> Truth:
    """Return the truth that a YAML (or JSON) file states; what it leaves out is as in `default_truth(survey)`.

    A file that `simulate` wrote beside an export is read for the truth that it holds.
    Raises SurveyError, which holds every fault with its line, when the file can't be read, names what the survey
    does not have, or states what can't be.
    """
    faults = Faults(str(path))
    root: Node | None = None
    try:
        text = read_text(path.read_bytes(), faults)
    except OSError as error:
        reason = error.strerror or str(error)
        faults.add((), Words(f"The file can't be read: {reason}.", f"无法读取文件：{reason}。"), line=0)
    else:
        root = read_tree(text, faults) if text is not None else None
    if root is None:
        raise SurveyError(faults.found)
    if isinstance(root, Block) and RECORDED in root.values:
        faults.under, root = (RECORDED,), root.values[RECORDED]
        faults.root = root
    return _checked(root, survey, faults)


def stated_truth(path: Path | None, survey: Survey) -> tuple[dict[str, Any], Truth]:
    """Return what a file, or else the definition's own block, states, and the whole truth over the default."""
    truth = read_truth(path, survey) if path else own_truth(survey)
    text = path.read_bytes().decode("utf-8-sig") if path else survey.text
    root = read_tree(text, Faults(IN_MEMORY)) if path or RECORDED in text else None
    inner = root.values.get(RECORDED) if isinstance(root, Block) else None
    node = inner if inner is not None or not path else root
    if not isinstance(node, Block):
        return {}, truth
    shorter = {key: _numbers(node.values[key]) for key in (GAPS, TREND) if key in node.values}
    return {**_of_those(node, truth.to_dict()), **shorter}, truth


def _of_those(node: Block, whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a whole truth that a block names."""
    return {
        key: _of_those(below, whole[key]) if isinstance(below, Block) and isinstance(whole[key], dict) else whole[key]
        for key, below in node.values.items()
        if key in whole
    }


def own_truth(survey: Survey) -> Truth:
    """Return the truth that the definition's own block `truth:` states, over the default; raises as `read_truth`."""
    faults = Faults(survey.file, (RECORDED,))
    root = read_tree(survey.text, faults) if RECORDED in survey.text else None
    block = root.values.get(RECORDED) if isinstance(root, Block) else None
    if block is None:
        return default_truth(survey)
    faults.root = block
    return _checked(block, survey, faults)


def as_truth(stated: Truth | Mapping[str, Any] | None, survey: Survey) -> Truth:
    """Return a whole truth: as it is, or a mapping's names over the default; raises SurveyError as `read_truth`.

    Where nothing is stated it is the definition's own.
    """
    if stated is None:
        return own_truth(survey)
    given = stated.to_dict() if isinstance(stated, Truth) else stated
    faults = Faults(IN_MEMORY)
    faults.root = _node(given)
    found = _checked(faults.root, survey, faults)
    return stated if isinstance(stated, Truth) else found


def _node(value: object) -> Node:
    if isinstance(value, Mapping):
        values = {str(key): _node(below) for key, below in value.items()}
        return Block(values, dict.fromkeys(values, 1), 1)
    if isinstance(value, list | tuple):
        return Listing(tuple(_node(entry) for entry in value), 1)
    return Text(str(value), 1)


def _checked(root: Node, survey: Survey, faults: Faults) -> Truth:
    faults.next_stage()
    if not isinstance(root, Block):
        faults.add((), Words("A truth has keys such as means: and shares:.", "真值文件应有 means:、shares: 等键。"))
        raise SurveyError(faults.found)
    check_names(root, survey, faults)
    if faults.found:
        raise SurveyError(faults.found)
    stated = {key: _numbers(value) for key, value in root.values.items() if key not in BLOCKS}
    shorter = {key: stated.pop(key, {}) for key in (GAPS, TREND)}
    truth = with_shorter(_over(default_truth(survey), stated), shorter[GAPS], shorter[TREND], survey)
    _check_correlation(truth.correlation, faults)
    customers = stated_customers(root.values.get("customers"), survey, faults)
    field = stated_field(root.values.get("field"), survey, customers.months if customers else None, faults)
    truth = replace(truth, customers=customers, field=field)
    if faults.found:
        raise SurveyError(faults.found)
    return truth


def _numbers(node: Node) -> Any:
    if isinstance(node, Block):
        return {key: _numbers(value) for key, value in node.values.items()}
    return float(node.text) if isinstance(node, Text) else math.nan


def _over(truth: Truth, stated: Mapping[str, Any]) -> Truth:
    """Lay stated names over a default truth; shares, differences and models are replaced entry by entry."""
    changes: dict[str, Any] = {}
    for key, value in stated.items():
        known = getattr(truth, key)
        if key == "correlation":
            changes[key] = Correlation(**{**asdict(known), **value})
        elif isinstance(known, Mapping):
            changes[key] = {**known, **value}
        else:
            changes[key] = value
    return replace(truth, **changes)


def _check_correlation(stated: Correlation, faults: Faults) -> None:
    if not 0 <= stated.levels < 1:
        said = f"{stated.levels:g}"
        faults.add(
            ("correlation", "levels"),
            Words(f"0 ≤ levels < 1 must hold, but levels is {said}.", f"须满足 0 ≤ levels < 1，现为 {said}。"),
        )
    if 0 <= stated.sides <= stated.dimensions <= stated.items < 1:
        return
    what = Words(
        f"0 ≤ sides ≤ dimensions ≤ items < 1 must hold, but sides is {stated.sides:g}, dimensions "
        f"{stated.dimensions:g}, items {stated.items:g}.",
        f"须满足 0 ≤ sides ≤ dimensions ≤ items < 1，现为 sides {stated.sides:g}、dimensions "
        f"{stated.dimensions:g}、items {stated.items:g}。",
    )
    faults.add(("correlation",), what)
