"""Run the command line with ``python -m genenorm``."""

from __future__ import annotations

import sys

from genenorm.cli import main

if __name__ == "__main__":
    sys.exit(main())
