"""A definition drafted from an export: what can be told from it is written down, what can't is asked in comments."""
