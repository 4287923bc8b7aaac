"""From the entries of `models` to models: what they explain, and by which scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.survey.annotations import references
from satindex.survey.customer_keys import PurchasesKeys
from satindex.survey.faults import Faults
from satindex.survey.items import Codebook
from satindex.survey.measuring import Written, check_items, item_hint
from satindex.survey.model import PROFILED, MeasureLike, Model, Respondent
from satindex.survey.model_keys import ModelKeys
from satindex.survey.model_part_checks import check_parts
from satindex.survey.model_part_keys import built_curve, built_penalty_reward, built_through
from satindex.survey.model_parts import PenaltyReward
from satindex.survey.ranges import expand, is_range
from satindex.survey.tree import Block, Node, Path, line_of, node_at, shown

WITH_PARTS = frozenset({"predictors", "what_if", "blocks", "penalty_reward"})
OF_OBSERVED = (None, "logit", "ols", "cox")


class Scores:
    """The score columns there will be; of a measure at fault only its name is known."""

    def __init__(self, root: Node, measures: Mapping[str, MeasureLike]) -> None:
        section = node_at(root, ("measures",))
        names = list(section.values) if isinstance(section, Block) else []
        self.unknown = {name for name in names if name not in measures}
        self.names = [name for measure in measures.values() for name in measure.score_names]

    def has(self, name: str) -> bool:
        """Return whether there is a score `name`, or may be one."""
        return name in self.names or name.split(".")[0] in self.unknown

    def any_below(self, measure: str) -> bool:
        """Return whether the measure has scores of dimensions or components, or may have."""
        return measure in self.unknown or any(name.startswith(measure + ".") for name in self.names)


def check_models(
    root: Node,
    models: Mapping[str, ModelKeys],
    book: Codebook,
    scores: Scores,
    columns: frozenset[str],
    faults: Faults,
) -> None:
    """Note what is wrong with outcomes and predictors; `columns` are the derived and the respondent's."""
    section = node_at(root, ("models",))
    for reference in references(dict[str, ModelKeys], section, ("models",)) if section else ():
        check = _check_predictor if reference.path[2] in WITH_PARTS else check_variable
        check(reference.text, reference.path, book, scores, columns, faults)
    for name, keys in models.items():
        path: Path = ("models", name)
        if not keys.predictors and not keys.controls:
            faults.add(path, Words("A model needs predictors.", "模型须有自变量（predictors）。"))
        _check_twice(keys, path, book, faults)
        _check_kind(keys, path, faults)
        check_moved(keys, path, book, faults)
        check_parts(keys, path, book, faults)


def _check_predictor(
    text: str, path: Path, book: Codebook, scores: Scores, columns: frozenset[str], faults: Faults
) -> None:
    if text.endswith(".*"):
        measure = text[:-2]
        if not scores.any_below(measure):
            heads = dict.fromkeys(name.split(".")[0] + ".*" for name in scores.names if "." in name)
            faults.add(path, _nothing_below(measure, scores), did_you_mean(text, heads))
    elif is_range(text):
        check_items(text, path, book, faults, ranges=True)
    else:
        check_variable(text, path, book, scores, columns, faults)


def _nothing_below(measure: str, scores: Scores) -> Words:
    said = shown(measure)
    if scores.has(measure):
        return Words(f"'{said}' has no dimensions or components.", f"“{said}”没有维度或成分。")
    return Words(f"There is no measure '{said}'.", f"没有指标“{said}”。")


def check_variable(
    text: str, path: Path, book: Codebook, scores: Scores, columns: frozenset[str], faults: Faults
) -> None:
    """Note a text that is neither a score nor a numeric item; one of `columns` is hinted at."""
    item = book.items.get(text)
    if item is not None and not item.scale.is_numeric:
        what = Words(
            f"The item '{shown(text)}' is not a number: its scale is '{item.scale.name}'.",
            f"题项“{shown(text)}”不是数值：其量表为“{item.scale.name}”。",
        )
        faults.add(path, what)
    elif text not in book.names and not scores.has(text):
        what = Words(f"There is no item or score '{shown(text)}'.", f"没有题项或得分“{shown(text)}”。")
        hint = item_hint(text, book, scores.names)
        if text in columns and path[-1] != "outcome":
            hint = Words("It is a column: name it under controls.", "它是一列：请放在 controls 下。")
        faults.add(path, what, hint)


