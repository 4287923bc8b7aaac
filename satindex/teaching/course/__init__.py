"""Courses: from one source per chapter to notebooks for learners, trainers and slides, in Chinese and English."""

from satindex.teaching.course.building import build_course
from satindex.teaching.course.reading import read_course, read_text
from satindex.teaching.course.source import Cell, Chapter

__all__ = ["Cell", "Chapter", "build_course", "read_course", "read_text"]
