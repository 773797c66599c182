"""Functions for single calls: resolve, annotate, orthologs, methods_text and others.

They share one resolver over the reference index in use, which is opened on the first call. Programs that use another
index, or several, make their own ``Resolver``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from genenorm.core.context import Organisms, SpeciesChoice
from genenorm.core.errors import RecordError
from genenorm.core.files import read_file
from genenorm.core.model import Candidate, Gene, Resolution
from genenorm.frames.column_kinds import arrow_column, column_kind
from genenorm.index.homology import Homology, Ortholog
from genenorm.index.homology import orthologs as _orthologs
from genenorm.index.reference import Reference
from genenorm.resolver.call_arguments import (
    check_is_list,
    context_of,
    homology_level,
    name_texts,
    read_options_of,
    taxon_ids,
)
from genenorm.resolver.resolver import Resolver

if TYPE_CHECKING:
    import pandas

    from genenorm.annotation.annotations import AnnotatedFile, Annotation
    from genenorm.datasets.harmonize.harmonize_plan import HarmonizePlan
    from genenorm.datasets.lift.lift_request import Lifted
    from genenorm.frames.column_kinds import ArrowArray, ArrowStream
    from genenorm.records.record import Record
    from genenorm.records.source import ReadOptions
    from genenorm.resolver.list_species import ListSpecies
    from genenorm.verify.pairs.check_file import CheckedFile


Data = TypeVar("Data")
"""The type of a dataset."""


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
    return resolver.resolve(name, context_of(resolver.reference, species, organisms, text))


def species_of_list(names: Iterable[object] | ArrowArray | ArrowStream, *, organisms: Organisms = ()) -> ListSpecies:
    """Return the species of a list of names, all names taken together.

    :param names: a column or other iterable of names, as ``resolve_frame`` takes them.
    :param organisms: the organism of the study that the names are from, or several, which is likelier.
    :returns: a ``ListSpecies``; ``str`` gives it in words. Its ``sole_taxon_id`` is the species that
        ``species="auto"`` asks for, ``None`` for a list of several species and for one that is not sure.
    :raises TypeError: ``names`` is one name, a mapping or a DataFrame.

    >>> from genenorm import species_of_list
    >>> found = species_of_list(["Grin1", "Trp53", "Trp53inp1", "Prl2c2", "Psg16", "psd95", "no such gene"])
    >>> found.sole_taxon_id, found.known, str(found)
    (10090, 6, 'mouse, 97 % of 6 names; 1 more is unknown')
    """
    resolver = shared_resolver()
    context = context_of(resolver.reference, None, organisms, "")
    if column_kind(names) is not None:
        from genenorm.frames.arrow_answers import encoded_names

        return resolver.species_of(encoded_names(arrow_column(names, "species_of_list"))[1], context)
    listed: Any = names
    check_is_list(listed, "species_of_list", "resolve")
    return resolver.species_of(name_texts(listed), context)


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
    from genenorm.records.source import ReadOptions

    resolver = shared_resolver()
    context = context_of(resolver.reference, species, organisms, text)
    if options is not None and not isinstance(options, ReadOptions):
        shown = f"not {type(options).__name__}: {options!r:.60}"
        raise TypeError(f"options must be ReadOptions, such as ReadOptions(column='gene'), {shown}")
    if isinstance(source, Record):
        if options is not None:
            raise TypeError("options say how to read a file; a Record is read already, so leave them out")
        return annotate_record(source, resolver, context=context)
    if not isinstance(source, str | Path):
        way_out = (
            "for a table use resolve_frame(table['symbol'])"
            if hasattr(source, "columns")
            else "for bytes use annotate_file"
        )
        raise TypeError(f"source must be a path or a Record, not {type(source).__name__}; {way_out}")
    try:
        return annotate_file(read_file(source).data, str(source), resolver, options=options, context=context)
    except RecordError as error:
        if said := read_options_of(error.cause):
            error.add_note(f"In Python: annotate(path, options=ReadOptions({said}))")
        raise


def check(
    source: str | Path,
    *,
    species: str | int | None = None,
    column: str = "",
    id_columns: Sequence[str] = (),
    species_column: str = "",
    trust: Literal["neither", "names", "ids"] = "neither",
    options: ReadOptions | None = None,
) -> CheckedFile:
    r"""Return what is wrong with the names and identifiers of genes that stand next to each other in a file.

    :param source: the path of a table, workbook, figure record, YAML, JSON or ontology file, or of a text with pairs
        such as ``GRIN1 (Gene ID: 2902)``. The suffix gives the format. The file is not changed.
    :param species: the species of all genes, by common name, Latin name or NCBI taxon id, where no column says it.
    :param column: the column of a table with the names, by header or number; by default it is found.
    :param id_columns: the columns with identifiers, by header or number; by default they are found.
    :param species_column: the column with the species of each row; by default it is found.
    :param trust: which side is right when a name and an identifier disagree and nothing else decides.
    :param options: how to read the file: its format, a table without headers, a sheet of a workbook.
    :returns: a ``CheckedFile``: ``findings`` has one ``Finding`` for each wrong cell, ``table`` has them as a table,
        ``notes`` says what was taken for granted, and ``fixed()`` returns the bytes of the file in which the right
        values that are certain are written, and nothing else is changed.
    :raises RecordError: the file cannot be read, or lacks a column that is asked for.
    :raises UnknownTaxonError: the index does not contain the species.
    :raises ValueError: ``trust`` has another value.
    :raises TypeError: ``source`` is no path.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from genenorm import check
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "genes.csv")
    ...     _ = path.write_text("symbol,gene_id\nGRIN1,2902\nSEPT6,23157.0\n", encoding="utf-8")
    ...     checked = check(path)
    >>> [(found.line, found.kind.value, found.right) for found in checked.findings]
    [(3, 'damaged', '23157'), (3, 'outdated', 'SEPTIN6')]
    >>> checked.fixed()
    b'symbol,gene_id\nGRIN1,2902\nSEPTIN6,23157\n'
    """
    from genenorm.records.source import ReadOptions
    from genenorm.verify.pairs.check_file import check_bytes
    from genenorm.verify.pairs.column_roles import ColumnChoice
    from genenorm.verify.pairs.verdicts import Trust

    if not isinstance(source, str | Path):
        raise TypeError(f"source must be a path, not {type(source).__name__}")
    if options is not None and not isinstance(options, ReadOptions):
        raise TypeError(f"options must be ReadOptions, not {type(options).__name__}: {options!r:.60}")
    if isinstance(id_columns, str):
        id_columns = (id_columns,)
    try:
        trusted = Trust(trust)
    except ValueError:
        raise ValueError(f"trust is {trust!r:.60}; it may be: {', '.join(Trust)}") from None
    resolver = shared_resolver()
    taxa = taxon_ids(resolver.reference, species)
    if len(taxa) > 1:
        raise ValueError(f"species is {species!r:.60}; give one, or the column that has them: species_column=...")
    return check_bytes(
        read_file(source).data,
        str(source),
        resolver,
        options=options,
        columns=ColumnChoice(column, tuple(id_columns), species_column),
        species=taxa[0] if taxa else None,
        trust=trusted,
    )


def harmonize(
    datasets: Mapping[str, object] | Iterable[str | Path],
    *,
    species: SpeciesChoice | Mapping[str, SpeciesChoice] = "auto",
    to: Literal["symbol", "gene_id", "ensembl_id"] = "symbol",
    columns: str | Mapping[str, str] = "",
    rename_doubtful: bool = False,
    options: ReadOptions | None = None,
) -> HarmonizePlan:
    """Return a plan that makes the gene names of several datasets consistent; nothing is changed before it is applied.

    Each name becomes the official symbol, or an id, of the gene that it means. The names of datasets of the same
    species are answered together, so that a name means the same in all of them. What would make two rows look like one,
    or would give one name different genes unseen, is a conflict, and stays until the plan says what to do: ``keep``,
    ``rename``, ``drop`` or ``sum``.

    :param datasets: by name, each a pandas DataFrame, an AnnData, or the path of a table, workbook or ``.h5ad`` file;
        or a list of paths, which are called by the files' names.
    :param species: the species of all datasets, or of each by its name; with ``"auto"`` the names of each decide.
    :param to: what names become: the official symbol, the NCBI GeneID or the Ensembl id.
    :param columns: where all datasets, or each by its name, have their names: the name of a column (of ``var`` in
        AnnData), ``"rows"`` or ``"columns"`` for the labels of a DataFrame; by default it is found.
    :param rename_doubtful: change names too whose answer is in doubt.
    :param options: how to read files: a sheet, a delimiter, a table without headers.
    :returns: a ``HarmonizePlan``: ``table()`` and ``write(path)`` show it row by row, ``conflicts`` has what is left
        open, ``with_action`` and ``with_table`` edit it, and ``apply()`` returns the new datasets.
    :raises RecordError: a file cannot be read, or it is not clear which column has the names.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises ValueError: it is not clear where a dataset has its names, or an argument names no dataset.
    :raises TypeError: a dataset is something else.

    >>> import pandas
    >>> from genenorm import harmonize
    >>> ours = pandas.DataFrame({"n": [5, 7, 9]}, index=["p53", "GRIN1", "NMDAR1"])
    >>> theirs = pandas.DataFrame({"gene": ["TP53", "ENSG00000176884"], "n": [4, 2]})
    >>> plan = harmonize({"ours": ours, "theirs": theirs}, species="human")
    >>> print(plan.summary)
    ours (human): 3 names: 1 keep, 1 rename, 1 conflict
    theirs (human): 2 names: 1 keep, 1 rename
    names in all 2 datasets: 0 → 2
    1 conflict left: these names stay until the plan says what to do
    >>> print(plan.conflicts[0])
    two names of one gene: NMDAR1 → GRIN1 in ours: ours has GRIN1 too; previous symbol of its gene
    >>> done = plan.with_action("sum").apply()
    >>> done["ours"]["n"].to_dict(), done["theirs"]["gene"].to_list()
    ({'TP53': 5, 'GRIN1': 16}, ['TP53', 'GRIN1'])
    """
    from genenorm.datasets.harmonize.harmonizing import plan_datasets
    from genenorm.records.source import ReadOptions

    if options is not None and not isinstance(options, ReadOptions):
        raise TypeError(f"options must be ReadOptions, not {type(options).__name__}: {options!r:.60}")
    return plan_datasets(
        datasets, shared_resolver(), species=species, to=to, columns=columns, rename_doubtful=rename_doubtful,
        options=options,
    )  # fmt: skip


def orthologs(
    gene: str | int | Gene,
    to: SpeciesChoice = None,
    *,
    species: SpeciesChoice = None,
    homology: Homology | Literal["stringent", "all"] = "stringent",
) -> tuple[Ortholog, ...]:
    """Return the orthologs of a gene, species by species, the best supported first in each.

    :param gene: a name, an NCBI GeneID or a ``Gene``. A name that does not mean one gene has no orthologs. For a list
        of names use ``orthologs_frame``.
    :param to: the species to find orthologs in; by default all species of the index.
    :param species: the species of the name, as for ``resolve``.
    :param homology: ``"stringent"`` for the members of the gene's homology group and well supported pairs, or ``"all"``
        for all pairs that any source lists.
    :returns: the orthologs, each with its gene, relation and sources.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises ValueError: ``homology`` has another value.
    :raises TypeError: ``gene`` is a list or table of names.

    >>> from genenorm import orthologs
    >>> [(found.gene.symbol, found.relation.value) for found in orthologs("GRIN1", to=["mouse", "rat"])]
    [('Grin1', 'one-to-one'), ('Grin1', 'one-to-one')]
    """
    wanted = homology_level(homology)
    resolver = shared_resolver()
    reference = resolver.reference
    if isinstance(gene, Resolution | Candidate | Ortholog):
        raise TypeError(f"gene is a {type(gene).__name__}, not a gene; give its gene: orthologs(answer.gene)")
    if not isinstance(gene, Gene | str | bytes) and isinstance(gene, Iterable):
        raise TypeError(
            f"gene is a {type(gene).__name__}, not one gene; for a list of names use orthologs_frame(names)"
        )
    context = context_of(reference, species, (), "")
    found = gene if isinstance(gene, Gene) else resolver.resolve(gene, context).gene_meant
    if found is None:
        return ()
    taxa = taxon_ids(reference, to, "to") or tuple(reference.taxa)
    return tuple(ortholog for taxon_id in taxa for ortholog in _orthologs(reference, found, taxon_id, wanted))


def methods_text(
    answers: pandas.DataFrame
    | AnnotatedFile
    | Annotation
    | Iterable[Resolution]
    | Iterable[Annotation]
    | Iterable[AnnotatedFile]
    | None = None,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    markdown: bool = False,
) -> str:
    """Return a paragraph for the methods section of a paper, with the references of the data used.

    It has the versions of genenorm and of the index in use, the sources of the index with their releases, and what was
    asked and answered.

    :param answers: what was answered: a table of ``resolve_frame``, the result of ``annotate``, or a list of
        resolutions or results of ``annotate``. Without it the paragraph has no counts.
    :param species: the species that were asked for, as in the calls that gave the answers.
    :param organisms: the organisms that were stated there.
    :param text: the text that was given there.
    :param markdown: return Markdown instead of plain text.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises TypeError: ``answers`` is something else.

    >>> from genenorm import methods_text, resolve
    >>> paragraph = methods_text([resolve("GRIN1"), resolve("no such gene")])
    >>> "Of 2 names, 1 (50.0 %) was mapped to one gene (human 1); of the others, 1 had no entry." in paragraph
    True
    """
    import sys

    from genenorm.annotation import methods
    from genenorm.annotation.summary import NO_ANSWERS, summary_of

    reference = shared_resolver().reference
    return methods.methods_text(
        NO_ANSWERS if answers is None else summary_of(answers, reference),
        reference,
        version=str(vars(sys.modules["genenorm"])["__version__"]),  # the package itself, which imports this module
        context=context_of(reference, species, organisms, text),
        markdown=markdown,
    )


def lift(
    data: Data,
    to: str | int,
    *,
    axis: str | int | None = None,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    rule: Literal["drop", "best", "explode"] | None = None,
    one_to_many: Literal["drop", "best", "explode"] | None = None,
    many_to_one: Literal["drop", "best", "sum", "mean", "explode"] | None = None,
    homology: Homology | Literal["stringent", "all"] = "stringent",
    names: Literal["symbol", "gene_id", "ensembl_id", "authority_id"] = "symbol",
    values: Sequence[str | int] = (),
    progress: bool = False,
) -> Lifted[Data]:
    """Return a table of expression values, or AnnData, carried to another species, and what was lost on the way.

    Each gene becomes its ortholog there. Genes that are of that species already stay. The result is of the kind that
    was given, sparse values stay sparse, and every original name is kept next to the new one, in ``genenorm_original``.

    :param data: a DataFrame of pandas or polars, or an AnnData object in memory. It is not changed.
    :param to: the species to carry it to, by common name, Latin name or NCBI taxon id.
    :param axis: where the genes of a table are: ``"rows"`` or ``"columns"`` for labels, or the name of a column; by
        default they are found. For AnnData a column of ``var``; by default its labels.
    :param species: the species of the names, as for ``resolve_frame``; so are ``organisms``. The names are context for
        each other.
    :param rule: the rule for both directions, where none is given for one alone.
    :param one_to_many: what becomes of a gene with several orthologs: ``"drop"`` leaves it out (the default),
        ``"best"`` takes the best supported ortholog, ``"explode"`` repeats its values for each.
    :param many_to_one: what becomes of several genes with one ortholog: ``"sum"`` adds up their values, ``"mean"``
        averages them, ``"best"`` keeps the gene whose ortholog it best is, ``"drop"`` none, and ``"explode"`` all, each
        for itself. By default ``"sum"`` when all values are counts, which are whole and not below 0, else ``"best"``.
    :param homology: ``"stringent"`` or ``"all"``, as for ``orthologs``.
    :param names: what the genes of the result are called by; one that lacks it has its symbol or another identifier.
    :param values: the columns of a table that have values; by default all of numbers, except identifiers and known
        properties of genes such as their length. Other columns keep what merged genes agree on; texts that differ are
        joined by ``|``.
    :param progress: show a bar while names are answered, in a terminal or notebook.
    :returns: the data and a ``LiftReport``, as ``data, report = lift(…)``. Genes are in the order in which the data
        have the first of their sources. The column ``genenorm_original`` has the original names, joined by ``|``; where
        genes are columns, ``data.attrs["genenorm_original"]`` has them by new name. The columns of numbers that are no
        values, and those of ``var``, are missing where merged genes differ.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises ValueError: it is not clear where the genes are, there is no such column or rule, a rule has no meaning for
        its direction or for the values, or the AnnData object is backed by a file.
    :raises TypeError: ``data`` is something else.

    >>> import pandas
    >>> from genenorm import lift
    >>> counts = pandas.DataFrame({"s1": [5, 2, 1], "s2": [0, 3, 1]}, index=["Grin1", "Trp53", "no such gene"])
    >>> human, report = lift(counts, to="human")
    >>> human
           s1  s2 genenorm_original
    GRIN1   5   0             Grin1
    TP53    2   3             Trp53
    >>> report.headline
    'mouse to human: 2 of 3 genes (66.7 %) with 83.3 % of the counts kept, as 2 human genes'
    >>> report.table()[["outcome", "reason", "genes", "counts"]].values.tolist()
    [['kept', 'one ortholog', 2, 10], ['lost', 'unknown name', 1, 2]]
    """
    from genenorm.core.list_bar import list_bar
    from genenorm.datasets.lift.lift_data import lift_data
    from genenorm.datasets.lift.lift_request import LiftRequest, check_called_by
    from genenorm.datasets.lift.lift_rules import lift_rules

    rules = lift_rules(rule, one_to_many, many_to_one)
    level = homology_level(homology)
    resolver = shared_resolver()
    targets = taxon_ids(resolver.reference, to, "to")
    if len(targets) != 1:
        raise ValueError(f"to is {to!r:.60}; give one species")
    context = context_of(resolver.reference, species, organisms, "")
    columns = (values,) if isinstance(values, str) else tuple(values)
    with list_bar(_number_of_genes(data), wanted=progress) as bar:
        request = LiftRequest(resolver, targets[0], context, rules, level, check_called_by(names), columns, bar)
        lifted: Lifted[Data] = lift_data(data, axis, request)
    return lifted


def _number_of_genes(data: object) -> int:
    """Return the number of genes of a dataset, as far as it is plain."""
    return int(getattr(data, "n_vars", 0) or getattr(data, "shape", (0,))[0])
