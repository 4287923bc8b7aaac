"""One report for each level of a segment: the figures, the files, the list, and what does not get out."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

import satindex as si
from satindex.analysis.building import analyse
from satindex.cli import main
from satindex.errors import FigureError, WriteError
from satindex.measures.scores import Scores
from satindex.report.batch import making
from satindex.report.json import content

Scored = Callable[[str, Any], Scores]

PLAIN = """
    survey: outlets
    respondent: {id: id, segments: {branch: {title: {en: Branch, zh: 网点}}, age: {}}, wave: wave}
    items: {A: {scale: 1..7}, B: {scale: 1..7}, Q: {scale: likely11}, R: {scale: yes_no}}
    tables: {who: {items: [R], by: [age, branch]}}
    measures:
      quality: {type: composite, components: {one: {items: [A]}, two: {items: [B]}}}
      nps: {type: nps, item: Q}
    models: {again: {outcome: R, predictors: [quality]}}
    """
DESIGNED = PLAIN.replace("{id: id,", "{id: id, weight: w, stratum: region, cluster: school,")
RAKED = PLAIN.replace("{id: id,", "{id: id, rake: {sex: {f: 0.5, m: 0.5}}, stratum: region,")


def answers(n: int = 240) -> pl.DataFrame:
    random = np.random.default_rng(11)
    outlet = random.integers(0, 3, n)
    better = outlet[:, None] + random.integers(1, 6, (n, 2))
    return pl.DataFrame(
        {
            "id": [f"p{at}" for at in range(n)],
            "A": better[:, 0].clip(1, 7),
            "B": better[:, 1].clip(1, 7),
            "Q": (better.sum(axis=1)).clip(0, 10),
            "R": np.where(better.sum(axis=1) + random.integers(-4, 5, n) > 7, "yes", "no"),
            "branch": [["East", "West", "South"][at] for at in outlet],
            "age": random.choice(["young", "old"], n),
            "wave": random.choice(["1", "2"], n),
            "w": random.uniform(0.5, 2, n).round(2),
            "region": random.choice(["n", "s"], n),
            "school": random.choice([f"s{at}" for at in range(12)], n),
            "sex": random.choice(["f", "m"], n, p=[0.7, 0.3]),
        }
    ).with_columns(A=pl.when(pl.int_range(pl.len()) % 9 == 0).then(None).otherwise(pl.col("A")))


def read(files: Mapping[str, tuple[Path, ...]], level: str) -> Any:
    return json.loads(files[level][0].read_text(encoding="utf-8"))


def alike(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same but for rounding."""
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(alike(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return one == other or (isinstance(one, float) and one == pytest.approx(other, rel=1e-7, abs=1e-9))


@pytest.mark.parametrize("definition", [PLAIN, DESIGNED, RAKED], ids=["plain", "designed", "raked"])
def test_the_figures_are_those_of_the_level_alone(definition: str, scored: Scored, tmp_path: Path) -> None:
    """A level's report says what the report of `where: {branch: [level]}` says, and what the whole says beside it."""
    frame = answers()
    whole = scored(definition, frame)
    found = si.write_reports(whole, "branch", tmp_path / "{branch}.json", language="en")
    assert list(found.files) == ["East", "South", "West"]
    own = read(found.files, "West")
    alone = scored(definition + "where: {branch: [West]}\n    ", frame)
    expected = json.loads(json.dumps(content(analyse(alone, "en"), "en"), default=lambda one: one.item()))
    named = {name for name in expected["tables"] if not name.endswith("by branch")}
    assert set(own["tables"]) == named | {"quality whole", "nps whole"}
    assert all(alike(own["tables"][name], expected["tables"][name]) for name in named - {"who", "who.tests"})
    by_age = [row for row in expected["tables"]["who"] if row["segment"] == "age"]
    assert [row["estimate"] for row in own["tables"]["who"]] == pytest.approx([row["estimate"] for row in by_age])
    assert own["respondents"]["used"] == expected["respondents"]["used"]
    assert own["respondents"]["set_aside"] == {"Branch: not West": 240 - own["respondents"]["used"]}
    assert (own["segment"], own["level"], own["title"]) == ("branch", "West", "outlets")
    beside = own["tables"]["nps whole"][0]
    assert beside["own"] == pytest.approx(own["tables"]["nps"][0]["estimate"])
    assert (beside["theirs"], beside["theirs_std_error"]) == pytest.approx(
        tuple(whole["nps"].rows[0][name] for name in ("estimate", "std_error"))
    )
    assert beside["estimate"] == pytest.approx(beside["own"] - beside["theirs"])


def test_sections_come_in_the_order_of_any_report(scored: Scored, tmp_path: Path) -> None:
    found = si.write_reports(scored(PLAIN, answers()), "branch", tmp_path / "{branch}.md", language="en")
    alone = scored(PLAIN + "where: {branch: [West]}\n    ", answers())
    si.write_report(analyse(alone, "en"), tmp_path / "alone.md", language="en")
    of_level, of_any = (_headings(path) for path in (found.files["West"][0], tmp_path / "alone.md"))
    both = set(of_level) & set(of_any)
    assert [one for one in of_level if one in both] == [one for one in of_any if one in both]
    assert len(both) >= 4
    assert of_level.index("Against the whole") < min(map(of_level.index, both - {"At a glance"}))


def _headings(path: Path) -> list[str]:
    return [line.removeprefix("## ") for line in path.read_text("utf-8").splitlines() if line.startswith("## ")]


def test_weights_that_the_data_give_are_those_of_everybody(scored: Scored, tmp_path: Path) -> None:
    """The level's index has the estimate and the error that it has in the table by segment of the whole's report."""
    definition = PLAIN.replace(
        "composite, components", "composite, weights: {method: entropy, replicates: 100}, components"
    )
    scores = scored(definition, answers())
    own = read(si.write_reports(scores, "branch", tmp_path / "{branch}.json").files, "West")
    by_branch = scores.tables(by=["branch"])["quality by branch"].to_dicts("en")
    expected = next(row for row in by_branch if row["level"] == "West" and row["component"] == "overall")
    found = next(row for row in own["tables"]["quality"] if row["component"] == "overall")
    assert (found["estimate"], found["std_error"]) == pytest.approx((expected["estimate"], expected["std_error"]))
    assert own["tables"]["quality.weights"] == json.loads(
        json.dumps(scores["quality.weights"].to_dicts(scores.survey.language))
    )


def test_of_a_level_that_is_a_cluster_people_are_the_sample(scored: Scored, tmp_path: Path) -> None:
    """Without weights the report is that of the level alone, as if no cluster were declared; and it says so."""
    clustered = scored(PLAIN.replace("{id: id,", "{id: id, cluster: branch,"), answers())
    found = read(si.write_reports(clustered, "branch", tmp_path / "one" / "{branch}.json", language="en").files, "West")
    plain = si.write_reports(scored(PLAIN, answers()), "branch", tmp_path / "two" / "{branch}.json", language="en")
    expected = read(plain.files, "West")
    same = [name for name in expected["tables"] if not name.endswith(" whole")]
    assert all(alike(found["tables"][name], expected["tables"][name]) for name in same)
    assert any("errors are those of a sample of its people" in note for note in found["notes"])
    assert found["tables"]["nps whole"][0]["std_error"] is not None


def test_a_level_without_any_score_gets_no_report(scored: Scored, tmp_path: Path) -> None:
    frame = small(("a", 6), ("b", 6)).with_columns(
        pl.when(pl.col("branch") == "b").then(None).otherwise(pl.col(name)).alias(name) for name in ("A", "Q")
    )
    found = si.write_reports(scored(SMALL, frame), "branch", tmp_path / "{branch}.md")
    assert list(found.files) == ["a"]
    assert found.without["b"].en == "no answers in this base"


def test_a_wave_can_be_taken_apart_too(scored: Scored, tmp_path: Path) -> None:
    found = si.write_reports(scored(PLAIN, answers()), "wave", tmp_path / "{wave}" / "report.json")
    assert [path.relative_to(tmp_path).as_posix() for (path,) in found.files.values()] == [
        "1/report.json",
        "2/report.json",
    ]
    assert found.index == tmp_path / "index.html"
    assert "nps whole" in read(found.files, "1")["tables"]
    assert not any(name.endswith("by wave") for name in read(found.files, "1")["tables"])


SMALL = """
    survey: outlets
    respondent: {segments: [branch]}
    items: {A: {scale: 1..7}, Q: {scale: likely11}}
    small_base: {withhold: 5, flag: 10}
    measures: {satisfaction: {type: mean, items: [A]}, nps: {type: nps, item: Q}}
    """


def small(*levels: tuple[str | None, int]) -> pl.DataFrame:
    branch = [name for name, n in levels for _ in range(n)]
    return pl.DataFrame(
        {"A": [1 + at % 7 for at in range(len(branch))], "Q": [at % 11 for at in range(len(branch))], "branch": branch}
    )


def test_a_level_that_is_too_small_gets_no_report_nor_one_that_gives_it_away(scored: Scored, tmp_path: Path) -> None:
    frame = small(("a", 3), ("b", 9), ("c", 30), ("d", 31), (None, 4))
    found = si.write_reports(scored(SMALL, frame), "branch", tmp_path / "{branch}.json", language="en")
    assert list(found.files) == ["c", "d"]
    assert {level: why.en for level, why in found.without.items()} == {
        "a": "base below 5",
        "b": "withheld so that a smaller group's figure can't be worked out",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.json", "d.json", "index.html"]
    listed = found.index.read_text(encoding="utf-8")
    assert listed.count("base below 5") == 1
    assert "Answers without a level: 4" in listed
    rows = re.findall(r"<tr.*?</tr>", listed, re.DOTALL)
    assert [len(re.findall(r'<td class="f"', row)) for row in rows] == [
        0,
        3,
        1,
        1,
        3,
        3,
    ]  # answers; figures but for a, b
    everything = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.json"))
    assert '"a"' not in everything


def test_names_are_safe_different_and_inert(scored: Scored, tmp_path: Path) -> None:
    names = ["../up", "..\\up", "index", "<script>alert(1)</script>", "网点 一", "CON", "=cmd()", "…", "x" * 300]
    frame = small(*((name, 6) for name in names))
    found = si.write_reports(scored(SMALL, frame), "branch", tmp_path / "out" / "{branch}.md", language="zh")
    files = [path for (path,) in found.files.values()]
    assert len({path.name.casefold() for path in files}) == len(names)
    assert all(path.parent == tmp_path / "out" and path.is_file() for path in files)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    listed = found.index.read_text(encoding="utf-8")
    assert "<script>" not in listed
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in listed
    assert 'href="%E7%BD%91%E7%82%B9-%E4%B8%80.md"' in listed


def test_what_can_not_be(scored: Scored, tmp_path: Path) -> None:
    scores = scored(SMALL, small(("a", 6), ("b", 6)))
    with pytest.raises(WriteError, match=r"write \{branch\} where the level's name goes, such as .*report-\{branch\}"):
        si.write_reports(scores, "branch", tmp_path / "report.html")
    with pytest.raises(FigureError, match=r"'brnch' is not a segment of this survey\. Did you mean 'branch'"):
        si.write_reports(scores, "brnch", tmp_path / "{brnch}.html")
    with pytest.raises(WriteError, match=r"No report format '\.doc'"):
        si.write_reports(scores, "branch", tmp_path / "{branch}.doc")
    (tmp_path / "index.html").write_text("my own page")
    with pytest.raises(WriteError, match=r"index.html is no list of reports that satindex wrote"):
        si.write_reports(scores, "branch", tmp_path / "{branch}.md")
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(WriteError, match="taken can't be made"):
        si.write_reports(scores, "branch", tmp_path / "taken" / "{branch}.md")


def test_several_processes_write_the_same(scored: Scored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "FEWEST", 1)
    scores = scored(SMALL, small(("a", 12), ("b", 13)))
    one = si.write_reports(scores, "branch", tmp_path / "one" / "{branch}.md", language="en")
    two = si.write_reports(scores, "branch", tmp_path / "two" / "{branch}.md", language="en", processes=2)
    for level in one.files:
        assert two.files[level][0].read_bytes() == one.files[level][0].read_bytes()
    assert two.index.read_bytes() == one.index.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windows ends processes another way")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_leaves_whole_reports_only(tmp_path: Path, name: str, code: int) -> None:
    """All processes of the group hear it: those that write finish what they are writing, or remove what is half."""
    (tmp_path / "survey.yaml").write_text(SMALL, encoding="utf-8")
    small(*((f"outlet {at}", 12) for at in range(120))).write_csv(tmp_path / "answers.csv")
    given = [str(tmp_path / name) for name in ("survey.yaml", "answers.csv")]
    told = [
        sys.executable,
        "-m",
        "satindex",
        "report",
        *given,
        "--each",
        "branch",
        "-o",
        str(tmp_path / "{branch}.html"),
    ]
    with subprocess.Popen(told, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while process.poll() is None and not list(tmp_path.glob("outlet*.html")):
            time.sleep(0.02)
        os.killpg(process.pid, getattr(signal, name))
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (code, "\nstopped; nothing half written is left.\n")
    written = [path for path in tmp_path.iterdir() if path.suffix == ".html"]
    assert 0 < len(written) < 120
    assert all(path.name.startswith("outlet-") for path in written)  # neither half of one, nor a list of them
    assert all(path.read_text(encoding="utf-8").endswith("</html>") for path in written)


def test_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "survey.yaml").write_text(SMALL, encoding="utf-8")
    small(("a", 3), ("b", 9), ("c", 30)).write_csv(tmp_path / "answers.csv")
    given = ["report", str(tmp_path / "survey.yaml"), str(tmp_path / "answers.csv"), "--each", "branch"]
    done = CliRunner().invoke(main, [*given, "-o", str(tmp_path / "{branch}.md"), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        f"1 level, listed in {tmp_path / 'index.html'}",
        "  no report for a: base below 5",
        "  no report for b: withheld so that a smaller group's figure can't be worked out",
    ]
    wrong = CliRunner().invoke(main, [*given, "-o", str(tmp_path / "all.md")])
    assert (wrong.exit_code, "write {branch} where" in wrong.output) == (2, True)
    sums = CliRunner().invoke(
        main, [*given[:2], "--from", "x.moments", *given[3:], "-o", str(tmp_path / "{branch}.md")]
    )
    assert (sums.exit_code, "--each needs the rows" in sums.output) == (2, True)
