"""Whether the names and identifiers that stand beside each other in a file belong together."""
