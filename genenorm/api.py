"""One-line answers: the functions behind ``genenorm.resolve`` and its siblings.

They share one resolver over the reference index that ``genenorm.Reference.open()`` opens; programs that want another
index, or several, make their own ``Resolver``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from genenorm.core.errors import RecordError
from genenorm.core.model import Gene, Resolution
from genenorm.index.homology import Homology, Ortholog
from genenorm.index.homology import orthologs as _orthologs
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver, collector_paused, gene_meant
from genenorm.text.species_words import NO_CONTEXT, Context

if TYPE_CHECKING:
    import pandas

    from genenorm.annotation.annotations import AnnotatedFile, Annotation
    from genenorm.records.record import Record

Species = str | int | Iterable[str | int] | None
"""One species or several as common name, Latin name or NCBI taxon id; ``None`` for "decide it"."""


@lru_cache(maxsize=1)
def shared_resolver() -> Resolver:
    """Return the resolver that this module's functions share, opened on first use."""
    return Resolver(Reference.open())


def resolve(name: str, species: Species = None) -> Resolution:
    """Return what one gene name means.

    >>> from genenorm import resolve
    >>> answer = resolve("PSD-95", species="human")
    >>> answer.status.value, answer.symbol, answer.gene_id
    ('resolved', 'DLG4', 1742)

    A name that is unknown or ambiguous is an answer too; see ``status``, ``evidence`` and ``candidates``.

    >>> resolve("no such gene").status.value
    'unknown'
    """
    resolver = shared_resolver()
    return resolver.resolve(name, _context(resolver.reference, species))


def resolve_frame(names: Iterable[object], *, species: Species = None) -> pandas.DataFrame:
    """Return a table of answers, one row for each name, in their order; a Series keeps its index.

    >>> from genenorm import resolve_frame
    >>> resolve_frame(["GRIN1", "Grin1", "psd95"], species="human")["symbol"].to_list()
    ['GRIN1', 'GRIN1', 'DLG4']

    Missing values (``None``, ``NaN``) are names without a letter: unknown. The names are context for each other.
    """
    import pandas

    from genenorm.core.tables import table_of, to_frame

    if isinstance(names, str):
        raise TypeError("names is one name, not a list of names; for one name use resolve(name)")
    resolver = shared_resolver()
    given = pandas.Series([name if type(name) is str else _text(name) for name in names], dtype=object)
    # One row is made for each distinct name and taken as often as the name occurs: lists repeat few names often.
    places, distinct = pandas.factorize(given)
    with collector_paused(len(distinct)):
        answers = resolver.resolve_all(list(distinct), _context(resolver.reference, species))
        frame = to_frame(table_of(answers, resolver.reference.stamp)).take(places)
    index = getattr(names, "index", None)
    return frame.set_axis(range(len(given)) if index is None or callable(index) else index, axis="index")


@overload
def annotate(source: Record) -> Annotation: ...
@overload
def annotate(source: str | Path) -> AnnotatedFile: ...
def annotate(source: str | Path | Record) -> Annotation | AnnotatedFile:
    """Return a record, or the records of a file, with the answer for each name; a file is read, never changed.

    >>> from genenorm import Record, annotate
    >>> annotation = annotate(Record("by hand", "f1", ("GRIN1", "PSD95"), organisms=("Homo sapiens",)))
    >>> [row.resolution.symbol for row in annotation.rows]
    ['GRIN1', 'DLG4']

    A file's format is told by the end of its name. ``annotations`` holds one entry for each of its records, ``table``
    all rows, and ``rewritten()`` gives its bytes with the answers in them.
    """
    from genenorm.annotation.annotations import annotate_file, annotate_record
    from genenorm.records.record import Record

    if isinstance(source, Record):
        return annotate_record(source, shared_resolver())
    return annotate_file(read_input(source), str(source), shared_resolver())


def read_input(path: str | Path) -> bytes:
    """Return the bytes of an input file; raises RecordError naming it and the cause."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise RecordError(path, (error.strerror or str(error)).lower()) from error


def orthologs(
    gene: str | int | Gene, to: Species = None, *, homology: Homology | Literal["stringent", "all"] = "stringent"
) -> tuple[Ortholog, ...]:
    """Return the orthologs of a gene in other species, best supported first; in all of them without ``to``.

    >>> from genenorm import orthologs
    >>> [(found.gene.symbol, found.relation.value) for found in orthologs("GRIN1", to=["mouse", "rat"])]
    [('Grin1', 'one-to-one'), ('Grin1', 'one-to-one')]

    The gene is a ``Gene``, an NCBI GeneID, or a name; a name that does not mean one gene has no orthologs.
    ``homology`` says which orthologs count: ``"stringent"``, the members of its homology group and well supported
    pairs, or ``"all"`` that any source names. Each tells in ``homology`` who says so.
    """
    wanted = _level(homology)
    resolver = shared_resolver()
    reference = resolver.reference
    if not isinstance(gene, Gene):
        found = gene_meant(resolver.resolve(str(gene)))
        if found is None:
            return ()
        gene = found
    taxa = _context(reference, to).species or tuple(reference.taxa)
    return tuple(found for taxon_id in taxa for found in _orthologs(reference, gene, taxon_id, wanted))


def _level(homology: Homology | str) -> Homology:
    try:
        return Homology(homology)
    except ValueError:
        known = ", ".join(level.value for level in Homology)
        raise ValueError(f"homology is {homology!r}; it may be: {known}") from None


def _context(reference: Reference, species: Species) -> Context:
    if species is None:
        return NO_CONTEXT
    wanted = [species] if isinstance(species, str | int) else species
    return Context(species=tuple(dict.fromkeys(reference.taxon(name).taxon_id for name in wanted)))


def _text(name: object) -> str:
    """Return a cell of a table as the text a person sees in it; empty for a missing value."""
    if isinstance(name, str):
        return name
    if name is None or name != name or str(name) == "<NA>":  # NaN is the one value unequal to itself
        return ""
    return str(int(name)) if isinstance(name, float) and name.is_integer() else str(name)
