"""Questionnaires and dictionaries that describe an export: one file per kind, found by being there."""
