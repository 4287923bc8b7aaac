"""What `form` refers to must exist."""

from __future__ import annotations

from satindex.survey.annotations import references
from satindex.survey.faults import Faults
from satindex.survey.form_keys import FormKeys
from satindex.survey.items import Codebook
from satindex.survey.measuring import check_items
from satindex.survey.tree import Block


def check_form(root: Block, book: Codebook, faults: Faults) -> None:
    """Note every item in `form` that does not exist."""
    section = root.values.get("form")
    for reference in references(FormKeys, section, ("form",)) if section else ():
        check_items(reference.text, reference.path, book, faults, ranges=True)
