"""Downloading the authorities' dumps: resumed, conditional, checked and moved into place."""
