"""The command line: check, look, score, report, simulate, new, schema."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from satindex import __version__
from satindex.errors import SatindexError
from satindex.language import Words
from satindex.results.progress import Progress

if TYPE_CHECKING:
    from satindex.measures.scores import Scores
    from satindex.responses.audit import Audit
    from satindex.responses.responses import Responses
    from satindex.survey.model import Survey

OUTPUT = Words("File to write; its suffix names the format.", "要写入的文件；后缀决定格式。")
INPUT = click.Path(path_type=Path)
READING = Words("reading and coding answers", "读取并编码回答")
READING_PURCHASES = Words("reading purchases", "读取购买记录")
SCORING = Words("scoring", "计分")
COMPUTING = Words("computing figures", "计算指标")
SIMULATING = Words("simulating", "模拟")
WRITING = Words("writing", "写入")


class Commands(click.Group):
    """Turns every error that satindex raises on purpose into its message and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SatindexError as error:
            _fail(str(error))
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except BrokenPipeError:
            os._exit(0)  # the reader of a pipe went away, as in `satindex schema | head`
        except Exception as error:
            if os.environ.get("SATINDEX_DEBUG"):
                raise
            _fail(_unexpected(error).say())


def _fail(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(2)


def _unexpected(error: Exception) -> Words:
    said = f"{type(error).__name__}: {error}"
    return Words(
        f"satindex met something it did not expect ({said}). This is a defect of satindex: please report it; "
        "SATINDEX_DEBUG=1 shows where it happened.",
        f"satindex 遇到意外情况（{said}）。这是 satindex 的缺陷，请报告；设置 SATINDEX_DEBUG=1 可查看位置。",
    )


def _help(summary: Words, example: str) -> str:
    word = Words("Example:", "示例：").say()
    return f"{summary.say()}\n\n\b\n{word}\n  {example}"


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_help(
        Words(
            "Satisfaction, loyalty and repurchase from survey exports.",
            "由问卷导出数据计算满意度、忠诚度与复购。",
        ),
        "satindex report surveys/postal.yaml surveys/postal.csv -o report.html",
    ),
)
@click.version_option(__version__, prog_name="satindex")
def main() -> None:
    """Run one command."""


@main.command(
    help=_help(
        Words("Show what is in a file, without any definition.", "无需定义，查看文件内容。"),
        "satindex look export.csv",
    )
)
@click.argument("data", type=INPUT)
def look(data: Path) -> None:
    from satindex.api import look as looked

    click.echo(str(looked(data)))


@main.command(
    help=_help(
        Words(
            "Check a definition, and whether an export fits it; exit 0, or 2 with every fault and its place.",
            "检查定义，以及导出数据是否与之相符；返回 0，或返回 2 并列出所有问题及其位置。",
        ),
        "satindex check surveys/postal.yaml surveys/postal.csv",
    )
)
@click.argument("survey", type=INPUT)
@click.argument("data", type=INPUT, required=False)
def check(survey: Path, data: Path | None) -> None:
    from satindex.measures.registry import TYPES
    from satindex.survey.load import survey_warnings

    defined = _load(survey)
    for warning in survey_warnings(defined, TYPES):
        click.echo(f"{Words('warning', '警告')}: {warning}", err=True)
    click.echo(_sound(survey, defined))
    if data is not None and _is_of_customers(defined):
        _check_purchases(defined, data)
    elif data is not None:
        with Progress() as progress:
            responses = _responses(data, defined, progress)
        scores = _scored(responses)
        _say_audit(scores.responses.audit)
        _say_remarks(scores)


def _sound(path: Path, defined: Survey) -> str:
    items, measures, models = len(defined.items), len(defined.measures), len(defined.models)
    said = Words(
        f"{path}: sound. {items} items, {measures} measures, {models} models.",
        f"{path}：正确。{items} 个题目，{measures} 个测量，{models} 个模型。",
    )
    if not _is_of_customers(defined):
        return said.say()
    return Words(f"{path}: sound. Purchase records of customers.", f"{path}：正确。客户购买记录。").say()


def _is_of_customers(defined: Survey) -> bool:
    return defined.customers is not None and not defined.items


