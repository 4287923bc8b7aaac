"""Sliders in a page without a server: what a browser computes is what Python computes, to the ninth digit.

A notebook is run and exported, a browser opens it with the network cut, and the sliders are moved by script.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import polars as pl
import pytest
from nbclient import NotebookClient

import satindex as si
from satindex.errors import FigureError, MissingExtraError
from satindex.language import Words
from satindex.linkage.data import ModelData
from satindex.linkage.model import LinkResult, fit, laid_out, own_tables
from satindex.linkage.movable import movable
from satindex.linkage.what_if import move_of
from satindex.report import html as html_report
from satindex.results.sliders.page import module
from satindex.stats.intervals import quantile
from satindex.stats.prediction import average
from satindex.survey.model import Model

ROOT = Path(__file__).parents[2]
BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--proxy-server=127.0.0.1:9"),
    *("--virtual-time-budget=20000", "--dump-dom"),
)
in_browser = pytest.mark.skipif(not BROWSER, reason="no Chromium here: apt-get install chromium")

DEFINITION = """
    survey: again
    respondent: {segments: [place]}
    scales: {bought: {codes: {"no": 0, "yes": 1}}, seven: {points: [1, 7]}}
    items: {R1: {scale: bought}, P1..P4: {scale: seven}}
    measures:
      quality:
        type: servqual
        dimensions: {tangibles: {perceived: P1..P2, weight: 3}, empathy: {perceived: P3..P4, weight: 1}}
    models:
      again:
        outcome: R1
        predictors: [quality.*]
        title: {en: Again, zh: 复购}
        what_if: {quality.empathy: 0.5}
        target: 0.7
"""
PLACES = ("North", "<b>South</b>", "West")


def answers() -> pl.DataFrame:
    rng = np.random.default_rng(8)
    mood = rng.normal(size=240)
    items = {f"P{k}": np.clip(np.round(4.5 + mood + rng.normal(size=240)), 1, 7).astype(int) for k in range(1, 5)}
    bought = np.where(rng.random(240) < 1 / (1 + np.exp(-mood)), "yes", "no")
    return pl.DataFrame({"R1": bought, **items, "place": [PLACES[at % 3] for at in range(240)]})


ATTACK = Words("<img src=x onerror=\"document.title='owned'\"></script>", "乙</script>")


def drawn(kind: str, n: int = 300, **changes: Any) -> ModelData:
    """Scores a (from 1 to 7), b and c (without ends), a dummy d=1, and an outcome of each kind."""
    rng = np.random.default_rng(2)
    columns = np.column_stack([rng.integers(2, 13, n) / 2 + 0.5, rng.normal(size=n), rng.normal(2, 1, n)])
    linear = columns @ [0.4, -0.5, 0.3] - 2
    outcome = {
        "binary": lambda: (rng.random(n) < 1 / (1 + np.exp(-linear))).astype(float),
        "ordered": lambda: np.clip(np.round(3 + linear + rng.logistic(size=n)), 1, 5),
        "count": lambda: rng.poisson(rng.gamma(2, np.exp(0.5 * linear) / 2)).astype(float),
        "number": lambda: 3 + linear + rng.normal(size=n),
        "time": lambda: rng.exponential(np.exp(-linear)) + 0.1,
    }[kind]()
    controls = (np.arange(n) % 3 == 0).astype(float)[:, None]
    made = ModelData(outcome, columns, ("a", "b", "c"), controls, ("d=1",), "y", {}, reach={"a": (1.0, 7.0)}, **changes)
    if kind == "time":
        return ModelData(**{**vars(made), "event": (rng.random(n) < 0.7).astype(float), "event_label": Words("e", "e")})
    return made


def weighted() -> dict[str, Any]:
    rng = np.random.default_rng(5)
    return {"weights": rng.uniform(0.5, 2, 300), "clusters": np.arange(300) % 20}


KINDS: dict[str, tuple[ModelData, str, dict[str, Any]]] = {
    "logit": (drawn("binary"), "binary", {}),
    "firth": (drawn("binary"), "binary", {"penalty": "firth"}),
    "logit_design": (drawn("binary", **weighted()), "binary", {}),
    "ordinal_logit": (drawn("ordered"), "ordered", {"link": "logit"}),
    "ordinal_probit": (drawn("ordered"), "ordered", {"link": "probit", "top": 1}),
    "ordinal_cloglog": (drawn("ordered"), "ordered", {"link": "cloglog"}),
    "poisson": (drawn("count"), "count", {"family": "poisson"}),
    "negative_binomial": (drawn("count"), "count", {"family": "negative_binomial"}),
    "ols": (drawn("number"), "number", {"family": "ols"}),
    "cox": (drawn("time"), "number", {"family": "cox", "event": "e"}),
}


def fitted(kind: str) -> LinkResult:
    data, outcome, asked = KINDS[kind]
    found = fit(Model(kind, "y", ("a", "b", "c"), controls=("d",), **asked), data, outcome)
    return laid_out(found, own_tables(found), "en", {"b": ATTACK})


# Moves in twentieths of what a slider can go to, up or down; together they are moved as they stand.
MOVES = ({"a": 6}, {"b": -9}, {"a": 20, "b": 4, "c": -3}, {"a": -20, "c": 20})
RUNNING = """
const CASES = __CASES__, MODULE = __MODULE__;
const out = {sections: {}, errors: []};
addEventListener("error", event => out.errors.push(String(event.message)));
const read = element => Object.fromEntries(Object.entries(element.dataset).map(([k, v]) => [k, v]));
const turn = (input, value) => { input.value = value; input.dispatchEvent(new Event("input")); };
const turned = input => read(input.parentElement.querySelector("output")).value;
const settle = () => new Promise(done => setTimeout(done, 50));

