"""What survey platforms make of a table: one file per platform, found by being there."""
