"""The reports of a batch are made level by level, in several processes where there are many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, as_completed, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import narwhals as nw

from satindex.analysis.against_whole import part
from satindex.analysis.analysis import Analysis
from satindex.analysis.arranging import arranged
from satindex.analysis.building import analyse, topics_of
from satindex.errors import SatindexError, WriteError
from satindex.frames.batches import MOST_IN_MEMORY, Frame
from satindex.frames.levels import gathered
from satindex.frames.processes import processes, starting
from satindex.language import Words
from satindex.measures.one_level import Split, rows_of
from satindex.measures.presenting import segment_words
from satindex.measures.scores import Scores
from satindex.report import write_report
from satindex.report.batch.places import Places
from satindex.report.page.contents import Glance, glances
from satindex.results.result import Row
from satindex.results.writing import remove_unfinished

FEWEST: Final = 8
"""So many reports for each process at least: to start one takes as long as to make several."""

AHEAD: Final = 2
"""So many levels' rows wait for each process."""

ENDED: Final = Words(
    "a process that writes reports was ended from outside: is there too little memory? What is written is whole.",
    "一个写报告的进程被外部终止：是否内存不足？已写出的文件都是完整的。",
)

Benchmarks = Mapping[str, Sequence[Row]]
Made = tuple[str, tuple[Glance, ...]]


@dataclass(frozen=True)
class Job:
    """What every report of a batch has in common."""

    divided: Split
    places: Places
    language: str
    templates: tuple[str, ...] = ()

    def write(self, level: str, rows: Frame, benchmarks: Benchmarks) -> Made:
        """Write the reports of one level; returns it with its headline figures."""
        analysis = self.analysis(level, rows, benchmarks)
        for path in self.places.of(level):
            _make_folder(path.parent)
            write_report(analysis, path, self.language, self.templates)
        return level, glances(analysis, self.language)

    def analysis(self, level: str, rows: Frame, benchmarks: Benchmarks) -> Analysis:
        """Return all tables of one level, first those that hold it against the whole."""
        scores = self.divided.of(level, rows)
        found = analyse(scores, self.language)
        beside = part(scores, found.tables, benchmarks)
        if beside is not None:
            sections = arranged((beside.section, *found.sections), scores.survey.report, topics_of(scores))
            tables = {name: table.in_language(self.language) for name, table in beside.tables.items()}
            found = replace(found, tables={**found.tables, **tables}, sections=sections)
        return self._named(found, level)

    def _named(self, analysis: Analysis, level: str) -> Analysis:
        """Return the analysis with the level in its title and at its top."""
        whole, segment = self.divided.scores, self.divided.segment
        title, used = segment_words(whole.survey, segment), whole.responses.audit.rows_used
        titles = {language: f"{analysis.title(language)} · {level}" for language in ("en", "zh")}
        report = replace(analysis.survey.report, title=titles)
        facts = (
            (title, Words(level, level)),
            (Words("Held against", "比较对象"), Words(f"the whole, n = {used}", f"全体，n = {used}")),
        )
        details = {**analysis.details, "segment": segment, "level": level}
        return replace(
            analysis,
            survey=replace(analysis.survey, report=report),
            facts=(*facts, *analysis.facts),
            details=details,
            by_wave=dict,  # of hundreds of reports each keeps to its levels and its waves
        )


def make(
    job: Job, scores: Scores, benchmarks: Mapping[str, Benchmarks], processes: int, done: Callable[[int], None]
) -> dict[str, tuple[Glance, ...]]:
    """Write the reports of all levels that have `benchmarks`; `done` hears how many there are."""
    wanted = rows_of(scores, job.divided.segment, benchmarks)
    workers = min(processes, len(benchmarks) // FEWEST)
    found: dict[str, tuple[Glance, ...]] = {}
    made = _in_processes if workers > 1 and _can_be_sent(job, benchmarks) else _here
    for level, glanced in made(job, wanted, benchmarks, workers):
        found[level] = glanced
        done(len(found))
    return {level: found[level] for level in benchmarks}


def _here(
    job: Job, wanted: Iterator[tuple[str, Frame]], benchmarks: Mapping[str, Benchmarks], _: int
) -> Iterator[Made]:
    for level, rows in wanted:
        yield job.write(level, gathered(rows, job.divided.numbers[level]), benchmarks[level])


def _in_processes(
    job: Job, wanted: Iterator[tuple[str, Frame]], benchmarks: Mapping[str, Benchmarks], workers: int
) -> Iterator[Made]:
    with processes(workers, _start, job, at_end=remove_unfinished) as pool:
        running: set[Future[Made]] = set()
        try:
            for level, rows in wanted:
                native = gathered(rows, job.divided.numbers[level]).to_native()
                with starting():
                    running.add(pool.submit(_work, level, native, benchmarks[level]))
                if len(running) >= AHEAD * workers:
                    ended, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (one.result() for one in ended)
            yield from (one.result() for one in as_completed(running))
        except BrokenProcessPool as error:
            raise SatindexError(ENDED) from error
        except BaseException:
            pool.shutdown(cancel_futures=True)  # those that are being written are finished
            raise
        finally:
            del pool  # what it holds of the system is given back, also where an exception keeps this frame


_JOB: list[Job] = []


def _start(job: Job) -> None:
    """Begin a process: what is common to all reports is sent once."""
    _JOB[:] = [job]


def _work(level: str, rows: Any, benchmarks: Benchmarks) -> Made:
    return _JOB[0].write(level, nw.from_native(rows, eager_only=True), benchmarks)


def _can_be_sent(job: Job, levels: Iterable[str]) -> bool:
    """Whether other processes can have the scores: what is fitted to the data looks its rows up, and stays here."""
    fitted = any(measure.needs_to_fit() for measure in job.divided.scores.measures.values())
    return not fitted and all(job.divided.numbers[level] <= MOST_IN_MEMORY for level in levels)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = error.strerror or str(error)
        raise WriteError(Words(f"{folder} can't be made: {said}.", f"无法创建 {folder}：{said}。")) from error