def _check_purchases(defined: Survey, data: Path) -> None:
    from satindex.api import load_customers

    with Progress() as progress:
        progress.stage(READING_PURCHASES)
        ledger = load_customers(defined, str(data)).ledger
    _say_audit(ledger.audit)


def _scored(responses: Responses) -> Scores:
    from satindex.api import score as scored

    return scored(responses)


def _say_remarks(scores: Scores) -> None:
    from satindex.analysis.checking import remarks

    for remark in remarks(scores):
        click.echo(remark)


def _say_audit(audit: Audit) -> None:
    click.echo(
        Words(
            f"{audit.source}: {audit.rows_read} rows read, {audit.rows_used} used.",
            f"{audit.source}：读取 {audit.rows_read} 行，使用 {audit.rows_used} 行。",
        ).say()
    )
    for entry in audit.set_aside:
        click.echo(
            Words(f"  set aside: {entry.count} ({entry.reason.en})", f"  剔除：{entry.count}({entry.reason.zh})").say()
        )
    cells = sum(cell.count for cell in audit.cells) + sum(audit.empty.values())
    click.echo(Words(f"  cells missing: {cells}", f"  缺失单元格：{cells}").say())
    for (value, reason), (count, items) in _by_value(audit).items():
        said = Words(
            f"'{value}' × {count} in {items} items ({reason})", f"“{value}” × {count}，{items} 个题目（{reason}）"
        )
        click.echo(f"    {said}")
    for note in audit.notes:
        click.echo(f"  {note}")


def _by_value(audit: Audit) -> dict[tuple[str, Words], tuple[int, int]]:
    """Return, for each way a missing answer was written, how often and in how many items."""
    found: dict[tuple[str, Words], tuple[int, int]] = {}
    for cell in audit.cells:
        count, items = found.get((cell.value, cell.reason), (0, 0))
        found[cell.value, cell.reason] = (count + cell.count, items + 1)
    return dict(sorted(found.items(), key=lambda entry: -entry[1][0]))


@main.command(
    help=_help(
        Words("Write one row of scores per respondent.", "为每位受访者写出一行得分。"),
        "satindex score surveys/postal.yaml surveys/postal.csv -o scores.parquet",
    )
)
@click.argument("survey", type=INPUT)
@click.argument("data", type=INPUT)
@click.option("-o", "--output", type=INPUT, required=True, help=str(OUTPUT) + " (.csv .parquet .xlsx .sav)")
def score(survey: Path, data: Path, output: Path) -> None:
    from satindex.measures.scores import score as scored
    from satindex.results.score_files import check_ending, write_table

    check_ending(output)
    defined = _load(survey)
    with Progress() as progress:
        responses = _responses(data, defined, progress)
        progress.stage(SCORING)
        kept = scored(responses).kept()
        progress.stage(WRITING)
        write_table(kept, output)


@main.command(
    help=_help(
        Words("Write the report; several -o write several formats at once.", "生成报告；多个 -o 可同时生成多种格式。"),
        "satindex report surveys/postal.yaml surveys/postal.csv -o report.html -o report.xlsx",
    )
)
@click.argument("survey", type=INPUT)
@click.argument("data", type=INPUT)
@click.option("-o", "--output", type=INPUT, required=True, multiple=True, help=str(OUTPUT) + " (.html .json .xlsx)")
@click.option(
    "--lang",
    help=str(Words("Language of the report (zh, en); else the survey's.", "报告语言（zh、en）；默认取自问卷。")),
)
def report(survey: Path, data: Path, output: tuple[Path, ...], lang: str | None) -> None:
    from satindex.analysis.building import analyse
    from satindex.measures.scores import score as scored
    from satindex.report import format_of, write_report

    for path in output:
        format_of(path)
    defined = _load(survey)
    with Progress() as progress:
        responses = _responses(data, defined, progress)
        progress.stage(COMPUTING, responses.audit.rows_read)
        analysis = analyse(scored(responses, progress.rows), lang)
        progress.stage(WRITING)
        for path in output:
            write_report(analysis, path, lang)


