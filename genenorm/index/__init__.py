"""The reference index at run time: its layout, opening and choosing one, and the names and homology in it."""
