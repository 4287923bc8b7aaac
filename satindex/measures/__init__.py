"""One file per type of measure: its keys, its scores, its figures, its words."""
