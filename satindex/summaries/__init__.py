"""Moments of parts of a survey, kept in files and put together: a report without reading the rows again."""
