"""Further parts of a report: one file each, found by being here."""
