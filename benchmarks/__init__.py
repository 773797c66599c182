"""Measurements of genenorm, of comparable tools and of lower bounds, in one run on the same data.

``python -m benchmarks`` runs all of them; it needs the extra ``bench``. Each measurement is a program in ``tasks`` that
runs in its own process and prints one JSON object; those of other tools run in their own virtual environments. The
numbers are written to docs/performance.md. They are for people to read; costs that must not increase are counted in
tests/test_cost.py.
"""
