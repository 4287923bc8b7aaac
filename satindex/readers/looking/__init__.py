"""A first look at an export: what its columns seem to be, without any survey definition."""
