"""Further tables of a model, one file each: what a definition asks for beside coefficients, fit and drivers."""
