"""Weights of an index's parts: as declared, from experts' judgements, or from the data set; never silent."""
