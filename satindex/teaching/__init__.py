"""Exercises whose answers are figures of the report, checked with hints."""

from satindex.teaching.exercise import Answer, DataPlan, Exercise, Hint, Line, Reason, Reasons, Task
from satindex.teaching.loading import load_exercise
from satindex.teaching.marking import Marked, Verdict, check, marked

__all__ = [
    "Answer",
    "DataPlan",
    "Exercise",
    "Hint",
    "Line",
    "Marked",
    "Reason",
    "Reasons",
    "Task",
    "Verdict",
    "check",
    "load_exercise",
    "marked",
]