@main.command(
    help=_help(
        Words(
            "Loyalty KPIs and all other figures of customers from purchase records.",
            "由购买记录计算客户忠诚度 KPI 等全部客户指标。",
        ),
        "satindex customers surveys/big-customers.yaml -o customers.html -o customers.xlsx",
    )
)
@click.argument("definition", type=INPUT)
@click.argument("purchases", type=str, required=False)
@click.option(
    "--responses",
    type=INPUT,
    help=str(Words("Export of the definition's survey, joined by respondent.id.", "本定义问卷的导出，按编号关联。")),
)
@click.option("--month", help=str(Words("As the records stood at a month's end: 2026-10.", "截至某月末：2026-10。")))
@click.option("-o", "--output", type=INPUT, required=True, multiple=True, help=str(OUTPUT) + " (.html .json .xlsx)")
@click.option(
    "--lang",
    help=str(Words("Language of the report (zh, en); else the definition's.", "报告语言（zh、en）；默认取自定义。")),
)
@click.option(
    "--leaving",
    type=INPUT,
    help=str(Words("File for the list of customers who look like leaving.", "写出有流失迹象的客户名单。"))
    + " (.csv .parquet .xlsx)",
)
def customers(
    definition: Path,
    purchases: str | None,
    responses: Path | None,
    month: str | None,
    output: tuple[Path, ...],
    lang: str | None,
    leaving: Path | None,
) -> None:
    from satindex.analysis.of_customers import analyse_customers
    from satindex.api import load_customers
    from satindex.customers.leaving_list import write_leaving
    from satindex.report import format_of, write_report
    from satindex.results.score_files import check_ending

    for path in output:
        format_of(path)
    if leaving is not None:
        check_ending(leaving)
    defined = _load(definition)
    with Progress() as progress:
        progress.stage(READING_PURCHASES)
        figures = load_customers(defined, purchases, month)
        answers = None if responses is None else _responses(responses, defined, progress)
        analysis = analyse_customers(figures, lang, progress.stage, answers)
        progress.stage(WRITING)
        for path in output:
            write_report(analysis, path, lang)
        if leaving is not None:
            write_leaving(figures.ledger, leaving)


