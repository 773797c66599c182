"""A table of measurements or AnnData carried to another species, with a report on what was lost and why."""