function models(root, targets) {
  const sliders = [...root.querySelectorAll("input[type=range]")], [reset] = root.querySelectorAll("button");
  const [target] = root.querySelectorAll("input[type=number]"), [score] = root.querySelectorAll("select");
  const cases = CASES.moves.map(moves => {
    reset.click();
    for (const [name, twentieths] of Object.entries(moves)) {
      const input = sliders.find(one => one.dataset.name.split(".").pop() === name) ?? sliders[name === "a" ? 0 : 1];
      turn(input, (twentieths > 0 ? input.max : -input.min) * twentieths / 20);
    }
    const figures = [...root.querySelectorAll("[data-figure]")].map(card => ({
      name: card.dataset.figure, after: read(card.querySelector("output")),
      change: read(card.querySelector("[role=status]")),
      text: card.innerText, line: card.querySelector("[role=img]").getAttribute("aria-label"),
    }));
    return {moves: Object.fromEntries(sliders.map(one => [one.dataset.name, turned(one)])), figures};
  });
  const needed = !target ? [] : targets.flatMap(goal => [...score.options].map(option => {
    target.value = goal; target.dispatchEvent(new Event("change"));
    score.value = option.value; score.dispatchEvent(new Event("change"));
    const found = root.querySelector(".needed");
    return {score: option.value, target: goal, text: found.textContent, ...read(found)};
  }));
  const unlabelled = [...root.querySelectorAll("input, select")].filter(one => !one.labels.length).length;
  return {cases, needed, unlabelled, text: root.innerText};
}

function weights(root) {
  const sliders = [...root.querySelectorAll("input[type=range]")], [reset] = root.querySelectorAll("button");
  const look = () => ({
    index: read(root.querySelector("output.big")),
    shares: sliders.map(turned),
    parts: [...root.querySelectorAll("[data-table=parts] tbody tr")].map(read),
    places: [...root.querySelectorAll("[data-table=place] tbody tr")].map(read),
    warning: root.querySelector("[role=alert]").textContent,
  });
  const found = {base: look()};
  turn(sliders[0], 20); turn(sliders[1], 60);
  found.moved = look();
  sliders.forEach(one => turn(one, 0));
  found.zero = look();
  reset.click();
  found.reset = look();
  return {...found, text: root.innerText, bold: root.querySelectorAll("b").length};
}

