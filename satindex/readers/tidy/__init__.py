"""An export written out with its codebook, and read back the same."""
