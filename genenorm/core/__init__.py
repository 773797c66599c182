"""Values that every room shares (genes, answers, evidence, errors, species, tables and their text formats), and
plumbing that knows no biology.
"""
