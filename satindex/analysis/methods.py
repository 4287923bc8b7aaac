"""The methods paragraph of a report, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from satindex.language import Words
from satindex.measures.measure import words_of
from satindex.measures.scores import Scores
from satindex.responses.weighting_words import design_words
from satindex.results.result import Result


def methods_paragraph(scores: Scores, tables: Mapping[str, Result]) -> Words:
    """Return how the figures were computed, with the hash of the definition they follow."""
    said = [*_respondents(scores), *_measures(scores, tables), *_models(scores, tables)]
    said += [*_chains(scores, tables), _provenance(scores)]
    return Words(" ".join(words.en for words in said), "".join(words.zh for words in said))


def _respondents(scores: Scores) -> Iterator[Words]:
    audit, person = scores.responses.audit, scores.survey.respondent
    yield Words(
        f"Of {audit.rows_read} rows read, {audit.rows_used} respondents have at least one score and are used.",
        f"共读取 {audit.rows_read} 行，其中 {audit.rows_used} 名受访者至少有一项得分并被使用。",
    )
    for entry in audit.set_aside:
        yield Words(
            f"{entry.count} were set aside ({entry.reason.en}).", f"{entry.count} 行被剔除（{entry.reason.zh}）。"
        )
    design = design_words(person)
    if design:
        yield Words(
            f"Standard errors are linearised for the declared design ({design.en}).",
            f"标准误按声明的抽样设计线性化（{design.zh}）。",
        )
    else:
        yield Words(
            "Respondents are treated as a simple random sample; intervals are 95%.",
            "受访者视为简单随机样本；区间为 95%。",
        )


def _measures(scores: Scores, tables: Mapping[str, Result]) -> Iterator[Words]:
    for measure in scores.measures.values():
        title, formula = words_of(measure.title, measure.name), tables[measure.name].explanation.formula
        yield Words(f"{title.en}: {formula.en}", f"{title.zh}:{formula.zh}")


ERRORS = {
    "HC0": Words("robust standard errors (HC0)", "稳健标准误（HC0）"),
    "HC3": Words("robust standard errors (HC3)", "稳健标准误（HC3）"),
    "model": Words("the model's own standard errors", "模型自身的标准误"),
    "cluster": Words("clustered standard errors", "聚类稳健标准误"),
    "design": Words("standard errors of the sampling design", "基于抽样设计的标准误"),
}


def _fitted(name: str, tables: Mapping[str, Result]) -> Iterator[Words]:
    """How one model was fitted, or that it was not."""
    table, row = tables[name], tables[f"{name}.fit"].rows[0]
    reason, errors = row.get("reason"), ERRORS.get(str(row["errors"]))
    kind = Words(table.title.en.rpartition(": ")[2], table.title.zh.rpartition("：")[2])
    if isinstance(reason, Words):
        yield Words(f"It could not be fitted: {reason.en}.", f"该模型未能拟合：{reason.zh}。")
    elif errors is not None:
        yield Words(
            f"Fitted as {kind.en} to {row['n']} respondents with {errors.en}.",
            f"以{kind.zh}拟合，n = {row['n']}，使用{errors.zh}。",
        )
    if f"{name}.what_if" in tables:
        yield Words(
            "What-if figures are associations, not effects of an intervention.",
            "假设分析的数字是关联，而非干预的效果。",
        )


def _models(scores: Scores, tables: Mapping[str, Result]) -> Iterator[Words]:
    for model in scores.survey.models.values():
        predictors = ", ".join(model.predictors)
        yield Words(
            f"Model {model.name}: {model.outcome} on {predictors}"
            + (f", controlling for {', '.join(model.controls)}." if model.controls else "."),
            f"模型 {model.name}：以 {predictors} 预测 {model.outcome}"
            + (f"，控制变量为 {'、'.join(model.controls)}。" if model.controls else "。"),
        )
        yield from _fitted(model.name, tables)


def _chains(scores: Scores, tables: Mapping[str, Result]) -> Iterator[Words]:
    """Which outlets each chain joined, or that it could not."""
    for name, chain in scores.survey.chains.items():
        title, row = words_of(chain.title, name), tables[name].rows[0]
        reason, join = row.get("reason"), tables.get(f"{name}.join")
        if join is not None:
            used = join.rows[0]["outlets"]
            yield Words(
                f"{title.en}: means of staff, customers and figures joined by {chain.by}, {used} outlets used; "
                "relations are between outlets.",
                f"{title.zh}：按{chain.by}关联员工、顾客与经营数据，使用 {used} 个网点；所示为网点之间的关系。",
            )
        elif isinstance(reason, Words):
            yield Words(f"{title.en} could not be joined: {reason.en}.", f"{title.zh}未能关联：{reason.zh}。")


def _provenance(scores: Scores) -> Words:
    survey = scores.survey
    short = survey.definition_hash[:16]
    return Words(
        f"Definition: {survey.name}, SHA-256 {short}…; computed with satindex.",
        f"定义：{survey.name},SHA-256 {short}…；由 satindex 计算。",
    )
