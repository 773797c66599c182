"""The exceptions that genenorm raises on purpose.

::

    GenenormError
    ├── ReferenceFileError    an index is missing, damaged or of another schema
    │   └── UnknownReferenceError    no index has this name
    ├── SourceError           an input of the index builder is missing, altered or not in the expected form
    ├── RecordError           an input file cannot be read in its format
    ├── UnknownTaxonError     a species name or taxon id is not known
    ├── LiveError             MyGene.info cannot be reached, or its answer cannot be used
    ├── LockError             a run cannot be locked, or a locked run cannot be repeated
    └── MissingExtraError     an optional dependency is not installed

Unknown, ambiguous and retired names are answers (``Resolution.status``), never errors.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


class GenenormError(Exception):
    """Base class of the exceptions of genenorm; the message is one line for the user."""

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the message and the attributes: the arguments of the constructors are not those of ``Exception``."""
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[GenenormError], arguments: tuple[object, ...], state: dict[str, object]) -> GenenormError:
    """Return an exception that was pickled, with its message and attributes."""
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    error.__dict__.update(state)
    return error


NOT_OF_ONE_NAME = (GenenormError, MemoryError, OSError)
"""The exceptions that say something of more than the name or record at hand, and so end the work on the others too."""

_MOST_OF_FAULT = 300


def fault_text(error: BaseException) -> str:
    r"""Return an exception that nobody expected in one line of at most some 300 characters.

    >>> fault_text(ValueError("no\nnumber")), fault_text(KeyError())
    ('ValueError: no number', 'KeyError')
    """
    text = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(": ")
    return text if len(text) <= _MOST_OF_FAULT else text[:_MOST_OF_FAULT] + " …"


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
    """A file that the index builder reads is missing or altered, cannot be fetched, or has unexpected content."""


class RecordError(GenenormError):
    """An input file could not be read; the message has the file, the line if it is known, and the cause.

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
    """A species is not known; ``known`` lists the common names of the known species.

    >>> str(UnknownTaxonError("unicorn", ("human", "mouse")))
    "unknown species 'unicorn'; known are: human, mouse"
    """

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"unknown species {name!r}; known are: {', '.join(known)}")
        self.name = name
        self.known = known


class LiveError(GenenormError):
    """MyGene.info could not be reached, or its answer is not in the expected form."""


class LockError(GenenormError):
    """A run cannot be locked, or a locked run cannot be repeated; the message lists all missing or changed parts."""


class MissingExtraError(GenenormError):
    """An optional dependency is not installed; the message has the pip command that installs it."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs an optional dependency: pip install 'genenorm[{extra}]'")
        self.extra = extra
