"""Submissions marked by the trainer's key: nothing of the learners' is executed, only recorded answers are read."""

from satindex.teaching.grading.grade import Graded, grade
from satindex.teaching.grading.key import Key, read_key

__all__ = ["Graded", "Key", "grade", "read_key"]
