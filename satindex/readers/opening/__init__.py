"""What every reader needs to open an export: the source itself and its headings."""
