"""Purchases, exits and the other records of customers, drawn with named truths."""
