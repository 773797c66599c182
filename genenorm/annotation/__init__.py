"""The answers for a record, a file or many files: rows, support from the text, species scope, exports, runs."""
