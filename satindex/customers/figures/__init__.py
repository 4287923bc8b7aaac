"""Families of figures of customers: one file each, found by being there and named after its tables."""