// As Jupyter draws a widget: a model whose traits are read, set and listened to.
async function asWidget(figures) {
  const {default: {render}} = await import(URL.createObjectURL(new Blob([MODULE], {type: "text/javascript"})));
  const twin = document.querySelector("[data-figures]");
  const traits = {figures, live: twin.dataset.live, moves: {}, target: null};
  traits.score = figures.drivers[0].name;
  const heard = {}, saved = [], el = document.body.appendChild(document.createElement("div"));
  const model = {
    get: name => traits[name], set: (name, value) => { traits[name] = value; },
    on: (name, listen) => { heard[name] = listen; }, off: name => { delete heard[name]; },
    save_changes: () => saved.push(structuredClone(traits.moves)),
  };
  const hiddenBefore = twin.hidden, close = render({model, el});
  const [input] = el.querySelectorAll("input[type=range]");
  turn(input, 0.5);
  traits.moves = {[input.dataset.name]: -1};
  heard["change:moves"]();
  const told = turned(input);
  close();
  const found = {saved, told, hidden: [hiddenBefore, twin.hidden], listening: Object.keys(heard).length};
  el.remove();
  return found;
}

async function narrow(markup) {
  const frame = document.createElement("iframe");
  frame.style = "border: 0; width: 360px; height: 900px";
  frame.srcdoc = `<!doctype html><meta charset="utf-8"><body style="margin: 0">${markup}`;
  const loaded = new Promise(done => { frame.onload = done; });
  document.body.append(frame);
  await loaded;
  await settle();
  const page = frame.contentDocument.documentElement;
  const width = frame.contentWindow.innerWidth, sliders = page.querySelectorAll("input[type=range]").length;
  return [width, page.scrollWidth - page.clientWidth, sliders];
}

await settle();
const roots = [...document.querySelectorAll("[data-figures]")];
const figuresOf = root => JSON.parse(document.getElementById(root.dataset.figures).textContent);
for (const [at, root] of roots.entries()) {
  const {kind} = figuresOf(root), name = CASES.names[at];
  out.sections[name] = kind !== "weights" ? models(root, CASES.targets[name]) : weights(root);
}
out.widget = await asWidget(figuresOf(roots[0]));
out.narrow = [await narrow(CASES.narrow[0]), await narrow(CASES.narrow[1])];
out.asked = performance.getEntriesByType("resource").filter(one => !one.name.startsWith("blob:")).map(one => one.name);
const found = document.createElement("pre");
found.id = "found";
found.textContent = JSON.stringify(out);
document.body.append(found);
"""


@dataclass(frozen=True)
class Shown:
    """What the browser found, beside what Python knows."""

    found: dict[str, Any]
    title: str
    scores: Any
    links: dict[str, LinkResult]
    report: str


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, nbformat.NotebookNode]:
    """A notebook with sliders on a model and on weights, run by a kernel."""
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "again.yaml").write_text(re.sub("^    ", "", DEFINITION, flags=re.MULTILINE), encoding="utf-8")
    answers().write_csv(folder / "again.csv")
    cells = (
        "import satindex as si\nsurvey = si.load_survey('again.yaml')\n"
        "scores = si.score(si.read_responses('again.csv', survey))",
        "sliders = si.link(scores, 'again').what_if_widget(language='en')\nsliders",
        "scores.weights_widget('quality', language='zh')",
        "sliders.moves = {'quality.empathy': 0.5}\nrepr(sliders.value)",
    )
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        NotebookClient(made, timeout=120, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    return folder, made


@pytest.fixture(scope="module")
def shown(notebook: tuple[Path, nbformat.NotebookNode], tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """The exported notebook, a page's worth of models below it, opened once with the network cut."""
    from nbconvert import HTMLExporter

    folder, made = notebook
    exported, _ = HTMLExporter().from_notebook_node(made)
    scores = si.score(si.read_responses(folder / "again.csv", si.load_survey(folder / "again.yaml")))
    links = {kind: fitted(kind) for kind in KINDS}
    page = exported + "".join(link.what_if_widget().html() for link in links.values())
    again = si.link(scores, "again")
    links = {"notebook": again, **links, "report": again}
    report = html_report.page(si.analyse(scores, "zh"), "zh")
    narrow = [scores.weights_widget("quality").html(), links["cox"].what_if_widget(target=0.5).html()]
    cases = {
        "moves": MOVES,
        "names": ["notebook", "weights", *KINDS, "report", "report_weights"],
        "targets": {kind: targets_of(link) for kind, link in links.items()},
        "narrow": narrow,
    }
    script = RUNNING.replace("__CASES__", inert(cases)).replace("__MODULE__", inert(module()))
    path = folder / "exported.html"
    path.write_text(f'{page}{report}<script type="module">{script}</script>', encoding="utf-8")
    profile = tmp_path_factory.mktemp("profile")
    command = [BROWSER, *OPTIONS, f"--user-data-dir={profile}", path.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, encoding="utf-8").stdout
    told = re.search('<pre id="found">(.*?)</pre>', dom, flags=re.DOTALL)
    title = re.search("<title>(.*?)</title>", dom, flags=re.DOTALL)
    assert told, "the page's script did not come to its end"
    assert title
    return Shown(json.loads(html.unescape(told[1])), title[1], scores, links, report)


