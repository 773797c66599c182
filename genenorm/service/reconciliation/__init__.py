"""Reconciliation: the Reconciliation Service API 0.2, with which OpenRefine matches the cells of a column to genes."""
