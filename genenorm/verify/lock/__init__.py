"""Lock files: everything that decides the answers of a run, so that the run can be repeated byte for byte.

``lock_values`` has the contents of a lock, ``lock_file`` reads and writes the file, ``locked_lookups`` records and
replays answers of MyGene.info, and ``locked_run`` makes a lock and repeats the run.
"""
