"""From the entries of `chains` to chains: whose scores they name, and whether those exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path as FilePath

from satindex.errors import Fault, did_you_mean
from satindex.language import Words
from satindex.survey.chain_keys import ChainKeys
from satindex.survey.chain_model import Chain, Link, OutletFile, Staff
from satindex.survey.faults import Faults
from satindex.survey.items import Codebook
from satindex.survey.modelling import Scores, check_variable
from satindex.survey.tree import Path, shown

Named = tuple[Codebook, Scores]
"""The items and scores of a survey."""
NamesIn = Callable[[FilePath], Named | Words]
"""Returns those of the survey in a file, or what is wrong with it."""


def check_chains(
    chains: Mapping[str, ChainKeys], book: Codebook, scores: Scores, faults: Faults, names_in: NamesIn
) -> None:
    """Note names that are no score of their side, and sides that are named but not declared."""
    for name, keys in chains.items():
        path: Path = ("chains", name)
        sides = {"customers": (book, scores)}
        staff = _staff(keys, path, (book, scores), faults, names_in)
        if staff is not None:
            sides["staff"] = staff
        _check_sides(keys, path, scores, faults)
        _check_titles(keys, path, faults)
        _check_links(keys, path, sides, faults)


def _staff(keys: ChainKeys, path: Path, own: Named, faults: Faults, names_in: NamesIn) -> Named | None:
    if keys.staff is None:
        return None
    if keys.staff.survey is None:
        if keys.customers is None:
            what = Words("Customers' rows are not told from staff's.", "没有区分顾客与员工的行。")
            hint = Words("Add customers: {where: {…: …}}.", "请添加 customers: {where: {…: …}}。")
            faults.add((*path, "staff", "where"), what, hint)
        return own
    found = names_in(FilePath(faults.file).parent / keys.staff.survey)
    if isinstance(found, Words):
        faults.add((*path, "staff", "survey"), found)
        return None
    return found


def _check_sides(keys: ChainKeys, path: Path, scores: Scores, faults: Faults) -> None:
    for side, declared in (("staff", keys.staff), ("outlets", keys.outlets)):
        used = any(Link(name).side == side for stage in keys.chain for name in stage)
        if declared is not None and scores.has(side):
            what = Words(
                f"'{side}' is also the name of a measure, so '{side}.…' could mean either.",
                f"“{side}”也是一个指标的名称，“{side}.…”含义不明。",
            )
            faults.add((*path, side), what, Words("Rename the measure.", "请更改该指标的名称。"))
        elif declared is not None and not used:
            what = Words(
                f"The chain names no '{side}.…'; '{side}' serves nothing.", f"链中没有“{side}.…”，“{side}”没有用处。"
            )
            faults.add((*path, side), what)


def _check_titles(keys: ChainKeys, path: Path, faults: Faults) -> None:
    named = [Link(name).column for stage in keys.chain for name in stage if Link(name).side == "outlets"]
    for column in keys.outlets.titles if keys.outlets else ():
        if column not in named:
            said = shown(column)
            what = Words(f"The chain names no 'outlets.{said}'.", f"链中没有“outlets.{said}”。")
            faults.add((*path, "outlets", "titles", column), what, did_you_mean(column, named))


def _check_links(keys: ChainKeys, path: Path, sides: Mapping[str, Named], faults: Faults) -> None:
    declared = {"customers": True, "staff": keys.staff is not None, "outlets": keys.outlets is not None}
    seen: set[str] = set()
    for at, stage in enumerate(keys.chain):
        for within, name in enumerate(stage):
            place: Path = (*path, "chain", at, within) if len(stage) > 1 else (*path, "chain", at)
            link, said = Link(name), shown(name)
            if name in seen:
                faults.add(place, Words(f"'{said}' stands twice in this chain.", f"“{said}”在该链中出现两次。"))
            seen.add(name)
            if not declared[link.side]:
                faults.add(place, *_undeclared(link))
            elif link.side != "outlets" and link.side in sides:
                book, scores = sides[link.side]
                check_variable(link.column, place, book, scores, frozenset(), faults)


def _undeclared(link: Link) -> tuple[Words, Words]:
    shape = "{survey: …, data: …}" if link.side == "staff" else "{file: …}"
    said = shown(link.name)
    return (
        Words(f"'{said}' needs '{link.side}', which this chain does not declare.", f"“{said}”需要声明 {link.side}。"),
        Words(f"Add {link.side}: {shape}.", f"请添加 {link.side}: {shape}。"),
    )


def chain_warnings(chains: Mapping[str, ChainKeys], folder: FilePath) -> Iterator[tuple[Path, Words]]:
    """Yield the files of chains that are not there yet, each with its place."""
    for name, keys in chains.items():
        staff, outlets = keys.staff, keys.outlets
        files = (
            ("staff", "data", staff.data if staff else None),
            ("outlets", "file", outlets.file if outlets else None),
        )
        for side, key, file in files:
            if file is not None and not (folder / file).is_file():
                said = shown(file)
                yield ("chains", name, side, key), Words(f"There is no file '{said}' yet.", f"还没有文件“{said}”。")


def faulty(file: FilePath, faults: Sequence[Fault]) -> Words:
    """Return that a survey which a chain names has faults, with the first of them."""
    what, more = faults[0].what, len(faults) - 1
    place = f"{file}, line {faults[0].line}" if faults[0].line else f"{file}"
    at = f"{file} 第 {faults[0].line} 行" if faults[0].line else f"{file}"
    rest = Words(f" ({more} more faults)", f"（另有 {more} 处错误）") if more else Words("", "")
    return Words(f"{place}: {what.en.rstrip('.')}{rest.en}.", f"{at}：{what.zh.rstrip('。')}{rest.zh}。")


def built_chains(chains: Mapping[str, ChainKeys]) -> dict[str, Chain]:
    """Return the chains."""
    return {
        name: Chain(
            name=name,
            by=keys.by,
            stages=keys.chain,
            staff=_built_staff(keys),
            where=keys.customers.where if keys.customers else {},
            outlets=_built_outlets(keys),
            min_answers=keys.min_answers,
            bootstrap=keys.bootstrap.built(),
            title=keys.title,
        )
        for name, keys in chains.items()
    }


def _built_staff(keys: ChainKeys) -> Staff | None:
    staff = keys.staff
    return None if staff is None else Staff(staff.by or keys.by, staff.survey, staff.data, staff.where)


def _built_outlets(keys: ChainKeys) -> OutletFile | None:
    outlets = keys.outlets
    return None if outlets is None else OutletFile(outlets.file, outlets.by or keys.by, outlets.titles)


def joins_of(chains: Mapping[str, Chain]) -> dict[str, tuple[str, ...]]:
    """Return the columns that chains join a survey's own export by, with the levels that they name."""
    found: dict[str, tuple[str, ...]] = {}
    for chain in chains.values():
        for column, levels in chain.joins():
            found[column] = tuple(dict.fromkeys((*found.get(column, ()), *levels)))
    return found
