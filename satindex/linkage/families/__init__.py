"""One file per family of models, found by its name."""
