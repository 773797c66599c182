"""Readers: one function for each source format, which yields the typed rows of a source file."""
