"""Attacks, and what must hold under them: short ones in ``tests/trust``, long ones by ``python -m tools.trust_run``."""