def inert(content: Any) -> str:
    return json.dumps(content).replace("<", "\\u003c")


def targets_of(link: LinkResult) -> list[float]:
    """A figure a little above and below today's, and one that no score reaches; shares as a reader writes them."""
    predicted = link.linked.found.predicted
    problem, figure = link.linked.problem, next(iter(predicted.figures.values()))
    today = average(predicted.prediction, figure, problem.matrix, {}, problem.weights).estimate
    if predicted.shares.issuperset(list(predicted.figures)[:1]):
        return [round(100 * today) + 5, round(100 * today) - 4, 99.9, 120]
    return [round(today * 1.1, 3), round(today * 0.95, 3), 1e6]


def number(text: str) -> float | None:
    return None if text in ("", "NaN", "null") else float(text)


def cases_of(shown: Shown) -> Iterator[tuple[LinkResult, dict[str, float], list[dict[str, Any]], float]]:
    """Each model's moves with the figures seen, and how near they are: a report holds seven digits of them."""
    for name, link in shown.links.items():
        for case in shown.found["sections"][name]["cases"]:
            moves = {score: float(by) for score, by in case["moves"].items() if float(by)}
            yield link, moves, case["figures"], 2e-7 if name == "report" else 1e-9


@in_browser
def test_what_the_page_predicts_is_what_python_predicts(shown: Shown) -> None:
    compared = 0
    for link, moves, figures, near in cases_of(shown):
        assert moves
        rows = [row for row in link.what_if(moves).rows if len(moves) == 1 or row["term"] == "together"]
        assert [row["figure"] for row in rows] == [figure["name"] for figure in figures]
        for row, figure in zip(rows, figures, strict=True):
            change, after = figure["change"], figure["after"]
            assert float(change["today"]) == pytest.approx(row["today"], rel=near, abs=near)
            assert float(after["value"]) == pytest.approx(row["moved"], rel=near, abs=near)
            seen = [float(change[name]) for name in ("change", "low", "high")]
            assert seen == pytest.approx([row[name] for name in ("estimate", "ci_low", "ci_high")], rel=near, abs=near)
            ends = interval(link, moves, figure["name"])
            assert [float(after["low"]), float(after["high"])] == pytest.approx(ends, rel=near, abs=near)
            compared += 1
    assert compared == 4 * (len(KINDS) + 2 + 3)  # the three ordered models have a share and a mean


