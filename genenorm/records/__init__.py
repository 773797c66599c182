"""Files in, records out, and back: one module per family of formats."""

from genenorm.records.record import Record

__all__ = ["Record"]
