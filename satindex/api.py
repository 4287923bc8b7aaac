"""The main job in one breath: a definition and an export in, scores and a report out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from satindex.measures.registry import TYPES
from satindex.survey.load import load_survey as load

if TYPE_CHECKING:
    from satindex.analysis.analysis import Analysis
    from satindex.customers.customers import Customers
    from satindex.errors import Fault
    from satindex.linkage.chains.chain import ChainResult
    from satindex.linkage.model import LinkResult
    from satindex.measures.scores import Scores
    from satindex.readers.look import Look
    from satindex.readers.tidy.converting import Conversion
    from satindex.report.batch.batch import Batch
    from satindex.responses.responses import Responses
    from satindex.results.result import Result
    from satindex.summaries.summary import Summary
    from satindex.survey.model import Survey
    from satindex.teaching.exercise import Exercise


def load_survey(path: str | Path, language: str | None = None) -> Survey:
    """Return the survey defined in a YAML file; raises SurveyError with every fault and its place.

    `language` (zh or en) is that of its tables and pictures in the place of the definition's own.
    """
    found = load(Path(path), TYPES)
    return found if language is None else replace(found, language=language)


def read_responses(source: Any, survey: Survey, codebook: str | Path | None = None) -> Responses:
    """Return the coded answers of an export: a file, a frame that narwhals knows or a dataset of pyarrow; or a list.

    Several files of one survey (waves, languages, parts) are read one below the other: columns of the same heading,
    question or platform's id are one column, and the column `file` says which file a row is from: it is the wave where
    the definition names none and there are six files at most. A folder or a pattern of files holds parts of one survey.
    `codebook` is the file of the questionnaire or dictionary that describes the export, where it has one. Raises
    DataError where it can't be read or lacks a column, AnswerError for answers its scales do not know.
    """
    from satindex.responses.source import read_source

    return read_source(source, survey, codebook)


def score(responses: Responses) -> Scores:
    """Return the scores of every respondent; `scores["quality"]` is a measure's table.

    Examples
    --------
    >>> survey = load_survey("surveys/postal.yaml")
    >>> score(read_responses("surveys/postal.csv", survey))["nps"].to_dicts()[0]["n"]
    581
    """
    from satindex.measures.scores import score as scored

    return scored(responses)


def summarise(source: Any, survey: Survey | None = None, codebook: str | Path | None = None) -> Summary:
    """Return the moments of scores, all that their report needs of the rows and sums can tell; for `write_moments`.

    `source`: scores; or, with their `survey`, answers as `read_responses` takes them, then read in fewer passes, and
    with `rake` also where this part alone lacks a level of a margin. Weights are fitted to margins when all parts are
    together. No id and no open answer is in the moments; what a group of a few answered can be told from its sums.
    Raises DataError where more rows would change what became of these (some rules of `exclude`).

    Examples
    --------
    >>> write_moments(summarise("monday.parquet", survey), "monday.moments")  # doctest: +SKIP
    """
    from satindex.summaries.summarising import asked
    from satindex.summaries.summarising import summarise as summarised

    if survey is None:
        return summarised(source)
    from satindex.measures.scores import score as scored
    from satindex.responses.source import read_source

    return summarised(scored(read_source(source, survey, codebook, part=True), None, asked))


def write_moments(summary: Summary, path: str | Path) -> None:
    """Write a file of moments; raises WriteError where it can't be written."""
    from satindex.summaries.file import write_moments as write

    write(summary, Path(path))


def read_moments(paths: str | Path | Sequence[str | Path], survey: Survey) -> Scores:
    """Return scores that answer from files of moments, put together: `analyse` makes their report without the rows.

    What needs the rows says so. Raises DataError for a damaged file, and for parts that do not belong together or to
    this definition.

    Examples
    --------
    >>> read_moments(["monday.moments", "week/*.moments"], survey)["nps"]  # doctest: +SKIP
    """
    from satindex.summaries.file import read_files
    from satindex.summaries.scoring import scores_of

    return scores_of(read_files([paths] if isinstance(paths, str | Path) else list(paths)), survey)


