"""Models of more respondents than fit into memory, fitted in passes over them."""
