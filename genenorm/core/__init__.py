"""Values that every room shares (genes, answers, errors, species, tables), and plumbing that knows no biology."""
