"""The answers for a record, a file or many: rows, genes named in its text, species scope, exports, reports, runs."""
