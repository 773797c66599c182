"""How the commands print answers, explanations, differences and tables."""
