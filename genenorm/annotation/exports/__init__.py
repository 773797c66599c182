"""Annotated records as the files other tools read; every format is a view of the same rows."""
