"""The only room that knows engines: columns, batches, moments."""
