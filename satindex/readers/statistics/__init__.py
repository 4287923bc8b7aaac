"""Files of statistics packages: what they are, and how their dictionaries and cells are read."""
