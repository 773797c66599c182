"""Whether the names and identifiers that stand next to each other in a file belong together."""
