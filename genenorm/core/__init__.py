"""Values that every room shares (genes, answers, evidence, errors, species), and plumbing that knows no biology."""
