"""Programs for those who work on genenorm; not part of the package."""
