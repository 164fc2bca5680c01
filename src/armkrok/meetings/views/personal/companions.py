"""A stub, to be written."""
