"""The two profiles of a build: registry (pinned packages) and official (the authorities' dumps)."""
