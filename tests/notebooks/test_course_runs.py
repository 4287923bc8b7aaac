"""Every chapter runs in both languages with its answers, which are right; as slides; with blanks, which do no harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

from satindex.teaching.course.building import notebooks_of

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
CHAPTERS = sorted(path.stem for path in (NOTEBOOKS / "source").glob("*.py"))
DESCRIBED = re.compile(r'"description": ?"[^"]+"')
FETCHED = re.compile(r"(?:src|href) ?= ?[\"']https?:", re.I)
FRESH = """\
import os
os.environ.pop("ANSWERS", None)
os.environ.update({environment})
get_ipython().reset(new_session=False)
"""

pytestmark = pytest.mark.course


@cache
def notebooks(chapter: str) -> dict[str, str]:
    return notebooks_of(NOTEBOOKS / "source" / f"{chapter}.py")


@pytest.fixture(scope="session")
def kernel() -> Iterator[KernelManager]:
    """One process for all chapters: starting it and importing costs as much as a chapter."""
    made = KernelManager(kernel_name="python3", client_class="jupyter_client.asynchronous.AsyncKernelClient")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.delenv("SATINDEX_LANG", raising=False)
        made.start_kernel(cwd=str(NOTEBOOKS))
    yield made
    made.shutdown_kernel(now=True)


def executed(names: list[str], kernel: KernelManager, answers: Path | None = None) -> list[NotebookNode]:
    """The notebooks after all their cells have run, one after the other; a cell that raises fails the test.

    Names of another chapter are forgotten first. The notebooks share theirs: the code of the first is all among the
    trainer's, so that nothing which the later one lacks is there already.
    """
    found = [nbformat.reads(notebooks(Path(name).stem)[name], as_version=4) for name in names]
    for at, notebook in enumerate(found):
        nbformat.validate(notebook)
        for cell in notebook.cells:  # what both hold has one id, and a notebook has each once
            cell.id = f"{at}-{cell.id}"
    fresh = FRESH.format(environment={"ANSWERS": str(answers)} if answers else {})
    cells = [nbformat.v4.new_code_cell(fresh), *(cell for notebook in found for cell in notebook.cells)]
    NotebookClient(nbformat.v4.new_notebook(cells=cells), timeout=300, km=kernel).execute()
    return found


def replies(notebook: NotebookNode) -> list[str]:
    """What was said to each cell that ends in a check."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and _checks(cell.source)]
    return [
        next((out.data["text/plain"] for out in cell.outputs if out.output_type == "execute_result"), "nothing said")
        for cell in cells
    ]


def _checks(source: str) -> bool:
    return re.search(r"^si\.check\(", source, re.M) is not None


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_runs_with_blanks_and_with_right_answers(chapter: str, language: str, kernel: KernelManager) -> None:
    # Code hardly differs between the languages: one shows that slides need nothing else, the other what blanks do.
    first = "slides" if language == "zh" else "learner"
    before, trainer = executed([f"{language}/{edition}/{chapter}.ipynb" for edition in (first, "trainer")], kernel)
    assert [reply for reply in replies(before) if not reply.startswith("…")] == []
    said = replies(trainer)
    assert [reply for reply in said if reply[0] not in "✓✎"] == []
    assert len(said) >= 3 or not chapter[0].isdigit()
    shown = [
        out.data.get("text/html", "") for cell in trainer.cells for out in cell.get("outputs", ()) if "data" in out
    ]
    charts = [html for html in shown if "satindexCharts" in html]
    assert charts
    assert all(DESCRIBED.search(html) for html in charts)
    assert not any(FETCHED.search(html) for html in shown)


def test_a_live_class_is_reported_from_its_files(tmp_path: Path, kernel: KernelManager) -> None:
    """Two files of one questionnaire, as when a part of the class hands in offline; the report stands beside them."""
    rows = (ROOT / "surveys" / "course" / "counter.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    (tmp_path / "online.csv").write_text("".join(rows[:19]), encoding="utf-8-sig")
    (tmp_path / "offline.csv").write_text("".join([rows[0], *rows[19:27]]), encoding="utf-8-sig")
    (notebook,) = executed(["zh/trainer/live-class.ipynb"], kernel, tmp_path)
    shown = [out.data["text/plain"] for cell in notebook.cells for out in cell.get("outputs", ()) if "data" in out]
    assert "['offline.csv', 'online.csv']" in shown
    assert any(text.startswith("(26, 26, ") for text in shown)  # 18 + 8 sheets, all of them used
    assert (tmp_path / "live-class.html").stat().st_size > 100_000
