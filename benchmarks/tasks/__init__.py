"""The programs that measure. Each is run by its path and imports no other module of this folder.

Those of other tools import nothing of this project, since they run in the tool's own environment.
"""
