"""Downloading the authorities' dumps: only changed files, resumed after an interruption, checked, then installed."""
