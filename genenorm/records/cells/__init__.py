"""All cells of a file with their places, whatever the format, and the file's bytes with some cells replaced."""
