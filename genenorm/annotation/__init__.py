"""The answers for a record, a file or many files: rows, genes named in its text, species scope, exports (GMT,
SSSOM, HTML report), runs.
"""
