"""Take the pictures of the page for the documentation: ``python -m tools.page_picture``.

It writes ``docs/images/page-*.png`` with Chromium (Debian's package ``chromium``): the example of the page, on a
desktop and a phone, in light and dark.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.service.application import Part
from genenorm.service.running import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "images"
MOST_BYTES = 150_000
"""The most bytes of a picture, which every clone of the project has."""
_WAIT = 60_000


class View(NamedTuple):
    """How a picture is taken."""

    name: str
    width: int
    height: int
    scale: float
    scheme: str
    part: str
    """What is at the top of the picture."""


VIEWS = (
    View("page-desktop-light", 1280, 1060, 0.75, "light", "header"),
    View("page-desktop-dark", 1280, 760, 0.75, "dark", "#views"),
    View("page-phone-light", 390, 844, 1, "light", "#title"),
    View("page-phone-dark", 390, 844, 1, "dark", "#filter"),
)


def chromium_path() -> str:
    """Return the path of Chromium; raises RuntimeError without it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise RuntimeError("no chromium on this machine; install Debian's package chromium")
    return found


def take_pictures(browser: Browser, url: str, folder: Path) -> list[Path]:
    """Write the pictures of a page to a folder; raises RuntimeError when a picture is too large.

    :param browser: the browser, which stays open.
    :param url: the address of the page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    for view in VIEWS:
        context = browser.new_context(
            viewport={"width": view.width, "height": view.height},
            device_scale_factor=view.scale,
            color_scheme="dark" if view.scheme == "dark" else "light",
        )
        try:
            page = context.new_page()
            page.goto(url)
            page.wait_for_selector("#species-list input")
            page.click("#example")
            page.wait_for_selector("#names tr.answer", timeout=_WAIT)
            page.evaluate("part => document.querySelector(part).scrollIntoView()", view.part)
            page.evaluate("document.activeElement.blur()")
            data = page.screenshot()
        finally:
            context.close()
        picture = folder / f"{view.name}.png"
        if len(data) > MOST_BYTES:
            raise RuntimeError(f"{picture.name} has {len(data):,} bytes, more than {MOST_BYTES:,}")
        picture.write_bytes(data)
        taken.append(picture)
    return taken


def main() -> None:
    """Write ``docs/images/page-*.png``."""
    from playwright.sync_api import sync_playwright

    with Reference.open() as reference, Service(Resolver(reference), {Part.PAGE}) as service, sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"])
        try:
            pictures = take_pictures(browser, service.url, FOLDER)
        finally:
            browser.close()
    for picture in pictures:
        sys.stderr.write(f"{picture.relative_to(ROOT)}: {picture.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
