"""AnnData objects of scverse, whose genes get their identifiers: ``genenorm.anndata.annotate_var(adata)``.

Neither scanpy nor the package anndata is imported: the object that is passed brings what is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

from genenorm.datasets.gene_axis import var_axis
from genenorm.frame_api import resolve_frame
from genenorm.records.answer_fields import ANSWER_PREFIX
from genenorm.resolver.answer_table import columns_to_add

if TYPE_CHECKING:
    import pandas
    from anndata import AnnData

    from genenorm.core.context import Organisms, SpeciesChoice

UNS_KEY = "genenorm"
"""The key in ``uns`` under which is kept what the answers depend on."""
_CALLS = "annotate_var"
"""The key below it, with an entry for each prefix."""
_INDEX = "var_names"


@overload
def annotate_var(
    adata: AnnData,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    column: str | None = None,
    prefix: str = ANSWER_PREFIX,
    columns: str | Sequence[str] = "short",
    overwrite: bool = False,
    copy: Literal[False] = False,
    progress: bool = False,
) -> None: ...
@overload
def annotate_var(
    adata: AnnData,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    column: str | None = None,
    prefix: str = ANSWER_PREFIX,
    columns: str | Sequence[str] = "short",
    overwrite: bool = False,
    copy: Literal[True],
    progress: bool = False,
) -> AnnData: ...
def annotate_var(
    adata: AnnData,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    column: str | None = None,
    prefix: str = ANSWER_PREFIX,
    columns: str | Sequence[str] = "short",
    overwrite: bool = False,
    copy: bool = False,
    progress: bool = False,
) -> AnnData | None:
    """Return nothing, and write the answers for the genes of an AnnData into columns of its ``var``.

    Rows, ``var_names`` and the other columns stay as they are, and so do ``X``, the layers, and ``raw``, which keeps
    the data as they were. A view becomes an AnnData of its own, as with every change. Of a backed AnnData only what is
    in memory is changed: ``adata.write()`` writes it into its file.

    :param adata: the AnnData, in memory or backed.
    :param species: the species of the data, or several, by common name, Latin name or NCBI taxon id; only their genes
        are answers. With ``"auto"`` the names decide together.
    :param organisms: the organism of the study, or several; their genes are preferred.
    :param text: text about the data, which is evidence for species and genes.
    :param column: the column of ``var`` with the names or identifiers, such as ``"gene_ids"`` in data of 10x; by
        default ``var_names``, or if these are the numbers of the rows, the only column that is known by its name to
        have names of genes.
    :param prefix: what the names of the new columns begin with: ``genenorm_symbol``, ``genenorm_gene_id`` ….
    :param columns: ``"short"`` for ``status``, ``species``, ``gene_id``, ``symbol``, ``ensembl_id``, ``group_id``,
        ``score`` and ``doubt``; ``"full"`` for all, or the names of some (see ``resolve_frame``).
    :param overwrite: replace columns that are there already, and remove those of an earlier call with this prefix.
    :param copy: return a copy with the answers instead, and leave ``adata`` as it is.
    :param progress: show a bar in a terminal or notebook.
    :returns: ``None``, or the copy. ``gene_id`` and ``taxon_id`` are nullable integers, ``score`` is a float, and texts
        are categories, in which an answer that there is none of is missing: all of them can be written into a file and
        are the same when it is read. ``uns["genenorm"]["annotate_var"][prefix]`` has, as texts, the ``version`` of
        genenorm and the ``reference`` index that answered, where the ``names`` are from, the ``species`` and
        ``organisms`` that were given, and the ``columns``.
    :raises ValueError: ``var`` has such columns, or lacks the one with the names; ``adata`` cannot be changed as it is.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises TypeError: ``adata`` is no AnnData.

    >>> import anndata, numpy, pandas
    >>> genes = pandas.DataFrame(index=["GRIN1", "psd95", "ENSG00000141510.17", "no such gene"])
    >>> adata = anndata.AnnData(numpy.ones((2, 4)), var=genes)
    >>> annotate_var(adata, species="human", columns="symbol, gene_id")
    >>> adata.var["genenorm_symbol"].to_list(), adata.var["genenorm_gene_id"].to_list()
    (['GRIN1', 'DLG4', 'TP53', nan], [2902, 1742, 7157, <NA>])
    >>> adata.uns["genenorm"]["annotate_var"]["genenorm_"]["species"]
    'human'
    """
    _check(adata, prefix, copy=copy)
    chosen = columns_to_add(columns)
    var = adata.var
    if column is not None and column not in var.columns.to_list():
        there = f"there are: {', '.join(map(str, var.columns))}" if len(var.columns) else "var has no columns"
        raise ValueError(f"var has no column {column!r:.60}; {there}")
    axis = var_axis(var, column)
    source = None if axis.column is None else str(var.columns[axis.column])
    earlier = _earlier_calls(adata)
    old = [name for name in _columns_written(earlier.get(prefix)) if name in var.columns and name != source]
    new = [prefix + name for name in chosen]
    if taken := [name for name in new if name in var.columns]:
        if not overwrite:
            raise ValueError(
                f"var has {', '.join(map(repr, taken))} already; to replace them give overwrite=True, "
                "to keep them another prefix"
            )
        if source in taken:
            raise ValueError(f"the names are in {source!r}, which the answers would replace; give another prefix")
    species, organisms = _at_hand(species), _at_hand(organisms)
    answers = resolve_frame(
        axis.names,
        species=species,
        organisms=organisms,
        text=text,
        columns=chosen,
        text_dtype="category",
        progress=progress,
    )
    call = {
        "version": _version(),
        "reference": str(answers.attrs["reference"]),
        "names": _INDEX if source is None else source,
        "species": _words(species),
        "organisms": _words(organisms),
        "columns": ",".join(new),
    }
    target = adata.copy() if copy else adata
    kept = target.var.drop(columns=[name for name in old if overwrite and name not in new])
    # One assignment: a view is copied once, and Ctrl-C leaves either all columns or none.
    target.var = kept.assign(**{f"{prefix}{name}": _as_read(answers[name]) for name in chosen})
    target.uns[UNS_KEY] = {**target.uns.get(UNS_KEY, {}), _CALLS: {**earlier, prefix: call}}
    return target if copy else None


def _check(adata: Any, prefix: object, *, copy: bool) -> None:
    """Raise an error that says the way out for what cannot be annotated."""
    import pandas

    if isinstance(getattr(adata, "mod", None), Mapping):  # MuData
        raise TypeError(
            f"adata is a {type(adata).__name__}; annotate the modality that has the genes: annotate_var(mdata['rna'])"
        )
    if not all(hasattr(adata, name) for name in ("var", "uns", "is_view", "isbacked")):
        raise TypeError(
            f"adata must be an AnnData, not {type(adata).__name__}; for names alone, such as those of adata.raw, "
            "use resolve_frame(names)"
        )
    if not isinstance(adata.var, pandas.DataFrame):
        raise ValueError("var is not in memory; load it first: adata = adata.to_memory()")
    if not isinstance(prefix, str) or "/" in prefix:
        raise ValueError(f"prefix is {prefix!r:.60}; it must be a text without '/', which no file can keep")
    if adata.isbacked and adata.is_view:
        raise ValueError(
            "adata is a part of a backed AnnData, which cannot be changed; annotate the whole before you select, "
            "or load the part: adata.to_memory()"
        )
    if adata.isbacked and copy:
        raise ValueError("adata is backed, and a copy needs a file: annotate_var(adata.copy('copy.h5ad'))")


def _as_read(column: pandas.Series) -> Any:
    """Return the values of a column, of which the categories have the type that a file gives back."""
    import pandas

    if not isinstance(column.dtype, pandas.CategoricalDtype):
        return column.array
    # the type that pandas finds: object, or since pandas 3 str where there is any text
    return column.cat.rename_categories(pandas.Index(list(column.cat.categories))).array


def _earlier_calls(adata: AnnData) -> dict[str, Any]:
    """Return what ``uns`` says of earlier calls, by prefix."""
    kept = adata.uns.get(UNS_KEY, {})
    calls = kept.get(_CALLS, {}) if isinstance(kept, Mapping) else None
    if not isinstance(calls, Mapping):
        raise ValueError(f"uns has a {UNS_KEY!r} of another program; rename it, since the index is noted there")
    return dict(calls)


def _columns_written(call: Any) -> list[str]:
    return str(call.get("columns", "")).split(",") if isinstance(call, Mapping) else []


def _at_hand(given: Any) -> Any:
    """Return several values as a tuple, so that they can be read twice, and others as they are."""
    is_several = isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping)
    return tuple(given) if is_several else given


def _words(given: Any) -> str:
    if isinstance(given, tuple):
        return ", ".join(map(str, given))
    return "" if given is None else str(given)


def _version() -> str:
    import sys

    return str(vars(sys.modules["genenorm"])["__version__"])  # the package itself, which is above this module
