"""Functions for single calls: resolve, resolve_frame, annotate, orthologs and species_of_list.

They share one resolver over the reference index in use, which is opened on the first call. Programs that use another
index, or several, make their own ``Resolver``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from genenorm.core.context import AUTO, NO_CONTEXT, Context, Organisms, SpeciesChoice
from genenorm.core.files import read_file
from genenorm.core.model import Gene, Resolution
from genenorm.core.names import name_text
from genenorm.index.homology import Homology, Ortholog
from genenorm.index.homology import orthologs as _orthologs
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver

if TYPE_CHECKING:
    import pandas

    from genenorm.annotation.annotations import AnnotatedFile, Annotation
    from genenorm.records.record import Record
    from genenorm.records.source import ReadOptions
    from genenorm.resolver.answer_table import TextDtype
    from genenorm.resolver.list_species import ListSpecies


@lru_cache(maxsize=1)
def shared_resolver() -> Resolver:
    """Return the resolver that the functions of this module share; it is opened on first use."""
    return Resolver(Reference.open())


def resolve(name: object, species: SpeciesChoice = None, *, organisms: Organisms = (), text: str = "") -> Resolution:
    """Return the answer for one gene name.

    :param name: the name as it is written, or a GeneID as a number; a missing value (``None``, ``NaN``, ``pandas.NA``)
        is an unknown name.
    :param species: one species or several, by common name, Latin name or NCBI taxon id; only their genes are answers.
    :param organisms: the organism of the study that the name is from, or several; their genes are preferred. Organisms
        that the index does not have make no difference.
    :param text: text that the name is from, which is evidence for species and genes.
    :returns: a ``Resolution``. No exception is raised for an unknown or ambiguous name: see its ``status``,
        ``evidence`` and ``candidates``.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises TypeError: ``name`` is a list, a table or bytes, not one name.

    >>> from genenorm import resolve
    >>> answer = resolve("PSD-95", species="human")
    >>> answer.status.value, answer.symbol, answer.gene_id
    ('resolved', 'DLG4', 1742)
    >>> resolve(7157).symbol, resolve("no such gene").status.value, resolve(None).status.value
    ('TP53', 'unknown', 'unknown')
    """
    resolver = shared_resolver()
    return resolver.resolve(name, _context(resolver.reference, species, organisms, text))


def resolve_frame(
    names: Iterable[object],
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    text_dtype: TextDtype = "object",
    split: bool = False,
) -> pandas.DataFrame:
    """Return a table of answers with one row for each name, in their order.

    :param names: a list, Series, Index, array or other iterable of names, each as ``resolve`` takes it. The names are
        context for each other: a name that several species share is taken for the species of most other names.
    :param species: one species or several, by common name, Latin name or NCBI taxon id; only their genes are answers.
        With ``"auto"`` the names decide together: the species that the list as a whole is of, if it is of one alone
        (see ``species_of_list``).
    :param organisms: the organism of the study that the names are from, or several; their genes are preferred, also
        those found through orthologs. Organisms that the index does not have make no difference.
    :param text: text that the names are from, which is evidence for species and genes.
    :param text_dtype: the type of the columns of text: ``"object"``; ``"category"``, which takes a fraction of the
        memory and time in long lists of few distinct names; or ``"arrow"`` for Arrow strings (needs pyarrow).
    :param split: give a name of several genes (``"TP53; EGFR"``) one row for each gene, with the index of the name. By
        default it has one row with the status ``family``, and its genes are in ``alternatives``.
    :returns: a DataFrame of ``len(names)`` rows, with the index of a Series, else 0, 1, 2 …. Columns: ``input``,
        ``status``, ``taxon_id`` and ``gene_id`` (``Int64``), ``symbol``, ``ensembl_id``, ``authority_id``,
        ``group_id``, ``score`` (``float64``, 0 to 1), ``name_kind``, ``key_rule``, ``evidence``, ``alternatives``
        (``taxon_id:gene_id`` joined by ``|``), ``reference``. Missing values in columns of text are empty text.
        ``attrs["reference"]`` is the index that answered.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises ValueError: ``text_dtype`` has another value.
    :raises MissingExtraError: ``text_dtype`` is ``"arrow"`` and pyarrow is not installed.
    :raises TypeError: ``names`` is one name, a mapping or a DataFrame.

    >>> from genenorm import resolve_frame
    >>> frame = resolve_frame(["GRIN1", "psd95", None], species="human")
    >>> frame["symbol"].to_list(), frame["gene_id"].to_list()
    (['GRIN1', 'DLG4', ''], [2902, 1742, <NA>])
    >>> split = resolve_frame(["TP53; EGFR", "GRIN1"], split=True)
    >>> split["symbol"].to_list(), split.index.to_list()
    (['TP53', 'EGFR', 'GRIN1'], [0, 0, 1])
    """
    import pandas

    _check_is_list(names)
    if text_dtype not in (known := ("object", "category", "arrow")):
        raise ValueError(f"text_dtype is {text_dtype!r}; it may be: {', '.join(known)}")
    resolver = shared_resolver()
    context = _context(resolver.reference, species, organisms, text)
    given = pandas.Series(names if isinstance(names, pandas.Series) else list(names), dtype=object).to_numpy()
    if pandas.api.types.infer_dtype(given, skipna=False) != "string":
        given = pandas.Series(list(map(name_text, given)), dtype=object).to_numpy()
    # One row is made for each distinct name, since long lists repeat few names often.
    places, distinct = pandas.factorize(given)
    if split:
        from genenorm.resolver.answer_table import AnswerColumns
        from genenorm.resolver.parts_answer import one_gene_each

        answers, context = resolver.resolve_list(given, context)
        found = [one_gene_each(answer) for answer in answers]
        counts = [len(several) for several in found]
        ones = [one for several in found for one in several]
        columns = AnswerColumns.of(ones, resolver.reference.stamp, resolver.reference.common_names, context.species)
        index = names.index if isinstance(names, pandas.Series) else pandas.RangeIndex(len(given))
        return columns.frame(None, text_dtype).set_axis(index.repeat(counts), axis="index")
    columns = resolver.columns([name_text(name) for name in distinct], context)
    frame = columns.frame(None if len(distinct) == len(given) else places, text_dtype)
    return frame.set_axis(names.index, axis="index") if isinstance(names, pandas.Series) else frame


def species_of_list(names: Iterable[object], *, organisms: Organisms = ()) -> ListSpecies:
    """Return the species of a list of names, all names taken together.

    :param names: an iterable of names, each as ``resolve`` takes it.
    :param organisms: the organism of the study that the names are from, or several, which is likelier.
    :returns: a ``ListSpecies``; ``str`` gives it in words. Its ``sole_taxon_id`` is the species that
        ``species="auto"`` asks for, ``None`` for a list of several species and for one that is not sure.
    :raises TypeError: ``names`` is one name, a mapping or a DataFrame.

    >>> from genenorm import species_of_list
    >>> found = species_of_list(["Grin1", "Trp53", "Trp53inp1", "Prl2c2", "Psg16", "psd95", "no such gene"])
    >>> found.sole_taxon_id, found.known, str(found)
    (10090, 6, 'mouse, 97 % of 6 names; 1 more is unknown')
    """
    _check_is_list(names)
    resolver = shared_resolver()
    return resolver.species_of(names, _context(resolver.reference, None, organisms, ""))


@overload
def annotate(
    source: Record, *, species: SpeciesChoice = None, organisms: Organisms = (), text: str = ""
) -> Annotation: ...
@overload
def annotate(
    source: str | Path,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    options: ReadOptions | None = None,
) -> AnnotatedFile: ...
def annotate(
    source: str | Path | Record,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    options: ReadOptions | None = None,
) -> Annotation | AnnotatedFile:
    """Return a record, or the records of a file, with the answer for each name.

    :param source: a ``Record``, or the path of a file. The suffix gives the format. The file is not changed.
    :param species: one species or several, by common name, Latin name or NCBI taxon id; only their genes are answers,
        also where the record gives other species with its names. With ``"auto"`` the names of each record decide
        together (see ``species_of_list`` and ``Annotation.list_species``); the text of a document decides as usual.
    :param organisms: the organism that all records are of, or several; their genes are preferred, also those found
        through orthologs. Organisms that the index does not have make no difference.
    :param text: text that is added to that of each record, as evidence for species and genes.
    :param options: how to read a file: its format, the column of a table with the names, a table without a header.
        ``record_file.notes`` of the result says what was taken for granted about a table.
    :returns: an ``Annotation`` for a record, and an ``AnnotatedFile`` for a file: ``annotations`` has one
        ``Annotation`` for each of its records, ``table`` has all rows, and ``rewritten()`` returns the file's bytes
        with the answers.
    :raises RecordError: the file cannot be read in this format; the error has the file's name, and the line if known.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises TypeError: ``source`` is neither a path nor a record.

    >>> from genenorm import Record, annotate
    >>> annotation = annotate(Record("by hand", "f1", ("GRIN1", "PSD95"), organisms=("Homo sapiens",)))
    >>> [row.resolution.symbol for row in annotation.rows]
    ['GRIN1', 'DLG4']
    """
    from genenorm.annotation.annotations import annotate_file, annotate_record
    from genenorm.records.record import Record

    resolver = shared_resolver()
    context = _context(resolver.reference, species, organisms, text)
    if isinstance(source, Record):
        return annotate_record(source, resolver, context=context)
    if not isinstance(source, str | Path):
        raise TypeError(f"source must be a path or a Record, not {type(source).__name__}; for bytes use annotate_file")
    return annotate_file(read_file(source).data, str(source), resolver, options=options, context=context)


def orthologs(
    gene: str | int | Gene, to: SpeciesChoice = None, *, homology: Homology | Literal["stringent", "all"] = "stringent"
) -> tuple[Ortholog, ...]:
    """Return the orthologs of a gene, species by species, the best supported first in each.

    :param gene: a name, an NCBI GeneID or a ``Gene``. A name that does not mean one gene has no orthologs.
    :param to: the species to find orthologs in; by default all species of the index.
    :param homology: ``"stringent"`` for the members of the gene's homology group and well supported pairs, or ``"all"``
        for all pairs that any source lists.
    :returns: the orthologs, each with its gene, relation and sources.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises ValueError: ``homology`` has another value.

    >>> from genenorm import orthologs
    >>> [(found.gene.symbol, found.relation.value) for found in orthologs("GRIN1", to=["mouse", "rat"])]
    [('Grin1', 'one-to-one'), ('Grin1', 'one-to-one')]
    """
    wanted = _level(homology)
    resolver = shared_resolver()
    reference = resolver.reference
    found = gene if isinstance(gene, Gene) else resolver.resolve(gene).gene_meant
    if found is None:
        return ()
    taxa = _taxon_ids(reference, to) or tuple(reference.taxa)
    return tuple(ortholog for taxon_id in taxa for ortholog in _orthologs(reference, found, taxon_id, wanted))


def _level(homology: Homology | str) -> Homology:
    try:
        return Homology(homology)
    except ValueError:
        known = ", ".join(level.value for level in Homology)
        raise ValueError(f"homology is {homology!r}; it may be: {known}") from None


def _context(reference: Reference, species: SpeciesChoice, organisms: Organisms, text: str) -> Context:
    """Return a context with the species asked for, which must be species of the index, or are left to the names."""
    if species is None and not organisms and not text:
        return NO_CONTEXT
    wanted = AUTO if isinstance(species, str) and species == AUTO else _taxon_ids(reference, species)
    return Context(species=wanted, organisms=organisms, text=text)


def _taxon_ids(reference: Reference, species: SpeciesChoice) -> tuple[int, ...]:
    """Return the taxon ids of some species of the index; raises UnknownTaxonError for another."""
    if species is None:
        return ()
    wanted = [species] if isinstance(species, str) or not isinstance(species, Iterable) else species
    return tuple(dict.fromkeys(reference.taxon(name).taxon_id for name in wanted))


def _check_is_list(names: object) -> None:
    """Raise TypeError, with advice on the right call, for a value that is not a list of names."""
    if getattr(names, "ndim", 1) != 1 or hasattr(names, "num_columns"):  # of pandas and NumPy; of Arrow
        raise TypeError("names is a table; give the column that holds the names: resolve_frame(table['symbol'])")
    if isinstance(names, str | bytes) or not isinstance(names, Iterable):
        raise TypeError("names is one name, not a list of names; for one name use resolve(name)")
    if isinstance(names, Mapping):
        raise TypeError("names is a mapping; give its names as a list: resolve_frame(list(mapping))")
