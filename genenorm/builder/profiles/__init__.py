"""The two build profiles: ``registry`` reads pinned packages, ``official`` reads the authorities' dumps."""
