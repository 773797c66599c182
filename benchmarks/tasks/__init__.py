"""The programs that measure; each is run by its path and imports nothing of this folder."""