def link(scores: Scores, model: str) -> LinkResult:
    """Return one of the survey's models fitted; `.drivers()` ranks its predictors.

    Examples
    --------
    >>> scores = score(read_responses("surveys/postal.csv", load_survey("surveys/postal.yaml")))
    >>> link(scores, "repurchase").drivers().to_dicts()[0]["term"]
    'quality.tangibles'
    """
    from satindex.linkage.link import link as linked

    return linked(scores, model)


def chain(scores: Scores, name: str) -> ChainResult:
    """Return one of the survey's chains: staff, customers and outlets' figures joined by outlet, link by link."""
    from satindex.linkage.chains.chain import chain as joined

    return joined(scores, name)


def load_customers(definition: str | Path | Survey, purchases: Any = None, month: str | None = None) -> Customers:
    """Return the figures of customers from the purchase records that a definition names; `["kpis"]` is a table.

    `purchases` (a file, a pattern of files or a frame) stands for the definition's own purchase files; `month` such as
    2026-10 looks at the records as they stood at that month's end. Raises SurveyError for a faulty definition,
    DataError for records that can't be read.


    Examples
    --------
    >>> load_customers("surveys/big-customers.yaml")["kpis"].to_dicts()[0]["kpi"]
    'customer_base'
    """
    from satindex.customers.customers import Customers
    from satindex.customers.loading import load_ledger
    from satindex.survey.model import Survey as Definition

    survey = definition if isinstance(definition, Definition) else load_survey(definition)
    return Customers(load_ledger(survey, purchases, month))


def load_exercise(path: str | Path) -> Exercise:
    """Return the exercise defined in a YAML file; raises SurveyError with every fault and its place.

    Its answers are names of the report's figures, looked up in a class drawn for trial; `satindex.teaching.check`
    says to an answer whether it is right, and which mistake it shows.
    """
    from satindex.teaching import load_exercise as loaded

    return loaded(Path(path))


def analyse(figures: Scores | Customers, language: str | None = None, responses: Responses | None = None) -> Analysis:
    """Return every table of a survey's scores or of customers' figures, ready for `write_report`.

    `responses` of the same definition are found among the customers by their number.
    """
    from satindex.customers.customers import Customers

    if isinstance(figures, Customers):
        from satindex.analysis.of_customers import analyse_customers

        return analyse_customers(figures, language, responses=responses)
    from satindex.analysis.building import analyse as analysed

    return analysed(figures, language)


def write_report(
    analysis: Analysis, *paths: str | Path, language: str | None = None, templates: Sequence[str | Path] = ()
) -> None:
    """Write a report of an analysis to each path; the suffix names the format.

    Formats: .html, .json, .xlsx, .docx, .pptx, .md, .tex. `templates` are a .docx or .pptx of your own whose styles or
    layouts the report takes. Raises WriteError where a file can't be written; what stood there before then stays.
    """
    from satindex.report import check_templates
    from satindex.report import write_report as write

    check_templates(templates)
    for path in paths:
        write(analysis, Path(path), language, templates)


def write_reports(
    scores: Scores,
    each: str,
    *paths: str | Path,
    language: str | None = None,
    templates: Sequence[str | Path] = (),
    processes: int = 1,
) -> Batch:
    """Write one report for each level of the segment `each`, the whole as the benchmark in every one.

    In `paths`, `{branch}` (the segment's name in braces) is where a level's name goes; a page `index.html` lists all
    reports. A level whose base is too small to be shown gets none, nor one that would give it away: both are in
    `.without`, with the reason. With more than one of `processes`, call it under `if __name__ == "__main__":`. Raises
    FigureError for a segment that is not declared, WriteError for a path without a place for the level.

    Examples
    --------
    >>> write_reports(scores, "branch", "reports/{branch}.html", "reports/{branch}.xlsx")  # doctest: +SKIP
    """
    from satindex.report.batch.batch import write_batch

    return write_batch(scores, each, [Path(path) for path in paths], language, templates, processes)


