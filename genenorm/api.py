"""Functions for single calls: resolve, resolve_frame, annotate, orthologs, methods_text and others.

They share one resolver over the reference index in use, which is opened on the first call. Programs that use another
index, or several, make their own ``Resolver``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from genenorm.core.context import Organisms, SpeciesChoice
from genenorm.core.errors import RecordError
from genenorm.core.files import read_file
from genenorm.core.model import Candidate, Gene, Resolution
from genenorm.core.names import name_text
from genenorm.index.homology import Homology, Ortholog
from genenorm.index.homology import orthologs as _orthologs
from genenorm.index.reference import Reference
from genenorm.resolver.call_arguments import (
    check_is_list,
    context_of,
    homology_level,
    index_of,
    name_texts,
    read_options_of,
    taxon_ids,
    texts_of,
    with_index_of,
)
from genenorm.resolver.resolver import Resolver

if TYPE_CHECKING:
    import pandas

    from genenorm.annotation.annotations import AnnotatedFile, Annotation
    from genenorm.datasets.harmonize_plan import HarmonizePlan
    from genenorm.records.record import Record
    from genenorm.records.source import ReadOptions
    from genenorm.resolver.answer_columns import TextDtype
    from genenorm.resolver.list_species import ListSpecies
    from genenorm.verify.pairs.check_file import CheckedFile


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


def resolve_frame(
    names: Iterable[object],
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    columns: str | Sequence[str] = "full",
    text_dtype: TextDtype = "object",
    split: bool = False,
    progress: bool = False,
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
    :param columns: ``"full"`` for all columns; ``"short"`` for those that a person reads (``input``, ``status``,
        ``species``, ``gene_id``, ``symbol``, ``ensembl_id``, ``group_id``, ``score``, ``doubt``); or the names of some,
        as a list or separated by commas, in the order wanted.
    :param text_dtype: the type of the columns of text: ``"object"``; ``"category"``, which takes a fraction of the
        memory and time in long lists of few distinct names; or ``"arrow"`` for Arrow strings (needs pyarrow).
    :param split: give a name of several genes (``"TP53; EGFR"``) one row for each gene, with the index of the name. By
        default it has one row with the status ``family``, and its genes are in ``alternatives``.
    :param progress: show a bar with the number of names a second, in a terminal or notebook.
    :returns: a DataFrame of ``len(names)`` rows, with the index of a Series, or an Index itself, so that it can be
        joined to their table; else 0, 1, 2 …. Columns: ``input``, ``status``,
        ``taxon_id`` and ``gene_id`` (``Int64``), ``symbol``, ``ensembl_id``, ``authority_id``,
        ``group_id``, ``score`` (``float64``, 0 to 1), ``species`` (common name), ``doubt`` (why the answer deserves a
        look; empty for one that can be trusted), then the evidence: ``name_kind``, ``key_rule``, ``evidence``,
        ``alternatives`` (``taxon_id:gene_id`` joined by ``|``), ``reference``. What there is none of is missing
        (``pandas.NA``): an id, symbol, species, kind or rule. ``input``, ``doubt``, ``evidence`` and ``alternatives``
        are empty text then. ``attrs["reference"]`` is the index that answered.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises ValueError: there is no such column, or ``text_dtype`` has another value.
    :raises MissingExtraError: ``text_dtype`` is ``"arrow"`` and pyarrow is not installed.
    :raises TypeError: ``names`` is one name, a mapping or a DataFrame.

    >>> from genenorm import resolve_frame
    >>> frame = resolve_frame(["GRIN1", "psd95", None], species="human")
    >>> frame["symbol"].to_list(), frame["gene_id"].to_list()
    (['GRIN1', 'DLG4', <NA>], [2902, 1742, <NA>])
    >>> resolve_frame(["GRIN1", "KARs"], columns="symbol, doubt").values.tolist()
    [['GRIN1', ''], [<NA>, 'family, not a gene']]
    >>> split = resolve_frame(["TP53; EGFR", "GRIN1"], split=True)
    >>> split["symbol"].to_list(), split.index.to_list()
    (['TP53', 'EGFR', 'GRIN1'], [0, 0, 1])
    """
    import pandas

    from genenorm.core.list_bar import list_bar
    from genenorm.resolver.answer_table import chosen_columns

    check_is_list(names, "resolve_frame", "resolve")
    chosen = chosen_columns(columns)
    known: tuple[object, ...] = ("object", "category", "arrow")
    given_dtype: object = text_dtype  # an array would be compared with each element
    if not (isinstance(given_dtype, str) and given_dtype in known):
        raise ValueError(f"text_dtype is {text_dtype!r:.60}; it may be: {', '.join(map(str, known))}")
    resolver = shared_resolver()
    context = context_of(resolver.reference, species, organisms, text)
    given = texts_of(names)
    # One row is made for each distinct name, since long lists repeat few names often.
    places, distinct = pandas.factorize(given)
    with list_bar(len(given), wanted=progress) as bar:
        if split:
            rows, sizes = resolver.split_columns(given, context, bar)
            return with_index_of(names, rows.frame(None, text_dtype, chosen), sizes)
        rows = resolver.columns([name_text(name) for name in distinct], context, bar)
    frame = rows.frame(None if len(distinct) == len(given) else places, text_dtype, chosen)
    return frame.set_axis(index_of(names, len(given)), axis="index")


