"""The programs that measure. Each is run by its path and imports no other module of this folder."""