def interval(link: LinkResult, moves: dict[str, float], name: Any) -> tuple[float, float]:
    """The interval of the mean prediction after the moves, as the curve of the report has it."""
    problem, predicted = link.linked.problem, link.linked.found.predicted
    places = {problem.terms.index(score): move_of(problem, score, by) for score, by in moves.items()}
    found = average(predicted.prediction, predicted.figures[name], problem.matrix, places, problem.weights)
    half = quantile(df=predicted.prediction.df) * found.std_error(predicted.prediction)
    low, high = found.estimate - half, found.estimate + half
    return (max(low, 0.0), min(high, 1.0)) if name in predicted.shares else (low, high)


@in_browser
def test_what_a_target_requires_on_the_page_is_what_python_says(shown: Shown) -> None:
    """The roots agree as far as Python's is searched, to 1e-10 points."""
    reached, refused = 0, 0
    for name, link in shown.links.items():
        predicted = link.linked.found.predicted
        share = next(iter(predicted.figures)) in predicted.shares
        for needed in shown.found["sections"][name]["needed"]:
            (row,) = link.required(needed["score"], needed["target"] / (100 if share else 1)).rows
            ends = [row.get("estimate"), row.get("ci_low"), row.get("ci_high")]
            seen = [number(needed.get(key, "")) for key in ("value", "low", "high")]
            assert [end is None for end in ends] == [end is None for end in seen], (name, needed)
            pairs = [(mine, theirs) for mine, theirs in zip(seen, ends, strict=True) if theirs is not None]
            assert [mine for mine, _ in pairs] == pytest.approx([theirs for _, theirs in pairs], rel=1e-9, abs=1e-9)
            reached += row.get("estimate") is not None
            refused += row.get("estimate") is None
            if "reason" in row:
                language, score = "zh" if name == "report" else "en", needed["score"]
                said = link.labels.get(score, Words(score, score)).say(language)
                why = row["reason"].say(language)
                for everyones in ("everyone's", "所有人的"):
                    why = why.replace(f"{everyones} {score} ", f"{everyones} {said} ")
                assert why in needed["text"].replace("−", "-")
    assert (reached > 50, refused > 30) == (True, True)


@in_browser
@pytest.mark.parametrize("section", ["weights", "report_weights"])
def test_weights_on_the_page_are_rescaled_and_ranked(shown: Shown, section: str) -> None:
    found, table = shown.found["sections"][section], shown.scores["quality"]
    means = [row["estimate"] for row in table.rows[:2]]
    assert [float(share) for share in found["base"]["shares"]] == pytest.approx([0.75, 0.25], abs=1e-12)
    base = table.rows[-1]["estimate"]
    assert float(found["base"]["index"]["value"]) == pytest.approx(base, abs=1e-12)
    moved = found["moved"]  # the sliders stand at 20 and 60
    assert [float(share) for share in moved["shares"]] == pytest.approx([0.25, 0.75], abs=1e-12)
    expected = 0.25 * means[0] + 0.75 * means[1]
    assert float(moved["index"]["value"]) == pytest.approx(expected, abs=1e-12)
    contributions = [0.25 * means[0], 0.75 * means[1]]
    assert [float(part["value"]) for part in moved["parts"]] == pytest.approx(contributions, abs=1e-12)
    assert [part["rank"] for part in moved["parts"]] == ["2", "1"]
    by_place = {name: [] for name in PLACES}
    for row in shown.scores.tables(["quality"], ["place"])["quality by place"].rows:
        if row["dimension"] != "overall":
            by_place[row["level"]].append(row["estimate"])
    indices = {name: float(np.dot([0.25, 0.75], pair)) for name, pair in by_place.items()}
    seen = {place["name"]: float(place["value"]) for place in moved["places"]}
    assert seen == pytest.approx(indices, abs=1e-12)
    order = sorted(indices, key=indices.get, reverse=True)
    assert {place["name"]: float(place["rank"]) for place in moved["places"]} == {
        name: at + 1 for at, name in enumerate(order)
    }
    assert found["zero"]["warning"] == "权重之和为 0：没有指数。请至少提高一项权重。"
    assert found["zero"]["index"]["value"] == "NaN"
    assert (found["moved"]["warning"], found["reset"]) == ("", found["base"])


