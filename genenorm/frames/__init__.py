"""Columns of pandas, polars and Arrow answered in their own kind, and in batches for engines of large tables."""
