"""Readers: one small function per source format, from bytes to typed rows."""