@in_browser
def test_the_page_asks_for_nothing_runs_nothing_else_and_reads_aloud(shown: Shown) -> None:
    """What is asked for from outside belongs to the exporter's own page, and does not come."""
    found = shown.found
    assert found["errors"] == []
    assert all("satindex" not in name and "anywidget" not in name for name in found["asked"])
    assert shown.title != "owned"
    assert ATTACK.en in found["sections"]["logit"]["text"]
    assert found["sections"]["weights"]["bold"] == 0
    assert "<b>South</b>" in found["sections"]["weights"]["text"]
    assert "权重（换算为合计 100%）" in found["sections"]["weights"]["text"]
    assert all(found["sections"][name]["unlabelled"] == 0 for name in shown.links)
    first = found["sections"]["notebook"]["cases"][0]["figures"][0]
    assert re.fullmatch(r"P\(R1 = yes\): after the move \d+\.\d%, today .*", first["line"])
    assert re.search(r"95% CI \[\d+\.\d%, \d+\.\d%\]", first["text"])


@in_browser
def test_at_360_pixels_nothing_sticks_out(shown: Shown) -> None:
    """Of weights (two sliders, three tables) and of a model (three sliders)."""
    assert shown.found["narrow"] == [[360, 0, 2], [360, 0, 3]]


@in_browser
def test_as_a_widget_it_tells_and_is_told(shown: Shown) -> None:
    widget = shown.found["widget"]
    assert widget["saved"] == [{"quality.tangibles": 0.5}]
    assert float(widget["told"]) == -1
    assert widget["hidden"] == [False, True]
    assert widget["listening"] == 0


def test_the_notebook_holds_both_and_python_reads_what_was_moved(
    notebook: tuple[Path, nbformat.NotebookNode], scored: Any
) -> None:
    _, made = notebook
    for cell in made.cells[1:3]:
        view, page = (output.data for output in cell.outputs)
        assert "application/vnd.jupyter.widget-view+json" in view
        assert "startAll" in page["text/html"]
    link = si.link(scored(DEFINITION, answers()), "again")
    said = float(made.cells[3].outputs[0].data["text/plain"].strip("'\""))
    assert said == pytest.approx(link.what_if({"quality.empathy": 0.5}).rows[0]["moved"], abs=1e-12)


def test_python_reads_and_sets_a_models_sliders(scored: Any) -> None:
    link = si.link(scored(DEFINITION, answers()), "again")
    sliders = link.what_if_widget({"quality.*": 0.5}, target=0.7)
    both = link.what_if({"quality.*": 0.5})
    assert sliders.moves == {"quality.tangibles": 0.5, "quality.empathy": 0.5}
    assert sliders.value == both.rows[-1]["moved"]
    assert sliders.what_if.rows == both.rows
    assert sliders.required.rows == link.required("quality.tangibles", 0.7).rows
    sliders.set_state({"moves": {"quality.empathy": 1, "quality.tangibles": 0}})  # as a page sends it
    assert sliders.moves == {"quality.empathy": 1.0}
    sliders.moves, sliders.target = {}, None
    assert sliders.value == pytest.approx(both.rows[0]["today"])
    assert (sliders.what_if, sliders.required) == (None, None)
    assert {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"} == set(
        sliders._repr_mimebundle_()[0]
    )
    with pytest.raises(FigureError, match=r"Did you mean 'quality\.empathy'"):
        sliders.moves = {"quality.empaty": 1}
    with pytest.raises(FigureError, match="needs a number"):
        sliders.moves = {"quality.empathy": math.nan}
    with pytest.raises(FigureError, match="not a predictor"):
        link.what_if_widget({"quality": 1})


