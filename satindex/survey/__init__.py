"""The YAML language: reading, checking and describing survey definitions."""
