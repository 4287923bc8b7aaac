"""Nothing of the key stands in what learners get: not in clear, not packed, not in metadata."""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from satindex.teaching import load_exercise
from satindex.teaching.building import build
from satindex.teaching.learners import Learner
from satindex.teaching.recognising import mistake, mistake_names

SEED = 918_273_645
HINT = "Kehren Sie das Vorzeichen um."
MODEL = "Ein Musterkapitel."
RUBRIC = "Ein Bewertungspunkt."
EXERCISE = """\
exercise: leaks
survey: {survey}
data: {{n: 160, truth: {{means: {{quality.reliability.expected: 6.1237, quality.reliability.perceived: 5.2319}}}}}}
tasks:
  - id: gap
    ask: The gap?
    answer: quality.reliability.estimate
    tolerance: 0.01
    hints: [{{when: sign, say: {hint}}}]
  - {{id: overall, ask: The overall gap?, answer: quality.overall.estimate}}
  - {{id: nps, ask: NPS?, answer: nps.estimate}}
  - {{id: promoters, ask: Promoters?, answer: nps.promoters}}
  - {{id: ratio, ask: The ratio?, answer: quality.empathy.ratio}}
  - {{id: order, ask: Order?, answer: {{ranking: quality, by: weighted_gap, lowest: true}}}}
  - {{id: advice, ask: Advice?, kind: written, points: 3, rubric: [{rubric}], model: {{en: {model}}}}}
"""


@pytest.fixture(scope="module")
def course(surveys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The survey states truths, which its learners' copy must not have."""
    folder = tmp_path_factory.mktemp("leaks")
    survey = (surveys / "postal.yaml").read_text(encoding="utf-8")
    truth = "truth:\n  # what is true\n  means: {quality.empathy.perceived: 5.4567}\n\n"
    (folder / "postal.yaml").write_text(survey.replace("\nmeasures:", f"\n{truth}measures:", 1), encoding="utf-8")
    text = EXERCISE.format(survey="postal.yaml", hint=HINT, rubric=RUBRIC, model=MODEL)
    (folder / "ex.yaml").write_text(text, encoding="utf-8")
    class_ = (Learner("007", "王芳"), Learner("008", "李明"))
    build(load_exercise(folder / "ex.yaml"), class_, SEED, folder / "course", language="en", nbgrader=True)
    return folder / "course"


def unpacked(name: str, raw: bytes) -> Iterator[tuple[str, str]]:
    """Every text in a file: its own, that of a zip's members, and what base64, hex and zlib in it unpack to."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for info in archive.infolist():
                yield from unpacked(f"{name}/{info.filename}", archive.read(info) + info.comment + info.extra)
        return
    text = raw.decode("utf-8-sig", errors="replace")
    yield name, text
    if name.endswith((".json", ".ipynb")):
        yield f"{name} unescaped", json.dumps(json.loads(text), ensure_ascii=False)
    for found in re.findall(r"[A-Za-z0-9+/=_-]{16,}", text):
        for packed in decoded(found):
            yield f"{name} decoded", packed.decode("latin-1")
            yield f"{name} decoded", packed.decode("utf-8", errors="ignore")


def decoded(text: str) -> Iterator[bytes]:
    for way in (base64.b64decode, base64.urlsafe_b64decode, binascii.unhexlify):
        try:
            raw = way(text)
        except (ValueError, binascii.Error):
            continue
        yield raw
        for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS, zlib.MAX_WBITS | 16):
            try:
                yield zlib.decompress(raw, bits)
            except zlib.error:
                continue


def handed_out(course: Path) -> Iterator[tuple[str, str]]:
    for folder in (course / "learners", course / "nbgrader"):
        for path in sorted(folder.rglob("*")):
            yield "name", path.name
            if path.is_file():
                yield from unpacked(path.relative_to(course).as_posix(), path.read_bytes())


def written(figure: float) -> set[str]:
    """A figure as it may be written: with two decimals to all, in percent, with either sign and minus.

    Two decimals of a figure below 10 are three digits, which stand in data by chance: from five on a find is none.
    """
    texts = {repr(figure), repr(abs(figure))}
    for number in (figure, 100 * figure):
        texts |= {f"{abs(number):.{digits}f}" for digits in range(2, 15)}
    return {text for text in texts if len(re.sub(r"\D", "", text).lstrip("0")) >= 5}


def test_no_answer_seed_truth_or_hint_stands_in_what_is_handed_out(course: Path) -> None:
    key = json.loads((course / "trainer" / "key.json").read_text(encoding="utf-8"))
    secrets = {str(SEED), "6.1237", "5.2319", "5.4567", HINT, MODEL, RUBRIC}
    for entry in key["learners"].values():
        secrets.add(str(entry["seed"]))
        secrets.add('", "'.join(entry["answers"]["order"]))
        secrets.add(">".join(entry["answers"]["order"]))
        for task in ("gap", "overall", "nps", "promoters", "ratio"):
            secrets |= written(entry["answers"][task])
    assert len(secrets) > 100
    source = "nbgrader/source/leaks/leaks.ipynb"  # what nbgrader cuts out of it is the trainer's
    found = {
        (place, secret)
        for place, text in handed_out(course)
        for secret in secrets
        if secret in text and not (place.startswith(source) and secret == MODEL)
    }
    assert found == set()


def test_ready_made_hints_and_the_names_of_their_mistakes_are_hidden(course: Path) -> None:
    texts = [text for place, text in handed_out(course) if "satindex_practice" not in place]
    for name in mistake_names():
        hint = mistake(name).HINT
        assert not any(hint.en in text or hint.zh in text for text in texts), name
    checks = (course / "learners" / "007" / "leaks.json").read_text(encoding="utf-8")
    assert not [name for name in mistake_names() if f'"{name}"' in checks]


def test_the_search_sees_what_is_packed() -> None:
    answer = "−0.123456"
    packed = base64.b64encode(zlib.compress(answer.encode())).decode()
    places = {place for place, text in unpacked("x.json", json.dumps({"a": packed}).encode()) if answer in text}
    assert places == {"x.json decoded"}


def test_the_learners_definition_is_the_same_but_for_the_truth(course: Path, surveys: Path) -> None:
    learners = (course / "learners" / "007" / "postal.yaml").read_text(encoding="utf-8")
    assert learners == (surveys / "postal.yaml").read_text(encoding="utf-8")
