"""From scores to the named tables of a report."""