@main.command(
    help=_help(
        Words(
            "Draw respondents, or customers with their purchases, from a definition, with known truths, by seed.",
            "按定义与给定真值、种子模拟受访者，或客户及其购买记录。",
        ),
        "satindex simulate surveys/postal.yaml -n 600 --seed 7 -o data.csv",
    )
)
@click.argument("survey", type=INPUT)
@click.option("-n", "--respondents", type=click.IntRange(min=1), default=500, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--truth", type=INPUT, help=str(Words("YAML file of truths.", "真值的 YAML 文件。")))
@click.option("-o", "--output", type=INPUT, required=True, help=str(OUTPUT) + " (.csv .parquet .xlsx)")
def simulate(survey: Path, respondents: int, seed: int, truth: Path | None, output: Path) -> None:
    from satindex.simulate import write_simulated

    defined = _load(survey)
    with Progress() as progress:
        progress.stage(SIMULATING)
        written = write_simulated(defined, respondents, seed, truth, output)
    who = Words("customers", "位客户") if _is_of_customers(defined) else Words("respondents", "名受访者")
    first = Words(f"{output}: {respondents} {who.en}, seed {seed}", f"{output}：{respondents} {who.zh}，种子 {seed}")
    click.echo("\n".join([first.say(), *(str(path) for path in written[1:])]))


@main.command(
    help=_help(
        Words(
            "Start a definition from a template; without a name, list the templates.",
            "由模板开始一个定义；不给名称则列出模板。",
        ),
        "satindex new servqual -o my-survey.yaml",
    )
)
@click.argument("template", required=False)
@click.option("-o", "--output", type=INPUT, help=str(OUTPUT))
def new(template: str | None, output: Path | None) -> None:
    from satindex.survey.new import names, template_text

    if template is None:
        click.echo("\n".join(names()))
        return
    _write_text(template_text(template), output)


@main.command(
    help=_help(
        Words(
            "Print the JSON Schema of the YAML language, for editors.", "输出 YAML 语言的 JSON Schema，供编辑器使用。"
        ),
        "satindex schema -o satindex.schema.json",
    )
)
@click.option("-o", "--output", type=INPUT, help=str(OUTPUT))
def schema(output: Path | None) -> None:
    import json

    from satindex.measures.registry import TYPES
    from satindex.survey.schema import json_schema

    _write_text(json.dumps(json_schema(TYPES), ensure_ascii=False, indent=2) + "\n", output, replace=True)


@main.command(
    help=_help(
        Words(
            "How many answers a margin of error takes, from the indices' own variances in DATA, else the worst case.",
            "给定误差范围所需的样本量：方差取自数据，无数据时按最不利情形。",
        ),
        "satindex plan surveys/postal.yaml surveys/postal.csv --margin 3 --measure nps --by branch -o plan.csv",
    )
)
@click.argument("survey", type=INPUT)
@click.argument("data", type=INPUT, required=False)
@click.option(
    "--margin", type=float, required=True, help=str(Words("± in the index's own unit.", "误差范围（指标自身单位）。"))
)
@click.option(
    "--measure", multiple=True, help=str(Words("Index, or part of one; else all.", "指标或其部分；缺省为全部。"))
)
@click.option("--by", help=str(Words("Segment: that many in each level.", "分组：每个水平各需多少。")))
@click.option("--deff", type=float, help=str(Words("Design effect; else the data's own.", "设计效应；缺省取自数据。")))
@click.option("--level", type=float, default=0.95, show_default=True, help=str(Words("Confidence.", "置信水平。")))
@click.option(
    "--population", multiple=True, help=str(Words("People in all; by segment LEVEL=N.", "总体人数；分组时 水平=人数。"))
)
@click.option("--response-rate", type=float, help=str(Words("Usable share of those asked.", "预计有效回收率。")))
@click.option("--sd", type=float, help=str(Words("Standard deviation to assume.", "假定的标准差。")))
@click.option(
    "--shares", type=(float, float), help=str(Words("Promoters, detractors to expect.", "预计推荐者、贬损者比例。"))
)
@click.option("-o", "--output", type=INPUT, help=str(OUTPUT) + " (.csv .parquet .xlsx .sav)")
def plan(
    survey: Path,
    data: Path | None,
    margin: float,
    measure: tuple[str, ...],
    by: str | None,
    deff: float | None,
    level: float,
    population: tuple[str, ...],
    response_rate: float | None,
    sd: float | None,
    shares: tuple[float, float] | None,
    output: Path | None,
) -> None:
    from satindex.analysis.planning import plan as planned
    from satindex.analysis.wishes import Wish, people
    from satindex.results.score_files import check_ending, write_result

    if output is not None:
        check_ending(output)
    defined, scores = _load(survey), None
    wish = Wish(margin, deff, level, people(population), response_rate, sd, shares, measure)
    if data is not None:
        with Progress() as progress:
            scores = _scored(_responses(data, defined, progress))
    found = planned(defined, scores, wish, by)
    if output is None:
        click.echo(f"{found}\n\n{found.explain()}")
        return
    write_result(found, output)
    click.echo(str(output))


def _write_text(text: str, output: Path | None, *, replace: bool = False) -> None:
    from satindex.results.writing import write_atomically

    if output is None:
        click.echo(text, nl=False)
        return
    if output.exists() and not replace:
        raise SatindexError(
            Words(f"{output} is there already; name another file.", f"{output} 已存在；请换一个文件名。")
        )
    write_atomically(output, lambda path: _put(path, text))
    click.echo(str(output))


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _load(path: Path) -> Survey:
    from satindex.api import load_survey

    return load_survey(path)


def _responses(data: Path, survey: Survey, progress: Progress) -> Responses:
    from satindex.api import read_responses

    if _is_of_customers(survey):
        raise SatindexError(
            Words(
                f"{survey.file} defines customers and no survey (it has no items): use satindex customers.",
                f"{survey.file} 定义的是客户记录而非问卷（没有题目）；购买记录请用 satindex customers。",
            )
        )
    progress.stage(READING)
    return read_responses(data, survey)


def run() -> None:
    """Run one command as a whole process: the entry point of `satindex`.

    The process ends without taking its tables apart first, which costs a large export a fifth of a second or more;
    what was written is closed by then.
    """
    try:
        main()
    except SystemExit as ended:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended.code if isinstance(ended.code, int) else int(ended.code is not None))
