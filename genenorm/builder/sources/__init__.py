"""The inputs of a build: the lists of pinned packages and dumps, their files on disk, and their releases."""
