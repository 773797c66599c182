"""The exceptions that genenorm raises on purpose.

::

    GenenormError
    ├── ReferenceFileError    an index is missing, damaged or of another schema
    │   └── UnknownReferenceError    no index has this name
    ├── SourceError           an input of the index builder is missing or is not what it should be
    ├── RecordError           an input file cannot be read as what it claims to be
    ├── UnknownTaxonError     a species name or taxon id is not known
    ├── LiveError             MyGene.info could not be asked
    ├── LockError             a locked run cannot be repeated
    └── MissingExtraError     an optional dependency is not installed

Unknown, ambiguous and retired names are answers (``Resolution.status``), never errors.
"""

from __future__ import annotations

from pathlib import Path


class GenenormError(Exception):
    """Base class of the exceptions of genenorm; the text is one line for a person."""


class ReferenceFileError(GenenormError):
    """A reference index is missing, damaged, or written for another schema."""


class UnknownReferenceError(ReferenceFileError):
    """No reference index has this name; ``where`` says where the name was given.

    >>> str(UnknownReferenceError("offical", ("shipped", "official")))
    "no reference index 'offical'; did you mean 'official'? there are: shipped, official"
    """

    def __init__(self, name: str, known: tuple[str, ...], where: str = "") -> None:
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1)
        question = f"did you mean {near[0]!r}? " if near else ""
        super().__init__(f"{where}no reference index {name!r}; {question}there are: {', '.join(known)}")
        self.name = name
        self.known = known


class SourceError(GenenormError):
    """A file the index builder reads is missing, altered, cannot be fetched, or has unexpected columns."""


class RecordError(GenenormError):
    """An input file could not be read; names the file, the line where known, and the cause.

    >>> str(RecordError("r.md", "no front matter", line=1))
    'r.md, line 1: no front matter'
    """

    def __init__(self, path: str | Path, cause: str, line: int | None = None) -> None:
        where = f"{path}, line {line}" if line is not None else str(path)
        cause = " ".join(cause.splitlines())  # the cause may quote the file
        super().__init__(f"{where}: {cause}")
        self.path = str(path)
        self.cause = cause
        self.line = line


class UnknownTaxonError(GenenormError):
    """A species was named that is not known; ``known`` lists the common names of those that are.

    >>> str(UnknownTaxonError("unicorn", ("human", "mouse")))
    "unknown species 'unicorn'; known are: human, mouse"
    """

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"unknown species {name!r}; known are: {', '.join(known)}")
        self.name = name
        self.known = known


class LiveError(GenenormError):
    """MyGene.info could not be reached, or answered with something that is not its format."""


class LockError(GenenormError):
    """A run cannot be locked, or a locked run not repeated; the text names every part that is missing or changed."""


class MissingExtraError(GenenormError):
    """An optional dependency is not installed; the text has the pip command that installs it."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs an optional dependency: pip install 'genenorm[{extra}]'")
        self.extra = extra
