"""File formats in and back out, byte for byte, without knowing what a gene is."""
