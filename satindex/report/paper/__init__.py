"""The report as running text with tables, for formats that are read from top to bottom."""
