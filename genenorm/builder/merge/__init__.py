"""Merging the rows of all sources into numbered genes, names, homology groups and families."""
