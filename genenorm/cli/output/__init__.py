"""How the commands print answers, explanations, comparisons and progress, and write files."""
