"""Exports that do not fit their definition: through the command line, each with its exact message.

Exit code 2, no traceback, nothing written, the old report whole.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from satindex.cli import main

DEFINITION = """
survey: branches
respondent: {id: id, weight: w, segments: [branch]}
missing: [N/A]
scales: {mine: {codes: {"0": 0, "1-2": 1, "3+": 2}}}
items:
  E1..E2: {scale: agree5}
  P1..P2: {scale: agree5}
  N1: {scale: likely11, column: "How likely are you to recommend us?"}
  V: {scale: count}
  F: {scale: mine}
  R: {scale: yes_no}
measures:
  quality: {type: servqual, dimensions: {a: {expected: E1..E2, perceived: P1..P2}}}
  nps: {type: nps, item: N1}
  visits: {type: mean, items: [V]}
"""
NPS = "How likely are you to recommend us?"
HEAD = f"id,w,branch,E1,E2,P1,P2,{NPS},V,F,R"
GOOD = "1,1,A,5,4,Agree,3,10,2,1-2,Yes\n2,1.5,B,同意,2,1,4,7,0,3+,否\n3,0.5,A,3,3,2,1,0,5,0,No"
HOW = "Add them to the scale (codes, labels), declare them under 'missing', or write 'unknown: missing'."
ASK = "answers.csv holds answers that their scales do not know:"


@dataclass(frozen=True)
class Case:
    message: str
    data: str = f"{HEAD}\n{GOOD}\n"
    definition: str = DEFINITION


def changed(old: str, new: str) -> str:
    """The sound export with one thing changed."""
    text = f"{HEAD}\n{GOOD}\n"
    assert old in text
    return text.replace(old, new)


def unknown(line: str, old: str, new: str) -> Case:
    return Case(f"{ASK}\n  {line}\n{HOW}", changed(old, new))


def defined(old: str, new: str, message: str) -> Case:
    assert old in DEFINITION
    return Case(message, definition=DEFINITION.replace(old, new))


COLUMNS = f"There are: id, w, branch, E1, E2, P1, P2, {NPS}, V, F, R."
CASES: dict[str, Case] = {
    "a point above the scale": unknown("P1 on agree5: '6' (1 ×)", "5,4,Agree", "5,4,6"),
    "a point between points": unknown("P1 on agree5: '4.5' (1 ×)", "5,4,Agree", "5,4,4.5"),
    "a label misspelt": unknown("P1 on agree5: 'Agred' (1 ×, nearest: Agree)", "Agree", "Agred"),
    "a label of another scale": unknown("P1 on agree5: 'Very satisfied' (1 ×)", "Agree", "Very satisfied"),
    "eleven on 0 to 10": unknown(f"N1 [{NPS}] on likely11: '11' (1 ×, nearest: 1)", ",3,10,2", ",3,11,2"),
    "a negative recommendation": unknown(f"N1 [{NPS}] on likely11: '-1' (1 ×, nearest: 1)", ",3,10,2", ",3,-1,2"),
    "half a visit": unknown("V on count: '2.5' (1 ×)", ",10,2,", ",10,2.5,"),
    "a negative count": unknown("V on count: '-3' (1 ×)", ",10,2,", ",10,-3,"),
    "words among counts": unknown("V on count: 'twice' (1 ×)", ",10,2,", ",10,twice,"),
    "a number no code knows": unknown("F on mine: '12' (1 ×, nearest: 1-2)", ",1-2,", ",12,"),
    "maybe on yes and no": unknown("R on yes_no: 'Maybe' (1 ×)", "1-2,Yes", "1-2,Maybe"),
    "a formula as an answer": unknown("P1 on agree5: '=1+1' (1 ×)", "Agree", "=1+1"),
    "code as an answer": unknown("P1 on agree5: '__import__('os')' (1 ×)", "Agree", "__import__('os')"),
    "markup as an answer": unknown("P1 on agree5: '<script>' (1 ×)", "Agree", "<script>"),
    "infinity": unknown("V on count: 'inf' (1 ×)", ",10,2,", ",10,inf,"),
    "several columns at once": Case(
        f"{ASK}\n  E1 on agree5: '9' (1 ×)\n  V on count: 'x' (1 ×)\n{HOW}",
        f"{HEAD}\n{GOOD}\n".replace("A,5,4", "A,9,4").replace(",10,2,", ",10,x,"),
    ),
    "a column that lacks": Case(
        f"P2 (line 8): the export has no column 'P2'. {COLUMNS.replace('P2', 'Z9')}",
        changed("P1,P2", "P1,Z9"),
    ),
    "a question that was reworded": Case(
        f"N1 (line 9): the export has no column '{NPS}'. Did you mean 'How likely are you to recommend them?'?",
        changed(NPS, "How likely are you to recommend them?"),
    ),
    "several columns that lack": Case(
        "\n".join(f"E{n} (line 7): the export has no column 'E{n}'. {COLUMNS.replace('E', 'X')}" for n in (1, 2)),
        changed("E1,E2", "X1,X2"),
    ),
    "a heading that stands twice": Case(
        "P1: the heading 'P1' stands more than once; name 'P1 (1)' for its first column, 'P1 (2)' for its second\n"
        f"P2 (line 8): the export has no column 'P2'. {COLUMNS.replace('P2', 'P1 (2)')}",
        changed("P1,P2", "P1,P1"),
    ),
    "no segment": Case("the export has no column 'branch'. Did you mean 'branhc'?", changed("branch", "branhc")),
    "no weight column": Case("the export has no column 'w'. Did you mean 'ww'?", changed(",w,", ",ww,")),
    "a negative weight": Case(
        "the weight 'w' holds '-1.5'; weights are numbers, 0 or more.", changed("2,1.5,B", "2,-1.5,B")
    ),
    "a weight in words": Case(
        "the weight 'w' holds 'half'; weights are numbers, 0 or more.", changed("3,0.5,A", "3,half,A")
    ),
    "headings only": Case("answers.csv has headings but no rows.", f"{HEAD}\n"),
    "an empty file": Case("{data} is empty (0 bytes).", ""),
    "a row that is too long": Case(
        "answers.csv, line 3: the row has 12 cells, the heading line has 11. An answer that holds the delimiter must "
        "stand in quotation marks; or the first column has no heading.",
        changed("7,0,3+,否", "7,0,3+,否,extra"),
    ),
    "a quotation mark that never closes": Case(
        "answers.csv, line 3: quotation marks do not pair: the one that opens an answer here is not closed up to line "
        "4. A quotation mark inside a quoted answer must be doubled.",
        changed("2,1.5,B,", '2,1.5,"B, b,'),
    ),
    "a web page": Case(
        "answers.csv is a web page (HTML) (although it is named .csv), which can't be read. Export the answers as CSV "
        "or Excel (.xlsx).",
        "<html><body>Please log in</body></html>",
    ),
    "nobody left": defined(
        "missing:",
        "where: {branch: [Z]}\nmissing:",
        "no row of answers.csv is left. Set aside were 3: where: branch = Z does not hold.",
    ),
    "two items of one column": defined(
        "V: {scale: count}", "V: {scale: count, column: E1}", "E1 and V read the same column 'E1'"
    ),
    "a question without columns": defined(
        "V: {scale: count}",
        "V: {scale: count, question: 17}",
        "V: question '17' has 0 columns in the export, so there is none for number 1",
    ),
    "the weight as a segment": defined(
        "segments: [branch]", "segments: [branch, w]", "'w' is the weight; it can't be a segment too."
    ),
    "a condition on a column that lacks": defined(
        "missing:", "where: {brunch: [A]}\nmissing:", "the export has no column 'brunch'. Did you mean 'branch'?"
    ),
    "an NPS of 1 to 5": defined(
        "nps: {type: nps, item: N1}",
        "nps: {type: nps, item: P1}",
        "{definition}:15: measures.nps.item: NPS needs answers from 0 to 10, but P1 is answered 1–5. "
        "Use an item on scale likely11 (0..10); a 1–10 answer has no NPS.",
    ),
    "sides of different length": defined(
        "perceived: P1..P2",
        "perceived: [P1]",
        "{definition}:14: measures.quality.dimensions.a: 2 expected items against 1 perceived ones. "
        "Each perceived item needs its expected one, in the same order.",
    ),
}


def test_the_sound_pair_is_sound(tmp_path: Path) -> None:
    code, said = run(tmp_path, Case(""), "report")
    assert (code, said) == (0, "")
    assert (tmp_path / "out.json").read_text(encoding="utf-8").startswith("{")


def run(folder: Path, case: Case, command: str) -> tuple[int, str]:
    definition, data = folder / "survey.yaml", folder / "answers.csv"
    definition.write_text(dedent(case.definition), encoding="utf-8")
    data.write_text(case.data, encoding="utf-8")
    out = folder / ("out.json" if command == "report" else "out.csv")
    result = CliRunner().invoke(main, [command, str(definition), str(data), "-o", str(out)])
    return result.exit_code, result.stderr


@pytest.mark.parametrize("command", ["report", "score"])
@pytest.mark.parametrize("name", CASES)
def test_refused_in_words(tmp_path: Path, name: str, command: str) -> None:
    case = CASES[name]
    old = {file: f"the old {file}" for file in ("out.json", "out.csv")}
    for file, text in old.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    code, said = run(tmp_path, case, command)
    wanted = case.message.replace("{data}", str(tmp_path / "answers.csv"))
    assert said.rstrip("\n") == wanted.replace("{definition}", str(tmp_path / "survey.yaml"))
    assert code == 2
    assert {file: (tmp_path / file).read_text(encoding="utf-8") for file in old} == old
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "out.csv", "out.json", "survey.yaml"]


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 20


def test_a_real_process_says_the_same(tmp_path: Path) -> None:
    case = CASES["a label misspelt"]
    (tmp_path / "survey.yaml").write_text(case.definition, encoding="utf-8")
    (tmp_path / "answers.csv").write_text(case.data, encoding="utf-8")
    arguments = [sys.executable, "-m", "satindex", "report", "survey.yaml", "answers.csv", "-o", "out.html"]
    for language, first in (("en", ASK), ("zh", "answers.csv 中有量表不认识的回答：")):
        environment = {**os.environ, "SATINDEX_LANG": language, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": _ROOT}
        found = subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, check=False)
        assert found.returncode == 2
        said = found.stderr.decode("utf-8").splitlines()
        assert said[0] == first
        assert len(said) == 3
        assert found.stdout == b""
    assert not (tmp_path / "out.html").exists()


_ROOT = str(Path(__file__).resolve().parent.parent)


@pytest.mark.parametrize("output", ["report.pdff", "report", "gone/report.json"])
def test_a_bad_output_is_refused_before_anything_is_read(tmp_path: Path, output: str) -> None:
    (tmp_path / "survey.yaml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "answers.csv").write_text(f"{HEAD}\n{GOOD}\n", encoding="utf-8")
    arguments = ["report", str(tmp_path / "survey.yaml"), str(tmp_path / "answers.csv"), "-o", str(tmp_path / output)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert "defect" not in result.stderr
    assert result.stderr.strip()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "survey.yaml"]
