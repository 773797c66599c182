"""Merging rows of many sources into genes, names, groups and families, numbered and in order."""