def write_form(survey: Survey, *paths: str | Path, language: Literal["zh", "en", "both"] = "both") -> tuple[Fault, ...]:
    """Write the questionnaire of a definition to each path; the suffix names the format (.html, .xlsx, .docx, .txt).

    A page (.html) is filled in offline and saves the CSV that `read_responses` reads; .xlsx is an XLSForm for
    KoboToolbox and ODK, .docx is to be printed, .txt is for the import of 问卷星 (Wenjuanxing). Returns what the
    definition lacks for a questionnaire, with its place. Raises SatindexError where there is nothing to ask, WriteError
    where a file can't be written; what stood there before is then untouched.
    """
    from satindex.forms import write_form as write
    from satindex.forms.questions.building import questionnaire

    form = questionnaire(survey, language)
    for path in paths:
        write(form, path)
    return form.faults


def plan(
    subject: Survey | Scores,
    margin: float,
    measures: str | Sequence[str] = (),
    by: str | None = None,
    *,
    deff: float | None = None,
    level: float = 0.95,
    population: float | Mapping[str, float] | None = None,
    response_rate: float | None = None,
    std_dev: float | None = None,
    shares: tuple[float, float] | None = None,
) -> Result:
    """Return how many answers each index needs for a margin of error of ± `margin`, in its own unit.

    `subject`: scores, whose variances and design effects are used; or a survey, for the worst case. n =
    (z·s·√deff/margin)². `population`: people in all (by level where `by` splits); `response_rate`: the usable share of
    those written to; `shares`: promoters and detractors to expect. Raises FigureError for wishes that can't be.
    Cochran 1977, Sampling Techniques, ch. 4; Kish 1965, Survey Sampling, ch. 8.


    Examples
    --------
    >>> found = plan(load_survey("surveys/postal.yaml"), margin=5).to_dicts()
    >>> [row["needed"] for row in found if row["measure"] == "nps"]  # (1.96 · 100 / 5)² = 1536.6
    [1537]
    """
    from satindex.analysis.planning import plan as planned
    from satindex.analysis.wishes import Wish
    from satindex.survey.model import Survey as Definition

    named = (measures,) if isinstance(measures, str) else tuple(measures)
    wish = Wish(margin, deff, level, population, response_rate, std_dev, shares, named)
    if isinstance(subject, Definition):
        return planned(subject, None, wish, by)
    return planned(subject.survey, subject, wish, by)


def convert(
    source: Any, output: str | Path, codebook: str | Path | None = None, keep_personal: bool = False
) -> Conversion:
    """Write an export with its codebook as a tidy file (.csv, .xlsx, .parquet, .sav), which satindex reads the same.

    Columns about the person and open text are dropped unless `keep_personal`; the result names them with why. Raises
    DataError where the export can't be read, WriteError where the file can't be written.
    """
    from satindex.readers import open_export
    from satindex.readers.tidy.converting import convert as converted

    return converted(open_export(source, codebook), Path(output), keep_personal)


def look(source: Any, codebook: str | Path | None = None) -> Look:
    """Return a first look at an export, without any definition.

    Examples
    --------
    >>> look("surveys/postal.csv").summary.to_dicts()[0]["rows"]
    600
    """
    from satindex.readers import open_export
    from satindex.readers.look import look as looked

    return looked(open_export(source, codebook))


def draft(source: Any, codebook: str | Path | None = None) -> str:
    """Return the YAML text of a definition drafted from an export; what it can't tell it asks in comments.

    Examples
    --------
    >>> "scale: likely11" in draft("surveys/postal.csv")
    True
    """
    from satindex.drafting.draft import draft as drafted
    from satindex.readers import open_export

    return drafted(open_export(source, codebook))