def test_python_reads_and_sets_the_weights(scored: Any) -> None:
    scores = scored(DEFINITION, answers())
    sliders = scores.weights_widget("quality")
    means = [row["estimate"] for row in scores["quality"].rows]
    assert sliders.weights == {"tangibles": 0.75, "empathy": 0.25}
    assert sliders.value == pytest.approx(means[-1], abs=1e-12)
    sliders.weights = {"tangibles": 1, "empathy": 3}
    assert sliders.weights == {"tangibles": 0.25, "empathy": 0.75}
    assert sliders.value == pytest.approx(0.25 * means[0] + 0.75 * means[1], abs=1e-12)
    for wrong, says in (({"empathy": 0}, "sum to 0"), ({"empathy": -1}, "negative"), ({"other": 1}, "no slider")):
        with pytest.raises(FigureError, match=says):
            sliders.weights = wrong
    assert sliders.weights == {"tangibles": 0.25, "empathy": 0.75}
    with pytest.raises(FigureError, match="not a weighted mean of parts"):
        scores.weights_widget("qualty")


def test_what_has_nothing_to_move_says_why(scored: Any) -> None:
    same = answers().with_columns(R1=pl.lit("yes"))
    with pytest.raises(FigureError, match="same outcome"):
        si.link(scored(DEFINITION, same), "again").what_if_widget()
    constant = answers().with_columns(P3=pl.lit(4), P4=pl.lit(4))
    figures = si.link(scored(DEFINITION, constant), "again").what_if_widget().figures
    assert [driver["name"] for driver in figures["drivers"]] == ["quality.tangibles"]
    assert any("the same for every respondent" in note for note in figures["notes"])
    link = si.link(scored(DEFINITION, answers()), "again")
    with pytest.raises(FigureError, match=r"more than a page holds \(10 numbers\)"):
        movable(link.linked, {}, Words("m", "m"), "en", most=10)


def test_without_anywidget_the_command_that_installs_it_is_said(scored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "satindex.results.sliders.widgets", raising=False)
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(MissingExtraError, match=r'pip install "satindex\[widget\]"'):
        scored(DEFINITION, answers()).weights_widget("quality")


def test_the_figures_name_nobody_and_stand_in_no_order(scored: Any) -> None:
    """The same people in another order: the same figures, row by row."""
    one, other = (
        si.link(scored(DEFINITION, data), "again").what_if_widget().figures["rows"]
        for data in (answers(), answers().reverse())
    )
    assert one == other


def script_hashes(page: str) -> set[str]:
    return set(re.findall(r"'(sha256-[^']+)'", page))


def figures_on(page: str) -> list[dict[str, Any]]:
    return [json.loads(one) for one in re.findall(r'-figures">({.*?})</script>', page)]


def test_a_report_has_sliders_of_averages_and_no_row_of_scores(scored: Any) -> None:
    """The page's own module may run there; with controls, too: nothing in it is of one respondent."""
    asked = answers()
    page = html_report.page(si.analyse(scored(DEFINITION, asked), "en"), "en")
    (own,) = re.findall(r'<script type="module">(.*?)</script>', page, flags=re.DOTALL)
    said = "sha256-" + base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
    assert said in script_hashes(page)
    assert "rows.columns" not in own
    model, weights = figures_on(page)
    assert (model["kind"], weights["kind"]) == ("grid", "weights")
    assert model["moves"] == {"quality.empathy": 0.5}
    assert "rows" not in model
    controlled = DEFINITION.replace("title: {en: Again, zh: 复购}", "controls: [place]")
    page = html_report.page(si.analyse(scored(controlled, asked), "en"), "en")
    assert [one["kind"] for one in figures_on(page)] == ["grid", "weights"]
    few = html_report.page(si.analyse(scored(DEFINITION, asked.head(29)), "en"), "en")
    assert [one["kind"] for one in figures_on(few)] == ["weights"]
    bare = DEFINITION.replace(", weight: 3", "").replace(", weight: 1", "").replace("what_if", "# what_if")
    page = html_report.page(si.analyse(scored(bare, asked), "en"), "en")
    assert "satindex-sliders" not in page.replace(".satindex-sliders { display: none; }", "")
    assert "startAll" not in page
