"""Annotated records in the formats of other tools, and the HTML report."""
