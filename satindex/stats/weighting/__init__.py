"""Weights of the parts of an index: from pairwise judgements, from points, from the data; and what they decide."""