def orthologs_frame(
    names: Iterable[object],
    to: SpeciesChoice = None,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    homology: Homology | Literal["stringent", "all"] = "stringent",
    columns: str | Sequence[str] = "full",
    progress: bool = False,
) -> pandas.DataFrame:
    """Return a table of the orthologs of the genes that names mean, with one row for each ortholog.

    :param names: a list, Series, Index, array or other iterable of names, as ``resolve_frame`` takes them.
    :param to: the species to find orthologs in; by default all species of the index.
    :param species: the species of the names, as for ``resolve_frame``; so are ``organisms`` and ``text``.
    :param homology: ``"stringent"`` or ``"all"``, as for ``orthologs``.
    :param columns: ``"full"``, ``"short"`` or the names of some, as for ``resolve_frame``.
    :param progress: show a bar in a terminal or notebook.
    :returns: a DataFrame with the rows of each name together, in the order of the names, and with the
        index as in ``resolve_frame``, repeated for each row. A name without an ortholog has one row for each species,
        with the status ``unknown`` and the reason in ``evidence``; one that does not mean one gene has one row, with
        its own status. The columns are those of ``resolve_frame``, about the ortholog, and two more: ``relation`` and
        ``homology``, the sources that name the pair. ``input`` is the name, ``score`` and ``doubt`` are those of its
        own answer.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises ValueError: ``homology`` has another value, or there is no such column.
    :raises TypeError: ``names`` is one name, a mapping or a DataFrame.

    >>> from genenorm import orthologs_frame
    >>> frame = orthologs_frame(["GRIN1", "TP53", "no such gene"], to="mouse", species="human")
    >>> frame["symbol"].to_list(), frame["gene_id"].to_list(), frame["status"].to_list()[-1]
    (['Grin1', 'Trp53', <NA>], [14810, 22059, <NA>], 'unknown')
    """
    from genenorm.core.list_bar import list_bar
    from genenorm.core.tables import Cell, Table, to_frame
    from genenorm.resolver.answer_table import chosen_columns
    from genenorm.resolver.meter import Meter
    from genenorm.resolver.ortholog_answers import (
        ORTHOLOG_COLUMNS,
        SHORT_ORTHOLOG_COLUMNS,
        ortholog_answers,
        ortholog_table,
    )

    check_is_list(names, "orthologs_frame", "orthologs")
    chosen = chosen_columns(columns, ORTHOLOG_COLUMNS, SHORT_ORTHOLOG_COLUMNS)
    level = homology_level(homology)
    resolver = shared_resolver()
    reference = resolver.reference
    taxa = taxon_ids(reference, to, "to") or tuple(reference.taxa)
    given = texts_of(names)
    with list_bar(len(given), wanted=progress) as bar:
        # half of the work is to answer the names
        answered = None if bar is None else lambda done, size: bar(done, 2 * size)
        answers, context = resolver.resolve_list(
            given, context_of(reference, species, organisms, text), progress=answered
        )
        found: dict[str, tuple[tuple[Cell, ...], ...]] = {}
        for answer in Meter(bar, len(given)).over(answers, 0.5, 1.0):
            if answer.input not in found:
                rows = ortholog_answers(reference, answer, taxa, level, context.species, resolver.faults)
                found[answer.input] = ortholog_table(rows, reference.stamp, reference.common_names).rows
    parts = [found[answer.input] for answer in answers]
    table = Table(ORTHOLOG_COLUMNS, tuple([row for rows in parts for row in rows]), reference.stamp)
    return with_index_of(names, to_frame(table.only(chosen)), [len(rows) for rows in parts])


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
    check_is_list(names, "species_of_list", "resolve")
    resolver = shared_resolver()
    return resolver.species_of(name_texts(names), context_of(resolver.reference, None, organisms, ""))


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
    r"""Return what is wrong with the names and identifiers of genes that stand beside each other in a file.

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
    from genenorm.datasets.harmonizing import plan_datasets
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