def check_score_references(measures: Iterable[Written], book: Codebook, scores: Scores, faults: Faults) -> None:
    """Note what is wrong with the items and scores that measures name where either may stand."""
    for measure in measures:
        for reference in measure.references():
            if reference.kind != "score":
                continue
            own, said = reference.text.split(".")[0] == measure.name, shown(reference.text)
            if own and reference.text not in book.names:
                what = Words(f"'{said}' is a score of this measure itself.", f"“{said}”是该指标自身的得分。")
                faults.add(reference.path, what)
            else:
                check_variable(reference.text, reference.path, book, scores, frozenset(), faults)


def _check_twice(keys: ModelKeys, path: Path, book: Codebook, faults: Faults) -> None:
    seen = {keys.outcome_name}
    for name in (*_expanded(keys.predictors, book), *keys.controls):
        if name in seen:
            said = shown(name)
            faults.add(path, Words(f"'{said}' is named twice in this model.", f"“{said}”在该模型中出现两次。"))
        seen.add(name)


OF_COX = ("event", "within")


def _contrast(keys: ModelKeys, book: Codebook) -> PenaltyReward | None:
    built = built_penalty_reward(keys.penalty_reward)
    return replace(built, attributes=tuple(_expanded(built.attributes, book))) if built else None


def check_moved(keys: ModelKeys, path: Path, book: Codebook, faults: Faults) -> None:
    """Note scores under what_if and blocks that are no predictors of the model."""
    named = list(_expanded(keys.predictors, book))
    places = [((*path, "what_if", moved), moved) for moved in keys.what_if]
    for block, members in keys.blocks.items():
        places += [((*path, "blocks", block, at), member) for at, member in enumerate(members)]
    for place, moved in places:
        if not faults.below(place) and not any(_covers(predictor, moved) for predictor in named):
            said = shown(moved)
            what = Words(f"'{said}' is not a predictor of this model.", f"“{said}”不是该模型的自变量。")
            faults.add(place, what, did_you_mean(moved, named))


def _covers(predictor: str, moved: str) -> bool:
    return predictor == moved or (predictor.endswith(".*") and moved.startswith(predictor[:-1]))


def _check_kind(keys: ModelKeys, path: Path, faults: Faults) -> None:
    """Note keys that the family of the model does not have, and those that go with the model's own errors only."""
    if keys.family == "cox" and keys.event is None and keys.observed is None:
        what = Words(
            "family: cox needs 'event', the item that says whether the event came.",
            "family: cox 须有 event：说明事件是否发生的题项。",
        )
        faults.add((*path, "family"), what)
    for key, value, families in (
        ("link", None if keys.link == "logit" else keys.link, ("ordinal",)),
        ("penalty", keys.penalty, ("logit",)),
        ("intervals", None if keys.intervals == "wald" else keys.intervals, PROFILED),
        ("event", keys.event, ("cox",)),
        ("within", keys.within, ("cox",)),
    ):
        if value is None:
            continue
        derived = keys.family is None and key not in OF_COX
        if not derived and keys.family not in families:
            listed = ", ".join(families)
            what = Words(
                f"The key '{key}' is for models of the family {listed}.", f"键“{key}”仅适用于模型类型 {listed}。"
            )
            faults.add((*path, key), what)
        if key in ("penalty", "intervals") and keys.errors not in (None, "model"):
            what = Words(
                f"With '{key}: {value}' come the model's own errors; 'errors: {keys.errors}' contradicts it.",
                f"“{key}: {value}”使用模型自身的标准误，与“errors: {keys.errors}”矛盾。",
            )
            faults.add((*path, key), what)


def _expanded(names: tuple[str, ...], book: Codebook) -> Iterator[str]:
    for text in names:
        try:
            yield from expand(text) if is_range(text) and text not in book.names else (text,)
        except ValueError:
            yield text


