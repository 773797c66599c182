"""genenorm measured beside its peers and beside the floor, in one run on the same data: ``python -m benchmarks``.

Every measurement is a program under ``tasks/`` that runs in a process of its own and prints one JSON object; a peer's
runs in a virtual environment of its own. The numbers go to docs/performance.md. Nothing here is a test: time is for
people to read, and what must not regress is counted in tests/test_cost.py.
"""
