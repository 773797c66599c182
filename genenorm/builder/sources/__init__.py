"""What a build reads: pinned packages and dumps, where they lie, and of which release they are."""