def check_errors(models: Mapping[str, ModelKeys], respondent: Respondent, faults: Faults) -> None:
    """Note models whose kind of standard errors needs a column that the survey does not declare."""
    for name, keys in models.items():
        path: Path = ("models", name, "errors")
        if keys.errors == "cluster" and respondent.cluster is None:
            faults.add(path, Words("No cluster is declared under respondent.", "respondent 下没有指定 cluster。"))
        if keys.errors == "design" and not respondent.has_design:
            what = Words(
                "No weight, stratum or cluster is declared under respondent.",
                "respondent 下没有指定 weight、stratum 或 cluster。",
            )
            faults.add(path, what)


def check_observed(
    models: Mapping[str, ModelKeys], respondent: Respondent, purchases: PurchasesKeys | None, faults: Faults
) -> None:
    """Note models of observed purchases that lack what joins records to respondents."""
    for name, keys in models.items():
        if keys.observed is None:
            continue
        path: Path = ("models", name, "outcome", "purchases")
        for what, hint in _lacking(respondent, purchases):
            faults.add(path, what, hint)
        if keys.family not in OF_OBSERVED:
            what = Words(
                f"Whether somebody bought is an outcome of two values; this family is '{keys.family}'.",
                f"是否购买只有两个取值；此处 family 为“{keys.family}”。",
            )
            faults.add(("models", name, "family"), what, Words("Leave it out, or: logit.", "请省略，或写 logit。"))


def _lacking(respondent: Respondent, purchases: PurchasesKeys | None) -> Iterator[tuple[Words, Words]]:
    if purchases is None:
        what = Words("No purchase records are declared.", "没有声明购买记录（purchases）。")
        yield what, Words("Add purchases: {file: …, customer: …, date: …}.", "请添加 purchases: {file: …, …}。")
    elif not purchases.joined:
        what = Words("Nothing says that customers' numbers are respondents' ids.", "没有说明客户编号即受访者编号。")
        yield what, Words("Add joined: respondent.id to purchases.", "请在 purchases 中添加 joined: respondent.id。")
    if respondent.id is None:
        what = Words("The survey declares no respondent id to join by.", "问卷没有声明可用于关联的 respondent.id。")
        yield what, Words("Name its column: respondent: {id: …}.", "请写明所在列：respondent: {id: …}。")
    if respondent.answered is None:
        what = Words("Nothing says when respondents answered.", "没有说明受访者何时作答。")
        yield what, Words("Name its column: respondent: {answered: …}.", "请写明所在列：respondent: {answered: …}。")


def _timed(keys: ModelKeys) -> dict[str, Any]:
    """Return what a model of times is of: its event and the time that predictions are for."""
    observed = keys.observed if keys.family == "cox" else None
    if observed is None:
        return {"event": keys.event, "within": keys.within}
    return {"event": observed.event, "within": keys.within or observed.within}


def built_models(root: Node, models: Mapping[str, ModelKeys], book: Codebook) -> dict[str, Model]:
    """Return the models; ranges of items among their predictors are written out."""
    return {
        name: Model(
            name=name,
            outcome=keys.outcome_name,
            predictors=tuple(_expanded(keys.predictors, book)),
            controls=keys.controls,
            family=keys.family,
            errors=keys.errors,
            title=keys.title,
            line=line_of(root, ("models", name)),
            link=keys.link,
            drivers=keys.drivers.built(),
            through=built_through(keys.through),
            moderators=keys.moderators,
            curve=built_curve(keys.curve, keys.moderators),
            penalty_reward=_contrast(keys, book),
            trap=keys.trap.built() if keys.trap else None,
            penalty=keys.penalty,
            intervals=keys.intervals,
            what_if=dict(keys.what_if),
            target=keys.target,
            top=keys.top,
            cross_validation=keys.cross_validation.built() if keys.cross_validation else None,
            blocks=dict(keys.blocks),
            observed=keys.observed,
            sample=keys.sample,
            **_timed(keys),
        )
        for name, keys in models.items()
    }
