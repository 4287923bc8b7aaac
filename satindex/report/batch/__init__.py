"""One report for each level of a segment, the whole beside it in each."""
