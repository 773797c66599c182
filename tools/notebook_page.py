"""Run examples/genes.ipynb and write docs/notebook.md with what its cells show: ``python -m tools.notebook_page``."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "examples" / "genes.ipynb"
PAGE = ROOT / "docs" / "notebook.md"
IMAGES = "images"
"""The folder next to the page with the pictures that cells show."""
SECONDS = 100
"""The longest that a cell may run."""

_STYLE = re.compile(r"<style\b.*?</style>\s*", re.DOTALL)
"""Rules that a table brings with it; pages of Markdown show them as text."""
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
"""A drawing inside a cell's output, which pages of Markdown leave out: it becomes a picture next to the page."""
_LABEL = re.compile(r'\baria-label="([^"]*)"')
_BLANK_LINES = re.compile(r"\n{3,}")
_CELL = re.compile(r"\n +(?=<(?:t[hd]\b|/tr>))")
"""The break before a cell of a table, and after the last cell of a row, of which each becomes one line."""


def executed() -> Any:
    """Return the notebook after all its cells have run, in the folder of the examples."""
    import nbformat
    from nbclient import NotebookClient

    notebook: Any = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    resources = {"metadata": {"path": str(NOTEBOOK.parent)}}
    quiet = ["--log-level=ERROR"]  # it warns that other users of this machine could listen
    client = NotebookClient(notebook, timeout=SECONDS, resources=resources, extra_arguments=quiet)
    # The kernel imports this checkout, whatever is installed.
    client.execute(env={**os.environ, "PYTHONPATH": str(ROOT), "GENENORM_REFERENCE": "shipped"})
    return notebook


def page_and_images() -> tuple[str, dict[str, bytes]]:
    """Return the text of docs/notebook.md, and the pictures in it by their names."""
    from nbconvert import MarkdownExporter

    named = {"unique_key": "notebook", "output_files_dir": IMAGES}
    exporter = MarkdownExporter()  # type: ignore[no-untyped-call]
    text, resources = exporter.from_notebook_node(executed(), resources=named)
    # The examples of other pages are run block by block; here the notebook itself is.
    text = _CELL.sub("", _BLANK_LINES.sub("\n\n", _STYLE.sub("", text))).replace("```python\n", "```py\n")
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    images = {Path(name).name: data for name, data in resources["outputs"].items()}

    def image(svg: re.Match[str]) -> str:
        name = f"notebook_{len(images) + 1}.svg"
        images[name] = f"{svg[0]}\n".encode()
        label = _LABEL.search(svg[0])
        return f'<img src="{IMAGES}/{name}" alt="{label[1] if label else ""}">'

    return f"{_SVG.sub(image, text)}\n", images


def main() -> None:
    """Write the page and its pictures."""
    text, images = page_and_images()
    for old in (PAGE.parent / IMAGES).glob("notebook_*"):
        old.unlink()
    for name, data in images.items():
        (PAGE.parent / IMAGES / name).write_bytes(data)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
