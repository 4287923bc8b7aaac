"""The page in a real browser: filled in by several respondents, saved, and scored to figures worked by hand."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import satindex as si
from satindex.cli import main
from satindex.forms import write_form
from satindex.forms.questions.building import questionnaire
from satindex.survey.model import Survey

REVERSED = (12, 13, 21, 22)
HOSTILE = '=HYPERLINK("http://x.example","<script>alert(1)</script>")\n第二行, "引号" 😀'


def battery(letter: str, value: str, turned: str) -> dict[str, str]:
    return {f"{letter}{at}": turned if at in REVERSED else value for at in range(1, 23)}


def loyal(value: str) -> dict[str, str]:
    return {f"L{at}": value for at in range(1, 5)}


# Expected is 6 for everyone: reverse-keyed items are answered 2, which scores 8 − 2.
EVERYONE = battery("E", "6", "2")
RESPONDENTS: tuple[Mapping[str, str], ...] = (
    {**EVERYONE, **battery("P", "5", "3"), **loyal("7"), "branch": "城东支局（东门大街）", "age_band": "18~25岁",
     "S1": "10", "N1": "10", "L5": "12", "R1": "是", "why": HOSTILE},
    {**EVERYONE, **battery("P", "4", "4"), **loyal("4"), "branch": "高新区支局（大学城代办点）", "age_band": "60岁以上",
     "S1": "5", "N1": "9", "L5": "６", "R1": "否", "why": "-"},
    {**EVERYONE, **battery("P", "7", "1"), **loyal("1"), "branch": "高新区支局（科技园）", "age_band": "51~60岁",
     "S1": "1", "N1": "8", "L5": "0", "R1": "是"},
    {**EVERYONE, **battery("P", "不清楚", "不清楚"), "branch": "城西支局（西湖路）", "age_band": "26~35岁",
     "S1": "不清楚", "N1": "0", "R1": "不清楚"},
)  # fmt: skip


@pytest.fixture(scope="module")
def survey(surveys: Path, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """The ready survey; of four respondents too, everything is shown."""
    path = tmp_path_factory.mktemp("postal") / "postal.yaml"
    text = (surveys / "postal.yaml").read_text(encoding="utf-8")
    path.write_text(f"{text}\nsmall_base: {{withhold: 0}}\n", encoding="utf-8")
    return si.load_survey(path)


@pytest.fixture(scope="module")
def page(survey: Survey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_form(questionnaire(survey), tmp_path_factory.mktemp("page") / "form.html")


def filling(survey: Survey, answers: Mapping[str, str]) -> str:
    """A script that answers as a respondent does: a radio is clicked, a text is typed."""
    places = {question.name: place for place, question in enumerate(questionnaire(survey).questions)}
    given = json.dumps({places[name]: value for name, value in answers.items()})
    return f"""for (const [place, value] of Object.entries({given})) {{
      const field = document.getElementById("f" + place);
      if (field) {{ field.value = value; field.dispatchEvent(new Event("input", {{bubbles: true}})); }}
      else [...document.getElementsByName("q" + place)].find(one => one.value === value).click();
    }}"""


def pressed(name: str) -> str:
    return f"document.getElementById('{name}').click()"


@pytest.fixture(scope="module")
def saved(survey: Survey, page: Path, browser: Any) -> Path:
    """The file that four respondents after one another leave on one device; the last leaves questions open."""
    browser.size(360, 780)
    browser.open(page)
    browser.run("localStorage.clear()")
    browser.open(page)
    for at, answers in enumerate(RESPONDENTS):
        browser.run(filling(survey, answers))
        browser.run(pressed("hand-in"))
        if at == 3:
            assert browser.run("document.getElementById('done').hidden") is True
            assert browser.run("document.querySelectorAll('#summary li').length") == 4  # L1 to L4
            assert "下次寄东西我还会首先想到这家邮局" in browser.run("document.getElementById('summary').innerText")
            browser.run(pressed("as-it-is"))
        assert browser.run("document.getElementById('done').hidden") is False
        if at < 3:
            browser.run(pressed("next"))
            assert browser.run("document.querySelectorAll('input:checked').length") == 0
    found = browser.saved(pressed("save-all"))
    assert browser.said() == []
    assert browser.requested() == [page.as_uri()]
    return Path(found)


def test_what_is_saved_is_what_report_reads(saved: Path, survey: Survey) -> None:
    raw = saved.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert tuple(rows[0]) == questionnaire(survey).columns
    first = rows[0]
    assert first["10、您这样选择的主要原因是？"].startswith("'=HYPERLINK")
    assert rows[1]["10、您这样选择的主要原因是？"] == "'-"
    assert [row["8、最近三个月，您在这家邮局办理过几次业务？"] for row in rows] == ["12", "6", "0", ""]
    assert [row["1、您最近一次办理业务的网点是？"] for row in rows] == [one["branch"] for one in RESPONDENTS]
    assert len({row["序号"] for row in rows}) == 4
    assert all(row["所用时间"].isdecimal() for row in rows)


def test_the_scores_are_those_worked_by_hand(saved: Path, survey: Survey) -> None:
    """Gap = perceived − expected: 5 − 6, 4 − 6, 7 − 6, none. Loyalty: 12 visits and all 7 are 100, 6 and all 4 are 50,
    0 and all 1 are 0; who answered neither has none. NPS: 10 and 9 promote, 8 is passive, 0 detracts."""
    scores = si.score(si.read_responses(saved, survey)).to_frame()
    assert [None if value != value else round(value, 10) for value in scores["quality"]] == [-1, -2, 1, None]
    assert [None if value != value else value for value in scores["loyalty"]] == [100, 50, 0, None]
    assert list(scores["nps"]) == [100, 100, 0, -100]


def test_the_report_of_the_saved_file(saved: Path, survey: Survey, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = CliRunner().invoke(main, ["report", survey.file, str(saved), "-o", str(report)])
    assert done.exit_code == 0, done.output
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["respondents"] == {"read": 4, "used": 4, "set_aside": {}}
    overall = next(row for row in found["tables"]["quality"] if row["dimension"] == "overall")
    # (−1 − 2 + 1) / 3, of the three who said what they perceived
    assert overall["n"] == 3
    assert overall["estimate"] == pytest.approx(-2 / 3, abs=1e-12)
    assert found["tables"]["nps"][0]["estimate"] == 25  # (2 − 1) / 4
    assert found["tables"]["satisfaction"][0]["estimate"] == pytest.approx(16 / 3)  # 10, 5, 1 and no answer
    zones = [row for row in found["tables"]["nps by branch"] if row["level"] == "高新区支局"]
    assert zones[0]["n"] == 2


def test_an_interrupted_respondent_goes_on_where_they_left_off(survey: Survey, page: Path, browser: Any) -> None:
    browser.open(page)
    browser.run("localStorage.clear()")
    browser.open(page)
    browser.run(filling(survey, {"E1": "4", "L5": "3", "why": "慢"}))
    browser.run("document.querySelector('[data-to=en]').click()")
    browser.open(page)
    assert browser.run("document.title") == "Postal service quality and loyalty"
    assert browser.run("[...document.querySelectorAll('input:checked')].map(one => one.value)") == ["4"]
    assert browser.run("document.getElementById('count').textContent") == "3 / 55"


def test_a_page_is_answered_by_keyboard_alone(page: Path, browser: Any) -> None:
    browser.open(page)
    browser.run("localStorage.clear()")
    browser.open(page)
    browser.run("document.getElementsByName('q2')[0].focus()")
    browser.press(" ", 32)
    browser.press("ArrowRight", 39)
    assert browser.run("document.getElementsByName('q2')[1].checked") is True
    assert browser.run("document.activeElement.name") == "q2"
    browser.run("document.getElementById('hand-in').focus()")
    browser.press("Enter", 13)
    assert browser.run("document.activeElement.id") == "summary"


def test_every_field_has_a_name_for_screen_readers(page: Path, browser: Any) -> None:
    browser.open(page)
    nodes = browser.ask("Accessibility.getFullAXTree")["nodes"]
    asked = [
        node
        for node in nodes
        if node.get("role", {}).get("value") in ("radio", "radiogroup", "textbox", "checkbox", "button", "progressbar")
    ]
    assert len(asked) > 400
    assert [node for node in asked if not node.get("name", {}).get("value")] == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_sticks_out_of_the_window(page: Path, browser: Any, width: int, language: str) -> None:
    browser.size(width, 800)
    browser.open(page)
    browser.run(f"document.querySelector('[data-to={language}]').click()")
    assert browser.run("document.documentElement.scrollWidth") <= width
    shown = browser.run("document.querySelector('main').innerText")
    assert ("优秀的邮局" in shown, "A good post office" in shown) == (language == "zh", language == "en")


def test_responses_of_other_devices_are_added_once(saved: Path, page: Path, browser: Any) -> None:
    browser.open(page)
    browser.run("localStorage.clear()")
    browser.open(page)
    for _ in range(2):
        node = browser.ask("DOM.getDocument")["root"]["nodeId"]
        field = browser.ask("DOM.querySelector", nodeId=node, selector="#add")["nodeId"]
        browser.ask("DOM.setFileInputFiles", nodeId=field, files=[str(saved)])
        browser.run("new Promise(done => setTimeout(done, 300))")
    assert browser.run("document.getElementById('kept').textContent") == "4"
    again = browser.saved(pressed("save-all"))
    assert again.read_bytes() == saved.read_bytes()


WHOLE = """
survey: 'a <b>"quoted" survey'
title: {en: "</title><script>document.title='owned'</script>", zh: "‮标题 😀"}
language: en
respondent: {id: id, segments: {role: {order: [staff, customer]}}}
missing: [Don't know]
items:
  Q1: {scale: yes_no, text: {en: "Had a problem?</script><img src=x onerror=alert(1)>", zh: 有问题吗？}}
  Q2: {scale: yes_no, text: {en: "Complained?", zh: 投诉了吗？}}
  Q3: {scale: yes_no, text: {en: "Solved?", zh: 解决了吗？}}
  Q5: {scale: yes_no, text: {en: "Satisfied with that?", zh: 满意吗？}}
  Q6: {scale: yes_no, text: {en: "Again?", zh: 再来吗？}}
  Q4: {scale: 0..100, text: {en: "How much?", zh: 多少？}}
  M: {scale: multi, options: ["fast; friendly", "cheap, near", "=1+1"], text: {en: "What is good?", zh: 好在哪里？}}
  D: {scale: date, text: {en: "When?", zh: 何时？}}
  N: {scale: number, text: {en: "Change", zh: 变化}}
measures:
  c: {type: complaints, problem: Q1, complained: Q2, resolved: Q3, satisfied: Q5, returns: Q6}
  m: {type: mean, items: Q4}
"""


def test_routing_limits_and_hostile_texts(defined: Any, tmp_path: Path, browser: Any) -> None:
    survey = defined(WHOLE)
    path = write_form(questionnaire(survey), tmp_path / "form.html")
    browser.size(360, 800)
    browser.open(path)
    browser.run("localStorage.clear()")
    browser.open(path)
    assert browser.said() == []
    assert browser.run("document.querySelectorAll('img').length") == 0
    assert browser.run("document.title").startswith("</title><script>")
    hidden = "[...document.querySelectorAll('.question')].filter(one => one.hidden).length"
    assert browser.run(hidden) == 4
    browser.run(filling(survey, {"role": "staff", "Q1": "Yes", "Q2": "Yes", "Q3": "No", "Q5": "No", "Q6": "No"}))
    assert browser.run(hidden) == 0
    browser.run(filling(survey, {"Q1": "No"}))  # what was answered below is no answer any more
    assert browser.run(hidden) == 4
    browser.run(filling(survey, {"Q4": "101", "N": "abc", "D": "2026-11-26"}))
    browser.run(pressed("hand-in"))
    assert browser.run("[...document.querySelectorAll('.wrong:not([hidden])')].length") == 2
    browser.run(filling(survey, {"Q4": "50", "N": "-1.5", "M": "=1+1"}))
    browser.run(filling(survey, {"M": "fast; friendly"}))
    browser.run(pressed("hand-in"))
    found = browser.saved(pressed("save-mine"))
    browser.run("document.querySelector('[data-text=mine]').open = true")
    browser.run("new Promise(done => setTimeout(done, 100))")
    copied = browser.run("document.querySelector('[data-text=mine] textarea').value")
    assert copied.splitlines() == found.read_text(encoding="utf-8-sig").splitlines()
    assert re.fullmatch(r"a _b_quoted_ survey-\w{4}-1\.csv", found.name)
    row = next(csv.DictReader(io.StringIO(found.read_text(encoding="utf-8-sig"))))
    del row["id"]
    routed = dict.fromkeys(("Q2", "Q3", "Q5", "Q6"), "")
    typed = {"Q4": "50", "D": "2026-11-26", "N": "-1.5", "M": "fast; friendly┋=1+1"}
    assert row == {"role": "staff", "Q1": "No", **routed, **typed}
    responses = si.read_responses(found, survey)
    assert responses.audit.rows_used == 1


def test_the_pages_of_all_shipped_definitions_are_sound(surveys: Path, tmp_path: Path, browser: Any) -> None:
    """No word on the console, nothing asked of the network, nothing wider than a phone; every question has a field."""
    folders = (
        surveys,
        surveys / "course",
        surveys / "service-profit",
        Path(si.__file__).parent / "survey" / "templates",
    )
    found = [path for folder in folders for path in sorted(folder.glob("*.yaml"))]
    found.append(Path(__file__).parents[1] / "measures" / "whole_language.yaml")
    browser.size(360, 780)
    pages = 0
    for path in found:
        survey = si.load_survey(path)
        if not survey.items:
            continue
        form = questionnaire(survey)
        page = write_form(form, tmp_path / f"{path.stem}.html")
        browser.open(page)
        assert browser.said() == [], path
        assert browser.requested() == [page.as_uri()]
        assert browser.run("document.documentElement.scrollWidth") <= 360, path
        fields = (
            "[...document.querySelectorAll('.question')].filter(one => one.querySelector('input, textarea')).length"
        )
        assert browser.run(fields) == len(list(form.questions))
        pages += 1
    assert pages >= 25
