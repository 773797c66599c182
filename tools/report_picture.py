"""Take the picture of a report's head for the documentation: ``python -m tools.report_picture``.

It writes ``docs/report.png`` with Chromium (Debian's package ``chromium``), from the figure in ``fixtures``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from genenorm.annotation.annotations import annotate_file
from genenorm.annotation.exports.report_data import AnswerReport
from genenorm.annotation.exports.report_html import render_report
from genenorm.annotation.exports.report_records import resolved_records
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "report.png"
MOST_BYTES = 150_000
"""The most bytes of the picture, which every clone of the project has."""
_FIGURE = ROOT / "fixtures" / "ketamine-figure.md"
_SIZE = "1280,1000"
_SCALE = 0.75
"""How many pixels of the picture one pixel of the page is."""


def report_page() -> str:
    """Return the report on the figure in ``fixtures``."""
    with Reference.open() as reference:
        file = annotate_file(_FIGURE.read_bytes(), _FIGURE.name, Resolver(reference))
        report = AnswerReport()
        report.add(resolved_records(file, reference))
        return render_report(report, "Gene names of a figure", reference)


def take_picture(html: str, picture: Path) -> None:
    """Write the picture of a page; raises RuntimeError without Chromium, or when the picture is too large."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise RuntimeError("no chromium on this machine; install Debian's package chromium")
    with tempfile.TemporaryDirectory() as folder:
        page, taken = Path(folder, "report.html"), Path(folder, "report.png")
        page.write_text(html, encoding="utf-8")
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                   "--disable-sync", "--hide-scrollbars", f"--user-data-dir={folder}/profile",
                   f"--window-size={_SIZE}", f"--force-device-scale-factor={_SCALE}", f"--screenshot={taken}",
                   page.as_uri()]  # fmt: skip
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        data = taken.read_bytes()
    if len(data) > MOST_BYTES:
        raise RuntimeError(f"the picture has {len(data):,} bytes, more than {MOST_BYTES:,}")
    picture.write_bytes(data)


def main() -> None:
    """Write ``docs/report.png``."""
    take_picture(report_page(), PICTURE)
    sys.stderr.write(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
